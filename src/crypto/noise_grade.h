/* The grades that the Noise specification (revision 34) gives: to the payloads
 * of its interactive patterns, and to how they hide the static keys. */
#ifndef CRYPTO_NOISE_GRADE_H
#define CRYPTO_NOISE_GRADE_H

#include <stdint.h>

enum {
    NOISE_GRADE_ROWS = 4,         /* rows of the longest pattern in 7.7 */
    NOISE_GRADE_NONE = -1,        /* the side has no static key: "-" in 7.8 */
    NOISE_GRADE_SOURCES = 3,      /* grades 0 to 2, */
    NOISE_GRADE_DESTINATIONS = 6, /* 0 to 5, */
    NOISE_GRADE_IDENTITIES = 10   /* and 0 to 9 */
};

/* A payload's row in 7.7: its sender's authentication, its confidentiality. */
struct noise_grade {
    int8_t source, destination;
};

/* A pattern's rows in turn, the initiator's first: of its handshake messages,
 * then of the transport, as far as 7.7 lists them; and its line in 7.8. */
struct noise_grade_pattern {
    const char *name;
    unsigned count;
    struct noise_grade rows[NOISE_GRADE_ROWS];
    int8_t initiator, responder; /* how its static key is hidden */
};

/* The grades of an interactive, fundamental pattern, or of a deferred one that
 * 7.8 lists (no rows); NULL for any other. */
const struct noise_grade_pattern *noise_grade_find(const char *pattern);

#endif
