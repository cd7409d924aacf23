/* The agenda of a run: the time of each entry of the script, the draw of its
 * chance, and the entries that wait for a record. All errors are the driver's.
 */
#ifndef RUNTIME_RUNTIME_AGENDA_H
#define RUNTIME_RUNTIME_AGENDA_H

#include "runtime/runtime.h"

/* Gives the script to the world; an entry with a condition waits for it. */
MUST_CHECK enum err runtime_agenda_give(struct runtime *rt);

/* Schedules the letter after this one, which has come up: of a network's
 * letters, one at a time is with the world. */
MUST_CHECK enum err runtime_agenda_letter(struct runtime *rt, uint32_t entry);

/* Schedules the entries that wait on this actor for such a record. */
MUST_CHECK enum err runtime_agenda_release(struct runtime *rt, uint32_t actor,
                                           instant now,
                                           const struct record *record,
                                           uint64_t seq);

/* True when the entry happens; a draw decides only where its chance is below 1.
 */
bool runtime_agenda_happens(const struct runtime *rt,
                            const struct scenario_entry *entry);

#endif
