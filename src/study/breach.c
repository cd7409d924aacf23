#include "study/breach.h"

enum breach breach_of(enum record_kind kind)
{
    /* All that is not listed is no breach. */
    static const enum breach classes[RECORD_KIND_COUNT] = {
        [RECORD_SIGHTED] = BREACH_INFERENCE,
        [RECORD_OVERHEARD] = BREACH_INTERCEPTION,
        [RECORD_INTERCEPTED] = BREACH_INTERCEPTION,
        [RECORD_PROOF_CAPTURED] = BREACH_INTERCEPTION,
        [RECORD_DECRYPTED] = BREACH_INTRUSION,
        [RECORD_LEAKED] = BREACH_EXPOSURE,
    };

    return classes[kind];
}

const char *breach_word(enum breach breach)
{
    static const char *const words[BREACH_COUNT] = {
        [BREACH_NONE] = "none",
        [BREACH_EXPOSURE] = "exposure",
        [BREACH_INTERCEPTION] = "interception",
        [BREACH_INFERENCE] = "inference",
        [BREACH_INTRUSION] = "intrusion",
    };

    return words[breach];
}
