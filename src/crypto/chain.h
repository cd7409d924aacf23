/* A chain of the symmetric-key ratchet (Signal's Double Ratchet, revision 1,
 * section 2.2): each step gives one message its key, and none leads back. */
#ifndef CRYPTO_CHAIN_H
#define CRYPTO_CHAIN_H

#include "base/bytes.h"
#include "base/writer.h"

enum {
    CHAIN_KEY_SIZE = 32,
    CHAIN_TAG_SIZE = 16,
    CHAIN_AD_MAX = 1024 + 64 /* of ad and header together */
};

/* KDF_CK(ck), section 5.2: the next chain key, and a message's. */
void chain_step(uint8_t ck[CHAIN_KEY_SIZE], uint8_t mk[CHAIN_KEY_SIZE]);

/* The inputs of one message's encryption: a message key, which is used once,
 * the label of the protocol, and the bytes that the message authenticates
 * besides itself, CHAIN_AD_MAX at most. The header, of a size that the protocol
 * fixes, follows ad. */
struct chain_message {
    const uint8_t *mk;
    const char *label;
    struct bytes ad, header;
};

/* ENCRYPT(mk, plaintext, CONCAT(ad, header)), section 5.2: CHAIN_TAG_SIZE
 * longer than the plaintext. out has the room. */
void chain_encrypt(const struct chain_message *m, struct bytes plaintext,
                   struct writer *out);

/* DECRYPT: ERR_AUTH for a message that is not authentic, which leaves the bytes
 * of out as they were. The ciphertext has its tag, and out the room. */
MUST_CHECK enum err chain_decrypt(const struct chain_message *m,
                                  struct bytes ciphertext, struct writer *out);

#endif
