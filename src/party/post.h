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

/* Sends an encoded message on account of an exchange. */
void post_send(struct party *p, const struct step *step, const struct way *way,
               uint64_t exchange, struct bytes message);

#endif
