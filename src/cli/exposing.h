/* The thefts of a run tried while somebody waits. */
#ifndef CLI_EXPOSING_H
#define CLI_EXPOSING_H

#include "experiment/exposure.h"

/* exposure_of on a thread of its own, with the progress shown; a signal ends
 * the command. */
MUST_CHECK enum err exposing_play(struct exposure *x,
                                  const struct exposure_question *q,
                                  struct errmsg *e);

#endif
