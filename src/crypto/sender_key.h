/* Sender keys, after Signal's groups: a member's messages to all the others,
 * encrypted once, under the sender's own chain and signature key. */
#ifndef CRYPTO_SENDER_KEY_H
#define CRYPTO_SENDER_KEY_H

#include "base/instant.h"
#include "base/writer.h"
#include "crypto/chain.h"
#include "crypto/rng.h"

enum {
    SENDER_KEY_PUBLIC_SIZE = 32,
    SENDER_KEY_SECRET_SIZE = 64, /* Ed25519: the seed, then the public key */
    SENDER_KEY_HEADER_SIZE = 9,  /* encoded */
    SENDER_KEY_SIGNATURE_SIZE = 64,
    SENDER_KEY_OVERHEAD =
        SENDER_KEY_HEADER_SIZE + CHAIN_TAG_SIZE + SENDER_KEY_SIGNATURE_SIZE,
    SENDER_KEY_DISTRIBUTION_SIZE = 73, /* encoded */
    SENDER_KEY_SKIP_MAX = 1000,        /* messages passed over at once */
    SENDER_KEY_KEPT_MAX = 256,         /* keys kept of messages to come */
    SENDER_KEY_AD_MAX = 1024,
    SENDER_KEY_PLAINTEXT_MAX = 1 << 30
};

/* The sender's own state: the chain at its next message, and the signature
 * key. The number tells this key from those before it. */
struct sender_key {
    uint32_t number;
    uint32_t n; /* of the next message */
    uint8_t ck[CHAIN_KEY_SIZE];
    uint8_t sign_public[SENDER_KEY_PUBLIC_SIZE];
    uint8_t sign_secret[SENDER_KEY_SECRET_SIZE];
};

/* The part that the sender gives each member, over a channel that only the two
 * of them share: from message n on this member can read. */
struct sender_key_distribution {
    uint32_t number;
    uint32_t n;
    uint8_t ck[CHAIN_KEY_SIZE];
    uint8_t sign_public[SENDER_KEY_PUBLIC_SIZE];
};

/* The place of a chain that is over: no message bears this number. */
#define SENDER_KEY_OVER UINT32_MAX

/* The key of a message that has not come yet. */
struct sender_key_kept {
    uint32_t n;
    uint8_t mk[CHAIN_KEY_SIZE];
    instant since; /* by the caller's clock */
};

/* Another member's sender key, as a receiver has it. Plain data: a failed call
 * leaves it as it was. */
struct sender_key_peer {
    struct sender_key_distribution at; /* where the chain stands; n OVER and no
                                          chain key: nowhere any more */
    uint32_t kept_count;
    struct sender_key_kept kept[SENDER_KEY_KEPT_MAX]; /* oldest first */
};

/* Draws a chain and a signature key. */
void sender_key_init(struct sender_key *k, uint32_t number, struct rng *rng);
void sender_key_fini(struct sender_key *k);

/* The distribution for a member who joins now. */
void sender_key_distribute(const struct sender_key *k,
                           struct sender_key_distribution *out);

/* The key of the next message alone. */
void sender_key_peek(const struct sender_key *k, uint8_t mk[CHAIN_KEY_SIZE]);

/* The next message: header || ciphertext || signature. `ad`, which names the
 * group and the sender, is authenticated and signed with the rest. ERR_LIMIT
 * after 2^32-1 messages, above SENDER_KEY_AD_MAX or SENDER_KEY_PLAINTEXT_MAX,
 * and when out is too small. */
MUST_CHECK enum err sender_key_encrypt(struct sender_key *k, struct bytes ad,
                                       struct bytes plaintext,
                                       struct writer *out);

void sender_key_peer_init(struct sender_key_peer *p,
                          const struct sender_key_distribution *from);
void sender_key_peer_fini(struct sender_key_peer *p);

/* Messages may come in any order, each once. ERR_FORMAT for bytes that are no
 * such message; ERR_AUTH for one that the sender did not sign; ERR_MISSING for
 * one under another number's key, and for one that the sender signed but whose
 * key is not here: it has come before, was sent before this member joined, or
 * its key is kept no longer; ERR_LIMIT when more than SENDER_KEY_SKIP_MAX would
 * be passed over, and as in encrypt. On failure neither p nor the bytes of out
 * have changed. Keys of messages that are passed over are kept since `now`. */
MUST_CHECK enum err sender_key_decrypt(struct sender_key_peer *p,
                                       struct bytes ad, struct bytes message,
                                       instant now, struct writer *out);

/* Keeps the key of a single message below the chain's place, unless one is
 * kept. */
void sender_key_keep(struct sender_key_peer *p, uint32_t n,
                     const uint8_t mk[CHAIN_KEY_SIZE], instant now);

/* Ends the chain, of which n messages were sent: keeps the keys of those that
 * have not come, and wipes the chain key. Past SENDER_KEY_SKIP_MAX none is
 * kept. */
void sender_key_end(struct sender_key_peer *p, uint32_t n, instant now);

/* Wipes the keys kept since `until` or earlier. */
void sender_key_expire(struct sender_key_peer *p, instant until);

/* The number of the key that a message is under, and its own. ERR_FORMAT as in
 * decrypt. */
MUST_CHECK enum err sender_key_number(struct bytes message, uint32_t *number,
                                      uint32_t *n);

/* 01 || number || n || ck || public key, integers big-endian; ERR_FORMAT for
 * any other bytes. */
void sender_key_encode(uint8_t out[SENDER_KEY_DISTRIBUTION_SIZE],
                       const struct sender_key_distribution *d);
MUST_CHECK enum err sender_key_decode(struct sender_key_distribution *d,
                                      struct bytes in);

#endif
