#include "view/selection.h"

#include <assert.h>
#include <string.h>

#include "scenario/scenario_query.h"

struct selection selection_usual(void)
{
    return (struct selection){
        .party = SCENARIO_NONE,
        .peer = SCENARIO_NONE,
        .as = SCENARIO_NONE,
        .document = SCENARIO_NONE,
        .from = INSTANT_MIN,
        .to = INSTANT_MAX,
    };
}

bool selection_is_trouble(enum record_kind kind)
{
    static const bool trouble[RECORD_KIND_COUNT] = {
        [RECORD_VIOLATED] = true,       [RECORD_REFUSED] = true,
        [RECORD_REJECTED] = true,       [RECORD_UNDELIVERED] = true,
        [RECORD_TEXT_REPLACED] = true,  [RECORD_LEAKED] = true,
        [RECORD_KEY_REFUSED] = true,    [RECORD_KEY_NOT_TAKEN] = true,
        [RECORD_NUMBERS_DIFFER] = true,
    };

    return trouble[kind];
}

static bool involves_party(const struct scenario *sc, uint32_t party,
                           const struct record *r)
{
    if (party == SCENARIO_NONE) return true;
    const char *name = sc->parties[party].name;
    return record_names(r->party, name) || record_names(r->peer, name);
}

static bool has_portion(const struct scenario_document *d, const char *portion)
{
    for (size_t i = 0; i < d->portion_count; i++)
        if (strcmp(d->portions[i].name, portion) == 0) return true;
    return false;
}

/* A record about a whole document is about each of its portions. */
static bool is_about(const struct selection *s, const struct scenario *sc,
                     const struct record *r)
{
    if (s->document == SCENARIO_NONE && !s->portion) return true;
    const uint32_t d =
        r->document ? scenario_find_document(sc, r->document) : SCENARIO_NONE;
    if (d == SCENARIO_NONE) return false;
    if (s->document != SCENARIO_NONE && s->document != d) return false;
    if (!s->portion) return true;
    if (r->portion_count == 0)
        return has_portion(&sc->documents[d], s->portion);
    for (size_t i = 0; i < r->portion_count; i++)
        if (record_names(r->portions[i], s->portion)) return true;
    return false;
}

/* A request for a kind, or for what went wrong, includes records that are
 * usually left out. */
static bool is_wanted(const struct selection *s, enum record_kind kind)
{
    if (s->kinds && !s->kinds[kind]) return false;
    if (s->trouble && !selection_is_trouble(kind)) return false;
    return s->kinds || s->trouble || s->all || record_kind_row(kind)->shown;
}

bool selection_takes(const struct selection *s, const struct scenario *sc,
                     instant time, const struct record *r)
{
    assert(s->document == SCENARIO_NONE || s->document < sc->document_count);
    return is_wanted(s, r->kind) && time >= s->from && time <= s->to &&
           (s->exchange == 0 || r->exchange == s->exchange) &&
           involves_party(sc, s->party, r) && involves_party(sc, s->peer, r) &&
           (s->as == SCENARIO_NONE ||
            record_names(r->party, sc->parties[s->as].name)) &&
           is_about(s, sc, r);
}

bool selection_takes_knower(const struct selection *s, uint32_t party,
                            uint32_t document)
{
    return (s->party == SCENARIO_NONE || s->party == party) &&
           (s->document == SCENARIO_NONE || s->document == document);
}
