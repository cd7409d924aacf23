/* Networks: generated ones, each ten times the parties and messages of the one
 * before, drawn and played under the stand-in of the curve, without a journal
 * and with one in a file. Words: the numbers of parties and of messages of one
 * network, and `journal` or `none` to play that alone, whose peak of memory is
 * then this program's. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bench.h"
#include "crypto/curve.h"
#include "runtime/runtime_header.h"
#include "scenario/scenario.h"
#include "scenario/scenario_errors.h"
#include "sim/kernel.h"
#include "sim/network.h"

static void must(enum err rc, const char *what)
{
    if (!rc) return;
    fprintf(stderr, "%s\n", what);
    exit(EXIT_FAILURE);
}

static void count_record(void *watcher, instant now, uint64_t seq,
                         const struct record *record)
{
    (void)now;
    (void)seq;
    (void)record;
    ++*(uint64_t *)watcher;
}

static void read_scenario(struct scenario *s, unsigned long parties,
                          unsigned long messages)
{
    struct scenario_errors errors;
    char text[512];

    snprintf(text, sizeof text,
             "demarche: 1\nclock: {start: 2022-01-01, end: 2023-01-02}\n"
             "generate: {network: {parties: %lu, days: 365, messages: %lu}}\n",
             parties, messages);
    scenario_errors_init(&errors);
    must(scenario_parse(s, "bench", bytes_of_text(text), &errors), text);
    scenario_errors_fini(&errors);
}

/* A journal in a file that has no name. */
static struct journal *make_journal(const struct scenario *s)
{
    char path[] = "/tmp/bench-network-XXXXXX";
    const int fd = mkstemp(path);
    struct record_header header;
    struct journal *journal;
    struct errmsg e;

    must(fd < 0 ? ERR_IO : ERR_OK, path);
    unlink(path);
    runtime_header(&header, s, 1, 0, "bench");
    must(journal_create(&journal, fd, &header, s->start, &e), e.text);
    return journal;
}

static void play(const struct scenario *s, bool with_journal)
{
    struct journal *journal = with_journal ? make_journal(s) : NULL;
    uint64_t events = 0, records = 0;
    struct rusage usage;
    struct errmsg e;
    struct kernel k;
    instant at;

    const int64_t start = bench_ns();
    must(kernel_init(&k, s, 1, 0, journal, &e), e.text);
    k.runtime.watch = count_record;
    k.runtime.watcher = &records;
    for (; kernel_next(&k, &at); events++)
        must(kernel_step(&k), e.text);
    const double seconds = (double)(bench_ns() - start) * 1e-9;

    getrusage(RUSAGE_SELF, &usage);
    kernel_fini(&k);
    if (journal) must(journal_close(journal, s->end, &e), e.text);
    printf("  %-10s %9llu events  %7.0f a second  %9llu records  %7.1f s  "
           "peak %5ld MB\n",
           with_journal ? "journal" : "no journal", (unsigned long long)events,
           (double)events / seconds, (unsigned long long)records, seconds,
           usage.ru_maxrss / 1024);
}

static void play_network(unsigned long parties, unsigned long messages,
                         const char *only)
{
    struct scenario s;

    read_scenario(&s, parties, messages);
    const int64_t start = bench_ns();
    network_draw(&s, 1);
    printf("%lu parties, %lu messages: drawn in %.2f s, %zu MB of letters\n",
           parties, messages, (double)(bench_ns() - start) * 1e-9,
           s.network.letter_count * sizeof *s.network.letters >> 20);
    if (!only || strcmp(only, "none") == 0) play(&s, false);
    if (!only || strcmp(only, "journal") == 0) play(&s, true);
    scenario_fini(&s);
}

int main(int argc, char **argv)
{
    const char *only = argc > 3 ? argv[3] : NULL;

    setvbuf(stdout, NULL, _IOLBF, 0);
    curve_use(curve_stand_in());
    if (argc > 2) {
        play_network(strtoul(argv[1], NULL, 10), strtoul(argv[2], NULL, 10),
                     only);
        return 0;
    }
    puts("Networks: generated, under the stand-in of the curve");
    play_network(100, 10000, NULL);
    play_network(1000, 100000, NULL);
    return 0;
}
