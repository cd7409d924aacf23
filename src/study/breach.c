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
    static const char *const words[] = {
#define BREACH_WORD(name, word, text) word,
        BREACH_MAP(BREACH_WORD)
#undef BREACH_WORD
    };

    return words[breach];
}

const char *breach_text(enum breach breach)
{
    static const char *const texts[] = {
#define BREACH_TEXT(name, word, text) text,
        BREACH_MAP(BREACH_TEXT)
#undef BREACH_TEXT
    };

    return texts[breach];
}
