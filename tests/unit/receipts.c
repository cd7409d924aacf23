/* Receipts and co-signatures are for somebody, in an exchange, and for certain
 * portions: what becomes of each that is made up otherwise. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "adversary/forgery.h"
#include "document/envelope.h"
#include "support/parties.h"

enum { PORTIONS = 3, EXCHANGE = 77 };

/* A statement by russia on the paper that it has, as it is sent to us. */
struct made {
    uint32_t names;    /* its recipient */
    uint64_t exchange; /* that it names */
    size_t cover_count;
    uint32_t covers[PORTIONS];
    bool other_root;
    enum record_reason outcome; /* of what us records */
    size_t portions;            /* 0: the whole, or none by name */
};

static const struct made all_made[] = {
    {US, EXCHANGE, 3, {0, 1, 2}, false, REASON_NONE, 0},
    {US, EXCHANGE, 1, {1}, false, REASON_NONE, 1},
    {US, EXCHANGE, 2, {0, 2}, false, REASON_NONE, 2},
    {US, EXCHANGE, 0, {0}, false, REASON_UNNAMED, 0},
    {NATO, EXCHANGE, 3, {0, 1, 2}, false, REASON_NOT_FOR_US, 0},
    {US, EXCHANGE + 1, 3, {0, 1, 2}, false, REASON_NOT_FOR_US, 0},
    {US, EXCHANGE, 3, {0, 1, 2}, true, REASON_WRONG_ROOT, 0},
};

static struct bytes make(struct parties *w, enum message_kind kind,
                         enum message_purpose purpose, const struct made *m)
{
    const struct event_command c = {
        .exchange = m->exchange, .to = &m->names, .to_count = 1};
    const struct party *russia = &w->party[RUSSIA];
    struct message_statement s = envelope_statement(
        russia, &w->arena, document_find(russia, "paper"), purpose, &c, w->now);
    struct message message = {
        .kind = kind, .exchange = EXCHANGE, .document = "paper"};
    struct bytes encoded;

    s.covers = m->covers;
    s.cover_count = m->cover_count;
    if (m->other_root) s.root[0] ^= 1;
    assert_int_equal(
        envelope_state(russia, &w->arena, &s, true, &message.signature),
        ERR_OK);
    assert_int_equal(message_encode(&w->arena, &message, &encoded), ERR_OK);
    return forgery_frame(&w->arena, encoded);
}

static void try_all(struct parties *w, enum message_kind kind,
                    enum message_purpose purpose, enum record_kind held)
{
    for (size_t i = 0; i < sizeof all_made / sizeof all_made[0]; i++) {
        const struct made *m = &all_made[i];
        const bool taken =
            m->outcome == REASON_NONE || m->outcome == REASON_UNNAMED;
        parties_forget(w);
        parties_give(w, RUSSIA, US, BY_HAND, make(w, kind, purpose, m));
        assert_int_equal(parties_records(w, US, held), taken);
        const struct record *r =
            parties_last(w, US, taken ? held : RECORD_REJECTED);
        assert_int_equal(r->reason, m->outcome);
        assert_int_equal(r->portion_count, m->portions);
        for (size_t k = 0; k < r->portion_count; k++) {
            const char name[] = {(char)('a' + (int)m->covers[k]), '\0'};
            assert_string_equal(r->portions[k], name);
        }
    }
}

static void test_who_and_what_it_is_for(void **state)
{
    struct parties w;

    (void)state;
    parties_init(&w, "XX");
    parties_draft(&w, US, "paper", PORTIONS, 10);
    parties_send(&w, US, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_NONE);
    parties_settle(&w);
    try_all(&w, MESSAGE_RECEIPT, PURPOSE_RECEIPT, RECORD_RECEIPT_HELD);
    try_all(&w, MESSAGE_COSIGNATURE, PURPOSE_SIGNATURE,
            RECORD_COSIGNATURE_HELD);
    parties_fini(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_and_what_it_is_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
