/* What a record makes true: the one meaning that `when`, `expect` and the
 * studies of a journal share. */
#ifndef RUNTIME_MEANING_H
#define RUNTIME_MEANING_H

#include "scenario/scenario.h"
#include "wire/record.h"

/* Whether a record of this kind makes the predicate true of the record's
 * party: an act of that name, or a level no lower than the one asked. */
bool meaning_is(enum sentence_predicate predicate, enum record_kind kind);

/* Whether this record by itself makes the sentence's predicate true of its
 * party, document and portion; `never` and the bound are left aside. A record
 * without portions speaks of all of them. An act on one portion is an act on
 * the document, and so is knowing of one; for any other level the record has
 * to cover the whole when the sentence names the whole. */
bool meaning_matches(const struct sentence *s, const struct scenario *sc,
                     const struct record *r);

#endif
