/* Papers that nobody wrote: a text made up by somebody else, in the name of
 * whom he likes, signed and sealed with the keys that he has. */
#ifndef ADVERSARY_FORGERY_H
#define ADVERSARY_FORGERY_H

#include "party/party.h"
#include "wire/frame.h"
#include "wire/message.h"

/* What is forged. All is borrowed. */
struct forgery {
    const struct party_world *world;
    uint32_t from, to;    /* in whose name, and for whom */
    const char *document; /* under whose name */
    uint64_t exchange;    /* on whose account */
    enum message_seal seal;
    const struct identity *key; /* that signs, and takes part in the seal */
    bool sign;
    const struct rng_root *root; /* of the forger */
};

/* A copy of the made-up text as a message that a hand could carry. ERR_AUTH
 * when the recipient's key cannot be sealed for. */
MUST_CHECK enum err forgery_copy(struct arena *a, const struct forgery *f,
                                 struct bytes *message);

/* A copy that somebody really wrote, under another seal and for another
 * recipient. */
MUST_CHECK enum err forgery_seal(struct arena *a, const struct forgery *f,
                                 struct bytes copy, struct bytes *message);

/* A message in a frame without a session. */
struct bytes forgery_frame(struct arena *a, struct bytes message);

/* Bytes that look like the frame and come from nowhere: the next of its
 * session, or the first of another one. */
struct bytes forgery_noise(struct arena *a, const struct frame *like,
                           struct rng *rng);

#endif
