/* A party: a pure state machine with one door. Event in, effects out; no
 * socket, clock, file or entropy of its own. */
#ifndef MACHINE_MACHINE_H
#define MACHINE_MACHINE_H

#include "party/party.h"

/* Begins a party. The world needs the party's own name only: the peers' keys
 * may follow. processing_delay: the time that each message stays in the inbox;
 * 0: none. The keyring goes by the world's table until its policy is set
 * otherwise. */
void machine_init(struct party *p, const struct party_world *world,
                  uint32_t self, const struct rng_root *root,
                  struct arena *arena, duration processing_delay);
void machine_fini(struct party *p);

/* The one door. Kinds, indices and timers of an event are the caller's word and
 * are asserted. The bytes of a frame may be anybody's: the party stays sound
 * with any, and records among the effects what it refuses or rejects. */
void machine_step(struct party *p, const struct event *event,
                  struct effects *out);

#endif
