/* The measured grades of Noise's patterns beside the stated ones. */
#ifndef VIEW_GRADE_TABLE_H
#define VIEW_GRADE_TABLE_H

#include <stdio.h>

#include "experiment/grades.h"
#include "view/style.h"

struct grade_table {
    const struct grades *items;
    size_t count;
    bool explain; /* also the keys that open each payload afterwards */
    struct style style;
};

void grade_table_draw(const struct grade_table *t, FILE *out);

/* The number of grades that were measured otherwise than they are stated. */
size_t grade_table_differences(const struct grade_table *t);

#endif
