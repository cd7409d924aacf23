/* One reading of a scenario's file: the state that its sections share, and how
 * they note what is wrong with the file. */
#ifndef SCENARIO_LOAD_H
#define SCENARIO_LOAD_H

#include "scenario/scenario.h"
#include "scenario/yaml.h"

/* The channels of one party, ascending. */
struct load_membership {
    uint32_t *channels;
    uint32_t count;
};

/* Rules of a party, which are read when all parties are known. */
struct load_rules {
    struct load_rules *next;
    const struct yaml_node *node;
    struct scenario_rule *items;
};

struct load {
    struct arena *arena;
    struct scenario *s;
    struct scenario_errors *errors;
    struct names protections, groups;
    struct names recipients;                 /* parties, then groups; or none */
    struct names *portions;                  /* of each document */
    struct load_membership *memberships;     /* of each party */
    const struct yaml_node *network_protect; /* of a generated network */
    uint32_t *seen, seen_now; /* of each thing: the list it was seen in */
    size_t seen_count;
    bool has_clock;      /* both ends are known */
    bool parties_unsure; /* something is wrong with one, and noted */
    bool ways_unsure;    /* the same of who is in which channel */
    struct load_rules *rules;
};

/* Notes an error of the file's form. */
void load_wrong(struct load *l, struct scenario_position position,
                const char *format, ...) __attribute__((format(printf, 3, 4)));

/* True for a file of the other language, scenarios' or studies', which is
 * noted: it has the key that begins one, and not ours. */
bool load_is_other(struct load *l, const struct yaml_node *tree,
                   const char *ours, const char *other, const char *what);

/* Notes an unknown word or name, with the nearest known one as a guess, or
 * else with a list of those known; of names that could not be read nothing. */
void load_unknown_word(struct load *l, struct scenario_position position,
                       const char *what, const char *word,
                       const struct name_words *words);
void load_unknown_name(struct load *l, struct scenario_position position,
                       const char *what, const char *name,
                       const struct names *names);

#endif
