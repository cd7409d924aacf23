#include "experiment/measure.h"

#include <string.h>

#include "experiment/post_compromise.h"
#include "experiment/sender_linkage.h"
#include "experiment/trial_verdict.h"
#include "scenario/variant.h"
#include "study/stats.h"

/* measure_protection asks one question after the other: a trial gives the
 * undisturbed run, whose levels (look_at_levels) and figures (count_costs) are
 * read; attack plays the tactics that test a property; steal_keys has keys
 * stolen whenever they change; read_bytes seeks the sender in the frames and
 * checks what recipients can show; vary_length compares frames of longer texts.
 * The first success against a property denies it (deny_property), failures
 * credit it (credit_property), and one that was never tried stays untried. */

enum { MEASURE_LENGTHS = 16 }; /* each text a byte longer than the one before */

/* One protection being measured. */
struct measure_run {
    struct measure *out;
    struct arena *arena; /* of the answers' texts */
    const struct scenario *scenario;
    uint32_t protection;
    uint64_t seed, run;
    struct errmsg *error;
    bool arrived;  /* some document arrived */
    instant first; /* when the first document's frame was sent */
};

/* Reasons for UNTRIED. */
static const char *const untried[MEASURE_COUNT] = {
    [MEASURE_CONFIDENTIAL] = "no copy could be sent this way",
    [MEASURE_ORIGIN] = "no copy arrived this way",
    [MEASURE_PROVABLE] = "no copy arrived this way",
    [MEASURE_FORWARD] = "no copy could be sent this way",
    [MEASURE_POST_COMPROMISE] = "no session had time to outgrow a theft",
    [MEASURE_HIDES_SENDER] = "no copy could be sent this way",
    [MEASURE_HIDES_LENGTH] = "no copy could be sent this way",
};

const char *measure_verdict_word(enum measure_verdict verdict)
{
    static const char *const words[] = {
        [MEASURE_UNTRIED] = "n.a.",
        [MEASURE_HAS] = "yes",
        [MEASURE_LACKS] = "no",
    };

    return words[verdict];
}

const char *measure_word(enum measure_property property)
{
    static const char *const words[MEASURE_COUNT] = {
        [MEASURE_CONFIDENTIAL] = "confidential",
        [MEASURE_ORIGIN] = "origin",
        [MEASURE_PROVABLE] = "provable",
        [MEASURE_FORWARD] = "forward secret",
        [MEASURE_POST_COMPROMISE] = "post-compromise secure",
        [MEASURE_HIDES_SENDER] = "hides sender",
        [MEASURE_HIDES_LENGTH] = "hides length",
    };

    return words[property];
}

/* The first reason against a property stands. */
static void deny_property(struct measure_run *m, enum measure_property property,
                          const char *because)
{
    struct measure_answer *answer = &m->out->answers[property];

    if (answer->verdict == MEASURE_LACKS) return;
    *answer =
        (struct measure_answer){MEASURE_LACKS, arena_text(m->arena, because)};
}

/* A failed attempt to take the property away. */
static void credit_property(struct measure_run *m,
                            enum measure_property property, const char *because)
{
    struct measure_answer *answer = &m->out->answers[property];

    if (answer->verdict == MEASURE_LACKS) return;
    if (answer->verdict == MEASURE_HAS)
        because = arena_format(m->arena, "%s; %s", answer->because, because);
    *answer =
        (struct measure_answer){MEASURE_HAS, arena_text(m->arena, because)};
}

/* ---- What the recipients have in the end, undisturbed ---- */

/* The recipient's level; a document that did not arrive shows nothing. */
static enum record_level level_of(const struct trial *t,
                                  const struct tactic_target *target)
{
    return trial_verdict_level(&t->clean, target);
}

static void look_at_levels(struct measure_run *m, const struct trial *t)
{
    static const struct {
        enum measure_property property;
        enum record_level level;
    } needs[] = {
        {MEASURE_ORIGIN, LEVEL_VERIFIED},
        {MEASURE_PROVABLE, LEVEL_PROVABLE},
    };

    for (size_t i = 0; i < t->target_count; i++) {
        const struct tactic_target *target = &t->targets[i];
        const enum record_level level = level_of(t, target);
        if (level < LEVEL_HOLDS) continue;
        m->arrived = true;
        for (size_t k = 0; k < sizeof needs / sizeof *needs; k++)
            if (level < needs[k].level)
                deny_property(m, needs[k].property,
                              arena_format(m->arena, "%s only %s %s",
                                           t->scenario.parties[target->to].name,
                                           record_level_text(level),
                                           target->document));
    }
}

/* ---- Under attack ---- */

/* The property that a tactic's success denies, by the claim it tests. */
static const struct {
    enum claim claim;
    enum measure_property property;
} breaks[] = {
    {CLAIM_CONFIDENTIAL, MEASURE_CONFIDENTIAL},
    {CLAIM_ORIGIN, MEASURE_ORIGIN},
    {CLAIM_FORWARD, MEASURE_FORWARD},
    {CLAIM_POST_COMPROMISE, MEASURE_POST_COMPROMISE},
};

/* True for an active tactic that reads: what it reads names the sender. Reading
 * the bytes alone is tested apart. */
static bool is_between(const struct tactic *tactic)
{
    return tactic->play && (tactic->tests & CLAIM_BIT(CLAIM_CONFIDENTIAL));
}

/* A probe counts where it finds out the document's sender. */
static bool is_success(const struct trial_result *r)
{
    return r->outcome.verdict == TRIAL_SUCCEEDED &&
           r->outcome.level >= r->tactic->breaks &&
           (r->tactic->aim != TACTIC_NAME || r->outcome.who == r->target->from);
}

static void judge_success(struct measure_run *m, const struct trial *t,
                          const struct trial_result *r)
{
    for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++)
        if (r->tactic->tests & CLAIM_BIT(breaks[i].claim))
            deny_property(
                m, breaks[i].property,
                arena_format(m->arena, "%s: %s on its way from %s to %s",
                             r->tactic->name, r->target->document,
                             t->scenario.parties[r->target->from].name,
                             t->scenario.parties[r->target->to].name));
    if (is_between(r->tactic))
        deny_property(m, MEASURE_HIDES_SENDER,
                      arena_format(m->arena,
                                   "%s: whose %s is stands in what he reads",
                                   r->tactic->name, r->target->document));
    if (r->tactic->aim == TACTIC_NAME)
        deny_property(m, MEASURE_HIDES_SENDER,
                      arena_format(m->arena,
                                   "%s: %s shows its key to whoever asks",
                                   r->tactic->name,
                                   t->scenario.parties[r->target->from].name));
}

/* Credits the failure of a tactic that was really played. Where no document
 * arrived, no origin is shown; and thefts rob senders alone, so their failure
 * does not show post-compromise security. */
static void credit_failure(struct measure_run *m, const struct tactic *tactic)
{
    for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++)
        if ((tactic->tests & CLAIM_BIT(breaks[i].claim)) &&
            breaks[i].property != MEASURE_POST_COMPROMISE &&
            (breaks[i].property != MEASURE_ORIGIN || m->arrived))
            credit_property(m, breaks[i].property,
                            arena_format(m->arena, "%s failed", tactic->name));
    if (is_between(tactic) || tactic->aim == TACTIC_NAME)
        credit_property(m, MEASURE_HIDES_SENDER,
                        arena_format(m->arena, "%s failed", tactic->name));
}

/* Plays the tactic against one document after the other until it succeeds: once
 * is enough. */
static enum err play_tactic(struct measure_run *m, const struct trial *t,
                            const struct tactic *tactic)
{
    bool played = false;

    for (size_t i = 0; i < t->target_count; i++) {
        struct trial_result r = {.tactic = tactic, .target = &t->targets[i]};
        if (!tactic->applies(r.target)) continue;
        enum err rc = trial_play(t, tactic, r.target, &r.outcome, m->error);
        if (rc) return rc;
        played = played || r.outcome.verdict != TRIAL_IDLE;
        if (!is_success(&r)) continue;
        judge_success(m, t, &r);
        return ERR_OK;
    }
    if (played) credit_failure(m, tactic);
    return ERR_OK;
}

static enum err attack(struct measure_run *m, const struct trial *t)
{
    unsigned wanted = 0;

    for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++)
        wanted |= CLAIM_BIT(breaks[i].claim);
    for (size_t i = 0; i < tactic_count; i++) {
        if (!(tactic_rows[i].tests & wanted) &&
            tactic_rows[i].aim != TACTIC_NAME)
            continue;
        enum err rc = play_tactic(m, t, &tactic_rows[i]);
        if (rc) return rc;
    }
    return ERR_OK;
}

/* ---- Robbed ---- */

/* True for a copy under the protection: briefings have none, and published
 * texts are for all to read. */
static bool is_document(const struct capture *c, uint32_t copy)
{
    return copy != CAPTURE_NONE && c->copies[copy].level >= LEVEL_HOLDS &&
           c->scenario->parties[c->copies[copy].to].kind != PARTY_PUBLIC;
}

static void judge_way(struct measure_run *m, struct arena *a,
                      const struct post_compromise *h)
{
    const char *way = capture_way_text(a, &h->way);

    if (h->reach == KEYS_IDENTITY && !post_compromise_forward_secret(h))
        deny_property(
            m, MEASURE_FORWARD,
            arena_format(a,
                         "%s: an identity key opens it, however late it is "
                         "stolen",
                         way));
    else if (h->reach == KEYS_IDENTITY)
        credit_property(
            m, MEASURE_FORWARD,
            arena_format(a, "%s: no identity key opens it later", way));
    else if (!post_compromise_secure(h))
        deny_property(
            m, MEASURE_POST_COMPROMISE,
            arena_format(a,
                         h->way.session == CAPTURE_WAY_GROUP
                             ? "%s: no sender key was replaced"
                             : "%s: memory opens it, however early it was "
                               "stolen",
                         way));
    else if (h->lasts)
        deny_property(
            m, MEASURE_POST_COMPROMISE,
            arena_format(a,
                         "%s: stolen memory opens what is sent after both "
                         "sides wrote",
                         way));
    else if (h->within || !h->in_session)
        credit_property(
            m, MEASURE_POST_COMPROMISE,
            arena_format(a, "%s: stolen memory no longer opens what comes",
                         way));
}

static enum err steal_keys(struct measure_run *m, const struct scenario *s)
{
    const struct exposure_question question = {s, m->seed, m->run,
                                               SCENARIO_NONE, KEYS_NOTHING};
    struct exposure x;
    struct post_compromise *ways;
    struct arena a;

    enum err rc = exposure_of(&x, &question, m->error);
    if (rc) return rc;
    arena_init(&a);
    for (uint32_t i = 0; i < x.capture.copy_count; i++) {
        if (!x.open[i] || !is_document(&x.capture, i)) continue;
        deny_property(m, MEASURE_FORWARD, "it takes no key to read it");
        deny_property(m, MEASURE_POST_COMPROMISE, "it takes no key to read it");
    }
    const size_t count = post_compromise_of(&a, &x, LEVEL_HOLDS, &ways);
    for (size_t i = 0; i < count; i++)
        judge_way(m, &a, &ways[i]);
    arena_fini(&a);
    exposure_fini(&x);
    return ERR_OK;
}

/* ---- What the bytes alone tell ---- */

/* The capture reads copies without the parties' code and checks signatures with
 * public keys alone, as anybody could who was shown the copy. */
static void show_around(struct measure_run *m, const struct capture *c)
{
    bool shown = false;

    for (uint32_t i = 0; i < c->copy_count && m->arrived; i++) {
        if (!is_document(c, i)) continue;
        shown = true;
        if (c->copies[i].level < LEVEL_PROVABLE)
            deny_property(
                m, MEASURE_PROVABLE,
                arena_format(
                    m->arena, "nothing that %s can show convinces others of %s",
                    c->peers[c->copies[i].to].name, c->copies[i].document));
    }
    if (shown)
        credit_property(
            m, MEASURE_PROVABLE,
            "what recipients can show verifies by public keys alone");
}

static enum err read_bytes(struct measure_run *m, const struct scenario *s)
{
    struct capture c;

    enum err rc = capture_init(&c, s, m->seed, m->run, m->error);
    if (rc) return rc;
    for (uint32_t i = 0; i < c.copy_count; i++) {
        if (!is_document(&c, i)) continue;
        m->out->documents++;
        m->out->grouped += c.copies[i].way.session == CAPTURE_WAY_GROUP;
        const char *found = sender_linkage_evidence(m->arena, &c, &c.copies[i]);
        if (found) deny_property(m, MEASURE_HIDES_SENDER, found);
        m->out->trips += sender_linkage_round_trips(&c, i);
    }
    for (size_t i = c.frame_count; i-- > 0;)
        if (is_document(&c, c.frames[i].copy)) m->first = c.frames[i].seen.time;
    show_around(m, &c);
    if (m->out->documents > 0)
        credit_property(
            m, MEASURE_HIDES_SENDER,
            "neither the sender's name nor a public key of theirs is seen");
    m->out->primitives = arena_text(
        m->arena, sender_linkage_primitives(m->arena, &c, m->protection));
    capture_fini(&c);
    return ERR_OK;
}

/* ---- Longer texts ---- */

/* Makes every portion longer by so many bytes. */
static void lengthen(struct scenario *s, struct arena *a, size_t more)
{
    struct scenario_document *documents =
        arena_array(a, s->document_count, sizeof *documents);
    char *tail = arena_alloc(a, more + 1);

    memset(tail, 'x', more);
    for (size_t i = 0; i < s->document_count; i++) {
        documents[i] = s->documents[i];
        struct scenario_portion *portions =
            arena_array(a, documents[i].portion_count, sizeof *portions);
        for (size_t k = 0; k < documents[i].portion_count; k++) {
            portions[k] = documents[i].portions[k];
            portions[k].text = arena_format(a, "%s%s", portions[k].text, tail);
        }
        documents[i].portions = portions;
    }
    s->documents = documents;
}

/* The size of the first document's frame when its texts are longer. The run
 * ends there. */
static enum err frame_size(struct measure_run *m, const struct scenario *s,
                           size_t more, size_t *out)
{
    struct scenario longer = variant_of(s);
    struct capture c;
    struct arena a;

    arena_init(&a);
    lengthen(&longer, &a, more);
    longer.end = m->first;
    enum err rc = capture_init(&c, &longer, m->seed, m->run, m->error);
    if (!rc) {
        *out = 0;
        for (size_t i = 0; i < c.frame_count && *out == 0; i++)
            if (is_document(&c, c.frames[i].copy))
                *out = c.frames[i].seen.whole.size;
        capture_fini(&c);
    }
    arena_fini(&a);
    return rc;
}

/* Length is hidden when most texts that are a byte longer look the same. */
static enum err vary_length(struct measure_run *m, const struct scenario *s)
{
    size_t last = 0, size = 0, changes = 0;

    if (m->out->documents == 0) return ERR_OK;
    for (size_t more = 0; more < MEASURE_LENGTHS; more++) {
        enum err rc = frame_size(m, s, more, &size);
        if (rc) return rc;
        changes += more > 0 && size != last;
        last = size;
    }
    const char *found = arena_format(
        m->arena, "of %d texts, each a byte longer, %zu look longer",
        MEASURE_LENGTHS - 1, changes);
    if (2 * changes >= MEASURE_LENGTHS)
        deny_property(m, MEASURE_HIDES_LENGTH, found);
    else
        credit_property(m, MEASURE_HIDES_LENGTH, found);
    return ERR_OK;
}

/* ---- What it costs ---- */

static enum err count_costs(struct measure_run *m, const struct trial *t)
{
    struct reader reader = t->clean.reader;
    struct stats stats;
    duration sum = 0;
    size_t count = 0;

    stats_init(&stats, &t->scenario);
    reader_rewind(&reader);
    enum err rc = stats_read(&stats, &reader);
    for (size_t i = 0; i <= t->scenario.channel_count; i++) {
        m->out->bytes += stats.channels[i].bytes;
        m->out->frames += stats.channels[i].frames;
    }
    for (size_t i = 0; i < STATS_PRECEDENCES; i++) {
        const struct stats_spans *took = &stats.precedences[i].took;
        for (size_t k = 0; k < took->count; k++)
            sum = instant_add(sum, took->items[k]);
        count += took->count;
    }
    if (count > 0) m->out->latency = sum / (duration)count;
    stats_fini(&stats);
    return rc ? err_set(m->error, rc, "the run's journal cannot be read") : rc;
}

/* The scenario as the trials have it: one protection for all, no processing
 * delays, and passive adversaries. */
static struct scenario protected(const struct measure_run *m, struct arena *a)
{
    struct scenario v = variant_of(m->scenario);

    variant_no_delays(&v, a);
    variant_passive(&v, a);
    variant_protect(&v, a, m->protection);
    return v;
}

enum err measure_protection(struct measure *out, struct arena *a,
                            const struct scenario *s, uint32_t protection,
                            uint64_t seed, uint64_t run, struct errmsg *e)
{
    struct measure_run m = {.out = out,
                            .arena = a,
                            .scenario = s,
                            .protection = protection,
                            .seed = seed,
                            .run = run,
                            .error = e};
    struct trial trial;

    *out = (struct measure){.name = s->protections[protection].name};
    for (size_t i = 0; i < MEASURE_COUNT; i++)
        out->answers[i] = (struct measure_answer){MEASURE_UNTRIED, untried[i]};
    enum err rc = trial_init(&trial, s, protection, seed, run, e);
    if (rc) return rc;
    look_at_levels(&m, &trial);
    rc = count_costs(&m, &trial);
    if (!rc) rc = attack(&m, &trial);
    trial_fini(&trial);
    if (rc) return rc;
    const struct scenario v = protected(&m, a);
    rc = steal_keys(&m, &v);
    if (!rc) rc = read_bytes(&m, &v);
    return rc ? rc : vary_length(&m, &v);
}
