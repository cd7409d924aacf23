/* One record of a journal in full, and with v->hex its very bytes. */
#ifndef VIEW_DETAIL_H
#define VIEW_DETAIL_H

#include "view/view.h"

/* Draws from the scenario. */
void detail_draw(const struct view *v, const struct reader_frame *f, FILE *out);

#endif
