/* Windows of exposure, drawn over the time of the theft of keys. */
#ifndef VIEW_WINDOWS_H
#define VIEW_WINDOWS_H

#include "experiment/post_compromise.h"
#include "view/style.h"

/* Columns that the time of the theft is drawn in: as many of them as fit. */
enum { WINDOWS_STEPS_MIN = 8, WINDOWS_STEPS_MAX = 172 };

void windows_draw(const struct exposure *x, const struct style *style,
                  unsigned steps, FILE *out);

#endif
