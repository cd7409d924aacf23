/* The agenda of a run: when each entry of the script is due, whether it happens
 * at all, and what waits for a record. */
#ifndef RUNTIME_RUNTIME_AGENDA_H
#define RUNTIME_RUNTIME_AGENDA_H

#include "runtime/runtime.h"

/* Gives the script to the world; what has a condition waits for it. */
MUST_CHECK enum err runtime_agenda_give(struct runtime *rt);

/* What waits on this actor for such a record is now due. */
MUST_CHECK enum err runtime_agenda_release(struct runtime *rt, uint32_t actor,
                                           instant now,
                                           const struct record *record,
                                           uint64_t seq);

/* Whether chance lets it happen; drawn only where chance has a say. */
bool runtime_agenda_happens(const struct runtime *rt,
                            const struct scenario_entry *entry);

#endif
