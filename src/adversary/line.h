/* Tactics of somebody who is alone with the frames on a line: he takes them
 * off it, changes them, adds his own. */
#ifndef ADVERSARY_LINE_H
#define ADVERSARY_LINE_H

#include "adversary/tactic.h"

const char *line_drop(struct tactic_play *p, struct hands *h);
const char *line_delay(struct tactic_play *p, struct hands *h);
const char *line_reorder(struct tactic_play *p, struct hands *h);
const char *line_replay(struct tactic_play *p, struct hands *h);
const char *line_tamper(struct tactic_play *p, struct hands *h);

/* Another text in the sender's name gets there before his. */
const char *line_inject(struct tactic_play *p, struct hands *h);

/* The body of an earlier paper under the head of this one. */
const char *line_splice(struct tactic_play *p, struct hands *h);

/* The paper without its signatures. */
const char *line_strip(struct tactic_play *p, struct hands *h);

#endif
