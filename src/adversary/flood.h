/* Flooding: first messages of strangers, and requests for prekeys, in a
 * sender's name and under made-up numbers. */
#ifndef ADVERSARY_FLOOD_H
#define ADVERSARY_FLOOD_H

#include "adversary/tactic.h"

enum { FLOOD_FRAMES = 64 }; /* of each kind */

/* Floods the recipient once, before the sender's first frame, and takes the
 * answers off the channel. */
enum record_act flood_play(struct tactic_play *p, struct intervention *h);

/* Session exhaustion: finishes the handshakes as well, and sends a dummy in
 * each session, so that each counts as in use. */
enum record_act flood_crowd(struct tactic_play *p, struct intervention *h);

#endif
