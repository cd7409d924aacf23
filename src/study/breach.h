/* How somebody came to know what was not meant for him: the classes of
 * unauthorized disclosure of RFC 4949. */
#ifndef STUDY_BREACH_H
#define STUDY_BREACH_H

#include "wire/record.h"

/* The word for each, and what it is. */
#define BREACH_MAP(X)                                                \
    X(NONE, "none", "it came from a party to a party, as meant")     \
    X(EXPOSURE, "exposure", "somebody who had it let it out")        \
    X(INTERCEPTION, "interception", "it was read on its way")        \
    X(INFERENCE, "inference", "it followed from what could be seen") \
    X(INTRUSION, "intrusion", "it was opened with what was stolen")

enum breach {
#define BREACH(name, word, text) BREACH_##name,
    BREACH_MAP(BREACH)
#undef BREACH
        BREACH_COUNT
};

/* The class of what a record of that kind makes known: to its party, or of a
 * leak to its peer. */
enum breach breach_of(enum record_kind kind);

const char *breach_word(enum breach breach);
const char *breach_text(enum breach breach);

#endif
