/* Cover: dummies that a party sends over a channel at times of their own, so
 * that whoever counts frames cannot tell when there is something to say. */
#ifndef SESSION_COVER_H
#define SESSION_COVER_H

#include "party/party.h"

struct cover;

/* From now on: a dummy to one of a channel's other members, then a span, both
 * drawn, and so on, on every channel with cover that the party is on. */
void cover_start(struct party *p, const struct party_step *step);

/* The next one is due. */
void cover_timer(struct party *p, const struct party_step *step,
                 struct cover *cover);

/* One has come in: it is set aside, unless it came outside of a session, where
 * anybody could have made it. */
void cover_handle(struct party *p, const struct party_step *step,
                  const struct arrival *arrival);

#endif
