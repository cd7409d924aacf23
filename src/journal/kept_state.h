/* A state of a journal that somebody has kept, held against a journal. */
#ifndef JOURNAL_KEPT_STATE_H
#define JOURNAL_KEPT_STATE_H

#include "journal/checkpoint.h"
#include "journal/reader.h"

/* ERR_AUTH unless the state is one of the seals of a journal that verifies, and
 * signed by its epoch's key, which is then in `key`. The reader is left behind
 * that seal. */
MUST_CHECK enum err kept_state_check(struct reader *r,
                                     const struct checkpoint *state,
                                     uint8_t key[RECORD_KEY_SIZE],
                                     struct errmsg *e);

#endif
