/* From the script's words to a party's commands. */
#ifndef RUNTIME_SCRIPT_H
#define RUNTIME_SCRIPT_H

#include "party/event.h"
#include "scenario/scenario.h"

/* The command an entry stands for, numbered as the exchange it opens. Not for
 * outage, restore and compromise, which no party carries out. All that it
 * points to lives in the arenas or the scenario. */
struct event_command script_command(const struct scenario *s,
                                    const struct scenario_entry *entry,
                                    uint64_t exchange, struct arena *a,
                                    struct arena *run);

/* The command by which a group's founder founds it. */
struct event_command script_found(const struct scenario *s, uint32_t group,
                                  uint64_t exchange, struct arena *a);

#endif
