/* One direction between two parties over one channel: the fate of each frame.
 */
#ifndef SIM_LINK_H
#define SIM_LINK_H

#include <stdbool.h>

#include "base/instant.h"
#include "crypto/rng.h"
#include "scenario/scenario.h"

enum { LINK_COPIES_MAX = 2 };

/* Its draws come from streams keyed by (channel, from, to), and each frame
 * takes the same draws whatever becomes of it, and whatever the odds: a loss
 * of 2% instead of 1% loses more frames and changes nothing else. */
struct link {
    const struct scenario_channel *channel; /* borrowed */
    struct rng chances, delays;
    instant now;    /* of the frame before */
    instant latest; /* arrival so far, where the order is kept */
};

/* Copies that arrive, and how long each takes: none of a frame that is lost,
 * by chance or in an outage; two of one that is doubled. */
struct link_fate {
    unsigned copies;
    duration delay[LINK_COPIES_MAX];
};

/* The channel must outlive the link; the names are not kept. The link of what
 * adversaries add between the two has draws of its own. */
void link_init(struct link *link, const struct scenario_channel *channel,
               const struct rng_root *root, const char *from, const char *to,
               bool added);
void link_fini(struct link *link);

/* The fate of a frame handed over at `now`, which does not decrease from call
 * to call; up: there is no outage.
 *
 * By hand and by courier frames arrive in the order in which they were sent:
 * one that would overtake waits for the one before. Over the network and in
 * the press each takes its own time, so one may overtake another. A reordered
 * frame takes a second delay on top and lets those behind it pass, on any
 * medium. Nothing is lost, doubled or reordered unless the channel says so. */
struct link_fate link_carry(struct link *link, instant now, bool up);

/* How long a frame takes that an adversary adds: it is neither lost nor
 * doubled. */
duration link_delay(struct link *link, instant now);

#endif
