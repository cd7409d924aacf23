/* Who is in a group, a session with several peers at once: NEW > JOINED <>
 * LEFT. Its founder says so; what is said there is party/group_talk.h. */
#ifndef PARTY_GROUP_H
#define PARTY_GROUP_H

#include "party/party.h"

enum {
    GROUP_MAX = 64,          /* that one party is in, or was */
    GROUP_MEMBERS_MAX = 256, /* at a time */
    GROUP_NAME_MAX = 64      /* bytes */
};

struct group;

/* Commands: a new group of the command's parties and this one; a member more,
 * a member less. Whatever cannot be is refused. */
void group_found(struct party *p, const struct party_step *step);
void group_add(struct party *p, const struct party_step *step);
void group_remove(struct party *p, const struct party_step *step);

/* The command as it is for the members of its group as they are now; false
 * when the party is in no such group, or alone there. */
bool group_address(const struct party *p, struct arena *a,
                   const struct event_command *c, struct event_command *out);

/* The group of that name that the party is in; NULL for none. */
struct group *group_named(const struct party *p, const char *name);

/* Its founder tells somebody who is in it. */
void group_tell_members(struct party *p, const struct party_step *step,
                        const struct group *g, uint32_t peer);

/* Its founder tells all who have not heard of its epoch, and whose keys are
 * known by now; the rest when its timer fires. */
void group_tell_all(struct party *p, const struct party_step *step,
                    struct group *g, uint64_t exchange);

/* What members tell each other alone: who is in the group, a key, and that
 * something of this is lacking. */
void group_handle_members(struct party *p, const struct party_step *step,
                          const struct inbox_arrival *arrival);
void group_handle_key(struct party *p, const struct party_step *step,
                      const struct inbox_arrival *arrival);
void group_handle_lack(struct party *p, const struct party_step *step,
                       const struct inbox_arrival *arrival);

/* Wipes the keys of every group. */
void group_fini_all(struct party *p);

#endif
