/* The source of each party's public keys, and the channel on which they come.
 */
#ifndef RUNTIME_TRUST_H
#define RUNTIME_TRUST_H

#include "party/party.h"
#include "scenario/scenario.h"

/* Sets the parties' policies, and in the world whom the directory hands keys
 * to. Gives back, a party each, the first channel that leads to the directory;
 * SCENARIO_NONE where there is none, and for the directory itself. */
const uint32_t *trust_build(const struct scenario *s, struct arena *a,
                            struct party_world *world, struct party *parties);

#endif
