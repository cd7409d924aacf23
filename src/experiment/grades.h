/* The grades of Noise's interactive patterns, measured by attacks with real
 * bytes on the parties' own code, beside those that the specification
 * (revision 34, sections 7.7 and 7.8) states. */
#ifndef EXPERIMENT_GRADES_H
#define EXPERIMENT_GRADES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "crypto/noise_grade.h"

enum { GRADES_PATTERNS = 12, GRADES_KEY_SETS = 16, GRADES_TOKENS_TEXT = 24 };

/* A key of a session, as a bit of a set of keys. */
enum grades_key {
    GRADES_INITIATOR_S,
    GRADES_INITIATOR_E,
    GRADES_RESPONDER_S,
    GRADES_RESPONDER_E,
    GRADES_KEYS
};

/* A payload, and whether each set of keys opens it to somebody who only
 * listened. Sets with a key that the session does not have open nothing. */
struct grades_row {
    bool initiator;                  /* sent it */
    char tokens[GRADES_TOKENS_TEXT]; /* "e, ee, se"; "": of the transport */
    struct noise_grade measured, stated;
    bool opened[GRADES_KEY_SETS];
};

struct grades {
    const char *pattern;
    unsigned count;
    struct grades_row rows[NOISE_GRADE_ROWS];
    /* How the static keys of initiator and responder are hidden. */
    int8_t measured[2], stated[2];
};

/* The interactive patterns in the specification's order. */
extern const char *const grades_patterns[GRADES_PATTERNS];

/* Measures a pattern that noise_grade_find knows, with keys of that seed. A
 * pattern without stated rows has none. */
void grades_measure(struct grades *out, const char *pattern, uint64_t seed);

/* Tells whether a set opens the payload and none of its parts does. */
bool grades_is_smallest(const struct grades_row *r, unsigned set);

#endif
