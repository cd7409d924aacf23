/* Cover: dummies that a party sends over a channel at times of their own, so
 * that an observer who counts frames cannot tell when there is something to
 * say. */
#ifndef SESSION_COVER_H
#define SESSION_COVER_H

#include "party/party.h"

struct cover;

/* Starts cover on every channel that has it and that the party is on. A dummy
 * goes to one of the channel's other members, then a span passes; both are
 * drawn, again and again. */
void cover_start(struct party *p, const struct party_step *step);

/* Sends the next dummy, which is due. */
void cover_timer(struct party *p, const struct party_step *step,
                 struct cover *cover);

/* Ignores a dummy that has come in, or rejects one that came outside of a
 * session, where anybody could have made it. */
void cover_handle(struct party *p, const struct party_step *step,
                  const struct arrival *arrival);

#endif
