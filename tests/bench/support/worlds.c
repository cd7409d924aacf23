#include "worlds.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "runtime/runtime_header.h"
#include "scenario/scenario_errors.h"
#include "sim/kernel.h"

enum {
    LINE_MAX_SIZE = 256,
    TALKERS = 12,
    TALK_GAP = 20,       /* seconds between two sends */
    PORTIONS = 8,        /* of a large document */
    PORTION_SIZE = 64000 /* bytes of each */
};

__attribute__((format(printf, 2, 3))) static void add(struct worlds_text *t,
                                                      const char *format, ...)
{
    va_list args;

    if (t->room - t->size < LINE_MAX_SIZE) {
        t->room = 2 * t->room + 4096;
        t->data = realloc(t->data, t->room);
        bench_must(t->data, "memory");
    }
    va_start(args, format);
    t->size +=
        (size_t)vsnprintf(t->data + t->size, LINE_MAX_SIZE, format, args);
    va_end(args);
}

/* A moment so many seconds after the clock's start. */
static void add_time(struct worlds_text *t, uint32_t seconds)
{
    add(t, "2022-01-%02uT%02u:%02u:%02uZ", 1 + seconds / 86400,
        seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
}

/* Parties p0, p1, ... on one channel, for so many seconds. */
static void add_parties(struct worlds_text *t, uint32_t n, const char *channel,
                        uint32_t seconds)
{
    add(t, "demarche: 1\nclock: {start: 2022-01-01, end: ");
    add_time(t, seconds);
    add(t, "}\nparties:\n");
    for (uint32_t i = 0; i < n; i++)
        add(t, " p%u:\n", i);
    add(t, "channels: {c: {%s, between: [p0", channel);
    for (uint32_t i = 1; i < n; i++)
        add(t, ",p%u", i);
    add(t, "]}}\n");
}

/* And a document d of p0's, which drafts it. */
static void add_one_document(struct worlds_text *t, uint32_t n,
                             const char *channel)
{
    add_parties(t, n, channel, 172800);
    add(t, "documents: {d: {author: p0, portions: {a: x}}}\nscript:\n"
           " - {at: 2022-01-01, draft: d}\n");
}

/* Documents d0, d2, ... of the parties so many apart, each drafted. */
static void add_documents(struct worlds_text *t, uint32_t n, uint32_t apart)
{
    add(t, "documents:\n");
    for (uint32_t i = 0; i < n; i += 2)
        add(t, " d%u: {author: p%u, portions: {a: x}}\n", i, i * apart);
    add(t, "script:\n");
    for (uint32_t i = 0; i < n; i += 2)
        add(t, " - {at: 2022-01-01, draft: d%u}\n", i);
}

void worlds_star(struct worlds_text *t, uint32_t n, const char *channel)
{
    add_one_document(t, n, channel);
    for (uint32_t i = 1; i < n; i++)
        add(t, " - {at: 2022-01-01, send: d, to: p%u}\n", i);
}

void worlds_pairs(struct worlds_text *t, uint32_t n, const char *channel)
{
    add_parties(t, n, channel, 172800);
    add_documents(t, n, 1);
    for (uint32_t i = 0; i < n; i += 2)
        add(t, " - {at: 2022-01-01, send: d%u, to: p%u}\n", i, i + 1);
}

void worlds_chain(struct worlds_text *t, uint32_t n, const char *channel)
{
    add_one_document(t, n, channel);
    add(t, " - {at: 2022-01-01, send: d, to: p1}\n");
    for (uint32_t i = 1; i + 1 < n; i++)
        add(t, " - {when: p%u receives d, forward: d, from: p%u, to: p%u}\n", i,
            i, i + 1);
}

void worlds_waiting(struct worlds_text *t, uint32_t n, const char *channel)
{
    add_parties(t, 2, channel, 172800);
    add_documents(t, n, 0);
    for (uint32_t i = 0; i < n; i += 2)
        add(t, " - {when: p0 drafts d%u, send: d%u, to: p1}\n", i, i);
}

/* Sends from each in turn to another, one after the other. */
static void add_talk(struct worlds_text *t, uint32_t n, const char *channel,
                     const char *protection)
{
    add_parties(t, TALKERS, channel, n * TALK_GAP + 86400);
    add(t, "documents:\n");
    for (uint32_t i = 0; i < TALKERS; i++)
        add(t, " d%u: {author: p%u, portions: {a: A text., b: Yours.}}\n", i,
            i);
    add(t, "protection: {formal: {sign: ed25519, seal: age, receipt: yes}}\n"
           "script:\n");
    for (uint32_t i = 0; i < TALKERS; i++)
        add(t, " - {at: 2022-01-01, draft: d%u}\n", i);
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t from = i % TALKERS, on = 1 + i / TALKERS % (TALKERS - 1);
        add(t, " - {at: ");
        add_time(t, 60 + i * TALK_GAP);
        add(t, ", send: d%u, to: p%u%s}\n", from, (from + on) % TALKERS,
            protection);
    }
}

void worlds_talk(struct worlds_text *t, uint32_t n, const char *channel)
{
    add_talk(t, n, channel, "");
}

void worlds_formal(struct worlds_text *t, uint32_t n, const char *channel)
{
    add_talk(t, n, channel, ", protect: formal");
}

/* Either of the two draws a dummy a second. */
void worlds_dummies(struct worlds_text *t, uint32_t n, const char *channel)
{
    add_parties(t, 2, channel, n / 2);
    add(t, "script: []\n");
}

static void add_large_document(struct worlds_text *t)
{
    add(t, "documents:\n d:\n  author: p0\n  portions:\n");
    for (int i = 0; i < PORTIONS; i++) {
        add(t, "   q%d: ", i);
        for (int size = 0; size < PORTION_SIZE; size += 64)
            add(t, "%.64s",
                "Nothing is agreed until everything is, and no word of it, yet"
                " so.");
        add(t, "\n");
    }
}

void worlds_large(struct worlds_text *t, uint32_t n, const char *channel)
{
    add_parties(t, 2, channel, 172800);
    add_large_document(t);
    add(t, "protection: {sealed: {seal: age}}\n"
           "script:\n - {at: 2022-01-01, draft: d}\n");
    for (uint32_t i = 0; i < n; i++) {
        add(t, " - {at: ");
        add_time(t, 60 * i);
        add(t, ", send: d, to: p1, protect: sealed}\n");
    }
}

void worlds_watched(struct worlds_text *t, uint32_t n, const char *channel)
{
    add_parties(t, 2, channel, 172800);
    add(t, "adversary:\n");
    for (uint32_t i = 0; i < n; i++)
        add(t, " a%u: {channels: c, can: [observe]}\n", i);
    add(t, "documents: {d: {author: p0, portions: {a: x}}}\nscript:\n"
           " - {at: 2022-01-01, draft: d}\n");
    for (uint32_t i = 0; i < n; i++) {
        add(t, " - {at: ");
        add_time(t, 60 * i);
        add(t, ", send: d, to: p1}\n");
    }
}

void worlds_parse(struct scenario *s, worlds_write *write, uint32_t n,
                  const char *channel)
{
    struct scenario_errors errors;
    struct worlds_text t = {0};

    write(&t, n, channel);
    scenario_errors_init(&errors);
    const struct bytes text = bytes_of(t.data, t.size);
    const enum err rc = scenario_parse(s, "bench", text, &errors);
    if (rc) scenario_errors_print(stderr, "bench", text, &errors);
    bench_must(!rc, "a world is no scenario");
    scenario_errors_fini(&errors);
    free(t.data);
}

double worlds_play(const struct scenario *s, uint64_t *events)
{
    char path[] = "/tmp/demarche-bench-XXXXXX";
    struct record_header header;
    struct journal *journal;
    struct errmsg e;
    struct kernel *k = bench_room(1, sizeof *k);
    const int fd = mkstemp(path);
    instant at;

    bench_must(fd >= 0 && !unlink(path), "a file in /tmp");
    runtime_header(&header, s, 1, 0, "bench");
    bench_must(!journal_create(&journal, fd, &header, s->start, &e), e.text);
    bench_must(!kernel_init(k, s, 1, 0, journal, &e), e.text);
    const int64_t start = bench_ns();
    for (*events = 0; kernel_next(k, &at); ++*events)
        bench_must(!kernel_step(k), e.text);
    const double took = (double)(bench_ns() - start);
    bench_must(!journal_close(journal, s->end, &e), e.text);
    kernel_fini(k);
    free(k);
    return took;
}
