/* Messages that go out in plain frames, without a session; padded where the
 * channel asks for that. */
#ifndef SESSION_OUTGOING_PLAIN_H
#define SESSION_OUTGOING_PLAIN_H

#include "party/party.h"

/* The message, padded to the channel's unit where it has one. */
struct bytes outgoing_plain_pad(const struct party *p,
                                const struct party_step *step, uint32_t channel,
                                struct bytes message);

/* Sends a message in a frame as it is, padded, on account of an exchange. */
void outgoing_plain_send(const struct party *p, const struct party_step *step,
                         uint32_t peer, uint32_t channel, uint64_t exchange,
                         struct bytes message);

#endif
