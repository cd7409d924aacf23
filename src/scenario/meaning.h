/* The meaning of a record: the one definition that `when`, `expect` and the
 * studies of a journal share. */
#ifndef SCENARIO_MEANING_H
#define SCENARIO_MEANING_H

#include "scenario/scenario.h"
#include "wire/record.h"

/* An inference from a record of a party about another party: the other has the
 * record's document and portions at a level at least, or has done something
 * with them. */
struct meaning_inference {
    uint32_t about; /* the other party */
    enum record_level level;
    bool acted; /* level is UNAWARE, for it is an act: */
    enum record_kind act;
};

enum { MEANING_INFERENCES_MAX = 4 };

/* Lists the inferences from a record, and returns their number. Only what
 * follows from what the record's party has itself checked, or from what came in
 * such a way that it shows who speaks: docs/scenarios.md says which. */
size_t meaning_inferences(const struct scenario *sc, const struct record *r,
                          struct meaning_inference out[MEANING_INFERENCES_MAX]);

/* True when a record of this kind makes the predicate true of the record's
 * party: an act of that name, or a level no lower than the one asked. */
bool meaning_is(enum sentence_predicate predicate, enum record_kind kind);

/* True when some inference from a record shows the predicate true of another
 * party: the document's author, or one that is not. */
bool meaning_is_shown(enum sentence_predicate predicate, bool author);

/* True of a receipt or a co-signature that names no portion: its signer has
 * some of the document, and nothing says which. */
bool meaning_unnamed(const struct record *r);

/* Which portions of the document earlier records named, for a sentence that
 * is about the whole; zeros before the first. */
struct meaning_progress {
    bool named[SCENARIO_PORTIONS_MAX];
};

/* True when this record makes the sentence's predicate true of its party,
 * document and portion; `never` and the bound are left aside. A record without
 * portions speaks of all of them. An act on one portion is an act on the
 * document, and so is knowing of one; for any other level, this record and
 * those before it must together cover all portions if the sentence is about the
 * whole document. */
bool meaning_matches(const struct sentence *s, const struct scenario *sc,
                     const struct record *r, struct meaning_progress *progress);

#endif
