/* Transport frames of an open session: messages under Noise ciphers with
 * explicit nonces, and the window that tells repeated frames from new ones. */
#ifndef SESSION_TRANSPORT_H
#define SESSION_TRANSPORT_H

#include "base/arena.h"
#include "crypto/noise.h"
#include "wire/frame.h"

enum {
    TRANSPORT_WINDOW = 1024, /* frames that may overtake one another */
    TRANSPORT_NONCE_BITS =
        5, /* bits of a nonce that count the chunks of its frame */
    TRANSPORT_LENGTH_SIZE = 4, /* before the message, big-endian */
    TRANSPORT_CHUNK_SIZE = NOISE_MESSAGE_MAX - NOISE_TAG_SIZE
};

/* Encrypts a message as frame number `counter` of a session: its length and
 * its bytes, in chunks that each fill a Noise message but for the last. The
 * frame's head is the associated data of every chunk. The frame lives in the
 * arena. ERR_LIMIT when it is too large. */
MUST_CHECK enum err transport_encrypt(struct arena *a,
                                      const struct noise_cipher *cipher,
                                      uint64_t session, uint64_t counter,
                                      struct bytes message, struct bytes *out);

/* Decrypts a frame; ERR_AUTH and no more when anything is amiss. */
MUST_CHECK enum err transport_decrypt(struct arena *a,
                                      const struct noise_cipher *cipher,
                                      const struct frame *frame,
                                      struct bytes *message);

/* The last TRANSPORT_WINDOW counters, and which of them have been seen. */
struct transport_window {
    uint64_t end; /* one past the highest seen */
    uint64_t seen[TRANSPORT_WINDOW / 64];
};

/* Notes a counter. true the first time; false for one that is repeated or too
 * old. */
bool transport_window_take(struct transport_window *w, uint64_t counter);

#endif
