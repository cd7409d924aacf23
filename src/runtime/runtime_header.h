/* How a journal of a run in virtual time begins: its header and its key, which
 * follow from scenario, seed and run. */
#ifndef RUNTIME_RUNTIME_HEADER_H
#define RUNTIME_RUNTIME_HEADER_H

#include "journal/journal.h"
#include "scenario/scenario.h"

/* The header borrows what it is made of. */
void runtime_header(struct record_header *h, const struct scenario *s,
                    uint64_t seed, uint64_t run, const char *tool_version);

/* The key of its seals. */
void runtime_header_key(uint8_t out[JOURNAL_SEED_SIZE], uint64_t seed,
                        uint64_t run);

#endif
