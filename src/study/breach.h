/* How somebody came to know what was not meant for him: the classes of
 * unauthorized disclosure of RFC 4949. */
#ifndef STUDY_BREACH_H
#define STUDY_BREACH_H

#include "wire/record.h"

enum breach {
    BREACH_NONE,         /* it came from a party to a party, as meant */
    BREACH_EXPOSURE,     /* somebody who had it let it out */
    BREACH_INTERCEPTION, /* it was read on its way */
    BREACH_INFERENCE,    /* it followed from what could be seen */
    BREACH_INTRUSION,    /* it was opened with what was stolen */
    BREACH_COUNT
};

/* The class of what a record of that kind makes known: to its party, or of a
 * leak to its peer. */
enum breach breach_of(enum record_kind kind);

/* "interception" */
const char *breach_word(enum breach breach);

#endif
