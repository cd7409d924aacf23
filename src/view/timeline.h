/* What happened, line by line and day by day. */
#ifndef VIEW_TIMELINE_H
#define VIEW_TIMELINE_H

#include "view/view.h"

/* Draws from the reader and scenario; of a journal that stops being
 * readable, what comes before. */
void timeline_draw(const struct view *v, FILE *out);

/* One record as it happens, on a line that bears its date; nothing when the
 * view leaves it out. Draws from the scenario. */
void timeline_tell(const struct view *v, instant time, uint64_t seq,
                   const struct record *r, FILE *out);

#endif
