/* Proofs of records and of growth: every one holds, and none that was tampered
 * with. */
#define _GNU_SOURCE 1 /* memmem */

#include "base/writer.h"
#include "journal/proof.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "journal/prove.h"
#include "support/journals.h"

enum { EPOCH = 4096, EVENTS = 2 * EPOCH + 500, FEW = 20 };

/* An open journal of so many events, over a file of its own. */
static void open_journal(struct reader *r, struct arena *a, uint64_t events,
                         bool closed)
{
    const struct bytes whole = journals_make(a, events, closed);
    char path[] = "/tmp/demarche-proof-XXXXXX";
    const int fd = mkstemp(path);
    struct errmsg e;

    assert_true(fd >= 0);
    assert_int_equal(write(fd, whole.data, whole.size), whole.size);
    close(fd);
    if (reader_open(r, path, &e)) fail_msg("%s", e.text);
    unlink(path);
}

static struct bytes record_proof(struct reader *r, struct arena *a,
                                 uint64_t seq)
{
    struct bytes text;
    struct errmsg e;

    if (prove_record(r, seq, a, &text, &e)) fail_msg("%s", e.text);
    return text;
}

static void every_record_of_many_epochs(void **state)
{
    static const uint64_t records[] = {
        0,         1,         7,         EPOCH - 1,     EPOCH,
        EPOCH + 1, EPOCH + 2, 2 * EPOCH, 2 * EPOCH + 1, EVENTS,
    };
    struct reader r;
    struct proof proof;
    struct arena a;
    const char *why;

    (void)state;
    arena_init(&a);
    open_journal(&r, &a, EVENTS, true);
    for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
        const struct bytes text = record_proof(&r, &a, records[i]);
        assert_int_equal(proof_check_record(text, &a, &proof, &why), ERR_OK);
        assert_int_equal(proof.frame.seq, records[i]);
        assert_int_equal(proof.state.seal.epoch,
                         records[i] / (EPOCH + 1) +
                             (records[i] % (EPOCH + 1) == EPOCH));
        assert_string_equal(proof.header.scenario_name, "two letters");
    }
    reader_close(&r);
    arena_fini(&a);
}

static void no_byte_can_be_changed(void **state)
{
    struct reader r;
    struct proof proof;
    struct arena a, each;
    const char *why;

    (void)state;
    arena_init(&a);
    arena_init(&each);
    open_journal(&r, &a, FEW, true);
    const struct bytes text = record_proof(&r, &a, 5);
    uint8_t *copy = (uint8_t *)arena_copy(&a, text).data;
    for (size_t i = 0; i < text.size; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            copy[i] = (uint8_t)(text.data[i] ^ 1u << bit);
            if (!proof_check_record(bytes_of(copy, text.size), &each, &proof,
                                    &why))
                fail_msg("byte %zu, bit %u: accepted", i, bit);
            assert_non_null(why);
        }
        copy[i] = text.data[i];
        if (!proof_check_record(bytes_of(copy, i), &each, &proof, &why))
            fail_msg("%zu bytes of %zu: accepted", i, text.size);
        arena_reset(&each);
    }
    reader_close(&r);
    arena_fini(&each);
    arena_fini(&a);
}

/* The state under an earlier seal is none of a later seal, nor of another
 * journal. */
static void seals_are_not_mixed(void **state)
{
    struct reader r;
    struct proof proof;
    struct arena a;
    const char *why;

    (void)state;
    arena_init(&a);
    open_journal(&r, &a, EVENTS, true);
    const struct bytes early = record_proof(&r, &a, 5);
    const struct bytes late = record_proof(&r, &a, EPOCH + 5);
    const uint8_t *keys = memmem(late.data, late.size, "\n" PROOF_KEYS_TITLE,
                                 strlen("\n" PROOF_KEYS_TITLE));
    const uint8_t *other = memmem(early.data, early.size, "\n" PROOF_KEYS_TITLE,
                                  strlen("\n" PROOF_KEYS_TITLE));
    assert_non_null(keys);
    assert_non_null(other);
    const size_t head = (size_t)(keys - late.data);
    const size_t tail = early.size - (size_t)(other - early.data);
    struct writer w;
    writer_init(&w, arena_alloc(&a, head + tail), head + tail);
    writer_put(&w, late.data, head);
    writer_put(&w, other, tail);
    assert_int_equal(proof_check_record(writer_bytes(&w), &a, &proof, &why),
                     ERR_AUTH);
    reader_close(&r);
    arena_fini(&a);
}

static struct checkpoint state_of(struct reader *r, struct arena *a)
{
    struct checkpoint c;
    struct bytes text;
    struct errmsg e;

    if (prove_state(r, a, &text, &e)) fail_msg("%s", e.text);
    assert_int_equal(checkpoint_read(&c, &text), ERR_OK);
    assert_int_equal(text.size, 0);
    return c;
}

static void growth_is_proved(void **state)
{
    static const uint64_t events[] = {EPOCH + 10, 2 * EPOCH + 10, EVENTS};
    struct checkpoint states[3];
    struct reader now, r;
    struct proof proof;
    struct bytes text;
    struct errmsg e;
    struct arena a;
    const char *why;

    (void)state;
    arena_init(&a);
    open_journal(&now, &a, EVENTS, true);
    for (size_t i = 0; i < 3; i++) {
        open_journal(&r, &a, events[i], i == 2);
        states[i] = state_of(&r, &a);
        reader_close(&r);
        assert_int_equal(prove_growth(&now, &states[i], &a, &text, &e), ERR_OK);
        assert_int_equal(proof_check_growth(text, &states[i], &a, &proof, &why),
                         ERR_OK);
        assert_int_equal(proof.old_size, states[i].seal.tree_size);
        assert_int_equal(proof.state.seal.tree_size, EVENTS + 3);
        struct checkpoint bad = states[i];
        bad.seal.root[3] ^= 1;
        assert_int_equal(proof_check_growth(text, &bad, &a, &proof, &why),
                         ERR_AUTH);
        assert_int_equal(prove_growth(&now, &bad, &a, &text, &e), ERR_AUTH);
    }
    /* A shorter journal has not grown out of a longer one. */
    open_journal(&r, &a, events[0], false);
    assert_int_equal(prove_growth(&r, &states[1], &a, &text, &e), ERR_AUTH);
    reader_close(&r);
    reader_close(&now);
    arena_fini(&a);
}

/* A state's note, its proof of growth, and the journal's end. */
struct growing {
    struct arena arena, each;
    struct reader now;
    struct bytes note, proof;
};

static void grow(struct growing *g, uint64_t events, bool closed)
{
    struct reader before;
    struct errmsg e;

    arena_init(&g->arena);
    arena_init(&g->each);
    open_journal(&before, &g->arena, events, closed);
    open_journal(&g->now, &g->arena, EPOCH + 20, true);
    if (prove_state(&before, &g->arena, &g->note, &e)) fail_msg("%s", e.text);
    struct bytes rest = g->note;
    struct checkpoint old;
    assert_int_equal(checkpoint_read(&old, &rest), ERR_OK);
    if (prove_growth(&g->now, &old, &g->arena, &g->proof, &e))
        fail_msg("%s", e.text);
    reader_close(&before);
}

static void grow_end(struct growing *g)
{
    reader_close(&g->now);
    arena_fini(&g->each);
    arena_fini(&g->arena);
}

/* True if the note is taken, by whom it is held against the journal, and by
 * whom there is only the proof. */
static bool is_taken(struct growing *g, struct bytes note)
{
    struct checkpoint old;
    struct proof proof;
    struct bytes text;
    struct errmsg e;
    const char *why;

    arena_reset(&g->each);
    if (checkpoint_read(&old, &note) || note.size > 0) return false;
    const bool made = !prove_growth(&g->now, &old, &g->each, &text, &e);
    const bool holds =
        !proof_check_growth(g->proof, &old, &g->each, &proof, &why);
    assert_int_equal(made, holds);
    return made;
}

static void no_byte_of_a_state_can_be_changed(void **state)
{
    struct growing g;

    (void)state;
    /* Its last seal and one before. */
    for (int last = 0; last < 2; last++) {
        grow(&g, last ? EPOCH + 20 : EPOCH + 10, last);
        uint8_t *copy = (uint8_t *)arena_copy(&g.arena, g.note).data;
        assert_true(is_taken(&g, g.note));
        for (size_t i = 0; i < g.note.size; i++) {
            for (unsigned bit = 0; bit < 8; bit += 5) {
                copy[i] = (uint8_t)(g.note.data[i] ^ 1u << bit);
                if (is_taken(&g, bytes_of(copy, g.note.size)))
                    fail_msg("byte %zu, bit %u: accepted", i, bit);
            }
            copy[i] = g.note.data[i];
        }
        grow_end(&g);
    }
}

static void no_byte_of_growth_can_be_changed(void **state)
{
    struct checkpoint old;
    struct proof proof;
    struct growing g;
    const char *why;

    (void)state;
    grow(&g, EPOCH + 10, false);
    struct bytes rest = g.note;
    assert_int_equal(checkpoint_read(&old, &rest), ERR_OK);
    uint8_t *copy = (uint8_t *)arena_copy(&g.arena, g.proof).data;
    for (size_t i = 0; i < g.proof.size; i++) {
        copy[i] ^= 4;
        if (!proof_check_growth(bytes_of(copy, g.proof.size), &old, &g.each,
                                &proof, &why))
            fail_msg("byte %zu: accepted", i);
        copy[i] ^= 4;
        arena_reset(&g.each);
    }
    grow_end(&g);
}

/* A proof of no growth bears the older seal, once. */
static void growth_ends_with_one_seal(void **state)
{
    struct checkpoint old;
    struct proof proof;
    struct growing g;
    struct writer w;
    const char *why;

    (void)state;
    grow(&g, EPOCH + 20, true);
    struct bytes rest = g.note;
    assert_int_equal(checkpoint_read(&old, &rest), ERR_OK);
    assert_int_equal(proof_check_growth(g.proof, &old, &g.each, &proof, &why),
                     ERR_OK);
    const size_t none = g.proof.size - g.note.size - 1;
    assert_int_equal(proof_check_growth(bytes_of(g.proof.data, none), &old,
                                        &g.each, &proof, &why),
                     ERR_FORMAT);
    const size_t size = g.proof.size + 1 + g.note.size;
    uint8_t *twice = arena_alloc(&g.arena, size);
    writer_init(&w, twice, size);
    writer_put(&w, g.proof.data, g.proof.size);
    writer_put_text(&w, "\n");
    writer_put(&w, g.note.data, g.note.size);
    assert_int_not_equal(
        proof_check_growth(bytes_of(twice, size), &old, &g.each, &proof, &why),
        ERR_OK);
    grow_end(&g);
}

/* The note with a line of another key before or behind its own. */
static struct bytes with_line(struct growing *g, const char *line, bool before)
{
    static const char mark[] = "\n\n\xe2\x80\x94 ";
    const uint8_t *text = memmem(g->note.data, g->note.size, mark, 5);
    const size_t capacity = g->note.size + strlen(line);
    struct writer w;

    assert_non_null(text);
    const size_t head =
        before ? (size_t)(text - g->note.data) + 2 : g->note.size;
    writer_init(&w, arena_alloc(&g->arena, capacity), capacity);
    writer_put(&w, g->note.data, head);
    writer_put_text(&w, line);
    writer_put(&w, g->note.data + head, g->note.size - head);
    return writer_bytes(&w);
}

#define DASH "\xe2\x80\x94 "

static void witnesses_are_ignored(void **state)
{
    static const struct {
        const char *line;
        bool taken;
    } rows[] = {
        {DASH "witness.example/w1 PlRYLVJpdGVzLWFyZS1pZ25vcmVk\n", true},
        {DASH "w AAAAAAA=\n" DASH "x/y AAAAAAA=\n", true},
        {DASH "w AAAAAA==\n", false}, /* an id and no signature */
        {DASH "w+1 AAAAAAA=\n", false},
        {DASH "w AAAAAAA\n", false},
        {DASH "w AAAAAAA= \n", false},
        {DASH " AAAAAAA=\n", false},
        {"- w AAAAAAA=\n", false},
        {DASH "w AAAAAAA=\n\n", false},
    };
    struct growing g;

    (void)state;
    grow(&g, EPOCH + 10, false);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int before = 0; before < 2; before++)
            if (is_taken(&g, with_line(&g, rows[i].line, before)) !=
                rows[i].taken)
                fail_msg("row %zu", i);
    /* A line of the journal's own name, under a key that is not known. */
    const uint8_t *own = memmem(g.note.data, g.note.size, DASH, strlen(DASH));
    assert_non_null(own);
    const size_t size = g.note.size - (size_t)(own - g.note.data);
    char *other = arena_format(&g.arena, "%.*s", (int)size, (const char *)own);
    other[size - 20] = other[size - 20] == 'A' ? 'B' : 'A';
    assert_true(is_taken(&g, with_line(&g, other, true)));
    assert_true(is_taken(&g, with_line(&g, other, false)));
    grow_end(&g);
}

static void what_no_seal_covers_is_not_proved(void **state)
{
    struct reader r;
    struct bytes text;
    struct errmsg e;
    struct arena a;

    (void)state;
    arena_init(&a);
    open_journal(&r, &a, FEW, false);
    assert_int_equal(prove_record(&r, 5, &a, &text, &e), ERR_MISSING);
    assert_string_equal(e.text, "no seal covers record 5");
    assert_int_equal(prove_state(&r, &a, &text, &e), ERR_MISSING);
    reader_close(&r);
    open_journal(&r, &a, FEW, true);
    assert_int_equal(prove_record(&r, FEW + 2, &a, &text, &e), ERR_MISSING);
    assert_int_equal(prove_record(&r, FEW + 1, &a, &text, &e), ERR_MISSING);
    reader_close(&r);
    arena_fini(&a);
}

/* The text with another one in the place of a part of it. */
static struct bytes spliced(struct arena *a, struct bytes text,
                            struct bytes part, struct bytes other)
{
    const size_t head = (size_t)(part.data - text.data);
    const size_t capacity = text.size - part.size + other.size;
    struct writer w;

    writer_init(&w, arena_alloc(a, capacity), capacity);
    writer_put(&w, text.data, head);
    writer_put(&w, other.data, other.size);
    writer_put(&w, text.data + head + part.size, text.size - head - part.size);
    return writer_bytes(&w);
}

/* From behind the first `after` to before the next `before`. */
static struct bytes between(struct bytes text, const char *after,
                            const char *before)
{
    const uint8_t *start = memmem(text.data, text.size, after, strlen(after));
    assert_non_null(start);
    start += strlen(after);
    const size_t left = text.size - (size_t)(start - text.data);
    const uint8_t *end = memmem(start, left, before, strlen(before));
    assert_non_null(end);
    return bytes_of(start, (size_t)(end - start));
}

/* The earlier seals of a proof, each with an empty line before it. */
static struct bytes seals_of(struct bytes text)
{
    const struct bytes keys = between(text, PROOF_KEYS_TITLE, "\n\n");

    return bytes_from(text, (size_t)(keys.data - text.data) + keys.size + 1);
}

static struct bytes last_seal(struct bytes seals)
{
    const struct bytes first = between(seals, "\n", "\n\ndemarche/");

    return bytes_from(seals, first.size + 2);
}

static void refused(struct arena *a, struct bytes text, enum err code,
                    const char *said)
{
    struct proof proof;
    const char *why = NULL;

    assert_int_equal(proof_check_record(text, a, &proof, &why), code);
    if (!strstr(why, said)) fail_msg("expected \"%s\": %s", said, why);
}

/* Parts that are well formed, and of another place. */
static void parts_are_not_exchanged(void **state)
{
    static const char line[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
    struct reader r;
    struct arena a;

    (void)state;
    arena_init(&a);
    open_journal(&r, &a, EVENTS, true);
    const struct bytes text = record_proof(&r, &a, 2 * EPOCH + 5);
    const struct bytes frame = between(text, "extra ", "\n");
    const struct bytes header = between(text, "header ", "\n");
    refused(&a, spliced(&a, text, header, frame), ERR_AUTH, "its header is");
    refused(&a, spliced(&a, text, frame, header), ERR_AUTH, "its record is");
    const struct bytes index = between(text, "index ", "\n");
    refused(&a, spliced(&a, text, index, bytes_of_text("5")), ERR_AUTH,
            "its record is not one of this journal");
    /* Behind its end, and more hashes than any tree is deep. */
    const struct bytes end = bytes_from(text, text.size);
    refused(&a, spliced(&a, text, end, bytes_of_text("x")), ERR_FORMAT,
            "something follows");
    const struct bytes path = bytes_of(index.data + index.size + 1, 0);
    struct bytes longer = text;
    for (int i = 0; i <= MERKLE_DEPTH_MAX; i++)
        longer = spliced(&a, longer,
                         bytes_of(longer.data + (path.data - text.data), 0),
                         bytes_of_text(line));
    refused(&a, longer, ERR_FORMAT, "not a whole proof");
    /* The earlier seals: the second first, one of them twice, or left out. */
    const struct bytes both = seals_of(text), second = last_seal(both);
    const struct bytes first = bytes_of(both.data, both.size - second.size);
    refused(&a, spliced(&a, text, first, second), ERR_AUTH, "an earlier seal");
    refused(&a, spliced(&a, text, second, first), ERR_AUTH, "an earlier seal");
    refused(&a, spliced(&a, text, second, bytes_of(NULL, 0)), ERR_AUTH,
            "the seal's signature");
    reader_close(&r);
    arena_fini(&a);
}

/* One key may seal several journals: a seal of another one is none of this
 * one, though the key that verifies it is the same. */
static void a_seal_of_another_journal_under_the_same_key(void **state)
{
    static const uint8_t key[JOURNAL_SEED_SIZE] = {1, 2, 3};
    const struct journal_options options = {.sign_key = key};
    struct record_header header = {.tool_version = "0",
                                   .scenario_name = "another",
                                   .scenario = bytes_of_text("demarche: 1\n")};
    char path[] = "/tmp/demarche-proof-XXXXXX";
    const int fd = mkstemp(path);
    struct reader r, other;
    struct journal *j;
    struct bytes note;
    struct errmsg e;
    struct arena a;

    (void)state;
    arena_init(&a);
    open_journal(&r, &a, EPOCH + 20, true);
    assert_int_equal(
        journal_create_with(&j, fd, &options, &header, journals_time(0), &e),
        ERR_OK);
    assert_int_equal(journal_close(j, journals_time(0), &e), ERR_OK);
    assert_int_equal(reader_open(&other, path, &e), ERR_OK);
    unlink(path);
    assert_memory_equal(r.header.first_key, other.header.first_key,
                        RECORD_KEY_SIZE);
    assert_int_equal(prove_state(&other, &a, &note, &e), ERR_OK);
    const struct bytes text = record_proof(&r, &a, EPOCH + 5);
    const struct bytes seals = seals_of(text);
    assert_true(seals.size > 0);
    const struct bytes own = bytes_from(seals, 1);
    refused(&a, spliced(&a, text, own, note), ERR_AUTH, "an earlier seal");
    reader_close(&other);
    reader_close(&r);
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_record_of_many_epochs),
        cmocka_unit_test(no_byte_can_be_changed),
        cmocka_unit_test(seals_are_not_mixed),
        cmocka_unit_test(growth_is_proved),
        cmocka_unit_test(no_byte_of_a_state_can_be_changed),
        cmocka_unit_test(no_byte_of_growth_can_be_changed),
        cmocka_unit_test(growth_ends_with_one_seal),
        cmocka_unit_test(witnesses_are_ignored),
        cmocka_unit_test(what_no_seal_covers_is_not_proved),
        cmocka_unit_test(parts_are_not_exchanged),
        cmocka_unit_test(a_seal_of_another_journal_under_the_same_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
