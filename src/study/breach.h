/* Breaches: the ways in which somebody learns what was not meant for them, by
 * the classes of unauthorized disclosure of RFC 4949. */
#ifndef STUDY_BREACH_H
#define STUDY_BREACH_H

#include "wire/record.h"

enum breach {
    BREACH_NONE,         /* from a party to a party, as meant */
    BREACH_EXPOSURE,     /* a holder gave it away */
    BREACH_INTERCEPTION, /* it was read on its way */
    BREACH_INFERENCE,    /* it followed from what could be seen */
    BREACH_INTRUSION,    /* it was opened with what was stolen */
    BREACH_COUNT
};

/* The class of the disclosure that a record of that kind states: to its party,
 * or for a leak to its peer. */
enum breach breach_of(enum record_kind kind);

/* "interception" */
const char *breach_word(enum breach breach);

#endif
