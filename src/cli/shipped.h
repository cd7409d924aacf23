/* The files that come with the program: scenarios, lessons and studies, found
 * by their names, which are those of their files without ".yaml". */
#ifndef CLI_SHIPPED_H
#define CLI_SHIPPED_H

#include "base/arena.h"
#include "base/err.h"

/* The folder that holds them as scenarios/NAME.yaml, scenarios/lessons/ and
 * scenarios/studies/, for the rest of a command. */
#define SHIPPED_VARIABLE "DEMARCHE_DATA"

enum shipped_kind {
    SHIPPED_SCENARIO, /* one of a lesson is one of them */
    SHIPPED_LESSON,
    SHIPPED_STUDY,
    SHIPPED_KIND_COUNT
};

enum { SHIPPED_PATH_SIZE = 4096 };

struct shipped_path {
    char path[SHIPPED_PATH_SIZE];
};

/* The file of that name; false if none ships. */
bool shipped_named(struct shipped_path *out, enum shipped_kind kind,
                   const char *name);

/* Points *path at the file that is meant by it: what is there by that path, if
 * it is no folder, and "-", stay; else it is the file that ships by that name.
 * Where nothing is found, *path stays. */
void shipped_find(struct shipped_path *found, enum shipped_kind kind,
                  const char **path);

/* Takes the one operand that remains as a SCENARIO. Returns as options_operand
 * does. */
int shipped_operand(int argc, char **argv, struct shipped_path *found,
                    const char **out);

/* All names of a kind, within the arena, each folder's sorted by their bytes;
 * NULL ends them. */
const char **shipped_names(struct arena *a, enum shipped_kind kind);

/* Says that nothing ships, and what would help: ERR_MISSING. */
enum err shipped_none(struct errmsg *e);

/* Says that there is no file by that path, and which names there are:
 * ERR_MISSING. */
enum err shipped_missing(enum shipped_kind kind, const char *path,
                         struct errmsg *e);

#endif
