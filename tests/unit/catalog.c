/* Events by number and by exchange, across blocks of the catalog, long
 * records, and numbers of exchanges that nobody would give. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "study/catalog.h"
#include "support/journals.h"

enum { EVENTS = CATALOG_BLOCK + 1000, LARGE = 40000, EXCHANGES = 5 };

static const uint64_t exchanges[EXCHANGES] = {0, 1, 7, UINT64_MAX, 1u << 31};

/* Event i, if the record of a number is one, is of the exchange i % 5. */
static void write_events(struct journal *j)
{
    static const uint8_t data[LARGE];
    struct errmsg e;
    struct arena a;
    struct bytes body;
    uint64_t seq;

    arena_init(&a);
    for (uint64_t i = 0; i < EVENTS; i++) {
        const struct record r = {
            .kind = i % 3 ? RECORD_SENT : RECORD_FRAME_SENT,
            .exchange = exchanges[i % EXCHANGES],
            .data = bytes_of(data, i % 4000 == 0 ? LARGE : 0),
        };

        assert_int_equal(record_encode(&a, &r, &body), ERR_OK);
        assert_int_equal(journal_append(j, journals_time(i), body, &seq, &e),
                         ERR_OK);
        arena_reset(&a);
    }
    arena_fini(&a);
}

static void open_events(struct reader *r)
{
    int fd = journals_file(), kept = dup(fd);
    struct journal *j = journals_begin(fd);
    struct errmsg e;
    char path[64];

    write_events(j);
    assert_int_equal(journal_close(j, journals_time(EVENTS), &e), ERR_OK);
    snprintf(path, sizeof path, "/proc/self/fd/%d", kept);
    assert_int_equal(reader_open(r, path, &e), ERR_OK);
    close(kept);
}

/* Follows the journal itself, and remembers the last of each exchange. */
static void check_all(const struct catalog *c, struct reader *r)
{
    uint64_t last[EXCHANGES] = {0}, event = 0, place = 0;
    struct reader_frame f, again;
    enum record_kind kind;

    while (place < c->count) {
        reader_go_to(r, place == 0 ? 0 : again.offset + again.whole.size);
        assert_int_equal(reader_next(r, &f), ERR_OK);
        again = f;
        place++;
        if (f.kind != JOURNAL_EVENT) {
            assert_false(catalog_kind(c, f.seq, &kind));
            assert_int_equal(catalog_before(c, f.seq), 0);
            continue;
        }
        assert_true(catalog_kind(c, f.seq, &kind));
        assert_int_equal(kind, event % 3 ? RECORD_SENT : RECORD_FRAME_SENT);
        assert_int_equal(catalog_before(c, f.seq),
                         event % EXCHANGES ? last[event % EXCHANGES] : 0);
        last[event % EXCHANGES] = f.seq;
        event++;
    }
    assert_int_equal(event, EVENTS);
    assert_int_equal(catalog_last(c, 0), 0);
    for (size_t i = 1; i < EXCHANGES; i++)
        assert_int_equal(catalog_last(c, exchanges[i]), last[i]);
    assert_int_equal(catalog_last(c, 2), 0);
}

static void every_event_is_known(void **state)
{
    struct reader_frame f;
    struct catalog c;
    struct reader r;
    enum record_kind kind;

    (void)state;
    open_events(&r);
    catalog_init(&c, &r, INSTANT_MAX);
    check_all(&c, &r);
    for (uint64_t seq = c.count; seq-- > 0;) {
        if (seq % 997 != 0 || !catalog_kind(&c, seq, &kind)) continue;
        assert_int_equal(catalog_read(&c, seq, &f), ERR_OK);
        assert_int_equal(f.seq, seq);
    }
    assert_int_equal(catalog_read(&c, 0, &f), ERR_MISSING);
    assert_int_equal(catalog_read(&c, c.count, &f), ERR_MISSING);
    assert_false(catalog_kind(&c, UINT64_MAX, &kind));
    assert_int_equal(catalog_before(&c, UINT64_MAX), 0);
    catalog_fini(&c);
    reader_close(&r);
}

static void it_ends_with_its_time(void **state)
{
    enum { UNTIL = 100 };
    struct catalog c;
    struct reader r;

    (void)state;
    open_events(&r);
    catalog_init(&c, &r, journals_time(UNTIL));
    assert_int_equal(c.count, 1 + UNTIL + 1); /* the header, 0 to UNTIL */
    catalog_fini(&c);
    catalog_init(&c, &r, INSTANT_MIN);
    assert_int_equal(c.count, 0);
    assert_int_equal(catalog_last(&c, 7), 0);
    catalog_fini(&c);
    reader_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_event_is_known),
        cmocka_unit_test(it_ends_with_its_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
