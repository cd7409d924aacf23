/* Pictures of a study without time: distributions, heat maps, differences. */
#ifndef VIEW_PICTURES_VALUES_H
#define VIEW_PICTURES_VALUES_H

#include "view/pictures.h"

/* The distribution of a number, a line a point. */
void pictures_values_numbers(const struct pictures_one *one, struct arena *a,
                             FILE *out);

/* A cell for each pair of values of the two things that vary. */
void pictures_values_heat(const struct pictures_one *one, struct arena *a,
                          FILE *out);

/* The differences from the first point. */
void pictures_values_differences(const struct pictures_one *one,
                                 struct arena *a, FILE *out);

#endif
