/* A change at one place of a scenario's text, or at all places alike:
 * `protection.*.seal=none`, `script[*].portions=-`. */
#ifndef SCENARIO_CHANGE_EACH_H
#define SCENARIO_CHANGE_EACH_H

#include "scenario/change.h"

enum { CHANGE_EACH_MAX = 1000 }; /* places of one change */

/* Makes the change PATH=VALUE as change_set does. In the path `*` stands for
 * every key of a mapping, and `[*]` for every item of a list; where the rest of
 * the path leads nowhere, nothing is changed. ERR_MISSING: it leads nowhere
 * anywhere; ERR_LIMIT: there are more places. */
MUST_CHECK enum err change_each_apply(struct arena *a, struct bytes source,
                                      const char *change, struct bytes *out,
                                      struct errmsg *e);

/* The same, but a place at which the changed text does not suit is left as it
 * was; ERR_MISSING: it suits nowhere. */
MUST_CHECK enum err
change_each_where(struct arena *a, struct bytes source, const char *change,
                  bool (*suits)(void *context, struct bytes changed),
                  void *context, struct bytes *out, struct errmsg *e);

#endif
