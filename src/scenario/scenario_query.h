/* Questions to a scenario: the indices of names, the members of channels, the
 * rates of hazards. */
#ifndef SCENARIO_SCENARIO_QUERY_H
#define SCENARIO_SCENARIO_QUERY_H

#include "scenario/scenario.h"

/* The index of a name; SCENARIO_NONE when there is none. */
uint32_t scenario_find_party(const struct scenario *s, const char *name);
uint32_t scenario_find_actor(const struct scenario *s, const char *name);
uint32_t scenario_find_channel(const struct scenario *s, const char *name);
uint32_t scenario_find_document(const struct scenario *s, const char *name);

/* The entries of the script, and behind them the letters of its network; and
 * the index-th of them all: where it is a letter, it is put together in
 * *letter, whose lists are borrowed from the scenario. */
uint32_t scenario_entries(const struct scenario *s);
const struct scenario_entry *scenario_entry_at(const struct scenario *s,
                                               uint32_t index,
                                               struct scenario_entry *letter);

/* True when the party is a member of the channel; and the first channel of
 * which both parties are members, or SCENARIO_NONE. */
bool scenario_joins(const struct scenario *s, uint32_t channel, uint32_t party);
uint32_t scenario_joining(const struct scenario *s, uint32_t a, uint32_t b);

/* A hazard's rate a day for so many readers. */
double scenario_hazard_rate(const struct scenario_hazard *hazard,
                            uint32_t readers);

/* True for a protection by the ratchet; and where anything goes over it: a
 * group's keys, or what an entry or the network sends. */
bool scenario_is_ratchet(const struct scenario *s, uint32_t protection);
bool scenario_uses_ratchet(const struct scenario *s);

#endif
