#include "experiment/grades.h"

#include <assert.h>
#include <string.h>

#include "adversary/grade_play.h"

/* Each grade is what remains when the attacks that deny the better ones were
 * made. A payload's source: somebody takes the sender's place, without a key
 * or with the recipient's static one, at every message from which that can be
 * begun. Its destination: somebody listens, takes the recipient's place, or
 * steals static keys before or afterwards. A static key: somebody listens,
 * speaks to its owner, or tries candidates afterwards; a candidate is confirmed
 * where it opens a payload that a wrong one leaves closed. */

const char *const grades_patterns[GRADES_PATTERNS] = {
    "NN", "NK", "NX", "XN", "XK", "XX", "KN", "KK", "KX", "IN", "IK", "IX",
};

_Static_assert((int)GRADE_PLAY_ROWS == (int)NOISE_GRADE_ROWS, "as many rows");

static const enum noise_outsider_key statics[2] = {NOISE_OUTSIDER_INITIATOR_S,
                                                   NOISE_OUTSIDER_RESPONDER_S};
static const enum noise_outsider_key ephemerals[2] = {
    NOISE_OUTSIDER_INITIATOR_E, NOISE_OUTSIDER_RESPONDER_E};

/* Whether a side has a static key in the pattern, or sends it. */
static bool has_static(const struct grade_play *g, int side)
{
    return noise_pattern_needs(g->pattern, side == GRADE_PLAY_INITIATOR).s;
}

static bool is_known_before(const struct grade_play *g, int side)
{
    return side == GRADE_PLAY_INITIATOR ? g->pattern->initiator_known
                                        : g->pattern->responder_known;
}

static bool is_transmitted(const struct grade_play *g, int side)
{
    return has_static(g, side) && !is_known_before(g, side);
}

/* An attempt in one side's place. Public keys are public. As its static key
 * the attacker shows the one of the side whose place it takes, or its own. */
static struct grade_play_attempt attempt_in_place(const struct grade_play *g,
                                                  int side, bool own)
{
    struct grade_play_attempt a = {.side = side};

    for (int i = 0; i < 2; i++)
        a.keys[statics[i]] = grade_play_public(g, i);
    if (own) a.keys[statics[side]] = g->own_static;
    return a;
}

/* The keys of an attacker after an attempt. */
static void add_own(const struct grade_play *g,
                    struct grade_play_attempt *attempt)
{
    attempt->keys[ephemerals[attempt->side]] = g->own_ephemeral;
}

/* ---- Payloads: source ---- */

/* Tells whether an honest end takes the payload of that row from somebody who
 * has at most its own static key besides. */
static bool is_forged(const struct grade_play *g, unsigned row, bool stolen)
{
    const int sender =
        row % 2 == 0 ? GRADE_PLAY_INITIATOR : GRADE_PLAY_RESPONDER;
    struct grade_play_record record;

    for (int own = 0; own < 2; own++)
        for (unsigned from = (unsigned)sender; from <= row; from += 2) {
            struct grade_play_attempt a = attempt_in_place(g, sender, own);
            a.from = from;
            if (stolen)
                a.keys[statics[!sender]] = grade_play_static(g, !sender);
            grade_play_run(g, &a, row + 1, &record);
            if (record.count == row + 1 && record.accepted[row]) return true;
        }
    return false;
}

static int8_t measure_source(const struct grade_play *g, unsigned row)
{
    const int recipient =
        row % 2 == 0 ? GRADE_PLAY_RESPONDER : GRADE_PLAY_INITIATOR;

    if (is_forged(g, row, false)) return 0;
    return has_static(g, recipient) && is_forged(g, row, true) ? 1 : 2;
}

/* ---- Payloads: destination ---- */

/* Static keys that the attacker steals of the recipient, afterwards, and of the
 * sender, before. */
struct grades_thefts {
    bool recipient, sender;
};

/* Tells whether somebody in the recipient's place reads the payload, at once
 * or once the recipient's static key is stolen. */
static bool is_lured(const struct grade_play *g, unsigned row,
                     struct grades_thefts thefts)
{
    const int sender =
        row % 2 == 0 ? GRADE_PLAY_INITIATOR : GRADE_PLAY_RESPONDER;
    struct grade_play_record record;

    for (int own = 0; own < 2; own++)
        for (unsigned from = (unsigned)!sender; from <= row + 1; from += 2) {
            struct grade_play_attempt a = attempt_in_place(g, !sender, own);
            a.from = from;
            if (thefts.sender)
                a.keys[statics[sender]] = grade_play_static(g, sender);
            grade_play_run(g, &a, row + 1, &record);
            add_own(g, &a);
            if (thefts.recipient && !own)
                a.keys[statics[!sender]] = grade_play_static(g, !sender);
            if (record.count == row + 1 &&
                grade_play_read(g, &record, a.keys, row, NULL))
                return true;
        }
    return false;
}

/* The play of two honest ends. */
static void overhear(const struct grade_play *g,
                     struct grade_play_record *record)
{
    const struct grade_play_attempt a = {.side = GRADE_PLAY_NOBODY};

    grade_play_run(g, &a, GRADE_PLAY_ROWS, record);
    assert(record->accepted[GRADE_PLAY_ROWS - 1]);
}

static int8_t measure_destination(const struct grade_play *g,
                                  const struct grades_row *row, unsigned i)
{
    const int recipient =
        row->initiator ? GRADE_PLAY_RESPONDER : GRADE_PLAY_INITIATOR;

    if (row->opened[0]) return 0;
    if (is_lured(g, i, (struct grades_thefts){false, false})) return 1;
    if (row->opened[1u << statics[recipient]]) return 2;
    if (is_lured(g, i, (struct grades_thefts){true, false})) return 3;
    return is_lured(g, i, (struct grades_thefts){true, true}) ? 4 : 5;
}

/* Opens a payload with every set of the session's keys. */
static void open_with_sets(const struct grade_play *g,
                           const struct grade_play_record *record, unsigned i,
                           struct grades_row *row)
{
    struct noise_outsider_pair all[NOISE_OUTSIDER_KEYS];

    for (int side = 0; side < 2; side++) {
        all[statics[side]] = grade_play_static(g, side);
        all[ephemerals[side]] = grade_play_ephemeral(g, side);
    }
    for (unsigned set = 0; set < GRADES_KEY_SETS; set++) {
        struct grade_play_attempt a = attempt_in_place(g, 0, false);
        bool possible = true;
        for (unsigned k = 0; k < NOISE_OUTSIDER_KEYS; k++)
            if (set & 1u << k) a.keys[k] = all[k];
        for (int side = 0; side < 2; side++)
            possible = possible &&
                       (has_static(g, side) || !(set & 1u << statics[side]));
        row->opened[set] =
            possible && grade_play_read(g, record, a.keys, i, NULL);
    }
    explicit_bzero(all, sizeof all);
}

/* ---- Static keys ---- */

static bool has_learned(const struct grade_play *g, int side,
                        const struct noise_outsider_pair *keys)
{
    return keys[statics[side]].known &&
           memcmp(keys[statics[side]].public, g->ends[side].pub.agree,
                  NOISE_KEY_SIZE) == 0;
}

/* Tells whether those keys, which do not include it, show the static key. */
static bool is_shown(const struct grade_play *g, int side,
                     const struct grade_play_record *record,
                     const struct noise_outsider_pair *keys)
{
    struct noise_outsider_pair found[NOISE_OUTSIDER_KEYS];

    if (record->count == 0) return false;
    (void)grade_play_read(g, record, keys, record->count - 1, found);
    return has_learned(g, side, found);
}

/* Tells whether a candidate for one key is confirmed: some payload opens with
 * the right one and stays closed with a wrong one. */
static bool is_confirmed(const struct grade_play *g,
                         const struct grade_play_record *record,
                         const struct grade_play_attempt *a,
                         enum noise_outsider_key key)
{
    struct grade_play_attempt other = *a;

    other.keys[key] = g->wrong;
    other.keys[key].held = a->keys[key].held;
    for (unsigned i = 0; i < record->count; i++)
        if (grade_play_read(g, record, a->keys, i, NULL) &&
            !grade_play_read(g, record, other.keys, i, NULL))
            return true;
    return false;
}

/* An attempt of somebody who does not know this side's static key. */
static struct grade_play_attempt attempt_without(const struct grade_play *g,
                                                 int place, bool own, int side)
{
    struct grade_play_attempt a = attempt_in_place(g, place, own);

    if (place != side || !own)
        a.keys[statics[side]] = (struct noise_outsider_pair){0};
    return a;
}

/* Tells whether somebody who speaks to the owner in the other side's place gets
 * its static key: at once, or with the other's secret afterwards. */
static bool is_probed(const struct grade_play *g, int side, bool later)
{
    struct grade_play_record record;

    for (int own = 0; own < 2; own++) {
        struct grade_play_attempt a = attempt_without(g, !side, own, side);
        grade_play_run(g, &a, GRADE_PLAY_ROWS, &record);
        add_own(g, &a);
        if (later && !own) a.keys[statics[!side]] = grade_play_static(g, !side);
        if (is_shown(g, side, &record, a.keys)) return true;
    }
    return false;
}

/* Speaks to the responder in the initiator's place, and tries candidates
 * afterwards: for the initiator's secret, or for the responder's public key. */
static bool is_checked_later(const struct grade_play *g, int side)
{
    const bool of_initiator = side == GRADE_PLAY_INITIATOR;
    struct grade_play_record record;

    for (int own = 0; own < 2; own++) {
        struct grade_play_attempt a =
            attempt_without(g, GRADE_PLAY_INITIATOR, own, side);
        grade_play_run(g, &a, GRADE_PLAY_ROWS, &record);
        add_own(g, &a);
        if (of_initiator && own) continue;
        a.keys[statics[side]] = of_initiator ? grade_play_static(g, side)
                                             : grade_play_public(g, side);
        if (is_confirmed(g, &record, &a, statics[side])) return true;
    }
    return false;
}

/* Tries candidates on what was overheard: for the responder's secret alone, or
 * for that and the initiator's public key together. */
static bool is_checked(const struct grade_play *g,
                       const struct grade_play_record *record, bool pair)
{
    struct grade_play_attempt a = {.side = GRADE_PLAY_NOBODY};

    if (!has_static(g, GRADE_PLAY_RESPONDER)) return false;
    a.keys[NOISE_OUTSIDER_RESPONDER_S] =
        grade_play_static(g, GRADE_PLAY_RESPONDER);
    if (!pair) return is_confirmed(g, record, &a, NOISE_OUTSIDER_RESPONDER_S);
    if (!has_static(g, GRADE_PLAY_INITIATOR)) return false;
    a.keys[NOISE_OUTSIDER_INITIATOR_S] =
        grade_play_public(g, GRADE_PLAY_INITIATOR);
    return is_confirmed(g, record, &a, NOISE_OUTSIDER_RESPONDER_S) &&
           is_confirmed(g, record, &a, NOISE_OUTSIDER_INITIATOR_S);
}

/* A key that is transmitted. */
static int8_t measure_shown(const struct grade_play *g, int side,
                            const struct grade_play_record *record)
{
    struct grade_play_attempt a = attempt_without(g, 0, false, side);
    const bool of_initiator = side == GRADE_PLAY_INITIATOR;

    if (is_shown(g, side, record, a.keys)) return 0;
    if (is_probed(g, side, false)) return of_initiator ? 2 : 1;
    a.keys[statics[!side]] = grade_play_static(g, !side);
    if (of_initiator && has_static(g, !side) &&
        is_shown(g, side, record, a.keys))
        return 4;
    return !of_initiator && is_probed(g, side, true) ? 6 : 8;
}

/* A key that both sides know beforehand. */
static int8_t measure_unsent(const struct grade_play *g, int side,
                             const struct grade_play_record *record)
{
    const bool of_initiator = side == GRADE_PLAY_INITIATOR;

    if (!of_initiator && is_checked(g, record, false)) return 3;
    if (is_checked(g, record, true)) return 5;
    if (is_checked_later(g, side)) return of_initiator ? 7 : 9;
    return 8;
}

static int8_t measure_identity(const struct grade_play *g, int side,
                               const struct grade_play_record *record)
{
    if (!has_static(g, side)) return NOISE_GRADE_NONE;
    return is_transmitted(g, side) ? measure_shown(g, side, record)
                                   : measure_unsent(g, side, record);
}

static void write_tokens(char out[GRADES_TOKENS_TEXT], const uint8_t *tokens)
{
    static const char *const names[] = {
        [NOISE_E] = "e",   [NOISE_S] = "s",   [NOISE_EE] = "ee",
        [NOISE_ES] = "es", [NOISE_SE] = "se", [NOISE_SS] = "ss",
    };
    struct writer w;

    writer_init(&w, out, GRADES_TOKENS_TEXT - 1);
    for (const uint8_t *t = tokens; *t != NOISE_END; t++) {
        if (t != tokens) writer_put_text(&w, ", ");
        writer_put_text(&w, names[*t]);
    }
    assert(!w.overflow);
}

bool grades_is_smallest(const struct grades_row *r, unsigned set)
{
    for (unsigned k = 0; k < GRADES_KEYS; k++)
        if (set & 1u << k && r->opened[set & ~(1u << k)]) return false;
    return r->opened[set];
}

void grades_measure(struct grades *out, const char *pattern, uint64_t seed)
{
    const struct noise_grade_pattern *stated = noise_grade_find(pattern);
    struct grade_play_record record;
    struct grade_play g;
    struct arena a;

    assert(stated);
    arena_init(&a);
    grade_play_init(&g, &a, noise_pattern_find(pattern), seed);
    *out = (struct grades){
        .pattern = stated->name,
        .count = stated->count,
        .stated = {stated->initiator, stated->responder},
    };
    overhear(&g, &record);
    for (unsigned i = 0; i < stated->count; i++) {
        struct grades_row *row = &out->rows[i];
        row->initiator = i % 2 == 0;
        row->stated = stated->rows[i];
        if (i < noise_message_count(g.pattern))
            write_tokens(row->tokens, g.pattern->messages[i]);
        open_with_sets(&g, &record, i, row);
        row->measured.source = measure_source(&g, i);
        row->measured.destination = measure_destination(&g, row, i);
    }
    for (int side = 0; side < 2; side++)
        out->measured[side] = measure_identity(&g, side, &record);
    grade_play_fini(&g);
    arena_fini(&a);
}
