/* The levels of knowledge as a table: a row a party, a column a document. */
#ifndef VIEW_MATRIX_H
#define VIEW_MATRIX_H

#include "view/view.h"

/* Draws all of the ledger, whatever is selected (view/history draws that).
 * Where a party knows the portions of a document unequally, its cell shows the
 * highest level with a "*", and lines below say which portion it knows how
 * well. Parties that know nothing and documents that nobody knows of are listed
 * by name, or counted. */
void matrix_draw(const struct view *v, FILE *out);

#endif
