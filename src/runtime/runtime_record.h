/* The one way of a record into the journal. */
#ifndef RUNTIME_RUNTIME_RECORD_H
#define RUNTIME_RUNTIME_RECORD_H

#include "runtime/runtime.h"

/* Writes one record, a party's or the world's own, such as a lost frame; *seq:
 * its number. ERR_LIMIT when it is too large for the journal, ERR_IO when the
 * journal fails. */
MUST_CHECK enum err runtime_record(struct runtime *rt, instant now,
                                   const struct record *record, uint64_t *seq);

/* Records an act or a finding of an adversary, and releases the entries that
 * wait for it. Fails like runtime_record, and with the driver's errors. */
MUST_CHECK enum err runtime_outsider(struct runtime *rt, instant now,
                                     uint32_t actor, struct record *r,
                                     uint64_t *seq);

#endif
