/* The way out: a message to a peer, through a session where the channel has
 * one, as it is where people carry it. */
#ifndef PARTY_POST_H
#define PARTY_POST_H

#include "party/party.h"
#include "wire/message.h"

/* Sends an encoded message on account of an exchange. */
void post_send(struct party *p, const struct step *step, uint32_t peer,
               uint32_t channel, uint64_t exchange, struct bytes message);

#endif
