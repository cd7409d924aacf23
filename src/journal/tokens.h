/* Text taken apart from the front, for notes and proofs. Each call takes its
 * token off the rest; false: it is not there. */
#ifndef JOURNAL_TOKENS_H
#define JOURNAL_TOKENS_H

#include "base/arena.h"
#include "base/bytes.h"

enum { TOKENS_BYTES_MAX = 128 };

/* Exactly this text. */
bool tokens_skip(struct bytes *rest, const char *token);

/* All up to a space, the line's end, or the end. */
struct bytes tokens_word(struct bytes *rest);

/* A decimal number below 2^64. */
bool tokens_number(struct bytes *rest, uint64_t *out);

/* Base64 of exactly so many bytes, TOKENS_BYTES_MAX at most; or of any number,
 * in the arena. */
bool tokens_base64(struct bytes *rest, void *out, size_t size);
bool tokens_base64_any(struct bytes *rest, struct arena *a, struct bytes *out);

#endif
