/* Bytes: a borrowed view, integers at fixed offsets, and hex. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* A view of memory somebody else owns: valid until the callee returns.
 * To keep what it shows, copy it. */
struct bytes {
    const uint8_t *data;
    size_t size;
};

struct bytes bytes_of(const void *data, size_t size);
struct bytes bytes_of_text(const char *text);
bool bytes_equal(struct bytes a, struct bytes b);

/* The rest from offset on; offset must not pass the end. */
struct bytes bytes_from(struct bytes b, size_t offset);

/* Integers at fixed offsets; _le little-endian, _be big-endian. */
void bytes_put_le32(uint8_t out[4], uint32_t value);
void bytes_put_le64(uint8_t out[8], uint64_t value);
void bytes_put_be32(uint8_t out[4], uint32_t value);
void bytes_put_be64(uint8_t out[8], uint64_t value);
uint32_t bytes_get_le32(const uint8_t in[4]);
uint64_t bytes_get_le64(const uint8_t in[8]);
uint32_t bytes_get_be32(const uint8_t in[4]);
uint64_t bytes_get_be64(const uint8_t in[8]);

/* Lower-case hex with a closing NUL: out holds 2 * size + 1 characters. */
void bytes_to_hex(char *out, struct bytes b);

/* Reads hex, either case; ERR_FORMAT unless it is exactly size bytes. */
MUST_CHECK enum err bytes_from_hex(uint8_t *out, size_t size, const char *hex);

#endif
