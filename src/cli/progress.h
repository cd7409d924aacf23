/* The progress of a command that takes long: a line on standard error, if that
 * is a terminal; and its end by a signal, with what is known by then. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/watch.h"

struct progress {
    /* Told at the end by a signal: prints what is known so far, marked as
     * partial, and takes back files that are not whole. Nothing that it reads
     * is released before, and threads may still be at work. NULL: nothing is
     * known. */
    void (*tell)(void *context, uint64_t done, uint64_t all);
    void *context;
    bool quiet; /* no line is shown */
    /* The rest is the progress's own. */
    struct watch watch; /* for the work, once it is held */
    const char *doing, *unit;
    uint64_t scale, began, stretch, first, looked, drawn;
    bool shows, visible, counted;
    sigset_t held, before;
};

/* Holds the signals back that pace_signals names; what is watched looks for
 * them. Before any thread is started, which inherits this. */
void progress_hold(struct progress *p);

/* Begins a stretch of the work, as "checking", "MiB"; so many of what the watch
 * is told make one unit. A NULL unit, or work all in one piece: only the time
 * is shown. */
void progress_start(struct progress *p, const char *doing, const char *unit,
                    uint64_t scale);

/* The watch's own, for a watch that counts otherwise. Ends the process with
 * COMMAND_UNDETERMINED where a signal has come; shows the line after a
 * second. */
void progress_see(void *progress, uint64_t done, uint64_t all);

/* Shows the line; true where a signal has come: the caller ends by itself. */
bool progress_stopped(struct progress *p, uint64_t done, uint64_t all);

/* Removes the line, before something is printed. */
void progress_clear(struct progress *p);

/* Says how many of all units were done before a signal came: to `out` behind
 * what is told of them, or on standard error where nothing is. 0 of 0: nothing
 * is known at all. */
void progress_tell_partial(FILE *out, uint64_t done, uint64_t all,
                           const char *unit);

/* The end of the work; a signal that came meanwhile counts. */
void progress_release(struct progress *p);

#endif
