/* The simulated world: virtual time with its clock, the future-event list, the
 * links, and the loop that runs a scenario through them. */
#ifndef SIM_KERNEL_H
#define SIM_KERNEL_H

#include "base/table.h"
#include "runtime/runtime.h"
#include "sim/adversary.h"
#include "sim/queue.h"

struct kernel {
    const struct scenario *scenario;
    struct runtime runtime;
    struct queue queue;
    struct rng_root root;
    struct arena arena;              /* links and channels */
    struct kernel_channel *channels; /* the open press last */
    struct adversary_set adversaries;
    struct kernel_link *links;
    struct table ways; /* to them */
    instant now;
    struct errmsg *error;
};

/* Sets a run up. The scenario is borrowed, and the journal or NULL, as for
 * runtime_init, with whose errors this and the calls below fail. ERR_LIMIT also
 * when more than QUEUE_PENDING_MAX events are pending. */
MUST_CHECK enum err kernel_init(struct kernel *k,
                                const struct scenario *scenario, uint64_t seed,
                                uint64_t run, struct journal *journal,
                                struct errmsg *error);
void kernel_fini(struct kernel *k);

/* Sets an adversary to play a tactic against a target, before the run begins.
 * Its opening is due an hour before the document is sent, and earlier by a
 * channel's way there and back, or else at the start. */
MUST_CHECK enum err kernel_play(struct kernel *k, uint32_t adversary,
                                const struct tactic *tactic,
                                const struct tactic_target *target);

/* The time of the next event; false when there is none before the scenario's
 * clock ends. */
bool kernel_next(const struct kernel *k, instant *at);

/* Carries out the next event. There has to be one: kernel_next is true. */
MUST_CHECK enum err kernel_step(struct kernel *k);

/* Records that the run is stopped before its end: at that time, which is taken
 * to lie between its last event and its next one. */
MUST_CHECK enum err kernel_stop(struct kernel *k, instant at);

#endif
