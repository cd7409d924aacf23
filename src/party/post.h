/* The way out: a message to a peer, in a session or as it is. */
#ifndef PARTY_POST_H
#define PARTY_POST_H

#include "party/party.h"
#include "wire/message.h"

/* To whom, over what, in what. */
struct way {
    uint32_t peer, channel;
    struct carriage carriage;
};

/* The pattern of the session that it goes in; NULL: it goes as it is. */
const struct noise_pattern *post_pattern(const struct party *p,
                                         const struct way *way);

/* Where a channel holds messages: those from one party to another over it,
 * and how many there were. */
struct post_lane;

/* A message that is held. */
struct post_held;

/* Sends an encoded message on account of an exchange: filled up where the
 * channel asks for that, and after a span where it holds what it is given. */
void post_send(struct party *p, const struct step *step, const struct way *way,
               uint64_t exchange, struct bytes message);

/* The same, but not held: for what no person writes, dummies and all that
 * concerns keys. */
void post_at_once(struct party *p, const struct step *step,
                  const struct way *way, uint64_t exchange,
                  struct bytes message);

/* The message has been held for its span. */
void post_timer(struct party *p, const struct step *step,
                struct post_held *held);

#endif
