/* The threads of a command that plays a scenario many times. */
#ifndef CLI_CREW_H
#define CLI_CREW_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/progress.h"
#include "live/workers.h"

struct crew {
    struct workers *workers;
    struct jobs_runner runner;
};

/* What each thread remembers of the curve's answers. */
enum crew_memory {
    CREW_FORGETS, /* nothing: the curve's time is to be measured */
    CREW_RECENT,  /* those of the last runs, of which each has its own keys */
    CREW_REMEMBERS
};

/* Starts so many threads; 0: one for each processor. The stand-in answers for
 * the curve on each of them where it does on this one. The caller looks on: the
 * progress is held from before the first thread is there, until
 * progress_release, and shown while the crew works; Ctrl-C ends the command
 * whatever the threads are at. ERR_LIMIT where there are no threads left. */
MUST_CHECK enum err crew_gather(struct crew *c, struct progress *p,
                                uint64_t threads, enum crew_memory memory,
                                struct errmsg *e);

/* The same. Returns COMMAND_OK or, having said what is wrong in the command's
 * name, COMMAND_ERROR. */
int crew_start(struct crew *c, struct progress *p, const char *command,
               uint64_t threads, enum crew_memory memory);

/* Does one thing on a thread of the crew. */
MUST_CHECK enum err crew_do(struct crew *c,
                            enum err (*work)(void *context, struct errmsg *e),
                            void *context, struct errmsg *e);

/* Ends the threads and wipes what they remembered. */
void crew_stop(struct crew *c);

#endif
