/* Targets: the copies of documents that travelled in a run, found with all
 * keys, each with its protection and its channel. */
#ifndef EXPERIMENT_TARGET_H
#define EXPERIMENT_TARGET_H

#include "adversary/tactic.h"
#include "journal/reader.h"
#include "scenario/scenario.h"

/* Lists a target for each copy that a party put on a channel, at its first
 * sending; in the arena. */
void target_find(struct arena *a, const struct scenario *s, struct reader *r,
                 struct tactic_target **out, size_t *count);

#endif
