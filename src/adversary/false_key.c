#include "adversary/false_key.h"

#include <string.h>

#include "wire/credential.h"

enum err false_key_state(struct arena *a, const struct identity *key,
                         const char *party, const struct identity *directory,
                         struct bytes *out)
{
    uint8_t signature[IDENTITY_SIGNATURE_SIZE];
    uint8_t voucher[IDENTITY_SIGNATURE_SIZE];
    uint8_t possession[IDENTITY_SIGNATURE_SIZE];
    struct credential_statement s = {.party = party, .serial = 1};
    struct credential c = {0};

    memcpy(s.sign, key->pub.sign, sizeof s.sign);
    memcpy(s.agree, key->pub.agree, sizeof s.agree);
    enum err rc = credential_encode_statement(a, &s, &c.statement);
    if (rc) return rc;
    identity_sign(key, c.statement, signature);
    identity_prove(key, c.statement, possession);
    c.signature = bytes_of(signature, sizeof signature);
    c.possession = bytes_of(possession, sizeof possession);
    if (directory) {
        identity_sign(directory, c.statement, voucher);
        c.voucher = bytes_of(voucher, sizeof voucher);
    }
    return credential_encode(a, &c, out);
}
