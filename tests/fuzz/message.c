/* Any bytes as a message and as each part of one: refused, or decoded and
 * encoded again into something that decodes. */
#include <assert.h>

#include "wire/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes in = bytes_of(data, size), out;
    struct arena a;
    struct message message;
    struct message_copy copy;
    struct message_statement statement;
    struct message_portion portion;

    arena_init(&a);
    if (message_decode(&a, in, &message) == ERR_OK) {
        enum err rc = message_encode(&a, &message, &out);
        assert(rc == ERR_OK && message_decode(&a, out, &message) == ERR_OK);
    }
    if (message_decode_copy(&a, in, &copy) == ERR_OK) {
        enum err rc = message_encode_copy(&a, &copy, &out);
        assert(rc == ERR_OK && message_decode_copy(&a, out, &copy) == ERR_OK);
    }
    if (message_decode_statement(&a, in, &statement) == ERR_OK) {
        enum err rc = message_encode_statement(&a, &statement, &out);
        assert(rc == ERR_OK &&
               message_decode_statement(&a, out, &statement) == ERR_OK);
    }
    if (message_decode_portion(&a, in, &portion) == ERR_OK) {
        enum err rc = message_encode_portion(&a, &portion, &out);
        assert(rc == ERR_OK &&
               message_decode_portion(&a, out, &portion) == ERR_OK);
    }
    arena_fini(&a);
    return 0;
}
