/* The axes of a picture: names, ticks and their words, and lines for the eye.
 */
#ifndef PLOT_AXES_H
#define PLOT_AXES_H

#include "plot/picture.h"
#include "plot/scale.h"

/* What an axis measures. */
struct axes_measure {
    const char *name; /* or NULL */
    enum rung_kind kind;
    bool is_difference; /* values bear a sign */
    instant start;      /* of instants: the time of the value 0 */
    double low, high;   /* the same: as far as the data go */
};

/* Ticks beneath a picture: with their scale, worked out once. */
struct axes_ticks {
    struct scale scale;
    struct scale_tick ticks[SCALE_TICKS_MAX];
    size_t count;
};

enum { AXES_NAME_HEIGHT = 20 };

/* The scale of a measure, as far as it says or from low to high, which are
 * finite and may be the same. Its places are set by the caller. */
struct scale axes_scale(const struct axes_measure *m, double low, double high);

/* The ticks of a scale that lies across, with room for words `apart` pixels
 * wide at each; and of one that stands upright. */
void axes_ticks_across(struct axes_ticks *t, double apart);
void axes_ticks_upright(struct axes_ticks *t, double apart);

/* The width of the widest words of the ticks. */
double axes_words_width(const struct axes_ticks *t);

/* The height of what is written below an axis that lies across. */
double axes_across_height(const struct axes_ticks *t, const char *name);

/* Draws one that lies across, at y. */
void axes_put_across(struct picture *p, const struct axes_ticks *t, double y,
                     const char *name);

/* Draws one that stands upright: hairlines from x1 to x2, words before them,
 * its name above. */
void axes_put_upright(struct picture *p, const struct axes_ticks *t, double x1,
                      double x2, const char *name);

#endif
