/* Outgoing messages: each leaves in a session or as it is, at once or after a
 * delay. */
#ifndef SESSION_OUTGOING_H
#define SESSION_OUTGOING_H

#include "party/party.h"
#include "wire/message.h"

/* The recipient, the channel and the carriage of a message. */
struct outgoing_route {
    uint32_t peer, channel;
    struct event_carriage carriage;
};

/* The route by which an answer goes back: the way that the message came. */
static inline struct outgoing_route
outgoing_route_back(const struct arrival *arrival)
{
    return (struct outgoing_route){arrival->peer, arrival->channel,
                                   arrival->carriage};
}

/* The pattern of the session that a message goes in; NULL: the ratchet, or
 * none. */
const struct noise_pattern *
outgoing_pattern(const struct party *p, const struct outgoing_route *route);

/* The messages from the party to one other over a channel that delays them: how
 * many there were. */
struct outgoing_pair;

/* A message that is delayed. */
struct outgoing_delayed {
    struct outgoing_delayed *next; /* of the party's */
    struct outgoing_route route;
    uint64_t exchange;
    struct bytes message;
    struct event_timer timer;
};

/* Sends an encoded message on account of an exchange: padded where the channel
 * asks for that, and after a span where the channel delays its messages. */
void outgoing_send(struct party *p, const struct party_step *step,
                   const struct outgoing_route *route, uint64_t exchange,
                   struct bytes message);

/* Sends a message without delay: a dummy, or one that concerns keys, which no
 * person writes. */
void outgoing_at_once(struct party *p, const struct party_step *step,
                      const struct outgoing_route *route, uint64_t exchange,
                      struct bytes message);

/* Sends a message that has been delayed for its span. */
void outgoing_timer(struct party *p, const struct party_step *step,
                    struct outgoing_delayed *delayed);

#endif
