/* The chain of causes of a record: each link is the reason for the one before.
 */
#ifndef VIEW_REASONS_H
#define VIEW_REASONS_H

#include "study/causes.h"
#include "view/view.h"

/* Draws the chain back to its origin, the latest record first; what is
 * usually left out of a timeline is left out here, too, unless v->select.all.
 * Then how it ends, and by whom the marking was broken, if it was. */
void reasons_draw(const struct view *v, const struct causes *c,
                  const struct causes_answer *answer, FILE *out);

/* How the chain ends, in a sentence. */
const char *reasons_origin(struct arena *a, const struct scenario *sc,
                           const struct causes *c,
                           const struct causes_answer *answer);

/* By what the marking was broken, in a sentence; NULL: it was not. */
const char *reasons_disclosure(struct arena *a, const struct scenario *sc,
                               const struct causes *c,
                               const struct causes_answer *answer);

#endif
