/* The header of a journal of a run in virtual time. */
#ifndef RUNTIME_RUNTIME_HEADER_H
#define RUNTIME_RUNTIME_HEADER_H

#include "journal/journal.h"
#include "scenario/scenario.h"

/* Goes up by one with each commit after which any scenario gives other records
 * or other bytes: the twin test holds it against the journals it pins. */
enum { RUNTIME_HEADER_SEMANTICS = 7 };

/* Fills in the header as journal_create needs it, of a run under what answers
 * for the curve on this thread; it borrows the scenario and the version. */
void runtime_header(struct record_header *h, const struct scenario *s,
                    uint64_t seed, uint64_t run, const char *tool_version);

#endif
