/* Bytes in hex, a line of them, and beside it as ASCII. */
#ifndef VIEW_HEX_H
#define VIEW_HEX_H

#include <stdbool.h>
#include <stdio.h>

#include "base/bytes.h"

enum { HEX_BYTES = 16, HEX_BYTES_FEW = 8 };

/* The bytes that stand in a line of `out` that begins at a column: HEX_BYTES,
 * or HEX_BYTES_FEW where these do not fit. */
size_t hex_per_line(size_t column, FILE *out);

/* The columns of a full line. */
size_t hex_width(size_t per_line);

/* Writes the place, the bytes b[at .. at + count) and the same as ASCII between
 * bars, without a newline; as wide as a full line if `filled`. */
void hex_put(struct bytes b, size_t at, size_t count, size_t per_line,
             bool filled, FILE *out);

#endif
