/* A party's inbox: messages are handled one at a time, by precedence. */
#ifndef MACHINE_INBOX_H
#define MACHINE_INBOX_H

#include "party/party.h"

/* Gives a party its inbox. */
void inbox_init(struct party *p, duration processing_delay);

/* Puts a message into the inbox, or hands it on at once when there is no
 * processing delay. All that the arrival points to is copied when it has to
 * wait. */
void inbox_take(struct party *p, const struct party_step *step,
                const struct arrival *arrival);

/* Tells whether the lines are empty unless a message is in hand. */
bool inbox_is_sound(const struct arrival_inbox *inbox);

/* Hands on the message in hand, whose time is over. */
void inbox_timer(struct party *p, const struct party_step *step);

#endif
