/* The records of a run, line by line and day by day. */
#ifndef VIEW_TIMELINE_H
#define VIEW_TIMELINE_H

#include "view/view.h"

/* Draws from the reader and scenario; of a journal that stops being
 * readable, what comes before. */
void timeline_draw(const struct view *v, FILE *out);

/* A timeline that is told while it happens. */
struct timeline {
    const struct view *view; /* borrowed */
    size_t subject;          /* columns for whoever acts */
    instant last;            /* of the line before; INSTANT_MIN: none yet */
};

void timeline_init(struct timeline *t, const struct view *v);

/* One record as it happens, under its day; nothing when the view leaves it
 * out. Draws from the scenario. */
void timeline_tell(struct timeline *t, instant time, uint64_t seq,
                   const struct record *r, FILE *out);

#endif
