/* Base64 with padding (RFC 4648, section 4), as signed notes and proofs have
 * it. */
#ifndef CRYPTO_BASE64_H
#define CRYPTO_BASE64_H

#include "base/bytes.h"

/* How many characters so many bytes take. */
size_t base64_size(size_t size);

void base64_encode(struct writer *out, struct bytes in);

/* ERR_FORMAT unless it is exactly one spelling of some bytes; ERR_LIMIT when
 * they do not fit. On failure what out shows has not changed. */
MUST_CHECK enum err base64_decode(struct writer *out, struct bytes text);

#endif
