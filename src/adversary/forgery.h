/* Forged documents: a made-up text in any party's name, signed and sealed with
 * the keys at hand. */
#ifndef ADVERSARY_FORGERY_H
#define ADVERSARY_FORGERY_H

#include "party/party.h"
#include "wire/frame.h"
#include "wire/message.h"

/* A forgery to be made. All is borrowed. */
struct forgery {
    const struct party_world *world;
    uint32_t from, to;    /* the party posed as, and the recipient */
    const char *document; /* the name it is given */
    uint64_t exchange;    /* the exchange it claims to belong to */
    enum message_seal seal;
    const struct identity *key; /* signs, and takes part in the seal */
    bool sign;
    struct bytes credential;     /* shown along with it; size 0: none */
    instant time;                /* the statement's date */
    const struct rng_root *root; /* of the forger */
};

/* A copy of the made-up text as a message outside of any session. ERR_AUTH when
 * the recipient's key cannot be sealed to. */
MUST_CHECK enum err forgery_copy(struct arena *a, const struct forgery *f,
                                 struct bytes *message);

/* A genuine copy under another seal, for another recipient. */
MUST_CHECK enum err forgery_seal(struct arena *a, const struct forgery *f,
                                 struct bytes copy, struct bytes *message);

/* A request to that keeper for prekeys of the recipient's, for the session of
 * that number, signed where the forgery is. */
MUST_CHECK enum err forgery_request(struct arena *a, const struct forgery *f,
                                    uint32_t keeper, uint64_t number,
                                    struct bytes *message);

/* The message in a frame without a session. */
struct bytes forgery_frame(struct arena *a, struct bytes message);

/* Random bytes that look like the frame: the next of its session, or the first
 * of another session. */
struct bytes forgery_noise(struct arena *a, const struct frame *like,
                           struct rng *rng);

#endif
