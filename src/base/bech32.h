/* Bech32 (BIP 173): bytes as text that a checksum guards. */
#ifndef BASE_BECH32_H
#define BASE_BECH32_H

#include "base/bytes.h"

enum {
    BECH32_TEXT_MAX = 90, /* characters, without the NUL */
    BECH32_CHECKSUM_SIZE = 6
};

/* Characters of prefix, separator, size bytes and checksum; no NUL. */
size_t bech32_text_size(const char *prefix, size_t size);

/* Writes bech32_text_size characters and a NUL, at most BECH32_TEXT_MAX, in
 * the case of the prefix. */
void bech32_encode(char *out, const char *prefix, struct bytes data);

/* Shape, case and checksum of any Bech32 text: ERR_FORMAT when one is wrong.
 * prefix_size: characters before the separator. */
MUST_CHECK enum err bech32_verify(const char *text, size_t *prefix_size);

/* Exactly size bytes under exactly this prefix, in its own case: a secret key
 * written in capitals is not one in small letters. ERR_FORMAT otherwise. */
MUST_CHECK enum err bech32_decode(uint8_t *out, size_t size, const char *prefix,
                                  const char *text);

#endif
