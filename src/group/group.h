/* Who is in a group, a session with several peers at once: NEW > JOINED <>
 * LEFT. Its founder says so; what is said there is group/group_talk.h. */
#ifndef GROUP_GROUP_H
#define GROUP_GROUP_H

#include "group/group_state.h"

/* Commands: a new group of the command's parties and this one; a member more,
 * a member less. Whatever cannot be is refused. */
void group_found(struct party *p, const struct party_step *step);
void group_add(struct party *p, const struct party_step *step);
void group_remove(struct party *p, const struct party_step *step);

/* The command as it is for the members of its group as they are now; false
 * when the party is in no such group, or alone there. */
bool group_address(const struct party *p, struct arena *a,
                   const struct event_command *c, struct event_command *out);

/* What members tell each other alone: who is in the group, a key, and that
 * something of this is lacking. */
void group_handle_members(struct party *p, const struct party_step *step,
                          const struct arrival *arrival);
void group_handle_key(struct party *p, const struct party_step *step,
                      const struct arrival *arrival);
void group_handle_lack(struct party *p, const struct party_step *step,
                       const struct arrival *arrival);

/* Wipes the keys of every group. */
void group_fini_all(struct party *p);

#endif
