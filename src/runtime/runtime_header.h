/* The header and the key of a journal of a run in virtual time: both follow
 * from scenario, seed and run. */
#ifndef RUNTIME_RUNTIME_HEADER_H
#define RUNTIME_RUNTIME_HEADER_H

#include "journal/journal.h"
#include "scenario/scenario.h"

/* Goes up by one with each commit after which any scenario gives other records
 * or other bytes: the twin test holds it against the journals it pins. */
enum { RUNTIME_HEADER_SEMANTICS = 4 };

/* Fills the header, which borrows the scenario and the version. */
void runtime_header(struct record_header *h, const struct scenario *s,
                    uint64_t seed, uint64_t run, const char *tool_version);

/* The key of its seals. */
void runtime_header_key(uint8_t out[JOURNAL_SEED_SIZE], uint64_t seed,
                        uint64_t run);

#endif
