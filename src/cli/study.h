/* `study`, by whoever plays its runs. */
#ifndef CLI_STUDY_H
#define CLI_STUDY_H

#include "cli/studying.h"

/* The main function of `study`, which has threads for players: NULL. */
int study_by(int argc, char **argv, const struct studying_players *players);

#endif
