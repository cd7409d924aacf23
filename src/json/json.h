/* JSON (RFC 8259), written as it comes: the writer keeps commas, nesting and
 * escapes right. Errors of writing stay with the stream. */
#ifndef JSON_JSON_H
#define JSON_JSON_H

#include <stdio.h>

#include "base/bytes.h"
#include "base/instant.h"

enum { JSON_DEPTH_MAX = 16 }; /* objects and arrays within one another */

/* A value under way. */
struct json {
    FILE *out;
    unsigned depth;
    char closers[JSON_DEPTH_MAX]; /* of what is open, the innermost last */
    bool filled;                  /* the innermost has a member */
};

void json_init(struct json *j, FILE *out);

/* Ends the one value, in which nothing is open, and the line. */
void json_finish(struct json *j);

/* Members. The key is NULL exactly in an array and outermost; it is the
 * program's own word, and needs no escape. */
void json_open_object(struct json *j, const char *key);
void json_open_array(struct json *j, const char *key);
void json_close(struct json *j);
void json_text(struct json *j, const char *key, const char *text); /* or NULL */
void json_number(struct json *j, const char *key, uint64_t number);
void json_int(struct json *j, const char *key, int64_t number);
void json_bool(struct json *j, const char *key, bool value);
void json_null(struct json *j, const char *key);
void json_hex(struct json *j, const char *key, struct bytes b);
void json_time(struct json *j, const char *key, instant t);

/* In as many digits as tell it from others, twelve; null where it is infinite
 * or none. */
void json_real(struct json *j, const char *key, double number);

/* A number as a string: one that may pass 2^53, which many readers round. */
void json_digits(struct json *j, const char *key, uint64_t number);

/* A span in seconds, with as many decimals as it takes. */
void json_seconds(struct json *j, const char *key, duration span);

/* A string that reads back as the text. Control characters, those that hide or
 * reorder what is around them, and "<", at which a page of HTML that holds the
 * JSON might end it, are escaped; what is no UTF-8 becomes U+FFFD. */
void json_put_text(const char *text, FILE *out);

/* A string of lower-case hex. */
void json_put_hex(struct bytes b, FILE *out);

#endif
