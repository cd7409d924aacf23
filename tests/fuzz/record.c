/* Any bytes as each body of a frame: refused, or decoded and encoded again
 * into something that decodes; and an outline says the same of them. */
#include <assert.h>

#include "wire/outline.h"
#include "wire/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes in = bytes_of(data, size), out;
    struct arena a;
    struct record record;
    struct record_header header;
    struct record_seal seal;
    struct outline outline;
    const char *what;

    arena_init(&a);
    const enum err outlined = outline_read(in, &outline);
    const enum err decoded = record_decode(&a, in, &record);
    assert(outlined == decoded);
    if (decoded == ERR_OK) {
        assert(outline.kind == record.kind &&
               outline.cause_count == record.cause_count);
        enum err rc = record_encode(&a, &record, &out);
        assert(rc == ERR_OK && record_decode(&a, out, &record) == ERR_OK);
    }
    if (record_decode_header(&a, in, &header) == ERR_OK) {
        enum err rc = record_encode_header(&a, &header, &out);
        assert(rc == ERR_OK &&
               record_decode_header(&a, out, &header) == ERR_OK);
    }
    if (record_decode_seal(&a, in, &seal) == ERR_OK) {
        enum err rc = record_encode_seal(&a, &seal, &out);
        assert(rc == ERR_OK && record_decode_seal(&a, out, &seal) == ERR_OK);
    }
    if (record_decode_fault(&a, in, &what) == ERR_OK) {
        enum err rc = record_encode_fault(&a, what, &out);
        assert(rc == ERR_OK && record_decode_fault(&a, out, &what) == ERR_OK);
    }
    arena_fini(&a);
    return 0;
}
