#include "plot/scale.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "plot/scale_text.h"
#include "plot/svg.h"

/* The ticks of a scale come from a ladder of rungs (plot/rung), tried from the
 * shortest on. A rung gives the multiples of its length between low and high;
 * it will do if there are not too many, if they lie far enough apart, and if
 * their words do not run into each other. */

enum { BETWEEN = 14 }; /* pixels between the words of two ticks */

/* The least width of a scale of that kind, for values that are all the same. */
static double least_width(enum rung_kind kind)
{
    static const double least[] = {
        [RUNG_NUMBER] = 1,
        [RUNG_SHARE] = 0.01,
        [RUNG_SPAN] = (double)MICROSECOND,
        [RUNG_INSTANT] = (double)SECOND,
    };

    return least[kind];
}

void scale_set(struct scale *s, double low, double high)
{
    assert(isfinite(low) && isfinite(high) && low <= high);
    const double size = fmax(fabs(low), fabs(high));
    const double least = fmax(least_width(s->kind), size / 10);

    /* A difference too small for the places to tell is none. */
    if (high - low <= size * 1e-12) {
        low -= least;
        high += least;
    }
    s->low = low;
    s->high = high;
}

double scale_place(const struct scale *s, double value)
{
    return s->from + (value - s->low) / (s->high - s->low) * (s->to - s->from);
}

static double tick_width(const struct scale_tick *t, double size)
{
    return fmax(svg_width(bytes_of_text(t->text), SVG_SANS, size),
                svg_width(bytes_of_text(t->date), SVG_BOLD, size));
}

/* True if the words of neighbours have room, written in letters of that size,
 * each in the middle of its tick. */
static bool words_fit(const struct scale_tick *ticks, size_t count, double size)
{
    for (size_t i = 1; i < count && size > 0; i++) {
        const double need =
            (tick_width(&ticks[i - 1], size) + tick_width(&ticks[i], size)) / 2;
        if (fabs(ticks[i].place - ticks[i - 1].place) < need + BETWEEN)
            return false;
    }
    return true;
}

static size_t rung_ticks(const struct scale *s, const struct rung *r,
                         struct scale_tick ticks[SCALE_TICKS_MAX])
{
    double values[SCALE_TICKS_MAX];
    const size_t count = rung_multiples(r, s->kind, s->start, s->low, s->high,
                                        values, SCALE_TICKS_MAX);

    for (size_t i = 0; i < count; i++) {
        ticks[i] = (struct scale_tick){.value = values[i],
                                       .place = scale_place(s, values[i])};
        scale_text_tick(s, r, &ticks[i]);
        /* A date is said once. */
        for (size_t k = i; k > 0; k--) {
            if (ticks[k - 1].date[0] == '\0') continue;
            if (strcmp(ticks[k - 1].date, ticks[i].date) == 0)
                ticks[i].date[0] = '\0';
            break;
        }
    }
    return count;
}

/* The shortest rung that will do, in *r; and its ticks. */
static size_t find_ticks(const struct scale *s, double apart, double size,
                         struct scale_tick ticks[SCALE_TICKS_MAX],
                         struct rung *r)
{
    const double per_value = fabs(s->to - s->from) / (s->high - s->low);

    for (size_t i = 0; rung_get(s->kind, i, r); i++) {
        if (rung_length(r) * per_value < apart) continue;
        const size_t count = rung_ticks(s, r, ticks);
        if (count > 0 && words_fit(ticks, count, size)) return count;
    }
    return 0;
}

size_t scale_ticks(const struct scale *s, double apart, double size,
                   struct scale_tick ticks[SCALE_TICKS_MAX])
{
    struct rung r;

    assert(s->low < s->high && apart > 0);
    return find_ticks(s, apart, size, ticks, &r);
}

void scale_round(struct scale *s, double apart)
{
    struct scale_tick ticks[SCALE_TICKS_MAX];
    struct rung r;

    if (s->kind == RUNG_INSTANT || find_ticks(s, apart, 0, ticks, &r) == 0)
        return;
    const double length = rung_length(&r);
    s->low = floor(s->low / length + 1e-9) * length;
    s->high = ceil(s->high / length - 1e-9) * length;
}
