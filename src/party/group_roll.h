/* The roll of a group, and the founder's word of it to the members. */
#ifndef PARTY_GROUP_ROLL_H
#define PARTY_GROUP_ROLL_H

#include "party/group_state.h"

/* Who is in a group, the party itself as well, its founder first. */
struct group_roll {
    uint32_t peers[GROUP_MEMBERS_MAX];
    size_t count;
};

bool group_roll_has(const struct group_roll *roll, uint32_t peer);

/* The members as they are now. */
void group_roll_call(const struct party *p, const struct group *g,
                     struct group_roll *roll);

/* The founder tells somebody who is in the group. */
void group_roll_tell(struct party *p, const struct party_step *step,
                     const struct group *g, uint32_t peer, uint64_t exchange);

/* The founder tells all who have not heard of the epoch, and whose keys are
 * known by now; the rest when the group's timer fires. */
void group_roll_tell_all(struct party *p, const struct party_step *step,
                         struct group *g, uint64_t exchange);

#endif
