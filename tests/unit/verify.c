/* The verdicts, one rule at a time, on journals made to break it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/writer.h"
#include "journal/head.h"
#include "journal/seal.h"
#include "journal/verify.h"
#include "support/journals.h"

enum {
    EPOCH = JOURNAL_EPOCH_RECORDS,
    MANY = 2 * EPOCH + 100 /* two epochs and a part */
};

/* A journal being put together frame by frame, right or wrong, by one who
 * holds the keys. */
struct forge {
    struct arena arena;
    struct writer file;
    uint32_t magic;
    uint8_t id[RECORD_ID_SIZE];
    uint64_t seq;
    uint64_t epoch;
    instant time;
    struct merkle tree;
    struct merkle_hash prev;
    struct sealer sealer;
};

enum { FORGE_SIZE = 4 * 1024 * 1024, EPOCHS = 4 };

static int setup(void **state)
{
    static struct forge forge;

    *state = &forge;
    return 0;
}

static void put(struct forge *g, enum journal_kind kind, struct bytes body)
{
    struct reader_frame f = {
        .seq = g->seq++, .time = g->time, .kind = kind, .body = body};
    size_t start = g->file.size;

    memcpy(f.prev, g->prev.bytes, sizeof f.prev);
    head_write(&g->file, g->magic, &f);
    g->prev = merkle_leaf(bytes_from(writer_bytes(&g->file), start));
    merkle_push(&g->tree, &g->prev);
}

static void put_seal(struct forge *g, enum journal_kind kind)
{
    struct record_seal s = {.epoch = g->epoch++, .tree_size = g->tree.size};
    struct merkle_hash root = merkle_root(&g->tree);
    struct bytes body;

    memcpy(s.root, root.bytes, sizeof s.root);
    sealer_sign(&g->sealer, kind, g->time, g->id, &s);
    assert_int_equal(record_encode_seal(&g->arena, &s, &body), ERR_OK);
    put(g, kind, body);
}

static void put_event(struct forge *g, uint64_t cause)
{
    struct record r = {
        .kind = RECORD_SENT, .causes = {cause}, .cause_count = 1};
    struct bytes body;

    assert_int_equal(record_encode(&g->arena, &r, &body), ERR_OK);
    put(g, JOURNAL_EVENT, body);
}

/* A header and the seed of the journals in support/. */
static void begin(struct forge *g)
{
    struct bytes real;
    struct reader_frame f;
    struct record_header h;
    const char *why;
    uint8_t seed[JOURNAL_SEED_SIZE] = {1, 2, 3};

    arena_fini(&g->arena);
    *g = (struct forge){.time = journals_time(0)};
    real = journals_make(&g->arena, 0, true);
    g->magic = head_magic(real);
    assert_int_equal(head_read(real, g->magic, &f, &why), ERR_OK);
    assert_int_equal(head_read_header(&g->arena, &f, &h, &why), ERR_OK);
    memcpy(g->id, h.journal_id, sizeof g->id);
    sealer_init_keyed(&g->sealer, seed, g->id);
    assert_memory_equal(h.first_key, g->sealer.identity.pub.sign,
                        sizeof h.first_key);
    writer_init(&g->file, arena_alloc(&g->arena, FORGE_SIZE), FORGE_SIZE);
    put(g, JOURNAL_HEADER, f.body);
}

static void expect(struct bytes file, enum verify_verdict verdict,
                   uint64_t frames, const char *why)
{
    struct verify_result r;

    verify_bytes(file, &r);
    if (r.verdict != verdict || r.frames != frames)
        fail_msg("%s after %llu frames: %s", verify_verdict_name(r.verdict),
                 (unsigned long long)r.frames, r.why ? r.why : "no cause");
    if (why && !strstr(r.why, why)) fail_msg("%s", r.why);
}

static void ends(struct forge *g, enum verify_verdict verdict, uint64_t frames,
                 const char *why)
{
    expect(writer_bytes(&g->file), verdict, frames, why);
    arena_fini(&g->arena);
}

static void good(void **state)
{
    struct forge *g = *state;
    struct verify_result r;

    begin(g);
    expect(writer_bytes(&g->file), VERIFY_INCOMPLETE, 1, NULL);
    put_event(g, 0);
    expect(writer_bytes(&g->file), VERIFY_INCOMPLETE, 2, NULL);
    put_seal(g, JOURNAL_CLOSE);
    verify_bytes(writer_bytes(&g->file), &r);
    assert_int_equal(r.verdict, VERIFY_OK);
    assert_int_equal(r.seals, 1);
    assert_int_equal(r.bytes, g->file.size);
    assert_false(r.unkeyed);
    struct merkle_hash root = merkle_root(&g->tree);
    assert_memory_equal(r.root.bytes, root.bytes, sizeof root.bytes);
    ends(g, VERIFY_OK, 3, NULL);
}

/* The writer and the forge put the seals in the same places. */
static void epochs(void **state)
{
    struct forge *g = *state;
    struct verify_result r;

    begin(g);
    struct bytes file = journals_make(&g->arena, MANY, true);
    verify_bytes(file, &r);
    assert_int_equal(r.verdict, VERIFY_OK);
    assert_int_equal(r.seals, 3);
    assert_int_equal(r.frames, 1 + MANY + 3);
    while (g->seq < EPOCH)
        put_event(g, 0);
    put_seal(g, JOURNAL_SEAL);
    while (g->seq < 2 * EPOCH + 1)
        put_event(g, 0);
    put_seal(g, JOURNAL_CLOSE); /* in the place of the seal */
    ends(g, VERIFY_OK, 2 * EPOCH + 2, NULL);
}

static void seal_missing(void **state)
{
    struct forge *g = *state;

    begin(g);
    while (g->seq <= EPOCH)
        put_event(g, 0);
    ends(g, VERIFY_FAIL, EPOCH, "seal is missing");
}

static void seal_early(void **state)
{
    struct forge *g = *state;

    begin(g);
    put_event(g, 0);
    put_seal(g, JOURNAL_SEAL);
    ends(g, VERIFY_FAIL, 2, "no seal is due");
}

/* A key stolen in an epoch signs nothing of the epochs before. */
static void stolen_key(void **state)
{
    struct forge *g = *state;
    uint8_t seed[JOURNAL_SEED_SIZE];

    begin(g);
    while (g->seq < EPOCH)
        put_event(g, 0);
    put_seal(g, JOURNAL_SEAL);
    memcpy(seed, g->sealer.seed, sizeof seed);

    begin(g);
    put_event(g, 0);
    g->time++; /* what is rewritten */
    while (g->seq < EPOCH)
        put_event(g, 0);
    sealer_init(&g->sealer, seed);
    put_seal(g, JOURNAL_SEAL);
    ends(g, VERIFY_FAIL, EPOCH, "signature");
}

/* A journal of four epochs whose frames are others from the epoch `rewritten`
 * on, sealed by a thief of the keys of the epoch `stolen`: with each epoch's
 * key from that one on, and with a later one's where the thief has none. */
static void rewrite(struct forge *g, uint64_t rewritten, uint64_t stolen,
                    struct sealer keys[EPOCHS], bool honest)
{
    begin(g);
    for (uint64_t e = 0; e < EPOCHS; e++) {
        if (e == rewritten) g->time++;
        while (g->seq < (e + 1) * (EPOCH + 1) - 1)
            put_event(g, 0);
        if (honest) keys[e] = g->sealer;
        const uint64_t key = e >= rewritten && e < stolen ? stolen : e;
        if (!honest) g->sealer = keys[key];
        put_seal(g, e + 1 < EPOCHS ? JOURNAL_SEAL : JOURNAL_CLOSE);
    }
}

static void stolen_in_any_epoch(void **state)
{
    struct forge *g = *state;
    struct sealer keys[EPOCHS];

    rewrite(g, EPOCHS, EPOCHS, keys, true);
    ends(g, VERIFY_OK, EPOCHS * (EPOCH + 1), NULL);
    for (uint64_t stolen = 1; stolen < EPOCHS; stolen++) {
        for (uint64_t rewritten = 0; rewritten < EPOCHS; rewritten++) {
            rewrite(g, rewritten, stolen, keys, false);
            if (rewritten < stolen)
                ends(g, VERIFY_FAIL, (rewritten + 1) * (EPOCH + 1) - 1,
                     "signature");
            else
                ends(g, VERIFY_OK, EPOCHS * (EPOCH + 1), NULL);
        }
    }
}

static void keys_are_wiped(void **state)
{
    struct sealer s;
    uint8_t seed[JOURNAL_SEED_SIZE] = {9}, id[RECORD_ID_SIZE] = {0};
    struct record_seal seal = {0};

    (void)state;
    sealer_init(&s, seed);
    struct sealer before = s;
    sealer_sign(&s, JOURNAL_SEAL, 0, id, &seal);
    assert_memory_not_equal(s.seed, before.seed, sizeof s.seed);
    assert_memory_equal(seal.next_key, s.identity.pub.sign,
                        sizeof seal.next_key);
    const uint8_t *key = before.identity.pub.sign;
    assert_int_equal(seal_verify(key, JOURNAL_SEAL, 0, id, &seal), ERR_OK);
    assert_int_equal(seal_verify(key, JOURNAL_CLOSE, 0, id, &seal), ERR_AUTH);
    assert_int_equal(seal_verify(key, JOURNAL_SEAL, 1, id, &seal), ERR_AUTH);
    id[0]++;
    assert_int_equal(seal_verify(key, JOURNAL_SEAL, 0, id, &seal), ERR_AUTH);
    id[0]--;
    seal.tree_size++;
    assert_int_equal(seal_verify(key, JOURNAL_SEAL, 0, id, &seal), ERR_AUTH);
    sealer_fini(&s);
    for (size_t i = 0; i < sizeof s; i++)
        assert_int_equal(((const uint8_t *)&s)[i], 0);
}

static void time_goes_back(void **state)
{
    struct forge *g = *state;

    begin(g);
    g->time--;
    put_event(g, 0);
    ends(g, VERIFY_FAIL, 1, "time goes back");
}

static void cause_to_come(void **state)
{
    struct forge *g = *state;

    begin(g);
    put_event(g, 0);
    put_event(g, 2);
    ends(g, VERIFY_FAIL, 2, "cause");
}

static void gap_in_sequence(void **state)
{
    struct forge *g = *state;

    begin(g);
    g->seq++;
    put_event(g, 0);
    ends(g, VERIFY_FAIL, 1, "sequence number");
}

static void second_header(void **state)
{
    struct forge *g = *state;
    struct reader_frame f;
    const char *why;

    begin(g);
    assert_int_equal(head_read(writer_bytes(&g->file), g->magic, &f, &why),
                     ERR_OK);
    put(g, JOURNAL_HEADER, f.body);
    ends(g, VERIFY_FAIL, 1, "header");
}

static void malformed_bodies(void **state)
{
    struct forge *g = *state;

    for (unsigned kind = JOURNAL_EVENT; kind <= JOURNAL_FAULT; kind++) {
        if (kind == JOURNAL_SEAL) continue; /* not due */
        begin(g);
        put(g, (enum journal_kind)kind, bytes_of_text("\x7f"));
        ends(g, VERIFY_FAIL, 1, "malformed");
    }
}

/* Its checksum holds, so it is no accident, wherever it lies. */
static void unknown_kind(void **state)
{
    struct forge *g = *state;

    begin(g);
    put(g, (enum journal_kind)6, bytes_of(NULL, 0));
    ends(g, VERIFY_FAIL, 1, "kind");
}

static void after_a_fault(void **state)
{
    struct forge *g = *state;
    struct bytes body;

    begin(g);
    assert_int_equal(record_encode_fault(&g->arena, "full", &body), ERR_OK);
    put(g, JOURNAL_FAULT, body);
    struct forge open = *g;
    put_seal(g, JOURNAL_CLOSE);
    expect(writer_bytes(&g->file), VERIFY_OK, 3, NULL);
    *g = open;
    put_event(g, 0);
    ends(g, VERIFY_FAIL, 2, "after a fault");
}

/* A tail is torn only where nothing in it could be a frame of this journal:
 * here one lies behind bad bytes, at every distance. */
static void frame_behind_bad_bytes(void **state)
{
    struct forge *g = *state;

    for (size_t distance = 1; distance < 100; distance++) {
        begin(g);
        put_event(g, 0);
        uint8_t bad[100] = {0};
        writer_put(&g->file, bad, distance);
        expect(writer_bytes(&g->file), VERIFY_TORN, 2, NULL);
        put_event(g, 0);
        expect(writer_bytes(&g->file), VERIFY_FAIL, 2, NULL);
        g->file.size--;
        ends(g, VERIFY_TORN, 2, NULL);
    }
}

/* So many beginnings of frames that no accident explains them; the limit
 * also bounds what a hostile file can cost. */
static void heads_in_the_tail(void **state)
{
    struct forge *g = *state;
    const struct reader_frame empty = {.kind = JOURNAL_EVENT};
    uint8_t head[HEAD_FRAME_MIN + 1];
    struct writer w;

    begin(g);
    writer_init(&w, head, sizeof head);
    head_write(&w, g->magic, &empty);
    head[40] ^= 1; /* in the hash of the frame before */
    for (int i = 0; i < 1000; i++)
        writer_put(&g->file, head, sizeof head);
    expect(writer_bytes(&g->file), VERIFY_TORN, 1, NULL);
    for (int i = 0; i < 100; i++)
        writer_put(&g->file, head, sizeof head);
    ends(g, VERIFY_FAIL, 1, NULL);
}

/* A frame of another journal, whole: in the place of the next, behind bad
 * bytes, and cut short, where it could be anything. */
static void frame_of_another_journal(void **state)
{
    struct forge *g = *state;

    for (size_t bad = 0; bad < 3; bad++) {
        begin(g);
        put_event(g, 0);
        writer_put(&g->file, "\0\0", bad);
        g->magic ^= 1;
        put_event(g, 0);
        expect(writer_bytes(&g->file), VERIFY_FAIL, 2,
               bad == 0 ? "another journal" : NULL);
        g->file.size--;
        ends(g, VERIFY_TORN, 2, NULL);
    }
}

/* A header is refused unless its facts follow from one another, whoever
 * signs. */
static void header_of_other_facts(void **state)
{
    struct forge *g = *state;

    for (unsigned fact = 0; fact < 5; fact++) {
        struct reader_frame f;
        struct record_header h;
        const char *why;
        begin(g);
        const struct bytes file = writer_bytes(&g->file);
        assert_int_equal(head_read(file, g->magic, &f, &why), ERR_OK);
        assert_int_equal(head_read_header(&g->arena, &f, &h, &why), ERR_OK);
        h.seed += fact == 1;
        h.run += fact == 2;
        h.scenario_hash[0] ^= fact == 3;
        h.unkeyed = fact == 4;
        assert_int_equal(record_encode_header(&g->arena, &h, &f.body), ERR_OK);
        g->file.size = 0;
        g->seq = 0;
        g->prev = (struct merkle_hash){0};
        merkle_init(&g->tree);
        put(g, JOURNAL_HEADER, f.body);
        put_seal(g, JOURNAL_CLOSE);
        if (fact == 0)
            ends(g, VERIFY_OK, 2, NULL);
        else
            ends(g, VERIFY_FAIL, 0,
                 fact == 3   ? "its hash"
                 : fact == 4 ? "its key"
                             : "its id");
    }
}

static void no_journal(void **state)
{
    (void)state;
    expect(bytes_of(NULL, 0), VERIFY_TORN, 0, "empty");
    expect(bytes_of_text("{}"), VERIFY_FAIL, 0, "cut short");
    expect(bytes_of_text("name: two letters\n"), VERIFY_FAIL, 0, NULL);
}

static void texts(void **state)
{
    (void)state;
    assert_string_equal(verify_verdict_name(VERIFY_OK), "OK");
    assert_string_equal(verify_verdict_name(VERIFY_FAIL), "FAIL");
    assert_string_equal(verify_verdict_text(VERIFY_FAIL),
                        "a record does not hold");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good),
        cmocka_unit_test(epochs),
        cmocka_unit_test(seal_missing),
        cmocka_unit_test(seal_early),
        cmocka_unit_test(stolen_key),
        cmocka_unit_test(stolen_in_any_epoch),
        cmocka_unit_test(keys_are_wiped),
        cmocka_unit_test(time_goes_back),
        cmocka_unit_test(cause_to_come),
        cmocka_unit_test(gap_in_sequence),
        cmocka_unit_test(second_header),
        cmocka_unit_test(malformed_bodies),
        cmocka_unit_test(unknown_kind),
        cmocka_unit_test(after_a_fault),
        cmocka_unit_test(frame_behind_bad_bytes),
        cmocka_unit_test(heads_in_the_tail),
        cmocka_unit_test(frame_of_another_journal),
        cmocka_unit_test(header_of_other_facts),
        cmocka_unit_test(no_journal),
        cmocka_unit_test(texts),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
