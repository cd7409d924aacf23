/* The roster of a group, and the founder's word of it to the members. */
#ifndef GROUP_GROUP_ROSTER_H
#define GROUP_GROUP_ROSTER_H

#include "group/group_state.h"

/* Who is in a group, the party itself as well, its founder first. */
struct group_roster {
    uint32_t peers[GROUP_MEMBERS_MAX];
    size_t count;
};

bool group_roster_has(const struct group_roster *roster, uint32_t peer);

/* The members as they are now. */
void group_roster_of(const struct party *p, const struct group *g,
                     struct group_roster *roster);

/* The founder tells somebody who is in the group. */
void group_roster_tell(struct party *p, const struct party_step *step,
                       const struct group *g, uint32_t peer, uint64_t exchange);

/* The founder tells all who have not heard of the epoch, and whose keys are
 * known by now; the rest when the group's timer fires. */
void group_roster_tell_all(struct party *p, const struct party_step *step,
                           struct group *g, uint64_t exchange);

#endif
