/* The seals of an envelope, a row each: age for any number of recipients at
 * once, HPKE for one at a time. */
#ifndef DOCUMENT_SEALING_H
#define DOCUMENT_SEALING_H

#include "party/party.h"
#include "wire/message.h"

/* The two ends of an envelope, for the one that opens it. All is borrowed for
 * the call. */
struct sealing_ends {
    const char *sender;
    const struct identity_public *sender_public;
    const char *recipient;
    const struct identity *recipient_secret;
    uint64_t exchange;
};

/* HPKE's info, which both sides know: the envelope belongs to this exchange
 * between these two, and to no other. */
struct bytes sealing_info(struct arena *a, const char *sender, const char *to,
                          uint64_t exchange);

/* Tells whether one envelope serves all recipients; else each has its own. */
bool sealing_is_shared(enum message_seal seal);

/* Tells whether only the sender, or the recipient itself, can have closed
 * it. */
bool sealing_authenticates(enum message_seal seal);

/* The recipients of one envelope. There is only one when the seal is not
 * shared, or when `each` recipient has a copy of its own and with it a key. */
struct sealing_lot {
    enum message_seal seal;
    bool each;
    const uint32_t *to;
    size_t count;
    uint64_t exchange;
};

/* Closes an envelope for parties of each of whom the party has a key in force.
 * MESSAGE_SEAL_NONE leaves it open. ERR_AUTH for a recipient's key of low
 * order. */
MUST_CHECK enum err sealing_close(const struct party *p, struct arena *a,
                                  const struct sealing_lot *lot,
                                  struct bytes plain, struct bytes *out);

/* Opens an envelope; ERR_AUTH or ERR_FORMAT when this recipient cannot. */
MUST_CHECK enum err sealing_open(struct arena *a, enum message_seal seal,
                                 const struct sealing_ends *ends,
                                 struct bytes sealed, struct bytes *plain);

#endif
