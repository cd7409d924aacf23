/* Protections as the command line names them: the scenario's own, of the stock,
 * or written out. */
#ifndef CLI_PROTECTIONS_H
#define CLI_PROTECTIONS_H

#include "scenario/scenario.h"

enum { PROTECTIONS_MAX = 64 }; /* named at once */

/* By their index in the scenario. */
struct protections {
    uint32_t items[PROTECTIONS_MAX];
    size_t count;
};

/* Adds those of a list with commas to what is chosen; what is written out is
 * put after the scenario's, in the arena. Says what is wrong with it in the
 * command's name, and gives the exit status. */
int protections_choose(const char *command, const char *list,
                       struct scenario *s, struct arena *a,
                       struct protections *out);

/* The names of the stock, for an option's row. */
const char *protections_word(struct arena *a, size_t i);

#endif
