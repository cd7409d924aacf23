/* The way out: a message to a peer, in a session or as it is. */
#ifndef SESSION_OUTGOING_H
#define SESSION_OUTGOING_H

#include "party/party.h"
#include "wire/message.h"

/* To whom, over what, in what. */
struct outgoing_route {
    uint32_t peer, channel;
    struct event_carriage carriage;
};

/* The pattern of the session that it goes in; NULL: it goes as it is. */
const struct noise_pattern *
outgoing_pattern(const struct party *p, const struct outgoing_route *route);

/* Where a channel holds messages: those from one party to another over it,
 * and how many there were. */
struct outgoing_pair;

/* A message that is held. */
struct outgoing_delayed;

/* Sends an encoded message on account of an exchange: filled up where the
 * channel asks for that, and after a span where it holds what it is given. */
void outgoing_send(struct party *p, const struct party_step *step,
                   const struct outgoing_route *route, uint64_t exchange,
                   struct bytes message);

/* The same, but not held: for what no person writes, dummies and all that
 * concerns keys. */
void outgoing_at_once(struct party *p, const struct party_step *step,
                      const struct outgoing_route *route, uint64_t exchange,
                      struct bytes message);

/* The message has been held for its span. */
void outgoing_timer(struct party *p, const struct party_step *step,
                    struct outgoing_delayed *delayed);

#endif
