#include "runtime/meaning.h"

#include <string.h>

/* Which records an act is seen by. Signing a draft that is another's is
 * signing all the same. */
static const struct {
    enum sentence_predicate predicate;
    enum record_kind kind;
} acts[] = {
    {SENTENCE_DRAFTS, RECORD_DRAFTED},
    {SENTENCE_COMMENTS, RECORD_COMMENTED},
    {SENTENCE_APPROVES, RECORD_APPROVED},
    {SENTENCE_OBJECTS, RECORD_OBJECTED},
    {SENTENCE_ADOPTS, RECORD_ADOPTED},
    {SENTENCE_SIGNS, RECORD_SIGNED},
    {SENTENCE_SIGNS, RECORD_COSIGNED},
    {SENTENCE_SENDS, RECORD_SENT},
    {SENTENCE_FORWARDS, RECORD_FORWARDED},
    {SENTENCE_RECEIVES, RECORD_RECEIVED},
    {SENTENCE_BRIEFS, RECORD_BRIEFED},
    {SENTENCE_ANNOUNCES, RECORD_ANNOUNCED},
    {SENTENCE_ACKNOWLEDGES, RECORD_ACKNOWLEDGED},
    {SENTENCE_WITHHOLDS, RECORD_WITHHELD},
    {SENTENCE_REPLIES, RECORD_REPLIED},
    {SENTENCE_PUBLISHES, RECORD_PUBLISHED},
    {SENTENCE_VIOLATES, RECORD_VIOLATED},
    {SENTENCE_HAS_RECEIPT, RECORD_RECEIPT_HELD},
    {SENTENCE_LEAKS, RECORD_LEAKED},
};

bool meaning_is(enum sentence_predicate predicate, enum record_kind kind)
{
    const int level = sentence_level(predicate);

    if (level > 0) {
        return (int)record_kind_row(kind)->level >= level;
    }
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
        if (acts[i].predicate == predicate && acts[i].kind == kind) {
            return true;
        }
    }
    return false;
}

static bool same(const char *name, const char *recorded)
{
    return recorded && strcmp(name, recorded) == 0;
}

static bool names_portion(const struct record *r, const char *portion)
{
    for (size_t i = 0; i < r->portion_count; i++) {
        if (same(portion, r->portions[i])) {
            return true;
        }
    }
    return false;
}

static bool names_all(const struct record *r, const struct scenario_document *d)
{
    for (size_t i = 0; i < d->portion_count; i++) {
        if (!names_portion(r, d->portions[i].name)) {
            return false;
        }
    }
    return true;
}

bool meaning_matches(const struct sentence *s, const struct scenario *sc,
                     const struct record *r)
{
    const struct scenario_document *d = &sc->documents[s->document];
    const int level = sentence_level(s->predicate);

    if (!meaning_is(s->predicate, r->kind) ||
        !same(sc->parties[s->party].name, r->party) ||
        !same(d->name, r->document)) {
        return false;
    }
    if (r->portion_count == 0 || level == LEVEL_AWARE) {
        return true;
    }
    if (s->portion != SCENARIO_NONE) {
        return names_portion(r, d->portions[s->portion].name);
    }
    return level == 0 || names_all(r, d);
}
