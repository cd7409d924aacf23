/* Two verifiers, one of them in another language and written from the page
 * alone, agree on a thousand journals, good and mutated. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/crc32c.h"
#include "crypto/rng.h"
#include "journal/verify.h"
#include "support/journals.h"
#include "support/program.h"
#include "support/stories.h"
#include "support/tale.h"

enum {
    JOURNALS = 1000,
    EVENTS_MAX = 12,
    FRAMES_MAX = EVENTS_MAX + 2,
    LONG_EVENTS = 4200, /* more than an epoch */
    ROOM = 4096         /* for what a mutation adds */
};

/* A journal's bytes on their way to being others; frames as they were. */
struct mutant {
    struct rng *rng;
    uint8_t *data;
    size_t size;
    struct {
        size_t at, size;
    } frames[FRAMES_MAX + 1];
    size_t count;
};

static void read_frames(struct mutant *m)
{
    size_t at = 0;

    for (m->count = 0; at < m->size; m->count++) {
        const size_t size =
            journals_frame_size(bytes_of(m->data + at, m->size - at));
        assert_true(size > 0 && m->count < FRAMES_MAX);
        m->frames[m->count].at = at;
        m->frames[m->count].size = size;
        at += size;
    }
    m->frames[m->count].at = at;
}

static size_t draw(struct mutant *m, size_t below)
{
    return (size_t)rng_below(m->rng, below);
}

/* Gives a frame the checksum that it now should have. */
static void mend(struct mutant *m, size_t frame)
{
    uint8_t *b = m->data + m->frames[frame].at;
    const size_t size = m->frames[frame].size;
    const size_t start = size - 1 > 127 ? 2 : 1;
    uint32_t crc = crc32c(0, bytes_of(b, start + 6));

    crc = crc32c(crc, bytes_of(b + start + 10, size - start - 10));
    bytes_put_le32(b + start + 6, crc);
}

static void leave(struct mutant *m)
{
    (void)m;
}

static void flip(struct mutant *m)
{
    m->data[draw(m, m->size)] ^= (uint8_t)(1u << draw(m, 8));
}

static void flip_and_mend(struct mutant *m)
{
    const size_t i = draw(m, m->count);

    m->data[m->frames[i].at + 11 + draw(m, m->frames[i].size - 11)] ^=
        (uint8_t)(1u << draw(m, 8));
    mend(m, i);
}

static void cut(struct mutant *m)
{
    m->size = draw(m, m->size + 1);
}

static void cut_at_frame(struct mutant *m)
{
    m->size = m->frames[draw(m, m->count + 1)].at;
}

static void cut_frame_out(struct mutant *m)
{
    const size_t i = draw(m, m->count);
    const size_t end = m->frames[i + 1].at;

    memmove(m->data + m->frames[i].at, m->data + end, m->size - end);
    m->size -= m->frames[i].size;
}

static void double_frame(struct mutant *m)
{
    const size_t i = draw(m, m->count);
    const size_t at = m->frames[i].at, size = m->frames[i].size;

    memmove(m->data + at + size, m->data + at, m->size - at);
    m->size += size;
}

static void append_noise(struct mutant *m)
{
    const size_t size = 1 + draw(m, 200);

    rng_bytes(m->rng, m->data + m->size, size);
    m->size += size;
}

static void append_magic(struct mutant *m)
{
    const uint8_t *magic = m->data + m->frames[0].at + 1;

    append_noise(m);
    memcpy(m->data + m->size, magic, 6);
    m->size += 6;
    append_noise(m);
}

/* A change in a body under a chain that is repaired behind it: only a seal
 * can tell. */
static void rechain(struct mutant *m)
{
    const size_t i = 1 + draw(m, m->count - 1);

    m->data[m->frames[i].at + m->frames[i].size - 1] ^= 1;
    mend(m, i);
    for (size_t j = i + 1; j < m->count; j++) {
        const struct merkle_hash leaf = merkle_leaf(
            bytes_of(m->data + m->frames[j - 1].at, m->frames[j - 1].size));
        const size_t start = m->frames[j].size - 1 > 127 ? 2 : 1;
        memcpy(m->data + m->frames[j].at + start + 35, leaf.bytes,
               sizeof leaf.bytes);
        mend(m, j);
    }
}

/* The last frame becomes one of another journal, whole. */
static void splice(struct mutant *m)
{
    const size_t last = m->count - 1;
    uint8_t *b = m->data + m->frames[last].at;

    b[(m->frames[last].size - 1 > 127 ? 2 : 1) + 1] ^= 1;
    mend(m, last);
    if (draw(m, 2) > 0) return;
    m->size--; /* or nearly */
}

static void (*const mutations[])(struct mutant *) = {
    leave,        flip,          flip_and_mend, cut,
    cut_at_frame, cut_frame_out, double_frame,  append_noise,
    append_magic, rechain,       splice,
};

enum { MUTATIONS = sizeof mutations / sizeof *mutations };

static void write_journal(const char *folder, size_t number,
                          struct bytes contents)
{
    char path[2 * PROGRAM_PATH_SIZE];

    snprintf(path, sizeof path, "%s/%04zu", folder, number);
    program_write(path, contents.data, contents.size);
}

/* Our verifier's verdict, in the other one's words. */
static void say(FILE *expected, size_t number, struct bytes contents,
                size_t *verdicts)
{
    struct verify_result r;

    verify_bytes(contents, &r);
    verdicts[r.verdict]++;
    fprintf(expected, "%04zu %s %llu\n", number, verify_verdict_name(r.verdict),
            (unsigned long long)r.frames);
}

static void make_mutant(struct arena *a, struct rng *rng, size_t number,
                        struct bytes *out)
{
    struct mutant m = {.rng = rng};
    const uint64_t events = 1 + rng_below(rng, EVENTS_MAX);
    const struct bytes whole = journals_make(a, events, rng_below(rng, 4) > 0);

    m.data = arena_alloc(a, whole.size + ROOM);
    m.size = whole.size;
    memcpy(m.data, whole.data, whole.size);
    read_frames(&m);
    mutations[number % MUTATIONS](&m);
    *out = bytes_of(m.data, m.size);
}

/* The others are keyed. */
static struct bytes unkeyed_journal(struct arena *a)
{
    const int fd = journals_file(), other = dup(fd);

    stories_write(fd, tale_lines(), TALE_LINES, true);
    const struct bytes b = journals_contents(a, other);
    close(other);
    return b;
}

static void they_agree(void **state)
{
    static const struct {
        const char *name;
        int count;
    } codes[] = {
        {"kind", RECORD_KIND_COUNT},   {"reason", REASON_COUNT},
        {"trust", RECORD_TRUST_COUNT}, {"verb", RECORD_VERB_COUNT},
        {"act", RECORD_ACT_COUNT},     {"stolen", RECORD_STOLEN_COUNT},
    };
    enum { LIMITS = sizeof codes / sizeof codes[0] };
    char folder[PROGRAM_PATH_SIZE], limits[LIMITS][32];
    size_t verdicts[VERIFY_VERDICT_COUNT] = {0}, size;
    struct program_end end;
    struct rng_root root;
    struct bytes b;
    struct arena a;
    struct rng rng;
    char *text;

    (void)state;
    FILE *expected = open_memstream(&text, &size);
    assert_non_null(expected);
    program_folder(folder);
    arena_init(&a);
    rng_root_init(&root, 1, 0);
    rng_init(&rng, &root, "second verifier", "mutations");
    for (size_t i = 0; i < JOURNALS; i++) {
        make_mutant(&a, &rng, i, &b);
        write_journal(folder, i, b);
        say(expected, i, b, verdicts);
        arena_reset(&a);
    }
    b = journals_make(&a, LONG_EVENTS, true);
    write_journal(folder, JOURNALS, b);
    say(expected, JOURNALS, b, verdicts);
    b = unkeyed_journal(&a);
    write_journal(folder, JOURNALS + 1, b);
    say(expected, JOURNALS + 1, b, verdicts);
    assert_int_equal(fclose(expected), 0);

    for (size_t i = 0; i < LIMITS; i++)
        snprintf(limits[i], sizeof limits[i], "%s=%d", codes[i].name,
                 codes[i].count);
    program_run(&end, NULL,
                WORDS("python3", "-B",
                      SOURCE_DIR "/tests/support/second_verifier.py", folder,
                      limits[0], limits[1], limits[2], limits[3], limits[4],
                      limits[5]));
    assert_int_equal(end.status, 0);
    assert_string_equal(end.out, text);
    /* No verdict is left untried. */
    for (size_t i = 0; i < VERIFY_VERDICT_COUNT; i++)
        assert_true(verdicts[i] > 20);
    program_end_fini(&end);
    free(text);
    program_remove(folder);
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_agree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
