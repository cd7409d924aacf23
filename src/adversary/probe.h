/* Identity probing (Noise section 7.8): handshakes that are begun only to read
 * the static key in the answer. */
#ifndef ADVERSARY_PROBE_H
#define ADVERSARY_PROBE_H

#include "adversary/tactic.h"

/* Begins a handshake with each side in the other's name, under the document's
 * pattern, and takes the answers off the channel. */
enum record_act probe_play(struct tactic_play *p, struct intervention *h);

#endif
