/* An Ed25519 private key as a text: PKCS #8 in PEM (RFC 8410 7, RFC 7468), as
 * `openssl genpkey -algorithm ed25519` writes it. */
#ifndef CRYPTO_SIGN_KEY_H
#define CRYPTO_SIGN_KEY_H

#include "crypto/identity.h"

enum { SIGN_KEY_TEXT_SIZE = 160 };

/* The caller wipes the text and the key. */
void sign_key_write(const uint8_t key[IDENTITY_KEY_SIZE],
                    char out[SIGN_KEY_TEXT_SIZE]);

/* ERR_FORMAT for any other text than sign_key_write's. */
MUST_CHECK enum err sign_key_read(struct bytes text,
                                  uint8_t key[IDENTITY_KEY_SIZE]);

#endif
