/* Credentials: a party's signed statement of its public keys in its encoded
 * form, from the party itself or by way of a directory. */
#ifndef WIRE_CREDENTIAL_H
#define WIRE_CREDENTIAL_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/instant.h"

#define CREDENTIAL_CONTEXT "demarche/key/1"

enum {
    CREDENTIAL_KEY_SIZE = 32,
    CREDENTIAL_FINGERPRINT_SIZE = 32,
    CREDENTIAL_SIGNATURE_SIZE = 64,
    CREDENTIAL_SIZE_MAX = 1024,
    CREDENTIAL_SERIAL_MAX = 1000 /* keys of one party, one after the other */
};

struct credential_statement {
    const char *party;
    uint32_t serial; /* from 1 */
    uint8_t sign[CREDENTIAL_KEY_SIZE];
    uint8_t agree[CREDENTIAL_KEY_SIZE];
    instant from;
    bool replacing; /* there was a key before it, of this fingerprint */
    uint8_t replaces[CREDENTIAL_FINGERPRINT_SIZE];
    bool revoked; /* the key is void since then */
    instant since;
};

/* A statement's bytes and the signatures over them; size 0: none. */
struct credential {
    struct bytes statement;
    struct bytes signature;  /* by the key stated: always there */
    struct bytes previous;   /* by the key before it */
    struct bytes voucher;    /* by a directory */
    struct bytes possession; /* by the key to agree with, stated too */
};

/* Encoding into the arena; ERR_LIMIT past CREDENTIAL_SIZE_MAX. */
MUST_CHECK enum err credential_encode(struct arena *a,
                                      const struct credential *c,
                                      struct bytes *out);
MUST_CHECK enum err credential_encode_statement(
    struct arena *a, const struct credential_statement *s, struct bytes *out);

/* Decoding: results point into the arena. ERR_FORMAT for anything but exactly
 * one of known fields, each of its size; ERR_LIMIT as above. */
MUST_CHECK enum err credential_decode(struct arena *a, struct bytes in,
                                      struct credential *c);
MUST_CHECK enum err credential_decode_statement(struct arena *a,
                                                struct bytes in,
                                                struct credential_statement *s);

#endif
