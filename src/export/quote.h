/* Texts made safe for the formats they are put into. What a scenario or a
 * journal says is hostile: it must neither end the string that it stands in
 * nor reach a terminal as anything but text. */
#ifndef EXPORT_QUOTE_H
#define EXPORT_QUOTE_H

#include <stdio.h>

#include "base/bytes.h"
#include "base/instant.h"

/* A JSON string (RFC 8259 7) that reads back as the text. Control characters,
 * and those that hide or reorder what is around them, are escaped. */
void quote_json(const char *text, FILE *out);

/* A quoted field (RFC 4180 2). Control characters but tab and newline become
 * U+FFFD. An apostrophe is put before what a spreadsheet would take for a
 * formula. */
void quote_csv(const char *text, FILE *out);

/* Lower-case hex in quotes. */
void quote_hex(struct bytes b, FILE *out);

/* RFC 3339 in quotes. */
void quote_time(instant t, FILE *out);

#endif
