/* What happened, line by line and day by day. */
#ifndef VIEW_TIMELINE_H
#define VIEW_TIMELINE_H

#include "view/view.h"

/* Draws from the reader, header and scenario; of a journal that stops being
 * readable, what comes before. */
void timeline_draw(const struct view *v, FILE *out);

#endif
