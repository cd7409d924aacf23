/* Base64 (RFC 4648, section 4), with its padding or without. */
#ifndef CRYPTO_BASE64_H
#define CRYPTO_BASE64_H

#include "base/bytes.h"
#include "base/writer.h"

enum base64_form { BASE64_PADDED, BASE64_BARE };

/* The number of characters that so many bytes take with padding; without,
 * there are no more. */
size_t base64_size(size_t size);

void base64_encode(struct writer *out, enum base64_form form, struct bytes in);

/* ERR_FORMAT unless it is exactly the one spelling of some bytes; ERR_LIMIT
 * when out has no room for as many as the text may stand for. A failure leaves
 * the bytes of out as they were. */
MUST_CHECK enum err base64_decode(struct writer *out, enum base64_form form,
                                  struct bytes text);

#endif
