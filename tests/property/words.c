/* No answer hangs on prose: of journals whose records have lost all that
 * parties said in words, studies tell the same, those of trials included; and
 * runs in which other words are said have the same measures and exposure. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/curve.h"
#include "experiment/exposure.h"
#include "experiment/measure.h"
#include "experiment/trial.h"
#include "journal/scratch.h"
#include "scenario/variant.h"
#include "study/belief.h"
#include "study/judge.h"
#include "study/stats.h"
#include "study/why_not.h"
#include "support/program.h"
#include "support/stories.h"

enum { TARGETS_MAX = 2 /* papers of a scenario that are attacked */ };

/* How much there was to lose. */
struct tally {
    size_t journals, words, forged, refused, gains;
};

static void read_scenario(struct scenario *s, const char *path)
{
    size_t size;
    char *text = program_read(path, &size);

    assert_non_null(text);
    stories_parse(s, path, bytes_of(text, size));
    free(text);
}

/* The same journal, with every record's words left out. */
static void strip(struct reader *from, struct reader *to, struct tally *tally)
{
    struct record_header header = from->header;
    struct scratch scratch;
    struct reader_frame f;
    struct journal *j;
    struct errmsg e;
    struct arena a;
    uint64_t seq;

    arena_init(&a);
    reader_rewind(from);
    assert_int_equal(reader_next(from, &f), ERR_OK);
    if (scratch_keep(&scratch, &j, &header, f.time, &e)) fail_msg("%s", e.text);
    while (!reader_next(from, &f)) {
        struct record r;
        struct bytes body;
        arena_reset(&a);
        if (f.kind != JOURNAL_EVENT) continue;
        assert_int_equal(record_decode(&a, f.body, &r), ERR_OK);
        tally->words += r.words != NULL;
        tally->forged += r.forged;
        tally->refused += r.verb != RECORD_VERB_NONE;
        r.words = NULL;
        assert_int_equal(record_encode(&a, &r, &body), ERR_OK);
        assert_int_equal(journal_append(j, f.time, body, &seq, &e), ERR_OK);
        assert_int_equal(seq, f.seq);
    }
    assert_int_equal(journal_close(j, f.time, &e), ERR_OK);
    assert_int_equal(scratch_open(&scratch, to, &e), ERR_OK);
    scratch_fini(&scratch);
    arena_fini(&a);
    tally->journals++;
}

static void same_mark(const struct ledger_mark *x, const struct ledger_mark *y)
{
    assert_int_equal(x->time, y->time);
    assert_int_equal(x->seq, y->seq);
    assert_int_equal(x->kind, y->kind);
    assert_int_equal(x->peer, y->peer);
}

/* Levels, acts and their times, by the same records. */
static void same_ledger(const struct ledger *x, const struct ledger *y)
{
    assert_int_equal(x->gain_count, y->gain_count);
    for (size_t i = 0; i < x->gain_count; i++) {
        const struct ledger_gain *p = &x->gains[i], *q = &y->gains[i];
        assert_true(p->party == q->party && p->document == q->document &&
                    p->portion == q->portion && p->level == q->level);
        same_mark(&p->mark, &q->mark);
    }
    assert_int_equal(x->act_count, y->act_count);
    for (size_t i = 0; i < x->act_count; i++)
        same_mark(&x->acts[i].mark, &y->acts[i].mark);
    assert_int_equal(x->gain.altered.count, y->gain.altered.count);
}

static void same_lack(struct arena *a, const struct causes *x,
                      const struct causes *y, const struct sentence *s)
{
    const struct why_not p = why_not_of(x, a, s), q = why_not_of(y, a, s);

    assert_true(p.count == q.count && p.more == q.more);
    for (size_t i = 0; i < p.count; i++) {
        assert_int_equal(p.items[i].kind, q.items[i].kind);
        assert_int_equal(p.items[i].seq, q.items[i].seq);
        assert_int_equal(p.items[i].what, q.items[i].what);
        assert_int_equal(p.items[i].outcome, q.items[i].outcome);
        assert_int_equal(p.items[i].entry, q.items[i].entry);
    }
}

/* Verdicts, and what came before each gain, by number. */
static void same_causes(const struct causes *x, const struct causes *y)
{
    const struct ledger *l = x->ledger;
    struct judge p, q;
    struct arena a;

    arena_init(&a);
    judge_init(&p, l);
    judge_init(&q, y->ledger);
    for (size_t i = 0; i < l->scenario->expect_count; i++) {
        const struct sentence *s = &l->scenario->expects[i];
        assert_int_equal(p.findings[i].verdict, q.findings[i].verdict);
        assert_int_equal(p.findings[i].reached, q.findings[i].reached);
        if (p.findings[i].reached)
            same_mark(&p.findings[i].mark, &q.findings[i].mark);
        else
            same_lack(&a, x, y, s);
    }
    judge_fini(&p);
    judge_fini(&q);
    for (size_t i = 0; i < l->gain_count; i++) {
        const struct ledger_gain *g = &l->gains[i];
        const struct causes_answer m =
            causes_trace(x, &a, g->mark.seq, g->portion, g->level);
        const struct causes_answer n =
            causes_trace(y, &a, g->mark.seq, g->portion, g->level);
        assert_true(m.count == n.count && m.end == n.end);
        for (size_t k = 0; k < m.count; k++)
            assert_true(m.links[k].seq == n.links[k].seq &&
                        m.links[k].way == n.links[k].way);
    }
    arena_fini(&a);
}

static void same_stats(const struct scenario *sc, struct reader *x,
                       struct reader *y)
{
    struct stats s[2];

    stats_init(&s[0], sc);
    stats_init(&s[1], sc);
    reader_rewind(x);
    reader_rewind(y);
    assert_int_equal(stats_read(&s[0], x), ERR_OK);
    assert_int_equal(stats_read(&s[1], y), ERR_OK);
    assert_memory_equal(s[0].rejected, s[1].rejected, sizeof s[0].rejected);
    assert_memory_equal(s[0].ignored, s[1].ignored, sizeof s[0].ignored);
    assert_int_equal(s[0].undelivered, s[1].undelivered);
    for (size_t i = 0; i <= sc->channel_count; i++)
        assert_int_equal(s[0].channels[i].sessions, s[1].channels[i].sessions);
    stats_fini(&s[0]);
    stats_fini(&s[1]);
}

static void same_beliefs(const struct scenario *sc, struct reader *x,
                         struct reader *y)
{
    struct beliefs b[2];

    assert_int_equal(beliefs_read(&b[0], x, sc, INSTANT_MAX), ERR_OK);
    assert_int_equal(beliefs_read(&b[1], y, sc, INSTANT_MAX), ERR_OK);
    assert_int_equal(b[0].count, b[1].count);
    for (size_t i = 0; i < b[0].count; i++) {
        const struct belief *p = &b[0].items[i], *q = &b[1].items[i];
        assert_true(p->party == q->party && p->peer == q->peer);
        assert_true(p->serial == q->serial && p->trust == q->trust);
        assert_true(bytes_equal(p->fingerprint, q->fingerprint));
        assert_true(p->since == q->since && p->compared == q->compared);
        assert_true(p->end == q->end && p->ended == q->ended);
    }
    beliefs_fini(&b[0]);
    beliefs_fini(&b[1]);
}

/* A journal tells the same with and without words. */
static void check(const struct scenario *sc, struct reader *whole,
                  struct tally *tally)
{
    struct reader bare;
    struct ledger ledgers[2];
    struct causes causes[2];

    strip(whole, &bare, tally);
    struct reader *readers[2] = {whole, &bare};
    for (size_t i = 0; i < 2; i++) {
        ledger_init(&ledgers[i], sc);
        reader_rewind(readers[i]);
        assert_int_equal(ledger_read(&ledgers[i], readers[i], INSTANT_MAX),
                         ERR_OK);
        causes_init(&causes[i], readers[i], &ledgers[i]);
    }
    tally->gains += ledgers[0].gain_count;
    same_ledger(&ledgers[0], &ledgers[1]);
    same_causes(&causes[0], &causes[1]);
    same_beliefs(sc, whole, &bare);
    same_stats(sc, whole, &bare);
    for (size_t i = 0; i < 2; i++) {
        causes_fini(&causes[i]);
        ledger_fini(&ledgers[i]);
    }
    reader_close(&bare);
}

static void check_trials(const struct scenario *s, struct tally *tally)
{
    struct trial t;
    struct errmsg e;

    if (trial_init(&t, s, SCENARIO_NONE, 1, 0, &e)) fail_msg("%s", e.text);
    for (size_t k = 0; k < tactic_count; k++)
        for (size_t i = 0; i < t.target_count && i < TARGETS_MAX; i++) {
            struct trial_attack x;
            if (!tactic_rows[k].applies(&t.targets[i])) continue;
            if (trial_attack_init(&x, &t, &tactic_rows[k], &t.targets[i], &e))
                fail_msg("%s", e.text);
            check(&x.scenario, &x.run.reader, tally);
            trial_attack_fini(&x);
        }
    trial_fini(&t);
}

static void test_journals_without_words(void **state)
{
    glob_t found = {0};
    struct tally runs = {0}, trials = {0};
    struct curve_memory memory; /* of what the trials of a scenario share */

    (void)state;
    curve_memory_init(&memory);
    const struct curve_row before = curve_use(curve_remembering(&memory));
    assert_int_equal(glob(SOURCE_DIR "/scenarios/*.yaml", 0, NULL, &found), 0);
    assert_int_equal(
        glob(SOURCE_DIR "/scenarios/lessons/*.yaml", GLOB_APPEND, NULL, &found),
        0);
    assert_int_equal(
        glob(SOURCE_DIR "/tests/timeline/*.yaml", GLOB_APPEND, NULL, &found),
        0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct scenario s;
        struct trial_run run;
        struct errmsg e;
        read_scenario(&s, found.gl_pathv[i]);
        if (trial_run_init(&run, &s, 1, 0, NULL, NULL, &e))
            fail_msg("%s", e.text);
        check(&s, &run.reader, &runs);
        trial_run_fini(&run);
        check_trials(&s, &trials);
        scenario_fini(&s);
    }
    printf("%zu runs, %zu words; %zu trials, %zu words, %zu forged\n",
           runs.journals, runs.words, trials.journals, trials.words,
           trials.forged);
    assert_true(runs.words > 20 && trials.words > 100);
    assert_true(runs.forged > 0 && trials.forged > 50);
    assert_true(runs.refused > 0 && runs.gains > 100);
    curve_use(before);
    curve_memory_fini(&memory);
    globfree(&found);
}

/* ---- Other words of the same length ---- */

static struct scenario reworded(const struct scenario *s, struct arena *a)
{
    struct scenario other = variant_of(s);
    struct scenario_entry *entries =
        arena_array(a, s->entry_count, sizeof *entries);

    for (size_t i = 0; i < s->entry_count; i++) {
        char *text = arena_text(a, s->entries[i].text);
        memset(text, 'x', strlen(text));
        entries[i] = s->entries[i];
        entries[i].text = text;
    }
    other.entries = entries;
    return other;
}

static void test_runs_with_other_words(void **state)
{
    struct measure x, y;
    struct exposure p, q;
    struct scenario s;
    struct errmsg e;
    struct arena a;

    (void)state;
    arena_init(&a);
    read_scenario(&s, SOURCE_DIR "/scenarios/allied-review.yaml");
    const struct scenario other = reworded(&s, &a);
    if (measure_protection(&x, &a, &s, 0, 1, 0, &e) ||
        measure_protection(&y, &a, &other, 0, 1, 0, &e))
        fail_msg("%s", e.text);
    assert_true(x.documents > 0 && x.documents == y.documents);
    assert_true(x.bytes == y.bytes && x.frames == y.frames);
    assert_true(x.trips == y.trips && x.latency == y.latency);
    for (size_t i = 0; i < MEASURE_COUNT; i++)
        assert_int_equal(x.answers[i].verdict, y.answers[i].verdict);

    struct exposure_question ask = {.scenario = &s,
                                    .seed = 1,
                                    .party = SCENARIO_NONE,
                                    .reach = KEYS_NOTHING};
    if (exposure_of(&p, &ask, &e)) fail_msg("%s", e.text);
    ask.scenario = &other;
    if (exposure_of(&q, &ask, &e)) fail_msg("%s", e.text);
    assert_true(p.theft_count == q.theft_count);
    assert_true(p.capture.copy_count > 0 &&
                p.capture.copy_count == q.capture.copy_count);
    for (size_t i = 0; i < p.theft_count; i++)
        for (size_t k = 0; k < p.capture.copy_count; k++) {
            const struct exposure_window *v = exposure_track(&p, i, k)->first;
            const struct exposure_window *w = exposure_track(&q, i, k)->first;
            for (; v && w; v = v->next, w = w->next)
                assert_true(v->from == w->from && v->until == w->until &&
                            v->level == w->level);
            assert_true(!v && !w);
        }
    exposure_fini(&p);
    exposure_fini(&q);
    scenario_fini(&s);
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_journals_without_words),
        cmocka_unit_test(test_runs_with_other_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
