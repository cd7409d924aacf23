/* Making proofs out of a journal, each in two passes over its frames. */
#ifndef JOURNAL_PROVE_H
#define JOURNAL_PROVE_H

#include "journal/checkpoint.h"
#include "journal/reader.h"

/* The last seal of a journal as a note. The text lives in the arena, like that
 * of all proofs. ERR_MISSING when there is no seal yet; for this and the
 * following, ERR_FORMAT when the journal itself does not hold. */
MUST_CHECK enum err prove_state(struct reader *r, struct arena *a,
                                struct bytes *text, struct errmsg *e);

/* Proves the record of that number, under the first seal after it: the
 * record, the header, and the seals before with the keys that they hand on.
 * ERR_MISSING when there is no such record, or no seal after it. */
MUST_CHECK enum err prove_record(struct reader *r, uint64_t seq,
                                 struct arena *a, struct bytes *text,
                                 struct errmsg *e);

/* Proves that the last seal's state has grown out of an older one. ERR_AUTH
 * when it has not: then one of the two is no state of this journal. */
MUST_CHECK enum err prove_growth(struct reader *r, const struct checkpoint *old,
                                 struct arena *a, struct bytes *text,
                                 struct errmsg *e);

#endif
