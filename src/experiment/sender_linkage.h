/* What can be told of a copy from the frames of its exchange, by whoever has no
 * key: who wrote it, how often somebody had to answer first, and what took
 * part. */
#ifndef EXPERIMENT_SENDER_LINKAGE_H
#define EXPERIMENT_SENDER_LINKAGE_H

#include "experiment/capture.h"

/* Seeks the sender in what he put on a channel on the copy's account, or to
 * begin the session that it goes in: his name, all public keys that he ever had
 * and their fingerprints, which everybody knows. What stands where, in the
 * arena; NULL when he is not found. */
const char *sender_linkage_sender(struct arena *a, const struct capture *c,
                                  const struct capture_copy *copy);

/* Answers that the sender had to wait for: frames to him between the first one
 * that he put on a channel on the copy's account and the copy's own. */
uint64_t sender_linkage_trips(const struct capture *c, uint32_t copy);

/* Signatures, envelopes and sessions that were seen, by their primitives; the
 * list may live in the arena. */
const char *sender_linkage_primitives(struct arena *a, const struct capture *c,
                                      uint32_t protection);

#endif
