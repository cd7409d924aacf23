/* Messages of a group: encrypted once, the same bytes to all, until each member
 * has confirmed them; read as soon as key and roster allow. */
#ifndef GROUP_GROUP_TALK_H
#define GROUP_GROUP_TALK_H

#include "group/group_state.h"

enum {
    GROUP_TALK_IN_FLIGHT_MAX = 256, /* from the oldest not confirmed on */
    GROUP_TALK_LINE_MAX = 64,       /* of one member, waiting to be read */
    GROUP_TALK_EPOCHS_PAST = 4      /* how far behind a message may be */
};

/* Says a message in a group that the party is in. */
void group_talk_speak(struct party *p, const struct party_step *step,
                      const char *name, uint64_t exchange,
                      struct bytes message);

/* Takes a frame that was said in a group. */
void group_talk_handle(struct party *p, const struct party_step *step,
                       const struct frame *frame);

/* Reads the next message of any group that can be read now, each once, into the
 * arrival. false: no more. */
bool group_talk_next(struct party *p, const struct party_step *step,
                     struct arrival *arrival);

/* Takes a member's acknowledgement of a message that was said in a group. */
void group_talk_handle_ack(struct party *p, const struct party_step *step,
                           const struct arrival *arrival);

/* Sends again what was not confirmed in time. */
void group_talk_timer(struct party *p, const struct party_step *step,
                      struct group *g);

/* Sets the timer, where it does not run for something said. */
void group_talk_wait(const struct party *p, const struct party_step *step,
                     struct group *g);

/* Parts with a member that has left: it need not confirm anything, and its
 * waiting frames go. */
void group_talk_part(const struct party *p, const struct party_step *step,
                     struct group *g, const struct group_member *m);

#endif
