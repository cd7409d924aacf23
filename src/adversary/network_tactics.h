/* Tactics of an adversary that has only the frames on a channel: it drops,
 * changes, or adds them. */
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

/* Another text in the sender's name arrives before the sender's own. */
enum record_act network_tactics_inject(struct tactic_play *p,
                                       struct intervention *h);

/* The body of an earlier document under the head of this one. */
enum record_act network_tactics_splice(struct tactic_play *p,
                                       struct intervention *h);

/* The document without its signatures. */
enum record_act network_tactics_strip(struct tactic_play *p,
                                      struct intervention *h);

#endif
