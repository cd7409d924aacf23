/* Bech32 (BIP 173): bytes into text that a checksum guards. */
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
 * the case of the prefix, which is not empty. */
void bech32_encode(char *out, const char *prefix, struct bytes data);

#endif
