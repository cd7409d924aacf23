/* Sender linkage: what the frames of its exchange tell of a copy without any
 * key: who wrote it, how often an answer had to come first, and which
 * primitives took part. */
#ifndef EXPERIMENT_SENDER_LINKAGE_H
#define EXPERIMENT_SENDER_LINKAGE_H

#include "experiment/capture.h"

/* Seeks the sender in the frames that it sent on the copy's account or to begin
 * the copy's session: its name, all public keys that it ever had, and their
 * fingerprints, which everybody knows. Returns what stands where, in the arena;
 * NULL when the sender is not found. */
const char *sender_linkage_evidence(struct arena *a, const struct capture *c,
                                    const struct capture_copy *copy);

/* Round trips before the copy: frames to the sender between the first one that
 * it sent on the copy's account and the copy's own. */
uint64_t sender_linkage_round_trips(const struct capture *c, uint32_t copy);

/* The primitives of the signatures, envelopes and sessions that were seen. The
 * list may live in the arena. */
const char *sender_linkage_primitives(struct arena *a, const struct capture *c,
                                      uint32_t protection);

#endif
