#include "experiment/lesson_verdict.h"

#include <string.h>

#include "experiment/metadata.h"
#include "experiment/secrecy.h"
#include "experiment/trial.h"
#include "study/attribution_case.h"
#include "study/judge.h"

/* A row for each kind of claim. A sentence and an attribution are read from the
 * journal of one run, which is the caller's or is played into memory at the
 * first of them; an attack is a trial of its own; metadata and risk play many
 * runs, as many as their commands do. */

enum { CLOCK_SIZE = 17 }; /* "2022-01-26 16:30" */

void lesson_verdict_case_fini(struct lesson_verdict_case *c)
{
    if (c->is_played) trial_run_fini(&c->played);
    c->is_played = false;
}

/* The journal of the run, at its start. */
static enum err lesson_verdict_journal(struct lesson_verdict_case *c,
                                       struct reader **out, struct errmsg *e)
{
    *out = c->reader;
    if (!c->reader && !c->is_played) {
        enum err rc = trial_run_init(&c->played, c->scenario, c->seed, c->run,
                                     NULL, NULL, e);
        if (rc) return rc;
        c->is_played = true;
    }
    if (!c->reader) *out = &c->played.reader;
    reader_rewind(*out);
    return ERR_OK;
}

/* A journal that ends early makes a ledger that says so. */
static enum err lesson_verdict_ledger(struct lesson_verdict_case *c,
                                      const struct sentence *asked,
                                      struct reader **reader, struct ledger *l,
                                      struct errmsg *e)
{
    enum err rc = lesson_verdict_journal(c, reader, e);

    if (rc) return rc;
    ledger_init(l, c->scenario);
    if (asked) ledger_ask(l, asked);
    rc = ledger_read(l, *reader, INSTANT_MAX);
    return rc == ERR_FORMAT ? ERR_OK : rc;
}

static void format_clock(char out[CLOCK_SIZE], instant t)
{
    char text[INSTANT_TEXT_SIZE];

    instant_format(text, t);
    memcpy(out, text, CLOCK_SIZE - 1);
    out[CLOCK_SIZE - 1] = '\0';
    out[strlen("2022-01-26")] = ' ';
}

static enum err verdict_of_sentence(struct lesson_verdict_case *c,
                                    const struct lesson_claim *claim,
                                    struct arena *a, struct lesson_verdict *out,
                                    struct errmsg *e)
{
    struct reader *reader;
    struct ledger l;

    enum err rc = lesson_verdict_ledger(c, &claim->sentence, &reader, &l, e);
    if (rc) return rc;
    const struct judge_finding f = judge_sentence(a, &l, &claim->sentence);
    ledger_fini(&l);
    *out = (struct lesson_verdict){
        .holds = f.verdict == JUDGE_HOLDS,
        .undetermined = f.verdict == JUDGE_UNDETERMINED,
        .reached = f.reached,
        .time = f.mark.time,
        .seq = f.mark.seq,
        .words = f.why,
    };
    return ERR_OK;
}

/* Success counts more than notice, and notice more than neither. */
static const struct trial_result *
worst_result(const struct trial_result *r, size_t count, const char *document)
{
    const struct trial_result *worst = NULL;

    for (size_t i = 0; i < count; i++)
        if (strcmp(r[i].target->document, document) == 0 &&
            (!worst || r[i].outcome.verdict > worst->outcome.verdict))
            worst = &r[i];
    return worst;
}

static bool is_sent(const struct trial *t, const char *document)
{
    for (size_t i = 0; i < t->target_count; i++)
        if (strcmp(t->targets[i].document, document) == 0) return true;
    return false;
}

/* A document that is never sent keeps no claim: nothing was tried. */
static struct lesson_verdict attack_verdict(const struct lesson_claim *claim,
                                            const struct trial *t,
                                            const struct trial_result *worst,
                                            struct arena *a)
{
    const char *document = t->scenario.documents[claim->document].name;
    struct lesson_verdict v = {0};

    if (!is_sent(t, document)) {
        v.words = arena_format(
            a, "%s is not sent over a channel: nothing to try", document);
        return v;
    }
    const bool succeeded = worst && worst->outcome.verdict == TRIAL_SUCCEEDED;
    v.holds = succeeded == claim->succeeds;
    if (!worst) {
        v.words = arena_format(a, "%s applies to no copy of %s", claim->tactic,
                               document);
        return v;
    }
    const uint64_t seq = succeeded                ? worst->outcome.seq
                         : worst->outcome.noticed ? worst->outcome.noticed_seq
                                                  : 0;

    v.words = arena_format(
        a, "%s %s against exchange %llu%s: %s", claim->tactic,
        trial_verdict_word(worst->outcome.verdict),
        (unsigned long long)worst->target->exchange,
        seq ? arena_format(a, ", record %llu", (unsigned long long)seq) : "",
        trial_verdict_text(worst->outcome.verdict));
    return v;
}

static enum err verdict_of_attack(struct lesson_verdict_case *c,
                                  const struct lesson_claim *claim,
                                  struct arena *a, struct lesson_verdict *out,
                                  struct errmsg *e)
{
    const struct tactic *tactic;
    struct trial_result *results;
    struct trial t;
    size_t count;

    enum err rc = trial_tactic(&tactic, claim->tactic, e);
    if (!rc)
        rc = trial_init(&t, c->scenario, SCENARIO_NONE, c->seed, c->run, e);
    if (rc) return rc;
    rc = trial_play_all(&t, tactic, c->runner, a, &results, &count, e);
    if (!rc)
        *out = attack_verdict(
            claim, &t,
            worst_result(results, count,
                         t.scenario.documents[claim->document].name),
            a);
    trial_fini(&t);
    return rc;
}

/* A figure against its bound. */
static struct lesson_verdict bounded(double figure, bool holds)
{
    return (struct lesson_verdict){
        .measured = true, .figure = figure, .holds = holds};
}

static enum err verdict_of_metadata(struct lesson_verdict_case *c,
                                    const struct lesson_claim *claim,
                                    struct arena *a, struct lesson_verdict *out,
                                    struct errmsg *e)
{
    struct metadata m = {
        .scenario = c->scenario,
        .on = SCENARIO_NONE,
        .seed = c->seed,
        .runs = ONLOOKER_RUNS,
        .own = true,
        .hold = -1,
        .cover = -1,
        .runner = c->runner,
    };

    _Static_assert(ONLOOKER_WHICH == 0 && ONLOOKER_WHETHER == 3 &&
                       ONLOOKER_BY_SIZE == 0 && ONLOOKER_BY_BOTH == 2,
                   "the order of the words of a claim");
    const enum err rc = metadata_study(&m, e);
    if (rc) return rc;
    const struct classify_score *blind = &m.rows[0].blind[claim->question];
    const struct classify_score *s =
        &m.rows[0].scores[claim->question][claim->view];

    if (s->asked == 0) {
        *out = (struct lesson_verdict){
            .words = "no message passes that there is to guess at"};
        return ERR_OK;
    }
    const double share = (double)s->right / (double)s->asked;
    *out = bounded(share, share <= claim->limit);
    out->words = arena_format(
        a, "%.1f %% guessed right by %s, blindly %.1f %%; at most %.4g %%",
        100 * share, lesson_claim_views.texts[claim->view],
        100 * (double)blind->right / (double)blind->asked, 100 * claim->limit);
    return ERR_OK;
}

static enum err verdict_of_risk(struct lesson_verdict_case *c,
                                const struct lesson_claim *claim,
                                struct arena *a, struct lesson_verdict *out,
                                struct errmsg *e)
{
    struct secrecy s;
    char time[CLOCK_SIZE];
    enum err rc = ERR_OK;

    secrecy_init(&s, c->scenario, claim->by);
    if (s.document_count > 0)
        rc = secrecy_study(&s, c->seed, SECRECY_RUNS, c->runner, e);
    if (!rc) {
        const double chance = secrecy_chance(&s, claim->document);

        format_clock(time, claim->by);
        *out = bounded(chance, chance <= claim->limit);
        out->words = arena_format(a, "%.1f %% at %s; at most %.4g %%",
                                  100 * chance, time, 100 * claim->limit);
    }
    secrecy_fini(&s);
    return rc;
}

/* The suspicion against the one that is named; for nobody, against the one
 * that has the most of it, the author aside. */
static struct lesson_verdict
attribute_verdict(const struct lesson_verdict_case *c,
                  const struct lesson_claim *claim,
                  const struct attribution *found, struct arena *a)
{
    const bool nobody = claim->names == SCENARIO_NONE;
    const char *name =
        nobody ? "nobody" : c->scenario->parties[claim->names].name;
    double most = 0;

    for (size_t i = 0; i < found->holder_count; i++) {
        const struct attribution_holder *h = &found->holders[i];
        const double share = claim->others ? h->to_others : h->to_author;

        if ((nobody && i != found->author && share > most) ||
            h->party == claim->names) {
            most = share;
            name = c->scenario->parties[h->party].name;
        }
    }
    struct lesson_verdict v = bounded(most, (most >= claim->limit) != nobody);
    v.words = arena_format(
        a, "%s%s %.1f %% for %s; %s %.4g %%", nobody ? "the most against " : "",
        name, 100 * most, claim->others ? "others" : "the author",
        nobody ? "to be named takes" : "at least", 100 * claim->limit);
    return v;
}

static enum err surfaced_text(const struct lesson_verdict_case *c,
                              const struct lesson_claim *claim, struct arena *a,
                              const char **out, struct errmsg *e)
{
    *out = NULL;
    if (!claim->surfaced) return ERR_OK;
    if (!c->read_text)
        return err_set(e, ERR_MISSING, "no file %.64s is at hand",
                       claim->surfaced);
    return c->read_text(c->context, a, claim->surfaced, out, e);
}

static enum err verdict_of_attribute(struct lesson_verdict_case *c,
                                     const struct lesson_claim *claim,
                                     struct arena *a,
                                     struct lesson_verdict *out,
                                     struct errmsg *e)
{
    struct attribution_case found;
    struct reader *reader;
    const char *surfaced;
    struct ledger l;

    enum err rc = surfaced_text(c, claim, a, &surfaced, e);
    if (!rc) rc = lesson_verdict_ledger(c, NULL, &reader, &l, e);
    if (rc) return rc;
    rc =
        attribution_case_init(&found, reader, &l, claim->document, surfaced, e);
    if (!rc) {
        *out = attribute_verdict(c, claim, &found.found, a);
        attribution_case_fini(&found);
    } else if (rc == ERR_MISSING) {
        *out = (struct lesson_verdict){
            .words =
                arena_format(a, "the public never held %s",
                             c->scenario->documents[claim->document].name)};
        rc = ERR_OK;
    }
    ledger_fini(&l);
    return rc;
}

enum err lesson_verdict_of(struct lesson_verdict_case *c,
                           const struct lesson_claim *claim, struct arena *a,
                           struct lesson_verdict *out, struct errmsg *e)
{
    static enum err (*const rows[LESSON_CLAIM_COUNT])(
        struct lesson_verdict_case *, const struct lesson_claim *,
        struct arena *, struct lesson_verdict *, struct errmsg *) = {
        [LESSON_CLAIM_SENTENCE] = verdict_of_sentence,
        [LESSON_CLAIM_ATTACK] = verdict_of_attack,
        [LESSON_CLAIM_METADATA] = verdict_of_metadata,
        [LESSON_CLAIM_RISK] = verdict_of_risk,
        [LESSON_CLAIM_ATTRIBUTE] = verdict_of_attribute,
    };

    return rows[claim->kind](c, claim, a, out, e);
}

const char *lesson_verdict_word(const struct lesson_verdict *v)
{
    return judge_verdict_word(v->undetermined ? JUDGE_UNDETERMINED
                              : v->holds      ? JUDGE_HOLDS
                                              : JUDGE_BROKEN);
}
