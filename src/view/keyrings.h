/* The keys of each party, as each of the others believes them to be. */
#ifndef VIEW_KEYRINGS_H
#define VIEW_KEYRINGS_H

#include "view/view.h"

/* Draws from the beliefs; of those of a party and about it, with
 * v->select.party. */
void keyrings_draw(const struct view *v, FILE *out);

#endif
