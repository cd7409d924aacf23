/* Review of a draft by others: comment, approval, objection, and the silence
 * procedure, by which a draft is adopted unless somebody objects before the
 * deadline. */
#ifndef DOCUMENT_REVIEW_H
#define DOCUMENT_REVIEW_H

#include "document/document.h"

/* Opens a review by the command's recipients; replaces one that is open. */
void review_open(struct party *p, const struct party_step *step,
                 struct document_holding *h);

/* Takes a reviewer's comment, approval or objection. */
void review_handle(struct party *p, const struct party_step *step,
                   const struct arrival *arrival);

/* Adopts the draft: the deadline has passed. */
void review_timer(struct party *p, const struct party_step *step,
                  struct document_holding *h);

#endif
