/* What a mark in a copy proves to a third party: a trial of who can be
 * convicted, and who can be framed, by marks that the author alone sets and by
 * marks of which he never sees half. */
#ifndef EXPERIMENT_FRAMING_H
#define EXPERIMENT_FRAMING_H

#include "crypto/identity.h"
#include "crypto/sha256.h"

/* Under symmetric marks the author draws all bits of a copy, so that he can
 * make it again. Under asymmetric ones the recipient sets every second bit of
 * his copy himself as he receives it, and signs a commitment to those bits:
 * Pfitzmann and Schunter's requirement (1996), met in the plainest way. A
 * judge has him open it. Whoever refuses to open cannot be told from whoever
 * leaked. */
enum { FRAMING_CARRIERS_MAX = 512, FRAMING_SALT_SIZE = 32 };

struct framing_opening {
    const uint8_t *bits; /* those the recipient has set, 0 or 1 each */
    size_t count;        /* up to FRAMING_CARRIERS_MAX */
    uint8_t salt[FRAMING_SALT_SIZE];
};

struct framing_commitment {
    uint8_t hash[SHA256_SIZE];
    uint8_t signature[IDENTITY_SIGNATURE_SIZE];
};

/* The recipient's commitment to his bits of a document: SHA-256 over the salt
 * and the bits, signed together with the document's name. */
void framing_commit(struct framing_commitment *c, const struct identity *id,
                    const char *document, const struct framing_opening *o);

enum framing_verdict {
    FRAMING_VOID,     /* the commitment is not this recipient's, or the
                         opening is not the commitment's */
    FRAMING_ACQUITS,  /* the copy is not the recipient's */
    FRAMING_CONVICTS, /* the copy shows bits that only he knew */
    FRAMING_VERDICT_COUNT
};

/* How many of so many bits have to be alike so that guessing them comes off
 * with no more than this chance; count + 1 when no number is enough. */
size_t framing_threshold(size_t count, double error);

/* The judge: the bits that the copy which surfaced shows where the recipient
 * has set them, against what he committed to. */
enum framing_verdict framing_judge(const struct identity_public *recipient,
                                   const char *document,
                                   const struct framing_commitment *c,
                                   const struct framing_opening *o,
                                   const uint8_t *surfaced, double error);

/* Who made the copy that surfaced. */
enum framing_deed {
    FRAMING_LEAK,    /* an insider of the recipient, who changes nothing */
    FRAMING_REWRITE, /* the recipient, who draws his own bits anew */
    FRAMING_PLANT,   /* the author, to frame the recipient */
    FRAMING_DEED_COUNT
};

/* A trial: keys, bits, commitment and verdict, all real, drawn from the
 * stream. carriers: of the whole copy, even, up to FRAMING_CARRIERS_MAX.
 * symmetric: the judge believes the author's own list of bits, for there is
 * nothing else to go by. */
enum framing_verdict framing_trial(bool symmetric, enum framing_deed deed,
                                   size_t carriers, double error,
                                   struct rng *rng);

#endif
