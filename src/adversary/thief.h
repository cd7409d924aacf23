/* A thief who poses: with a stolen identity key it writes in the victim's name
 * whenever the victim writes. */
#ifndef ADVERSARY_THIEF_H
#define ADVERSARY_THIEF_H

#include "adversary/intervention.h"

/* The loot. */
struct thief {
    bool poses;
    uint32_t victim;
    struct identity key;
    instant since; /* the theft: the key was in force then */
};

/* Adds another text ahead of a copy that the victim sends outside of sessions:
 * under its name and seal, in its exchange, signed with the stolen key and
 * dated the time of the theft. NONE for any other frame. */
enum record_act thief_pose(const struct thief *t, struct intervention *h);

#endif
