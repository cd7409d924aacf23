/* The secrets that a tactic gives its adversary: those of its insiders, from
 * the start and as they change, and a stolen prekey. */
#ifndef SIM_LOOT_H
#define SIM_LOOT_H

#include "adversary/tactic.h"
#include "runtime/runtime.h"

/* Adds all keys of the tactic's insiders. A third party that acts has stated
 * the sender's key to agree with as its own before the run: the keys that all
 * are pinned with were taken on trust. */
void loot_take_insiders(struct keys *k, struct runtime *rt,
                        const struct tactic_play *play);

/* An insider's new key is the adversary's at once, like all the others. */
void loot_renew_insiders(struct keys *k, const struct runtime *rt);

/* Takes the recipient's signed prekey where the tactic steals it; true when it
 * is a new one. Most parties have none before they are asked for it. */
bool loot_take_prekey(const struct runtime *rt, struct tactic_play *play);

#endif
