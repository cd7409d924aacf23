/* Unauthorized disclosures: the documents that actors came to know against the
 * marking, and how. */
#ifndef STUDY_DISCLOSURE_H
#define STUDY_DISCLOSURE_H

#include "study/breach.h"
#include "study/causes.h"

/* An actor's first knowledge at a level of a document that was not meant for
 * it. */
struct disclosure {
    uint32_t party, document;
    enum record_level level;
    struct ledger_mark mark;
    enum breach cause; /* BREACH_NONE: it was meant for the actor */
    uint64_t by;       /* the act or the theft that gave it; 0: unknown */
};

/* The disclosure at the start of a chain. An adversary is meant to have
 * nothing; a party may know that any document exists. */
struct disclosure disclosure_of(const struct causes *c,
                                const struct causes_answer *answer);

/* True if there is any disclosure. Reads the ledger alone, not the journal. */
bool disclosure_any(const struct ledger *l);

/* All disclosures, in the ledger's order: for each actor and document up to
 * two, of holding it and of being told of it, or one, of being aware of it. The
 * array lives in the arena. */
struct disclosure *disclosure_all(const struct causes *c, struct arena *a,
                                  size_t *count);

#endif
