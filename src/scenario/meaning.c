#include "scenario/meaning.h"

#include <assert.h>
#include <string.h>

#include "scenario/channels.h"
#include "scenario/scenario_query.h"

/* Two tables carry the meaning. SENTENCE_MAP gives the kind of record by which
 * a predicate of an act is seen; predicates of knowledge go by the level of a
 * record's kind. The table below gives the inferences from a record about
 * others, for sentences with `knows that`. meaning_matches asks first for the
 * document and the party, then one of the two tables, and last for the
 * portions, whose progress the caller keeps from record to record. */

bool meaning_is(enum sentence_predicate predicate, enum record_kind kind)
{
    const int level = sentence_level(predicate);

    if (level > 0) return (int)record_kind_row(kind)->level >= level;
    /* Co-signing is signing as well. */
    return kind == sentence_kind(predicate) ||
           (kind == RECORD_COSIGNED && predicate == SENTENCE_SIGNS);
}

bool meaning_unnamed(const struct record *r)
{
    return r->reason == REASON_UNNAMED;
}

static bool names_portion(const struct record *r, const char *portion)
{
    for (size_t i = 0; i < r->portion_count; i++)
        if (record_names(r->portions[i], portion)) return true;
    return false;
}

/* True when the record, with those before it, names all of the document. */
static bool names_rest(const struct record *r,
                       const struct scenario_document *d,
                       struct meaning_progress *progress)
{
    bool all = true;

    for (size_t i = 0; i < d->portion_count; i++) {
        if (names_portion(r, d->portions[i].name)) progress->named[i] = true;
        all = all && progress->named[i];
    }
    return all;
}

/* The inferences from each kind of record: a level or an act of the peer, or of
 * the document's author. */
static const struct meaning_row {
    enum record_kind kind;
    enum record_level level;
    enum record_kind act;
    bool acted;
    bool author; /* of the author rather than the peer */
    bool spoken; /* only where it is shown who speaks */
    bool read;   /* only where the channel by itself shows that */
} inferences[] = {
    {.kind = RECORD_RECEIPT_HELD, .level = LEVEL_HOLDS},
    {.kind = RECORD_RECEIPT_HELD, .acted = true, .act = RECORD_RECEIVED},
    {.kind = RECORD_RECEIPT_HELD, .acted = true, .act = RECORD_ACKNOWLEDGED},
    {.kind = RECORD_COSIGNATURE_HELD, .level = LEVEL_HOLDS},
    {.kind = RECORD_COSIGNATURE_HELD, .acted = true, .act = RECORD_RECEIVED},
    {.kind = RECORD_COSIGNATURE_HELD, .acted = true, .act = RECORD_COSIGNED},
    {.kind = RECORD_ORIGIN_CHECKED, .level = LEVEL_HOLDS},
    {.kind = RECORD_CHECKED, .author = true, .level = LEVEL_PROVABLE},
    {.kind = RECORD_CHECKED,
     .author = true,
     .acted = true,
     .act = RECORD_DRAFTED},
    {.kind = RECORD_CHECKED,
     .author = true,
     .acted = true,
     .act = RECORD_SIGNED},
    {.kind = RECORD_AUTHENTICATED, .author = true, .level = LEVEL_VERIFIED},
    {.kind = RECORD_AUTHENTICATED,
     .author = true,
     .acted = true,
     .act = RECORD_DRAFTED},
    {.kind = RECORD_RECEIVED, .spoken = true, .level = LEVEL_HOLDS},
    {.kind = RECORD_TOLD, .spoken = true, .level = LEVEL_AWARE},
    {.kind = RECORD_TOLD, .spoken = true, .acted = true, .act = RECORD_BRIEFED},
    {.kind = RECORD_HEARD, .spoken = true, .level = LEVEL_AWARE},
    {.kind = RECORD_HEARD,
     .spoken = true,
     .acted = true,
     .act = RECORD_ANNOUNCED},
    {.kind = RECORD_MENTIONED, .spoken = true, .level = LEVEL_AWARE},
    /* A frame that an adversary has read on its way tells as much. */
    {.kind = RECORD_SIGHTED, .read = true, .level = LEVEL_AWARE},
    {.kind = RECORD_OVERHEARD, .read = true, .level = LEVEL_AWARE},
    {.kind = RECORD_OVERHEARD,
     .read = true,
     .acted = true,
     .act = RECORD_BRIEFED},
    {.kind = RECORD_INTERCEPTED, .read = true, .level = LEVEL_HOLDS},
    {.kind = RECORD_DECRYPTED, .read = true, .level = LEVEL_HOLDS},
    {.kind = RECORD_PROOF_CAPTURED, .author = true, .level = LEVEL_PROVABLE},
    {.kind = RECORD_PROOF_CAPTURED,
     .author = true,
     .acted = true,
     .act = RECORD_DRAFTED},
    {.kind = RECORD_PROOF_CAPTURED,
     .author = true,
     .acted = true,
     .act = RECORD_SIGNED},
};

bool meaning_is_shown(enum sentence_predicate predicate, bool author)
{
    const int level = sentence_level(predicate);

    for (size_t i = 0; i < sizeof inferences / sizeof inferences[0]; i++) {
        const struct meaning_row *row = &inferences[i];

        if (row->author && !author) continue;
        if (level > 0 ? (int)row->level >= level
                      : row->acted && meaning_is(predicate, row->act))
            return true;
    }
    return false;
}

/* True when the channel shows the speaker to those who read along: in person,
 * in the open press, or by a handshake that shows both static keys. */
static bool shows_speaker(const struct scenario *sc, const char *channel)
{
    if (!channel) return false;
    const uint32_t index = scenario_find_channel(sc, channel);
    if (index == SCENARIO_NONE) return strcmp(channel, SCENARIO_PUBLIC) == 0;
    const struct scenario_channel *c = &sc->channels[index];
    return c->medium == MEDIUM_HAND || (c->medium == MEDIUM_NETWORK &&
                                        channels_authenticates(c->handshake));
}

size_t meaning_inferences(const struct scenario *sc, const struct record *r,
                          struct meaning_inference out[MEANING_INFERENCES_MAX])
{
    const uint32_t document =
        r->document ? scenario_find_document(sc, r->document) : SCENARIO_NONE;
    size_t count = 0;

    if (document == SCENARIO_NONE) return 0;
    for (size_t i = 0; i < sizeof inferences / sizeof inferences[0]; i++) {
        const struct meaning_row *row = &inferences[i];

        if (row->kind != r->kind ||
            (row->spoken && r->reason == REASON_UNSHOWN) ||
            (row->read && !shows_speaker(sc, r->channel)))
            continue;

        const uint32_t about = row->author ? sc->documents[document].author
                               : r->peer   ? scenario_find_party(sc, r->peer)
                                           : SCENARIO_NONE;

        if (about == SCENARIO_NONE) continue;
        assert(count < MEANING_INFERENCES_MAX);
        out[count++] =
            (struct meaning_inference){about, row->level, row->acted, row->act};
    }
    return count;
}

/* True when a record by itself makes the predicate true of the party that the
 * sentence speaks of, portions aside. */
static bool speaks_of(const struct sentence *s, const struct scenario *sc,
                      const struct record *r)
{
    struct meaning_inference told[MEANING_INFERENCES_MAX];
    const int level = sentence_level(s->predicate);

    if (!s->nested || s->knower == s->party)
        return meaning_is(s->predicate, r->kind);

    const size_t count = meaning_inferences(sc, r, told);

    for (size_t i = 0; i < count; i++) {
        if (told[i].about != s->party) continue;
        if (level > 0 ? (int)told[i].level >= level
                      : told[i].acted && meaning_is(s->predicate, told[i].act))
            return true;
    }
    return false;
}

bool meaning_matches(const struct sentence *s, const struct scenario *sc,
                     const struct record *r, struct meaning_progress *progress)
{
    const struct scenario_document *d = &sc->documents[s->document];
    const int level = sentence_level(s->predicate);

    if (!record_names(r->document, d->name) ||
        !record_names(r->party, sc->parties[sentence_subject(s)].name) ||
        !speaks_of(s, sc, r))
        return false;
    if (level == LEVEL_AWARE) return true;
    if (meaning_unnamed(r)) return level == 0 && s->portion == SCENARIO_NONE;
    if (r->portion_count == 0) return true;
    if (s->portion != SCENARIO_NONE)
        return names_portion(r, d->portions[s->portion].name);
    return level == 0 || names_rest(r, d, progress);
}
