/* A scenario's text with one thing changed, as a question of what would have
 * been otherwise: `script[3].protect=formal`, `channels.moscow.loss=5%`. */
#ifndef SCENARIO_CHANGE_H
#define SCENARIO_CHANGE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"

/* Sets one place of a text that scenario_parse has accepted. The path names
 * keys with a dot between and items in brackets, counted from 0. The value is
 * written as in the file and takes the place of what is there; a key that the
 * last mapping lacks is put in; "-" takes out the key or item. All else stays
 * as it is, to the byte, and a value that is there already changes nothing:
 * whether the outcome is a scenario is for scenario_parse. ERR_MISSING,
 * ERR_FORMAT: the path leads nowhere, or is none; the value is no value. */
MUST_CHECK enum err change_set(struct arena *a, struct bytes source,
                               const char *path, const char *value,
                               struct bytes *out, struct errmsg *e);

/* The part that a path leads to, in the arena: the whole for an empty path,
 * NULL for a key that the last mapping lacks. `change` stands in errors. */
struct yaml_node;
MUST_CHECK enum err change_find(struct arena *a, struct bytes source,
                                const char *change, const char *path,
                                const struct yaml_node **out, struct errmsg *e);

#endif
