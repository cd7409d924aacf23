/* `study`, by whoever plays its runs. */
#ifndef CLI_STUDY_H
#define CLI_STUDY_H

#include "cli/studying.h"

/* As study_main, which is this with threads: NULL. */
int study_by(int argc, char **argv, const struct studying_players *players);

#endif
