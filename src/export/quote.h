/* Texts made safe for the formats they are put into. Texts of a scenario or a
 * journal are hostile: they must neither end the string that they stand in nor
 * reach a terminal as anything but text. */
#ifndef EXPORT_QUOTE_H
#define EXPORT_QUOTE_H

#include <stdio.h>

#include "base/bytes.h"
#include "base/instant.h"

/* ,"key":"text" within an object of JSON; nothing for NULL. */
void quote_json_member(const char *key, const char *text, FILE *out);

/* A quoted field (RFC 4180 2). Control characters but tab and newline become
 * U+FFFD. An apostrophe is put before what a spreadsheet would take for a
 * formula. */
void quote_csv(const char *text, FILE *out);

/* The same after a comma; NULL, where the column does not apply, is empty. */
void quote_csv_next(const char *text, FILE *out);

/* Text in a line of Mermaid: letters, digits, spaces and plain punctuation as
 * they are, all else of ASCII by its number, control characters as U+FFFD. */
void quote_mermaid(const char *text, FILE *out);

/* A quoted string of Graphviz, whose labels know escapes and entities, too.
 * Newlines are kept, control characters become U+FFFD. */
void quote_dot(const char *text, FILE *out);

/* A text in one line: newlines and tabs become spaces, control characters
 * U+FFFD. */
void quote_line(const char *text, FILE *out);

/* RFC 3339 in quotes. */
void quote_time(instant t, FILE *out);

#endif
