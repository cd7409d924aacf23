/* What there is before the script: the channels; and what happens before it:
 * parties leave prekeys with the directory, so that others can write to them
 * while they are away, and begin to send dummies. */
#ifndef RUNTIME_RUNTIME_START_H
#define RUNTIME_RUNTIME_START_H

#include "runtime/runtime.h"

/* The scenario's channels, with the open press last; and how a span of theirs
 * is drawn. */
const struct party_channel *runtime_start_channels(struct runtime *rt);
duration runtime_start_draw(const void *span, struct rng *rng);

/* Tells the parties how they reach the directory, and schedules the start of
 * those that share a channel with it, if anything is to go under the ratchet,
 * and of those with dummies to send: as entries past the script's and those of
 * declarations, one a party. */
MUST_CHECK enum err runtime_start_schedule(struct runtime *rt);

#endif
