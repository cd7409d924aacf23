/* A scale: values to places in a picture, its ticks, and values in words. */
#ifndef PLOT_SCALE_H
#define PLOT_SCALE_H

#include "plot/rung.h"

struct scale {
    enum rung_kind kind;
    bool is_difference; /* values bear a sign; a share's are points */
    instant start;
    double low, high; /* low < high, both finite */
    double from, to;  /* their places, in pixels */
};

enum {
    SCALE_TICKS_MAX = 16,
    SCALE_TEXT_SIZE = 40,
    SCALE_INTERVAL_SIZE = 2 * SCALE_TEXT_SIZE + 4 /* with " to " between */
};

/* A tick: its words, and, of an instant, the date below them where it is the
 * first one or another than that of the tick before; else "". */
struct scale_tick {
    double place;
    double value;
    char text[SCALE_TEXT_SIZE];
    char date[SCALE_TEXT_SIZE];
};

/* Sets low and high, moved apart where they are the same. */
void scale_set(struct scale *s, double low, double high);

/* Moves low down and high up to a tick, with ticks at least so many pixels
 * apart. An instant's scale stays as it is. */
void scale_round(struct scale *s, double apart);

double scale_place(const struct scale *s, double value);

/* The ticks of the shortest rung at which they are at least so many pixels
 * apart, and, with a size of letters above 0, their words too when written side
 * by side. Gives back how many there are; none if even the longest rung is too
 * short, or too long. */
size_t scale_ticks(const struct scale *s, double apart, double size,
                   struct scale_tick ticks[SCALE_TICKS_MAX]);

#endif
