/* Seeds times faults: small scenarios made at random, on channels that lose,
 * repeat and reorder, go out and come back. Whatever happens, what must hold
 * holds.
 *
 * DEMARCHE_SEEDS: how many seeds to try. DEMARCHE_SEED: try that one alone,
 * and print its scenario; a failure prints the seed. */
#define _GNU_SOURCE 1 /* open_memstream */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "crypto/rng.h"
#include "journal/verify.h"
#include "runtime/runtime_header.h"
#include "sim/kernel.h"
#include "study/ledger.h"
#include "support/journals.h"

enum { SEEDS = 200, PARTIES_MAX = 5, DOCUMENTS = 3, ENTRIES_MAX = 24 };

/* A scenario being made up. `quiet` is a second world within it: two parties
 * and a channel that have nothing to do with the rest. */
struct maker {
    FILE *out;
    struct rng rng;
    unsigned parties;
    unsigned author[DOCUMENTS];
    unsigned minute;
};

static unsigned pick(struct maker *m, unsigned bound)
{
    return (unsigned)rng_below(&m->rng, bound);
}

/* Channel c<i><j> joins p<i> and p<j>, i < j: one a pair. */
static void make_channel(struct maker *m, const char *name, const char *a,
                         const char *b, bool network, unsigned loss)
{
    static const char *const patterns[] = {"NN", "NK", "NX", "KN", "KK", "KX",
                                           "XN", "XK", "XX", "IN", "IK", "IX"};

    fprintf(m->out, "  %s:\n    between: [%s, %s]\n", name, a, b);
    if (!network) {
        fprintf(m->out, "    medium: hand\n    delay: %u min\n", pick(m, 90));
        return;
    }
    fprintf(m->out,
            "    medium: network\n    handshake: %s\n"
            "    delay: {uniform: {from: %u ms, to: %u s}}\n"
            "    loss: %u%%\n    duplicate: %u%%\n    reorder: %u%%\n",
            patterns[pick(m, 12)], pick(m, 100), 1 + pick(m, 4), loss,
            pick(m, 31), pick(m, 31));
}

static void make_channels(struct maker *m, unsigned loss)
{
    fputs("channels:\n", m->out);
    for (unsigned i = 0; i < m->parties; i++) {
        for (unsigned j = i + 1; j < m->parties; j++) {
            char name[32], a[16], b[16];
            snprintf(name, sizeof name, "c%u%u", i, j);
            snprintf(a, sizeof a, "p%u", i);
            snprintf(b, sizeof b, "p%u", j);
            make_channel(m, name, a, b, pick(m, 4) > 0, pick(m, 30) + loss);
        }
    }
    make_channel(m, "quiet", "q0", "q1", true, 20);
}

static void make_people(struct maker *m)
{
    m->parties = 2 + pick(m, PARTIES_MAX - 1);
    fputs("demarche: 1\ntitle: Faults\nstory: None.\n"
          "clock: {start: 2022-01-01T00:00Z, end: 2022-03-01T00:00Z}\n"
          "parties:\n",
          m->out);
    for (unsigned i = 0; i < m->parties; i++)
        fprintf(m->out, "  p%u: {name: P%u, kind: state, handling: %u min}\n",
                i, i, pick(m, 2) * pick(m, 30));
    fputs("  q0: {name: Q0, kind: state}\n"
          "  q1: {name: Q1, kind: state}\n"
          "  press: {name: The press, kind: public}\n",
          m->out);
}

static void make_documents(struct maker *m)
{
    static const char names[] = "abcd";

    fputs("documents:\n", m->out);
    for (unsigned i = 0; i < DOCUMENTS; i++) {
        m->author[i] = pick(m, m->parties);
        fprintf(m->out,
                "  d%u:\n    title: D%u\n    form: letter\n    author: p%u\n"
                "    portions:\n",
                i, i, m->author[i]);
        const unsigned portions = 1 + pick(m, 4);
        for (unsigned j = 0; j < portions; j++)
            fprintf(m->out, "      %c: Text %u of %u.\n", names[j], j, i);
    }
    fputs("  dq:\n    title: DQ\n    form: letter\n    author: q0\n"
          "    portions: {a: Quiet.}\n"
          "protection:\n"
          "  p0: {sign: ed25519, seal: age, receipt: yes}\n"
          "  p1: {sign: ed25519}\n"
          "  p2: {seal: age, receipt: yes}\n"
          "  p3: {session: ratchet, receipt: yes}\n"
          "  p4: {sign: ed25519, seal: hpke-auth, session: ratchet}\n"
          "script:\n",
          m->out);
}

static void make_at(struct maker *m)
{
    m->minute += pick(m, 300);
    fprintf(m->out, "  - {at: 2022-01-%02uT%02u:%02uZ", 1 + m->minute / 1440,
            m->minute / 60 % 24, m->minute % 60);
}

/* From somebody to one or all of the others. */
static void make_way(struct maker *m, unsigned from)
{
    fprintf(m->out, ", from: p%u, to: [", from);
    const unsigned first = pick(m, m->parties - 1);
    const unsigned count = pick(m, 2) ? 1 : m->parties - 1;
    for (unsigned i = 0; i < count; i++)
        fprintf(m->out, "%sp%u", i ? ", " : "",
                (from + 1 + (first + i) % (m->parties - 1)) % m->parties);
    fputs("]", m->out);
}

/* Verbs, and what they take beside a way. */
static void make_act(struct maker *m)
{
    static const struct {
        const char *verb, *more;
        bool by_author, protect;
    } acts[] = {
        {"send", "", true, true},
        {"forward", "", false, true},
        {"forward", ", portions: [a]", false, true},
        {"send", ", precedence: flash", true, true},
        {"brief", "", false, false},
        {"announce", ", text: Look.", false, false},
        {"comment", ", text: Well.", false, false},
        {"object", ", text: No.", false, false},
        {"approve", "", false, false},
        {"acknowledge", "", false, false},
        {"withhold", "", true, false},
        {"publish", ", portions: [a]", true, false},
        {"review", ", deadline: 2 d", true, true},
    };
    const unsigned act = pick(m, sizeof acts / sizeof acts[0]);
    const unsigned document = pick(m, DOCUMENTS);
    const unsigned from =
        acts[act].by_author ? m->author[document] : pick(m, m->parties);

    if (pick(m, 5) == 0) {
        fprintf(m->out,
                "  - {when: p%u receives d%u, after: %u min, chance: 80%%, ",
                from, document, pick(m, 500));
    } else {
        make_at(m);
        fputs(", ", m->out);
    }
    fprintf(m->out, "%s: d%u", acts[act].verb, document);
    make_way(m, from);
    fputs(acts[act].more, m->out);
    const unsigned protection = pick(m, 6);
    if (acts[act].protect && protection < 5)
        fprintf(m->out, ", protect: p%u", protection);
    fputs("}\n", m->out);
}

static void make_outage(struct maker *m)
{
    const unsigned other = 1 + pick(m, m->parties - 1);

    make_at(m);
    fprintf(m->out, ", outage: c0%u}\n", other);
    if (pick(m, 2)) make_act(m);
    make_at(m);
    fprintf(m->out, ", restore: c0%u}\n", other);
}

/* The text of a seed's scenario; `loss` percent are added on channels other
 * than the quiet one, and change nothing else of it. */
static struct bytes make(struct arena *a, uint64_t seed, unsigned loss)
{
    struct maker m = {0};
    struct rng_root root;
    char *text;
    size_t size;

    m.out = open_memstream(&text, &size);
    assert_non_null(m.out);
    rng_root_init(&root, seed, 0);
    rng_init(&m.rng, &root, "faults", "scenario");
    make_people(&m);
    make_channels(&m, loss);
    make_documents(&m);
    for (unsigned i = 0; i < DOCUMENTS; i++) {
        make_at(&m);
        fprintf(m.out, ", draft: d%u}\n", i);
        if (pick(&m, 2)) {
            make_at(&m);
            fprintf(m.out, ", sign: d%u}\n", i);
        }
    }
    for (unsigned i = 4 + pick(&m, ENTRIES_MAX - 4); i > 0; i--) {
        if (pick(&m, 6) == 0)
            make_outage(&m);
        else
            make_act(&m);
    }
    make_at(&m);
    fputs(", draft: dq}\n", m.out);
    for (int i = 0; i < 8; i++) {
        make_at(&m);
        fprintf(m.out, ", send: dq, to: q1, protect: p%d}\n", i % 5);
    }
    fclose(m.out);
    const struct bytes made = arena_copy(a, bytes_of(text, size));
    free(text);
    rng_fini(&m.rng);
    rng_root_fini(&root);
    return made;
}

/* An event of a journal. */
struct line {
    instant time;
    uint64_t seq;
    struct record record;
};

/* One run, and its journal read back. */
struct run {
    struct arena arena;
    struct scenario scenario;
    struct bytes journal;
    struct ledger ledger;
    struct line *lines;
    size_t count;
};

/* Reports the failure to the caller. */
static bool wrong(const char *what, uint64_t seq)
{
    fprintf(stderr, "%s, at record %llu\n", what, (unsigned long long)seq);
    return false;
}

static void parse(struct scenario *s, struct bytes source)
{
    struct scenario_errors errors;

    scenario_errors_init(&errors);
    if (scenario_parse(s, "faults", source, &errors)) {
        scenario_errors_print(stderr, "faults.yaml", source, &errors);
        abort();
    }
    scenario_errors_fini(&errors);
}

/* Aborts on any error: a run has no cause to fail. */
static void play(struct run *r, uint64_t seed, int fd)
{
    struct record_header header;
    struct journal *j;
    struct kernel k;
    struct errmsg e;
    instant at;

    runtime_header(&header, &r->scenario, seed, 0, "0");
    enum err rc = journal_create(&j, fd, &header, r->scenario.start, &e);
    if (!rc) rc = kernel_init(&k, &r->scenario, seed, 0, j, &e);
    while (!rc && kernel_next(&k, &at))
        rc = kernel_step(&k);
    if (rc) {
        fprintf(stderr, "%s\n", e.text);
        abort();
    }
    kernel_fini(&k);
    if (journal_close(j, r->scenario.end, &e)) abort();
}

static void read_back(struct run *r, int fd)
{
    struct reader_frame f;
    struct reader reader;
    struct errmsg e;
    char path[64];

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (reader_open(&reader, path, &e)) abort();
    r->lines = arena_array(&r->arena, r->journal.size / 64, sizeof *r->lines);
    while (reader_next(&reader, &f) == ERR_OK) {
        if (f.kind != JOURNAL_EVENT) continue;
        struct line *line = &r->lines[r->count++];
        line->time = f.time;
        line->seq = f.seq;
        if (record_decode(&r->arena, arena_copy(&r->arena, f.body),
                          &line->record))
            abort();
    }
    reader_rewind(&reader);
    ledger_init(&r->ledger, &r->scenario);
    if (ledger_read(&r->ledger, &reader, INSTANT_MAX)) abort();
    reader_close(&reader);
}

static void run_init(struct run *r, uint64_t seed, unsigned loss)
{
    const int fd = journals_file(), kept = dup(fd);

    *r = (struct run){0};
    arena_init(&r->arena);
    parse(&r->scenario, make(&r->arena, seed, loss));
    play(r, seed, fd);
    r->journal = journals_contents(&r->arena, kept);
    read_back(r, kept);
    close(kept);
}

static void run_fini(struct run *r)
{
    ledger_fini(&r->ledger);
    scenario_fini(&r->scenario);
    arena_fini(&r->arena);
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Each cause is an event that came before. */
static bool check_causes(const struct run *r)
{
    for (size_t i = 0; i < r->count; i++) {
        for (size_t j = 0; j < r->lines[i].record.cause_count; j++) {
            const uint64_t cause = r->lines[i].record.causes[j];
            size_t k = 0;
            while (k < i && r->lines[k].seq != cause)
                k++;
            if (k == i) return wrong("a cause that is none", r->lines[i].seq);
        }
    }
    return true;
}

/* Whoever forwards what another wrote names the frame it came in. */
static bool check_origins(const struct run *r)
{
    for (size_t i = 0; i < r->count; i++) {
        const struct record *x = &r->lines[i].record;
        bool origin = false;
        if (x->kind != RECORD_FORWARDED && x->kind != RECORD_LEAKED) continue;
        for (size_t k = 0; k < i && !origin; k++) {
            const struct record *y = &r->lines[k].record;
            if (!same(x->party, y->party)) continue;
            if (y->kind == RECORD_DRAFTED && same(x->document, y->document))
                origin = true;
            for (size_t j = 0; j < x->cause_count; j++)
                origin |= y->kind == RECORD_FRAME_ARRIVED &&
                          x->causes[j] == r->lines[k].seq;
        }
        if (!origin) return wrong("forwarded out of nowhere", r->lines[i].seq);
    }
    return true;
}

static size_t count(const struct run *r, enum record_kind kind,
                    const char *party, const char *peer, uint64_t exchange)
{
    size_t n = 0;

    for (size_t i = 0; i < r->count; i++) {
        const struct record *x = &r->lines[i].record;
        n += x->kind == kind && x->exchange == exchange &&
             same(x->party, party) && (!peer || same(x->peer, peer));
    }
    return n;
}

/* A copy carried by hand is carried once: an outage loses it for good. */
static bool lost_by_hand(const struct run *r, const struct record *sent)
{
    const struct scenario *s = &r->scenario;

    for (size_t i = 0; i < s->channel_count; i++)
        if (same(s->channels[i].name, sent->channel) &&
            s->channels[i].medium == MEDIUM_NETWORK)
            return false;
    return count(r, RECORD_FRAME_LOST, NULL, sent->peer, sent->exchange) > 0;
}

/* Every copy that is sent arrives once, or it is told why it did not. */
static bool check_copies(const struct run *r)
{
    static const bool sends[RECORD_KIND_COUNT] = {[RECORD_SENT] = true,
                                                  [RECORD_FORWARDED] = true,
                                                  [RECORD_REPLIED] = true,
                                                  [RECORD_PUBLISHED] = true,
                                                  [RECORD_REVIEW_OPENED] =
                                                      true};

    for (size_t i = 0; i < r->count; i++) {
        const struct record *x = &r->lines[i].record;
        if (!sends[x->kind]) continue;
        const size_t received =
            count(r, RECORD_RECEIVED, x->peer, x->party, x->exchange);
        const bool excused =
            count(r, RECORD_REJECTED, x->peer, x->party, x->exchange) ||
            count(r, RECORD_UNDELIVERED, x->party, x->peer, x->exchange) ||
            lost_by_hand(r, x);
        if (received > 1) return wrong("received twice", r->lines[i].seq);
        if (received == 0 && !excused)
            return wrong("never received", r->lines[i].seq);
    }
    return true;
}

/* Nothing is rejected where nobody tampers; nothing is given up where every
 * outage ends. */
static bool check_no_rejections(const struct run *r)
{
    for (size_t i = 0; i < r->count; i++) {
        const struct record *x = &r->lines[i].record;
        if (x->kind == RECORD_UNDELIVERED)
            return wrong("given up", r->lines[i].seq);
        /* A receipt may be given to one who does not have the document. */
        if (x->kind == RECORD_REJECTED && x->reason != REASON_NOT_HELD) {
            fprintf(stderr, "%s: ", record_reason_text(x->reason));
            return wrong("rejected", r->lines[i].seq);
        }
    }
    return true;
}

/* Proof is had only by who signed or checked a signature. */
static bool check_proofs(const struct run *r)
{
    const struct scenario *s = &r->scenario;

    for (uint32_t p = 0; p < s->party_count; p++) {
        for (uint32_t d = 0; d < s->document_count; d++) {
            bool earned = false;
            if (ledger_level_any(&r->ledger, p, d) < LEVEL_PROVABLE) continue;
            for (size_t i = 0; i < r->count && !earned; i++) {
                const struct record *x = &r->lines[i].record;
                earned =
                    (x->kind == RECORD_SIGNED || x->kind == RECORD_CHECKED) &&
                    same(x->party, s->parties[p].name) &&
                    same(x->document, s->documents[d].name);
            }
            if (!earned) return wrong("a proof out of nothing", 0);
        }
    }
    return true;
}

/* The quiet world's next event, from index i on. */
static size_t next_quiet(const struct run *r, size_t i)
{
    for (; i < r->count; i++) {
        const struct record *x = &r->lines[i].record;
        if (same(x->channel, "quiet") || (x->party && x->party[0] == 'q'))
            break;
    }
    return i;
}

/* More loss elsewhere changes nothing in the quiet world. Exchanges are
 * numbered across the whole, so numbers and sealed bytes may differ. */
static bool check_independence(const struct run *r, const struct run *other)
{
    size_t i = next_quiet(r, 0), j = next_quiet(other, 0);

    while (i < r->count && j < other->count) {
        const struct line *a = &r->lines[i], *b = &other->lines[j];
        if (a->time != b->time || a->record.kind != b->record.kind ||
            !same(a->record.party, b->record.party) ||
            a->record.reason != b->record.reason ||
            !same(a->record.peer, b->record.peer))
            return wrong("loss elsewhere is felt", a->seq);
        i = next_quiet(r, i + 1);
        j = next_quiet(other, j + 1);
    }
    if ((i < r->count) != (j < other->count))
        return wrong("loss elsewhere adds or takes away", 0);
    return true;
}

static bool holds(uint64_t seed)
{
    struct run first, again, lossier;
    struct verify_result verdict;

    run_init(&first, seed, 0);
    run_init(&again, seed, 0);
    run_init(&lossier, seed, 1);
    verify_bytes(first.journal, &verdict);
    const bool good =
        (verdict.verdict == VERIFY_OK || wrong("not verified", 0)) &&
        (bytes_equal(first.journal, again.journal) || wrong("not twin", 0)) &&
        check_causes(&first) && check_origins(&first) && check_copies(&first) &&
        check_no_rejections(&first) && check_proofs(&first) &&
        check_independence(&first, &lossier);
    run_fini(&first);
    run_fini(&again);
    run_fini(&lossier);
    return good;
}

/* A process for each seed, so that an assertion that fails names its seed. */
static bool holds_apart(uint64_t seed)
{
    int status;

    fflush(NULL);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) _exit(holds(seed) ? 0 : 1);
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* For who wants to see it, or run it with the program. */
static void print_scenario(uint64_t seed)
{
    struct arena a;

    arena_init(&a);
    const struct bytes text = make(&a, seed, 0);
    fwrite(text.data, 1, text.size, stdout);
    fflush(stdout);
    arena_fini(&a);
}

static void test_faults(void **state)
{
    const char *one = getenv("DEMARCHE_SEED"), *all = getenv("DEMARCHE_SEEDS");
    const uint64_t seeds = all ? strtoull(all, NULL, 10) : SEEDS;

    (void)state;
    if (one) {
        const uint64_t seed = strtoull(one, NULL, 10);
        print_scenario(seed);
        assert_true(holds(seed));
        return;
    }
    for (uint64_t seed = 0; seed < seeds; seed++)
        if (!holds_apart(seed))
            fail_msg("replay it: DEMARCHE_SEED=%llu property_faults",
                     (unsigned long long)seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_faults)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
