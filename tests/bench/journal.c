/* The cost of writing, verifying, seeking in and exporting a journal, beside
 * that of the SHA-256 of its bytes, which it needs, measured in one run. */
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "crypto/sha256.h"
#include "export/format.h"
#include "journal/reader_seek.h"
#include "journal/verify.h"
#include "support/bench.h"

enum { MIB = 1024 * 1024, SIZE_MIB = 64, PASSES = 3, SEEKS = 200 };

#define FOLDER "/tmp/demarche-bench-XXXXXX"

static const char scenario[] = "demarche: 1\n"
                               "clock: {start: 1970-01-01, end: 1970-01-02}\n"
                               "parties: {us: , russia: }\n"
                               "channels: {embassy: {between: [us, russia]}}\n";

/* One journal on disk, and the least times of each thing done with it. */
struct workload {
    char folder[sizeof FOLDER];
    char path[sizeof FOLDER + 16];
    char index[sizeof FOLDER + 32];
    uint64_t size, frames;
    double append, hash, tree, verify, seek, walk;
};

static void must(enum err rc, const struct errmsg *e)
{
    if (!rc) return;
    fprintf(stderr, "%s\n", e->text);
    exit(EXIT_FAILURE);
}

/* The mix of a simulated run: mostly short, now and then a long one. */
static struct bytes make_body(struct arena *a, uint64_t i)
{
    static const uint8_t data[4096] = {1, 2, 3};
    struct record r = {
        .kind = RECORD_FRAME_SENT,
        .party = "us",
        .peer = "russia",
        .exchange = i / 5,
        .causes = {i},
        .cause_count = i > 0,
        .channel = "embassy",
        .data = bytes_of(data, i % 5 == 0     ? 800
                               : i % 100 == 1 ? 4096
                                              : 0),
    };
    struct bytes body;

    if (record_encode(a, &r, &body)) abort();
    return body;
}

static void write_journal(struct workload *d, uint64_t size)
{
    struct record_header header = {.tool_version = "0",
                                   .scenario_name = "bench",
                                   .scenario = bytes_of_text(scenario)};
    const struct journal_options options = {.index = d->index};
    struct arena a;
    struct journal *j;
    struct errmsg e;
    uint64_t seq, written = 0;
    int64_t spent = 0;
    int fd = open(d->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    arena_init(&a);
    must(journal_create_with(&j, fd, &options, &header, 0, &e), &e);
    for (uint64_t i = 0; written < size; i++) {
        const struct bytes body = make_body(&a, i);
        const int64_t start = bench_ns();
        must(journal_append(j, (instant)i, body, &seq, &e), &e);
        spent += bench_ns() - start;
        written += body.size + 80;
        arena_reset(&a);
    }
    const int64_t start = bench_ns();
    must(journal_close(j, INSTANT_MAX, &e), &e);
    d->append = (double)(spent + bench_ns() - start);
    arena_fini(&a);
}

/* The time that hashing the same bytes takes, read the same way. */
static double hash_all(struct reader *r)
{
    struct sha256 h;
    uint8_t hash[SHA256_SIZE];
    const int64_t start = bench_ns();

    sha256_begin(&h);
    for (uint64_t at = 0; at < r->file.size;) {
        const struct bytes b = window_at(&r->file, at, 1);
        sha256_add(&h, b);
        at += b.size;
    }
    sha256_end(&h, hash);
    return (double)(bench_ns() - start);
}

/* Every frame's leaf and the tree over them, which no verifier is spared. */
static double hash_tree(struct reader *r)
{
    struct reader_frame f;
    struct merkle tree;
    const int64_t start = bench_ns();

    merkle_init(&tree);
    while (!reader_next(r, &f)) {
        const struct merkle_hash leaf = merkle_leaf(f.whole);
        merkle_push(&tree, &leaf);
    }
    reader_rewind(r);
    return (double)(bench_ns() - start);
}

static double seek_often(struct workload *d, struct reader *r, unsigned seeks)
{
    struct reader_frame f;
    uint64_t seed = 1;
    const int64_t start = bench_ns();

    for (unsigned i = 0; i < seeks; i++) {
        seed = seed * 6364136223846793005 + 1442695040888963407;
        const uint64_t seq = (seed >> 20) % d->frames;
        if (reader_seek_seq(r, seq) || reader_next(r, &f) || f.seq != seq)
            abort();
    }
    return (double)(bench_ns() - start) / seeks;
}

static void read_journal(struct workload *d)
{
    struct verify_result v;
    struct reader r;
    struct errmsg e;

    must(reader_open(&r, d->path, &e), &e);
    d->size = r.file.size;
    bench_least(&d->hash, hash_all(&r));
    bench_least(&d->tree, hash_tree(&r));
    const int64_t start = bench_ns();
    must(verify_reader(&r, &v, &e), &e);
    bench_least(&d->verify, (double)(bench_ns() - start));
    if (v.verdict != VERIFY_OK) abort();
    d->frames = v.frames;
    bench_least(&d->seek, seek_often(d, &r, SEEKS));
    r.index = NULL;
    bench_least(&d->walk, seek_often(d, &r, 3));
    reader_close(&r);
}

/* From the journal to nowhere, or into a file where the format is one. */
static double export_as(const struct format *format, const struct workload *d,
                        const struct scenario *sc)
{
    char path[sizeof d->folder + 16];
    struct reader r;
    struct errmsg e;
    struct job job;

    snprintf(path, sizeof path, "%s/export", d->folder);
    FILE *out = fopen(format->by_path ? path : "/dev/null", "w");
    must(reader_open(&r, d->path, &e), &e);
    job_init(&job, &r, sc);
    job.path = job.name = path;
    job.out = out;
    const int64_t start = bench_ns();
    must(format->write(&job, &e), &e);
    const double spent = (double)(bench_ns() - start);
    if (job.cut) abort();
    job_fini(&job);
    reader_close(&r);
    if (out) fclose(out);
    unlink(path);
    return spent;
}

static void export_all(const struct bench *b, const struct workload *d)
{
    struct scenario_errors errors;
    struct scenario sc;

    scenario_errors_init(&errors);
    if (scenario_parse(&sc, "bench", bytes_of_text(scenario), &errors)) abort();
    scenario_errors_fini(&errors);
    for (size_t i = 0; format_at(i); i++) {
        const struct format *format = format_at(i);
        const double ns = export_as(format, d, &sc);

        bench_row(b,
                  &(struct bench_row){.unit = "MB/s",
                                      .value = (double)d->size * 1e3 / ns},
                  "export to %s", format->name);
    }
    scenario_fini(&sc);
}

static void print_rate(const struct bench *b, const char *what,
                       const struct workload *d, double ns)
{
    struct bench_row row = {.unit = "MB/s",
                            .value = (double)d->size * 1e3 / ns,
                            .beside = BENCH_FLOOR,
                            .other = (double)d->size * 1e3 / d->hash,
                            .of = BENCH_SHA256 "'s SHA-256 of its bytes"};

    if (ns == d->hash) row.beside = BENCH_ALONE;
    bench_row(b, &row, "%s", what);
}

static void print_all(const struct bench *b, const struct workload *d)
{
    print_rate(b, "append", d, d->append);
    print_rate(b, "verify", d, d->verify);
    print_rate(b, "Merkle tree alone", d, d->tree);
    print_rate(b, "SHA-256 alone", d, d->hash);
    bench_row(b,
              &(struct bench_row){"us", d->seek / 1e3, BENCH_PEER,
                                  d->walk / 1e3, "the journal without index"},
              "seek a record");
    export_all(b, d);
    bench_row(b, &(struct bench_row){.unit = "MB", .value = bench_memory()},
              "memory");
}

int main(int argc, char **argv)
{
    struct workload d = {.folder = FOLDER};
    struct bench b;

    (void)argc;
    bench_begin(&b, argv, "journal", "64 MiB of records, mostly short");
    bench_must(sodium_init() >= 0 && mkdtemp(d.folder), "a folder in /tmp");
    snprintf(d.path, sizeof d.path, "%s/run.journal", d.folder);
    snprintf(d.index, sizeof d.index, "%s.index", d.path);
    write_journal(&d, (uint64_t)bench_often(&b, SIZE_MIB, 1) * MIB);
    for (int i = 0; i < bench_often(&b, PASSES, 1); i++)
        read_journal(&d);
    print_all(&b, &d);
    unlink(d.index);
    unlink(d.path);
    rmdir(d.folder);
    return 0;
}
