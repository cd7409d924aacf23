/* The gains of knowledge of each party, record by record. */
#ifndef VIEW_HISTORY_H
#define VIEW_HISTORY_H

#include "view/view.h"

/* Draws from the ledger and scenario what came later than v->since. */
void history_draw(const struct view *v, FILE *out);

#endif
