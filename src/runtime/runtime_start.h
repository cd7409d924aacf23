/* The start of a run: builds parties and channels, and performs the openings
 * before the script. Parties state their keys to the directory and leave
 * prekeys with it, so that others can write to them while they are away; they
 * begin to send dummies, and found groups. */
#ifndef RUNTIME_RUNTIME_START_H
#define RUNTIME_RUNTIME_START_H

#include "runtime/runtime.h"

/* Builds the world: the scenario's channels, with the open press last, and its
 * parties. */
void runtime_start_build(struct runtime *rt);

/* Schedules the openings, and performs one of them. Fails as runtime_init does.
 */
MUST_CHECK enum err runtime_start_schedule(struct runtime *rt);
MUST_CHECK enum err runtime_start_open(struct runtime *rt, instant now,
                                       uint32_t index);

#endif
