/* Pictures of a study with curves in time. */
#ifndef VIEW_PICTURES_CURVES_H
#define VIEW_PICTURES_CURVES_H

#include "view/pictures.h"

/* The share of the runs in which something has come about, a line a point. */
void pictures_curves_times(const struct pictures_one *one, struct arena *a,
                           FILE *out);

/* The share in which each cause came first, at one point. */
void pictures_curves_causes(const struct pictures_one *one, struct arena *a,
                            FILE *out);

/* Parties of whom something holds, on average, a line a point. */
void pictures_curves_counts(const struct pictures_one *one, struct arena *a,
                            FILE *out);

#endif
