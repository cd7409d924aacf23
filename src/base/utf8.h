/* Characters of UTF-8 text: the one definition of control characters and of
 * deceptive ones. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/bytes.h"

#define UTF8_BROKEN UINT32_MAX

/* The character at the start of b, which must not be empty, and its size in
 * bytes; UTF8_BROKEN and 1 when it is none (RFC 3629). */
uint32_t utf8_next(struct bytes b, size_t *size);

/* The text behind a byte order mark (U+FEFF), if it begins with one. */
struct bytes utf8_skip_mark(struct bytes b);

/* C0, DEL and C1: what moves a terminal's cursor or changes its state. */
bool utf8_is_control(uint32_t character);

/* Format characters without a shape of their own: they hide, join or turn
 * around what they stand beside, so that a line reads as it is not. */
bool utf8_is_deceptive(uint32_t character);

/* Stands for what could harm a terminal, or hide. */
#define UTF8_REPLACEMENT "\xef\xbf\xbd"

/* The columns that a terminal gives to a character, 0 to 2; 1 for one that is
 * not to be shown as it is: broken, control or deceptive. */
size_t utf8_width(uint32_t character);

/* Writes at most `capacity` - 1 bytes of b, whole characters only, a
 * question mark for each that is broken or a control character, the replacement
 * for each that is deceptive, and NUL. */
void utf8_clean(char *out, size_t capacity, struct bytes b);

#endif
