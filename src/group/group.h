/* Membership of a group, a session with several peers at once: NEW > JOINED <>
 * LEFT. The founder decides on it; group/group_talk.h has the messages. */
#ifndef GROUP_GROUP_H
#define GROUP_GROUP_H

#include "group/group_state.h"

/* Commands: found a group of the command's parties and this one, add a member,
 * remove one. A command that cannot be carried out is refused. */
void group_found(struct party *p, const struct party_step *step);
void group_add(struct party *p, const struct party_step *step);
void group_remove(struct party *p, const struct party_step *step);

/* The command with the present members of its group as recipients; false when
 * the party is in no such group, or alone there. */
bool group_address(const struct party *p, struct arena *a,
                   const struct event_command *c, struct event_command *out);

/* Messages between two members: the roster, a sender key, and word that one of
 * these is lacking. */
void group_handle_members(struct party *p, const struct party_step *step,
                          const struct arrival *arrival);
void group_handle_key(struct party *p, const struct party_step *step,
                      const struct arrival *arrival);
void group_handle_lack(struct party *p, const struct party_step *step,
                       const struct arrival *arrival);

/* A key of the party's own identity is void: what it says next in a group is
 * under another sender key. */
void group_note_void_key(struct party *p);

/* Wipes the keys of every group. */
void group_fini_all(struct party *p);

#endif
