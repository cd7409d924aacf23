/* YAML text as a tree that remembers line and column, capped while it is
 * read: no depth, alias or number of keys gets past the limits. */
#ifndef SCENARIO_YAML_H
#define SCENARIO_YAML_H

#include "scenario/scenario_errors.h"

enum {
    YAML_FILE_MAX = 1024 * 1024, /* bytes */
    YAML_DEPTH_MAX = 32,
    YAML_NODES_MAX = 120000, /* in all, keys not counted */
    YAML_KEYS_MAX = 16384    /* of one mapping */
};

enum yaml_kind { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING };

/* All within the arena given to yaml_parse. */
struct yaml_node {
    enum yaml_kind kind;
    bool literal; /* the text stands in the file as it is, on one line */
    bool quoted;
    bool flow; /* a collection in brackets or braces */
    /* Where it lies in the source, in characters from its first: from `begin`
     * up to `end`; its key, if it has one, likewise. A collection that is not
     * `flow` ends with the last of its items. */
    uint32_t key_begin, key_end, begin, end;
    struct scenario_position position;
    const char *text; /* scalar: UTF-8 that may hold control characters */
    const char *key;  /* within a mapping; NULL elsewhere */
    struct scenario_position key_position;
    uint32_t count;          /* of children */
    struct yaml_node *first; /* child, in the order of the file */
    struct yaml_node *next;  /* sibling */
};

/* Reads one document, behind a byte order mark or none. Stops at the first
 * thing that is not YAML, goes past a limit, or is refused on purpose (anchors,
 * aliases, tags, directives, control characters); duplicate keys are noted and
 * read on. Returns the root, or NULL when it stopped. */
const struct yaml_node *yaml_parse(struct arena *arena, struct bytes source,
                                   struct scenario_errors *errors);

/* True when the node has no value: `key:` and no more, `null`, `~`, [] or {}.
 */
bool yaml_is_empty(const struct yaml_node *node);

#endif
