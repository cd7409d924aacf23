/* Tactics that give a party what was never meant for it: a receipt that
 * somebody else was given, or a frame of its own. */
#ifndef ADVERSARY_HANDOVER_H
#define ADVERSARY_HANDOVER_H

#include "adversary/tactic.h"

/* Receipt of another: drops the copy, and hands its sender a receipt of the
 * recipient's for the same document, given in another exchange. */
enum record_act handover_receipt(struct tactic_play *p, struct intervention *h);

/* Reflection: the frame goes back to its sender in the recipient's name, with
 * the names in an unsigned copy exchanged. */
enum record_act handover_reflect(struct tactic_play *p, struct intervention *h);

#endif
