/* Pictures of what a study found, for each measure those that its kind has. */
#ifndef VIEW_PICTURES_H
#define VIEW_PICTURES_H

#include <stdio.h>

#include "replication/outcome.h"

/* The same as a page of outcomes has. */
struct pictures {
    const struct design *design;
    const struct points *points;
    uint64_t seed;
    bool stand_in;
    const struct outcome *outcomes; /* by measure, then point */
    struct outcome_steps steps;     /* behind these */
};

/* One picture of one measure. */
struct pictures_one {
    const struct pictures *all;
    size_t measure;
    size_t point;     /* of a picture that shows one point alone */
    const char *name; /* of its file, without an ending */
    void (*draw)(const struct pictures_one *one, struct arena *a, FILE *out);
};

/* Lists the pictures, in the arena; gives back their number. */
size_t pictures_list(const struct pictures *p, struct arena *a,
                     struct pictures_one **out);

#endif
