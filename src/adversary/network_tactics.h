/* Tactics of somebody who is alone with the frames on a line: he takes them
 * off it, changes them, adds his own. */
#ifndef ADVERSARY_NETWORK_TACTICS_H
#define ADVERSARY_NETWORK_TACTICS_H

#include "adversary/tactic.h"

enum record_act network_tactics_drop(struct tactic_play *p,
                                     struct intervention *h);
enum record_act network_tactics_delay(struct tactic_play *p,
                                      struct intervention *h);
enum record_act network_tactics_reorder(struct tactic_play *p,
                                        struct intervention *h);
enum record_act network_tactics_replay(struct tactic_play *p,
                                       struct intervention *h);
enum record_act network_tactics_tamper(struct tactic_play *p,
                                       struct intervention *h);

/* Another text in the sender's name gets there before his. */
enum record_act network_tactics_inject(struct tactic_play *p,
                                       struct intervention *h);

/* The body of an earlier paper under the head of this one. */
enum record_act network_tactics_splice(struct tactic_play *p,
                                       struct intervention *h);

/* The paper without its signatures. */
enum record_act network_tactics_strip(struct tactic_play *p,
                                      struct intervention *h);

#endif
