/* The roster of a group, and the founder's messages that state it. */
#ifndef GROUP_GROUP_ROSTER_H
#define GROUP_GROUP_ROSTER_H

#include "group/group_state.h"

/* The members of a group, the party itself as well, the founder first. */
struct group_roster {
    uint32_t peers[GROUP_MEMBERS_MAX];
    size_t count;
};

bool group_roster_has(const struct group_roster *roster, uint32_t peer);

/* Writes down the members as they are now. */
void group_roster_of(const struct party *p, const struct group *g,
                     struct group_roster *roster);

/* Sends the founder's roster to one peer. */
void group_roster_tell(struct party *p, const struct party_step *step,
                       const struct group *g, uint32_t peer, uint64_t exchange);

/* Sends the founder's roster to all members who do not have that of this epoch
 * and whose keys are known by now. The rest get it when the group's timer
 * fires. */
void group_roster_tell_all(struct party *p, const struct party_step *step,
                           struct group *g, uint64_t exchange);

#endif
