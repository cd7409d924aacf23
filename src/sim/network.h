/* A generated network, drawn: which parties write to each other, in which
 * hours, what and when. docs/scenarios.md names what is assumed. */
#ifndef SIM_NETWORK_H
#define SIM_NETWORK_H

#include "scenario/scenario.h"

/* The time zones of the network's parties. */
enum { NETWORK_ZONES = 7 };

struct network_zone {
    const char *name;
    duration offset; /* of its clocks, from UTC */
    uint32_t share;  /* of all parties, in percent */
};

extern const struct network_zone network_zones[NETWORK_ZONES];

/* The working hours, by the clocks of a zone, from Monday to Friday. */
#define NETWORK_OPENS  (9 * HOUR)
#define NETWORK_CLOSES (17 * HOUR)

/* Draws the network of a scenario into it, if it has one; once. The seed alone
 * decides, so that all runs of a seed happen in the same world. */
void network_draw(struct scenario *s, uint64_t seed);

#endif
