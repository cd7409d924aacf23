#include "scenario/warnings.h"

/* The verbs whose statement names every recipient in every copy. */
static bool names_all(enum scenario_verb verb)
{
    static const bool verbs[VERB_COUNT] = {
        [VERB_SEND] = true,
        [VERB_FORWARD] = true,
        [VERB_REPLY] = true,
        [VERB_REVIEW] = true,
    };

    return verbs[verb];
}

void warnings_find(const struct scenario *s, struct scenario_errors *warnings)
{
    warnings->warnings = true;
    for (size_t i = 0; i < s->entry_count; i++) {
        const struct scenario_entry *e = &s->entries[i];

        if (!names_all(e->verb) || e->group != SCENARIO_NONE ||
            e->to_count <= WARNINGS_NAMED_MAX)
            continue;
        scenario_errors_add(warnings, ERR_LIMIT, e->position,
                            "%zu recipients by name: each of the %zu copies "
                            "names them all; a group is written to once",
                            e->to_count, e->to_count);
    }
}
