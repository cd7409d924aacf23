/* Proofs that need no journal beside them, and their check: that a record is
 * in a journal (C2SP's tlog-proof), and that a journal has grown out of an
 * earlier state of itself. */
#ifndef JOURNAL_PROOF_H
#define JOURNAL_PROOF_H

#include "journal/checkpoint.h"
#include "journal/reader.h"

enum { PROOF_TEXT_MAX = 64 * 1024 * 1024 };

/* The first lines of a proof's parts: the record with its path in the tree, the
 * keys, and the path from one tree to a later one. */
#define PROOF_RECORD_TITLE "c2sp.org/tlog-proof@v1\n"
#define PROOF_KEYS_TITLE   "demarche/journal-keys@v1\n"
#define PROOF_GROWTH_TITLE "demarche/journal-growth@v1\n"

/* The facts that a valid proof shows. All lives in the arena. */
struct proof {
    struct record_header header; /* a record's: of the journal it is in */
    struct reader_frame frame;   /* the record itself */
    struct checkpoint state;     /* the seal that it is under */
    uint64_t old_size;           /* of growth: the size of the older state */
};

/* Checks a proof of a record. ERR_FORMAT when it is none, ERR_AUTH when it
 * does not hold; `why` then names the fault. */
MUST_CHECK enum err proof_check_record(struct bytes text, struct arena *a,
                                       struct proof *out, const char **why);

/* Checks a proof of growth out of the older state, whose own signature it
 * checks as well. */
MUST_CHECK enum err proof_check_growth(struct bytes text,
                                       const struct checkpoint *old,
                                       struct arena *a, struct proof *out,
                                       const char **why);

#endif
