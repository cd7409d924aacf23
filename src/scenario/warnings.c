#include "scenario/warnings.h"

#include "scenario/entries.h"

void warnings_find(const struct scenario *s, struct scenario_errors *warnings)
{
    warnings->warnings = true;
    for (size_t i = 0; i < s->entry_count; i++) {
        const struct scenario_entry *e = &s->entries[i];

        /* The statement of each copy names every recipient. */
        if (!entries_takes_protection(e->verb) || e->group != SCENARIO_NONE ||
            e->to_count <= WARNINGS_NAMED_MAX)
            continue;
        scenario_errors_add(warnings, ERR_LIMIT, e->position,
                            "%zu recipients by name: each of the %zu copies "
                            "names them all; a group is written to once",
                            e->to_count, e->to_count);
    }
}
