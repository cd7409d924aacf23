/* Any bytes as a credential and as its statement: refused, or decoded and
 * encoded again into something that decodes. */
#include <assert.h>

#include "wire/credential.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes in = bytes_of(data, size), out;
    struct credential credential;
    struct credential_statement statement;
    struct arena a;

    arena_init(&a);
    if (credential_decode(&a, in, &credential) == ERR_OK) {
        enum err rc = credential_encode(&a, &credential, &out);
        assert(rc == ERR_OK &&
               credential_decode(&a, out, &credential) == ERR_OK);
    }
    if (credential_decode_statement(&a, in, &statement) == ERR_OK) {
        enum err rc = credential_encode_statement(&a, &statement, &out);
        assert(rc == ERR_OK &&
               credential_decode_statement(&a, out, &statement) == ERR_OK);
    }
    arena_fini(&a);
    return 0;
}
