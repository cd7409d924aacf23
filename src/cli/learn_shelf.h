/* The lessons that there are. */
#ifndef CLI_LEARN_SHELF_H
#define CLI_LEARN_SHELF_H

#include <stdio.h>

#include "cli/learn.h"

/* All lessons that ship, by their numbers. */
struct learn_shelf {
    struct arena arena;
    struct learn_lesson *items;
    size_t count;
};

/* Reads them. A file of theirs with an error in it is left out, and said. */
void learn_shelf_init(struct learn_shelf *shelf);
void learn_shelf_fini(struct learn_shelf *shelf);

/* The lesson of that name, where no file has it; or NULL. */
const struct learn_lesson *learn_shelf_named(const struct learn_shelf *shelf,
                                             const char *name);

/* NULL: there is no lesson of that number, which learn_shelf_missing says, as
 * that command, with an enum subcommand_exit. */
const struct learn_lesson *learn_shelf_find(const struct learn_shelf *shelf,
                                            uint64_t number);
int learn_shelf_missing(const struct learn_shelf *shelf, const char *command,
                        uint64_t number);

/* A line a lesson, its number and its title, for shells. Gives an enum
 * subcommand_exit. */
int learn_shelf_list(const struct learn_shelf *shelf, const char *command,
                     FILE *out);

/* Reads a lesson from a file; false, having said why, where that is not there
 * or no lesson. The caller ends the scenario. */
MUST_CHECK bool learn_shelf_open(struct learn_lesson *out, struct arena *a,
                                 const char *path);

#endif
