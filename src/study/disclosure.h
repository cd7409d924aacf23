/* Who came to have what its marking does not release to him, and how. */
#ifndef STUDY_DISCLOSURE_H
#define STUDY_DISCLOSURE_H

#include "study/breach.h"
#include "study/causes.h"

/* What somebody first got of a document that was not meant for him. */
struct disclosure {
    uint32_t party, document;
    enum record_level level;
    struct ledger_mark mark;
    enum breach cause; /* BREACH_NONE: it was meant for him */
    uint64_t by;       /* the act that gave it, or the theft; 0: unknown */
};

/* How whoever is at the start of a chain came to be told of the document, or
 * to have it, in spite of the marking. An adversary is meant to have nothing;
 * a party may know that a document exists. */
struct disclosure disclosure_of(const struct causes *c,
                                const struct causes_answer *answer);

/* Whether there is any. It takes no look into the journal. */
bool disclosure_any(const struct ledger *l);

/* Everybody's disclosures of each document, in the ledger's order: how he came
 * to have it, to be told of it and, if no more came, to know of it. The array
 * lives in the arena. */
struct disclosure *disclosure_all(const struct causes *c, struct arena *a,
                                  size_t *count);

#endif
