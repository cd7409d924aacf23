/* The papers that travelled in a run, as somebody with all keys finds them:
 * what each was sent as, over what. */
#ifndef EXPERIMENT_TARGET_H
#define EXPERIMENT_TARGET_H

#include "adversary/tactic.h"
#include "journal/reader.h"
#include "scenario/scenario.h"

/* A target for each copy that a party put on a channel, the first time it
 * did; in the arena. ERR_UNSUPPORTED for a journal whose keys do not follow
 * from its seed. */
MUST_CHECK enum err target_find(struct arena *a, const struct scenario *s,
                                struct reader *r, struct tactic_target **out,
                                size_t *count);

#endif
