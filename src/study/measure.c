#include "study/measure.h"

#include <inttypes.h>
#include <string.h>

#include "scenario/variant.h"
#include "study/healing.h"
#include "study/stats.h"
#include "study/trial.h"

enum { LENGTHS = 16 }; /* texts, each a byte longer than the one before */

/* One protection being measured. */
struct measuring {
    struct measure *out;
    struct arena *arena; /* of what is told */
    const struct scenario *scenario;
    uint32_t protection;
    uint64_t seed, run;
    struct errmsg *error;
};

static const struct {
    const char *word, *text;
} rows[MEASURE_COUNT] = {
#define MEASURE_ROW(name, word, text) {word, text},
    MEASURE_MAP(MEASURE_ROW)
#undef MEASURE_ROW
};

const char *measure_word(enum measure_property property)
{
    return rows[property].word;
}

const char *measure_text(enum measure_property property)
{
    return rows[property].text;
}

/* The first reason against a property stands. */
static void deny(struct measuring *m, enum measure_property property,
                 const char *because)
{
    struct measure_answer *answer = &m->out->answers[property];

    if (!answer->holds) return;
    *answer = (struct measure_answer){false, arena_text(m->arena, because)};
}

/* ---- What the recipients have in the end, undisturbed ---- */

static void look_at_levels(struct measuring *m, const struct trial *t)
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
        const uint32_t d =
            scenario_find_document(&t->scenario, target->document);
        const enum record_level level =
            ledger_level_any(&t->clean.ledger, target->to, d);
        for (size_t k = 0; k < sizeof needs / sizeof *needs; k++)
            if (level < needs[k].level)
                deny(m, needs[k].property,
                     arena_format(m->arena, "%s only %s %s",
                                  t->scenario.parties[target->to].name,
                                  record_level_text(level), target->document));
    }
}

/* ---- Under attack ---- */

/* Which of a tactic's aims, when reached, denies which property. */
static const struct {
    enum claim claim;
    enum measure_property property;
} breaks[] = {
    {CLAIM_CONFIDENTIAL, MEASURE_CONFIDENTIAL},
    {CLAIM_ORIGIN, MEASURE_ORIGIN},
    {CLAIM_FORWARD, MEASURE_FORWARD},
    {CLAIM_HEALS, MEASURE_HEALS},
};

static void judge_trial(struct measuring *m, const struct trial *t,
                        const struct trial_result *r)
{
    const struct trial_outcome *o = &r->outcome;

    if (o->verdict != TRIAL_SUCCEEDED || o->level < r->tactic->breaks) return;
    for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++)
        if (r->tactic->tests & CLAIM_BIT(breaks[i].claim))
            deny(m, breaks[i].property,
                 arena_format(m->arena, "%s: %s on its way from %s to %s",
                              r->tactic->name, r->target->document,
                              t->scenario.parties[r->target->from].name,
                              t->scenario.parties[r->target->to].name));
}

static enum err attack(struct measuring *m, const struct trial *t)
{
    unsigned wanted = 0;
    enum err rc = ERR_OK;

    for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++)
        wanted |= CLAIM_BIT(breaks[i].claim);
    for (size_t i = 0; i < tactic_count; i++) {
        struct trial_result *results;
        struct arena a;
        size_t count;
        if (!(tactic_rows[i].tests & wanted)) continue;
        arena_init(&a);
        rc = trial_play_all(t, &tactic_rows[i], &a, &results, &count, m->error);
        for (size_t k = 0; k < count && !rc; k++)
            judge_trial(m, t, &results[k]);
        arena_fini(&a);
        if (rc) break;
    }
    return rc;
}

/* ---- Robbed ---- */

static void judge_ways(struct measuring *m, struct arena *a,
                       const struct exposure *x)
{
    static const struct {
        enum keys_reach reach;
        enum measure_property property;
        bool (*holds)(const struct healing *h);
        const char *what;
    } ways_fall[] = {
        {KEYS_IDENTITY, MEASURE_FORWARD, healing_forward_secret,
         "an identity key opens it, however late it is stolen"},
        {KEYS_STATE, MEASURE_HEALS, healing_heals,
         "memory opens it, however early it was stolen"},
    };
    struct healing *ways;
    const size_t count = healing_of(a, x, &ways);

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < sizeof ways_fall / sizeof *ways_fall; k++)
            if (ways[i].reach == ways_fall[k].reach &&
                !ways_fall[k].holds(&ways[i]))
                deny(m, ways_fall[k].property,
                     arena_format(a, "%s: %s", ways[i].way, ways_fall[k].what));
}

static enum err rob(struct measuring *m, const struct scenario *s)
{
    const struct exposure_question question = {s, m->seed, m->run,
                                               SCENARIO_NONE, KEYS_NOTHING};
    struct exposure x;
    struct arena a;

    enum err rc = exposure_of(&x, &question, m->error);
    if (rc) return rc;
    arena_init(&a);
    for (size_t i = 0; i < x.capture.copy_count; i++) {
        if (!x.open[i]) continue;
        deny(m, MEASURE_FORWARD, "it takes no key to read it");
        deny(m, MEASURE_HEALS, "it takes no key to read it");
    }
    judge_ways(m, &a, &x);
    arena_fini(&a);
    exposure_fini(&x);
    return ERR_OK;
}

/* ---- What the bytes alone tell ---- */

static bool contains(struct bytes b, struct bytes sought)
{
    for (size_t i = 0; i + sought.size <= b.size; i++)
        if (memcmp(b.data + i, sought.data, sought.size) == 0) return true;
    return false;
}

/* The sender is sought in the frames of a copy's exchange that he put on a
 * channel: by his name, with its length before it as messages have it, and by
 * his public keys, which everybody knows. */
static void seek_sender(struct measuring *m, const struct capture *c,
                        const struct capture_copy *copy)
{
    const struct party_peer *sender = &c->peers[copy->from];
    const struct {
        const char *what;
        struct bytes bytes;
    } sought[] = {
        {"name",
         bytes_of_text(arena_format(m->arena, "%c%s",
                                    (char)strlen(sender->name), sender->name))},
        {"key to sign", bytes_of(sender->pub.sign, IDENTITY_KEY_SIZE)},
        {"key to agree", bytes_of(sender->pub.agree, IDENTITY_KEY_SIZE)},
    };

    for (size_t i = 0; i < c->frame_count; i++) {
        const struct opener_layers *l = &c->frames[i].seen;
        if (l->exchange != copy->exchange || l->from != copy->from) continue;
        for (size_t k = 0; k < sizeof sought / sizeof *sought; k++)
            if (contains(l->whole, sought[k].bytes))
                deny(m, MEASURE_HIDES_SENDER,
                     arena_format(m->arena,
                                  "the %s of %s stands in a frame (%s)",
                                  sought[k].what, sender->name,
                                  frame_type_text(l->frame.type)));
    }
}

/* Answers that the sender had to wait for: frames to him between the first one
 * that he put on a channel on the copy's account and the copy's own. */
static uint64_t trips_of(const struct capture *c, uint32_t copy)
{
    const struct capture_copy *sought = &c->copies[copy];
    bool begun = false;
    uint64_t trips = 0;

    for (size_t i = 0; i < c->frame_count && c->frames[i].copy != copy; i++) {
        const struct opener_layers *l = &c->frames[i].seen;
        begun = begun ||
                (l->from == sought->from && l->exchange == sought->exchange);
        trips += begun && l->to == sought->from;
    }
    return trips;
}

static const char *join(struct arena *a, const char *list, const char *word)
{
    if (strstr(list, word)) return list;
    return arena_format(a, "%s%s%s", list, *list ? ", " : "", word);
}

/* What took part, by what was seen: signatures, envelopes, sessions. */
static const char *primitives_of(struct arena *a, const struct scenario *s,
                                 uint32_t protection, const struct capture *c)
{
    static const struct {
        const char *way;
        const char *primitives[4];
    } ways[] = {
        {"age", {"X25519", "ChaChaPoly", "HKDF-SHA256"}},
        {"HPKE", {"X25519", "ChaChaPoly", "HKDF-SHA256"}},
        {"Noise", {"X25519", "ChaChaPoly", "BLAKE2b"}},
        {"ratchet", {"X25519", "ChaChaPoly", "HKDF-SHA256", "Ed25519"}},
    };
    const char *list = s->protections[protection].sign != SIGN_NONE ||
                               s->protections[protection].receipt
                           ? "Ed25519"
                           : "";

    for (size_t i = 0; i < c->copy_count; i++)
        for (size_t k = 0; k < sizeof ways / sizeof *ways; k++)
            for (size_t n = 0; strstr(c->copies[i].way, ways[k].way) && n < 4 &&
                               ways[k].primitives[n];
                 n++)
                list = join(a, list, ways[k].primitives[n]);
    return *list ? list : "none";
}

static enum err read_bytes(struct measuring *m, const struct scenario *s)
{
    struct capture c;

    enum err rc = capture_init(&c, s, m->seed, m->run, m->error);
    if (rc) return rc;
    m->out->papers = c.copy_count;
    for (uint32_t i = 0; i < c.copy_count; i++) {
        seek_sender(m, &c, &c.copies[i]);
        m->out->trips += trips_of(&c, i);
    }
    m->out->primitives =
        arena_text(m->arena, primitives_of(m->arena, s, m->protection, &c));
    capture_fini(&c);
    return ERR_OK;
}

/* ---- Longer texts ---- */

/* Every portion so many bytes longer. */
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

/* The size of the first copy's frame, with texts so much longer. */
static enum err frame_size(struct measuring *m, const struct scenario *s,
                           size_t more, size_t *out)
{
    struct scenario longer = variant_of(s);
    struct capture c;
    struct arena a;

    arena_init(&a);
    lengthen(&longer, &a, more);
    enum err rc = capture_init(&c, &longer, m->seed, m->run, m->error);
    if (!rc) {
        *out = 0;
        for (size_t i = 0; i < c.frame_count && *out == 0; i++)
            if (c.frames[i].copy == 0) *out = c.frames[i].seen.whole.size;
        capture_fini(&c);
    }
    arena_fini(&a);
    return rc;
}

/* Length is hidden when most texts that are one byte longer look the same. */
static enum err vary_length(struct measuring *m, const struct scenario *s)
{
    size_t last = 0, size = 0, changes = 0;

    for (size_t more = 0; more < LENGTHS; more++) {
        enum err rc = frame_size(m, s, more, &size);
        if (rc) return rc;
        changes += more > 0 && size != last;
        last = size;
    }
    if (2 * changes >= LENGTHS)
        deny(m, MEASURE_HIDES_LENGTH,
             arena_format(m->arena,
                          "of %d texts, each a byte longer, %zu look "
                          "longer",
                          LENGTHS - 1, changes));
    return ERR_OK;
}

/* ---- What it costs ---- */

static enum err count_costs(struct measuring *m, const struct trial *t)
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
            sum += took->items[k];
        count += took->count;
    }
    if (count > 0) m->out->latency = sum / (duration)count;
    stats_fini(&stats);
    return rc ? err_set(m->error, rc, "the run's journal cannot be read") : rc;
}

/* As the trials have it: the protection in place of all, no desk takes time,
 * and the scenario's own adversaries touch nothing. */
static struct scenario protected(const struct measuring *m, struct arena *a)
{
    struct scenario v = variant_of(m->scenario);

    variant_hasten(&v, a);
    variant_disarm(&v, a);
    variant_protect(&v, a, m->protection);
    return v;
}

enum err measure_protection(struct measure *out, struct arena *a,
                            const struct scenario *s, uint32_t protection,
                            uint64_t seed, uint64_t run, struct errmsg *e)
{
    struct measuring m = {out, a, s, protection, seed, run, e};
    struct trial trial;

    *out = (struct measure){.name = s->protections[protection].name};
    for (size_t i = 0; i < MEASURE_COUNT; i++)
        out->answers[i] = (struct measure_answer){true, "nothing tried took it "
                                                        "away"};
    enum err rc = trial_init(&trial, s, protection, seed, run, e);
    if (rc) return rc;
    look_at_levels(&m, &trial);
    rc = count_costs(&m, &trial);
    if (!rc) rc = attack(&m, &trial);
    trial_fini(&trial);
    if (rc) return rc;
    const struct scenario v = protected(&m, a);
    rc = rob(&m, &v);
    if (!rc) rc = read_bytes(&m, &v);
    return rc ? rc : vary_length(&m, &v);
}
