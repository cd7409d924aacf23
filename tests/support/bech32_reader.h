/* Bech32 (BIP 173) read back: the other half of base/bech32.h, which the
 * program itself has no use for. */
#ifndef TESTS_SUPPORT_BECH32_READER_H
#define TESTS_SUPPORT_BECH32_READER_H

#include "base/bytes.h"

/* Shape, case and checksum of any Bech32 text: ERR_FORMAT when one is wrong.
 * prefix_size: characters before the separator. */
MUST_CHECK enum err bech32_reader_verify(const char *text, size_t *prefix_size);

/* Exactly size bytes under exactly this prefix, in its own case: a secret key
 * written in capitals is not one in small letters. ERR_FORMAT otherwise. */
MUST_CHECK enum err bech32_reader_decode(uint8_t *out, size_t size,
                                         const char *prefix, const char *text);

#endif
