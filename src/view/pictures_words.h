/* The words of a picture of a study: its heading, the runs and the methods that
 * it rests on, and the labels of its lines. */
#ifndef VIEW_PICTURES_WORDS_H
#define VIEW_PICTURES_WORDS_H

#include "plot/picture.h"
#include "view/pictures.h"

const struct outcome *pictures_words_outcome(const struct pictures_one *one,
                                             size_t point);
const struct design_measure *
pictures_words_measure(const struct pictures_one *one);

/* Points that have a line in a picture of curves: the first ones. */
size_t pictures_words_lines(const struct pictures_one *one);

/* NULL for the only point. */
const char *pictures_words_label(const struct pictures_one *one, size_t point);

/* "N = 1,000 runs a line, seed 1. Kaplan-Meier; ..." */
const char *pictures_words_basis(const struct pictures_one *one,
                                 struct arena *a, const char *each,
                                 const char *method);

struct picture_words pictures_words_of(const struct pictures_one *one,
                                       struct arena *a, const char *subtitle,
                                       const char *basis);

#endif
