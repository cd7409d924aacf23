#include "scenario/collusion.h"

#include "base/choices.h"
#include "base/tardos_length.h"

static struct collusion collusion_against(const struct scenario *s,
                                          uint32_t document, uint32_t colluders,
                                          bool shared)
{
    const struct scenario_document *d = &s->documents[document];
    struct collusion c = {.colluders = colluders,
                          .users = (uint32_t)s->party_count - 1,
                          .shared = shared};

    if (colluders == 0 || c.users == 0) return c;
    for (size_t i = 0; i < d->portion_count; i++)
        c.places += choices_count(bytes_of_text(d->portions[i].text));
    if (shared) c.places -= c.places / 2;
    c.needs = tardos_length(c.users, colluders, COLLUSION_ERROR);
    return c;
}

struct collusion collusion_of(const struct scenario *s, uint32_t document,
                              const struct scenario_protection *p)
{
    return collusion_against(s, document, p->colluders, p->mark == MARK_SHARED);
}

struct collusion collusion_asked(const struct scenario *s, uint32_t document)
{
    bool shared = false;
    uint32_t most = 0;

    for (size_t i = 0; i < s->entry_count; i++) {
        const struct scenario_entry *e = &s->entries[i];

        if (e->document != document || e->protection == SCENARIO_NONE ||
            e->from != s->documents[document].author)
            continue;
        const struct scenario_protection *p = &s->protections[e->protection];
        if (p->colluders > most) most = p->colluders;
        shared = shared || p->mark == MARK_SHARED;
    }
    return collusion_against(s, document, most, shared);
}
