/* Table-driven reading: for each mapping of the language a table of its keys,
 * whether they must be there, how to read them and where to put them. */
#ifndef SCENARIO_FIELD_H
#define SCENARIO_FIELD_H

#include "scenario/load.h"

struct field {
    const char *key;
    const char *alias; /* an older spelling, which still reads; or NULL */
    /* Reads node into the struct at out, or notes an error and leaves it. */
    void (*read)(struct load *l, const struct yaml_node *node,
                 const struct field *field, void *out);
    size_t offset; /* within the struct */
    size_t count;  /* of a list: the offset of its size_t count */
    const struct name_words *words;
    const struct field_section *section; /* of the keys within; or NULL */
    bool required;
    bool named; /* the section's mappings stand under names of the file's own */
};

struct field_section {
    const char *name; /* with its article: "a channel" */
    const struct field *fields;
    uint32_t count;
};

enum { FIELD_MAX = 64 };

/* The number of elements of an array. */
#define FIELD_COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))

/* An array of texts as the words of one place. */
#define FIELD_WORDS(array)                            \
    {                                                 \
        .texts = (array), .count = FIELD_COUNT(array) \
    }

/* The field of a key in either spelling, or NULL. */
const struct field *field_find(const struct field_section *section,
                               const char *key);

/* Reads a mapping: first which keys it has, in the order of the file, then
 * their values in the order of the table. given, unless NULL, gets the node
 * of each field or NULL. False when it is no mapping. */
bool field_read(struct load *l, const struct yaml_node *node,
                const struct field_section *section, void *out,
                const struct yaml_node **given);

/* Prepares to read a mapping of names to things: checks that it is one, that
 * its names are names and not more than limit, and indexes them. Returns how
 * many things to read. */
size_t field_names(struct load *l, const struct yaml_node *node,
                   const char *what, size_t limit, struct names *names);

#endif
