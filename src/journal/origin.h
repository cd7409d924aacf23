/* The facts of a header that follow from its others: the journal's id from
 * scenario, seed and run, and the first key where the seed is its secret. Part
 * of the format, and the same for all semantics. */
#ifndef JOURNAL_ORIGIN_H
#define JOURNAL_ORIGIN_H

#include "journal/seal.h"

/* The id, from the header's scenario_hash, seed and run. */
void origin_id(const struct record_header *h, uint8_t id[RECORD_ID_SIZE]);

/* The keys of the first epoch of an unkeyed journal, from seed and run. */
void origin_sealer(const struct record_header *h, struct sealer *s);

/* True when the header's hash and id are these, and the first key is exactly if
 * the journal is unkeyed; otherwise `why` says which is not so. */
bool origin_holds(const struct record_header *h, const char **why);

#endif
