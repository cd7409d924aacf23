/* Who knows what, at a glance: a row a party, a column a document. */
#ifndef VIEW_MATRIX_H
#define VIEW_MATRIX_H

#include "view/view.h"

/* Draws from the ledger and scenario. A document of which somebody
 * has only some portions gets a column a portion. Parties that know nothing
 * and documents that nobody knows of are listed by name, or counted. */
void matrix_draw(const struct view *v, FILE *out);

#endif
