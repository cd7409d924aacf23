/* The adversaries of a run: they see the frames on their channels, intervene,
 * steal keys, and open all that these open. */
#ifndef SIM_ADVERSARY_H
#define SIM_ADVERSARY_H

#include "adversary/intervention.h"
#include "adversary/tactic.h"
#include "adversary/thief.h"
#include "opener/finding.h"
#include "runtime/runtime.h"

/* One adversary. */
struct adversary {
    const struct scenario_adversary *scenario; /* borrowed */
    uint32_t actor;                            /* its index among all actors */
    struct rng_root root;                      /* of the keys it makes itself */
    struct rng rng;
    struct keys keys;
    struct opener opener;
    struct adversary_capture *captures, **last;
    bool keeps; /* its captures, for keys that it may get later */
    struct finding_known known;
    uint64_t theft;          /* its record; 0: not yet */
    struct thief thief;      /* its loot, where it poses with it */
    struct identity own;     /* keys that nobody knows */
    struct tactic_play play; /* tactic NULL: none */
};

struct adversary_set {
    struct arena arena; /* of all that they keep */
    struct arena step;
    struct runtime *runtime; /* borrowed */
    struct adversary *items;
    size_t count;
    struct adversary_post *posts; /* a channel each: who sits there */
};

/* The adversaries of the runtime's scenario. */
void adversary_init(struct adversary_set *all, struct runtime *rt);
void adversary_fini(struct adversary_set *all);

/* Sets one of them to play a tactic against a target, before the run begins;
 * insiders give it all their keys. */
void adversary_play(struct adversary_set *all, uint32_t index,
                    const struct tactic *tactic,
                    const struct tactic_target *target);

/* A frame passes those who sit on its channel, in the order of the file: all
 * that each sees and does is recorded. The fate of the frame, and the frames
 * that are added, stand in `done` until the next call; *cause is the last
 * record of an intervention. */
MUST_CHECK enum err adversary_meet(struct adversary_set *all, instant now,
                                   const struct driver_parcel *parcel,
                                   struct intervention *done, uint64_t *cause);

/* An adversary's opening: what its tactic does unprompted, before the document
 * is sent. The frames that it adds stand in `done` as above. */
MUST_CHECK enum err adversary_open(struct adversary_set *all, instant now,
                                   uint32_t index, struct intervention *done);

/* The keys to steal, the victim, and the record that led to the theft (0:
 * none). */
struct adversary_theft {
    enum scenario_theft what;
    uint32_t victim;
    uint64_t cause;
};

/* Performs that adversary's theft, and opens its captures with the stolen keys.
 */
MUST_CHECK enum err adversary_steal(struct adversary_set *all, instant now,
                                    uint32_t index,
                                    const struct adversary_theft *theft);

#endif
