/* Virtual time played against the real clock, on an event loop. */
#ifndef LIVE_PACE_H
#define LIVE_PACE_H

#include <signal.h>
#include <stdbool.h>

#include "base/instant.h"

enum { PACE_REST_MS = 10 };

/* The events to be played: `next` gives the time of the next one, and false at
 * the end; `step` lets it happen, and `rest`, unless it is NULL, is called at
 * most PACE_REST_MS after a step. */
struct pace_play {
    void *world;
    bool (*next)(void *world, instant *at);
    enum err (*step)(void *world);
    enum err (*rest)(void *world);
};

/* Plays from virtual time `start` on, `speed` (above 0) virtual seconds a real
 * second, until the end, an error of step or rest, or one of pace_signals,
 * which sets *stopped, and *now to the virtual time at which it came. These may
 * be blocked, and then one that came before counts. */
MUST_CHECK enum err pace_run(const struct pace_play *play, instant start,
                             double speed, bool *stopped, instant *now,
                             struct errmsg *e);

/* The signals that stop a playing: Ctrl-C, SIGTERM and SIGHUP, but none that
 * the process was started to ignore, as by nohup. */
void pace_signals(sigset_t *out);

#endif
