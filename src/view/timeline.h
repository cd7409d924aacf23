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
    size_t subject, channel; /* columns for whoever acts, and for where */
    size_t clock;            /* columns for the time of day, so far */
    instant last;            /* of the line before; INSTANT_MIN: none yet */
};

void timeline_init(struct timeline *t, const struct view *v);

/* One record as it happens, under its day; nothing when the view leaves it
 * out. Has thousandths of a second wherever a time is not at a whole one. Draws
 * from the scenario. */
void timeline_tell(struct timeline *t, instant time, uint64_t seq,
                   const struct record *r, FILE *out);

/* The most that the columns of a timeline have to hold. */
struct timeline_extent {
    uint64_t last, exchange; /* the highest numbers */
    size_t subject, sentence;
    instant before;   /* the time of the row before */
    bool thousandths; /* of a second, in any time */
    bool close;       /* two times of one second */
    uint64_t shown, total;
};

/* A timeline that is kept while it happens, to be drawn when all of it is
 * known. Memory does not grow with it. */
struct timeline_kept {
    const struct view *view; /* borrowed: the scenario, and what is shown */
    FILE *rows;              /* borrowed: empty, open for reading and writing */
    struct timeline_extent extent;
    struct arena row; /* holds the row at hand */
};

void timeline_kept_init(struct timeline_kept *t, const struct view *v,
                        FILE *rows);
void timeline_kept_fini(struct timeline_kept *t);

/* One record as it happens. */
void timeline_keep(struct timeline_kept *t, instant time, uint64_t seq,
                   const struct record *r);

/* Draws what was kept, in the view's style, as timeline_draw does from a reader
 * of the same records, day by day. No record is kept from here on. False where
 * not all rows could be kept and read again. */
MUST_CHECK bool timeline_kept_draw(struct timeline_kept *t,
                                   const struct view *v, FILE *out);

#endif
