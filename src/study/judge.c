#include "study/judge.h"

/* A sentence is judged in three steps. came_about finds the record by which its
 * predicate came true, if any; judge_affirmed or judge_denied compares that
 * record's time with the sentence's bound; explain_finding puts the result in
 * words. Of a run that was cut short, is_open tells whether the sentence could
 * still be decided. */

/* A bound divides time in two: it speaks of what comes later than its time or
 * of the rest, and its time itself counts as before or as later. */
struct judge_bound {
    bool bounded;
    bool later;
    bool inclusive;
};

static const struct judge_bound *bound_of(enum sentence_bound bound)
{
    static const struct judge_bound rows[] = {
        [BOUND_NONE] = {false, false, false},
        [BOUND_BY] = {true, false, true},
        [BOUND_BEFORE] = {true, false, false},
        [BOUND_AFTER] = {true, true, true},
        [BOUND_AT] = {true, false, true},
        [BOUND_UNTIL] = {true, false, false},
    };

    return &rows[bound];
}

/* True if t counts as before the bound's time. */
static bool is_before(const struct sentence *s, instant t)
{
    return bound_of(s->bound)->inclusive ? t <= s->time : t < s->time;
}

/* True if an event at t is one that the sentence speaks of. */
static bool is_within(const struct sentence *s, instant t)
{
    const struct judge_bound *b = bound_of(s->bound);

    return !b->bounded || is_before(s, t) != b->later;
}

/* True if the run was cut short while the sentence was undecided. */
static bool is_open(const struct ledger *l, const struct sentence *s)
{
    const struct judge_bound *b = bound_of(s->bound);

    if (ledger_complete(l)) return false;
    return !b->bounded || b->later || is_before(s, l->last);
}

/* Finds when the predicate came true; for a denial, on any one portion.
 * Knowledge is not lost, so an actor who came to hold something earlier holds
 * it after any time too, while an act is over once it is done. */
static bool came_about(const struct ledger *l, const struct sentence *s,
                       struct ledger_mark *mark)
{
    const enum record_level level =
        (enum record_level)sentence_level(s->predicate);
    const bool later = s->never && s->bound == BOUND_AFTER;
    const struct ledger *view = ledger_nested_view(l, s);

    if (!view) return false;
    if (level == LEVEL_UNAWARE)
        return ledger_act(view, s->party, s->document, s->portion, s->predicate,
                          later ? s->time : INSTANT_MIN, mark);
    if (s->never && s->portion == SCENARIO_NONE)
        return ledger_since_any(view, s->party, s->document, level, mark);
    return ledger_since(view, s->party, s->document, s->portion, level, mark);
}

static enum judge_verdict judge_affirmed(const struct ledger *l,
                                         const struct sentence *s,
                                         const struct judge_finding *f)
{
    if (f->reached)
        return is_within(s, f->mark.time) ? JUDGE_HOLDS : JUDGE_BROKEN;
    return is_open(l, s) ? JUDGE_UNDETERMINED : JUDGE_BROKEN;
}

static enum judge_verdict judge_denied(const struct ledger *l,
                                       const struct sentence *s,
                                       const struct judge_finding *f)
{
    if (f->reached && (s->bound == BOUND_AFTER || is_within(s, f->mark.time)))
        return JUDGE_BROKEN;
    if (f->reached) return JUDGE_HOLDS;
    return is_open(l, s) ? JUDGE_UNDETERMINED : JUDGE_HOLDS;
}

/* The progress of an actor that did not reach the level. */
static const char *shortfall(struct arena *a, const struct ledger *all,
                             const struct sentence *s)
{
    const struct ledger *l = ledger_nested_view(all, s);
    const struct scenario_document *d = &all->scenario->documents[s->document];
    const enum record_level level =
        (enum record_level)sentence_level(s->predicate);
    const bool whole = s->portion == SCENARIO_NONE;
    struct ledger_mark mark;
    size_t count = 0;

    if (!l) return "nothing shows it";
    if (level == LEVEL_UNAWARE)
        return s->nested ? "nothing shows it" : "never done";
    for (uint32_t i = 0; whole && i < d->portion_count; i++)
        count += ledger_since(l, s->party, s->document, i, level, &mark);
    if (count > 0)
        return arena_format(a, "only %zu of %zu portions", count,
                            d->portion_count);
    return arena_format(
        a, "never reached; highest level: %s",
        record_level_text(
            whole ? ledger_level_any(l, s->party, s->document)
                  : ledger_level(l, s->party, s->document, s->portion)));
}

static int order_times(instant a, instant b)
{
    return (a > b) - (a < b);
}

/* Formats t in seconds, or as finely as it takes to tell it from the sentence's
 * own time. */
static void say_when(char out[INSTANT_TEXT_SIZE], const struct sentence *s,
                     instant t)
{
    static const duration units[] = {SECOND, MILLISECOND, MICROSECOND,
                                     NANOSECOND};
    const bool bounded = bound_of(s->bound)->bounded;
    size_t i = 0;

    while (bounded &&
           order_times(t - t % units[i], s->time) != order_times(t, s->time))
        i++;
    instant_format(out, t - t % units[i]);
}

static const char *explain_finding(struct arena *a, const struct ledger *l,
                                   const struct sentence *s,
                                   const struct judge_finding *f)
{
    const bool act = sentence_level(s->predicate) == LEVEL_UNAWARE;
    char time[INSTANT_TEXT_SIZE];

    if (f->reached) {
        say_when(time, s, f->mark.time);
        const bool apart =
            !is_within(s, f->mark.time) &&
            (s->never ? f->verdict == JUDGE_HOLDS : !bound_of(s->bound)->later);

        return arena_format(a, "%s%s %s, record %llu", apart ? "only " : "",
                            act ? "at" : "since", time,
                            (unsigned long long)f->mark.seq);
    }
    if (f->verdict == JUDGE_UNDETERMINED) {
        say_when(time, s, l->last);
        return arena_format(a, "not so far; the run was cut short at %s", time);
    }
    return s->never ? (act ? "never done" : "never reached")
                    : shortfall(a, l, s);
}

struct judge_finding judge_weigh(const struct ledger *l,
                                 const struct sentence *s)
{
    struct judge_finding f = {0};

    f.reached = came_about(l, s, &f.mark);
    f.verdict = s->never ? judge_denied(l, s, &f) : judge_affirmed(l, s, &f);
    f.timed = f.reached && bound_of(s->bound)->bounded;
    if (f.timed) {
        const duration apart = f.mark.time < s->time ? s->time - f.mark.time
                                                     : f.mark.time - s->time;

        f.spare = f.verdict == JUDGE_HOLDS ? apart : -apart;
    }
    return f;
}

struct judge_finding judge_sentence(struct arena *a, const struct ledger *l,
                                    const struct sentence *s)
{
    struct judge_finding f = judge_weigh(l, s);

    f.why = explain_finding(a, l, s, &f);
    return f;
}

const char *judge_verdict_word(enum judge_verdict verdict)
{
    static const char *const words[JUDGE_VERDICT_COUNT] = {
        [JUDGE_HOLDS] = "holds",
        [JUDGE_BROKEN] = "broken",
        [JUDGE_UNDETERMINED] = "undetermined",
    };

    return words[verdict];
}

void judge_init(struct judge *j, const struct ledger *l)
{
    const struct scenario *sc = l->scenario;

    *j = (struct judge){.scenario = sc};
    arena_init(&j->arena);
    j->findings = arena_array(&j->arena, sc->expect_count, sizeof *j->findings);
    for (size_t i = 0; i < sc->expect_count; i++) {
        j->findings[i] = judge_sentence(&j->arena, l, &sc->expects[i]);
        j->counts[j->findings[i].verdict]++;
    }
}

void judge_fini(struct judge *j)
{
    arena_fini(&j->arena);
}
