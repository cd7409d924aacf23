/* Trials of framing: who is convicted or framed by the marks in a copy, when
 * the author alone sets them and when the recipient sets half. */
#ifndef TESTS_SUPPORT_FRAMING_H
#define TESTS_SUPPORT_FRAMING_H

#include "crypto/identity.h"
#include "crypto/sha256.h"
#include "document/mark.h"

/* Under symmetric marks the author draws all bits of a copy, and so can make it
 * again. Under asymmetric marks the recipient sets every second bit of its copy
 * on receipt and signs a commitment to those bits: Pfitzmann and Schunter's
 * requirement (1996), met in the plainest way. A judge has the recipient open
 * the commitment. A refusal to open cannot be told from a leak. */
enum { FRAMING_CARRIERS_MAX = 512 };

struct framing_commitment {
    uint8_t hash[SHA256_SIZE];
    uint8_t signature[IDENTITY_SIGNATURE_SIZE];
};

/* The recipient's commitment to its bits of a document (mark_commit), up to
 * FRAMING_CARRIERS_MAX, signed together with the document's name, which has at
 * most 64 bytes. */
void framing_commit(struct framing_commitment *c, const struct identity *id,
                    const char *document, const struct mark_own *o);

enum framing_verdict {
    FRAMING_VOID,     /* the commitment is not this recipient's, or the
                         opening is not the commitment's */
    FRAMING_ACQUITS,  /* the copy is not the recipient's */
    FRAMING_CONVICTS, /* the copy shows bits that only the recipient knew */
    FRAMING_VERDICT_COUNT
};

/* The number of bits, out of so many, that have to agree so that guessing them
 * succeeds with at most this chance; count + 1 when no number is enough. */
size_t framing_threshold(size_t count, double error);

/* The judge: compares the bits that the surfaced copy shows in the recipient's
 * places with those committed to. */
enum framing_verdict framing_judge(const struct identity_public *recipient,
                                   const char *document,
                                   const struct framing_commitment *c,
                                   const struct mark_own *o,
                                   const uint8_t *surfaced, double error);

/* The origin of the copy that surfaced. */
enum framing_deed {
    FRAMING_LEAK,    /* an insider of the recipient, who changes nothing */
    FRAMING_REWRITE, /* the recipient, who draws its own bits anew */
    FRAMING_PLANT,   /* the author, to frame the recipient */
    FRAMING_DEED_COUNT
};

/* Runs a trial: keys, bits, commitment and verdict are real and drawn from the
 * stream. carriers: of the whole copy; even, up to FRAMING_CARRIERS_MAX.
 * symmetric: the judge believes the author's own list of bits, having nothing
 * else. */
enum framing_verdict framing_trial(bool symmetric, enum framing_deed deed,
                                   size_t carriers, double error,
                                   struct rng *rng);

#endif
