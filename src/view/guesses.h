/* How often somebody guesses right who sees only when frames pass and how
 * long they are. */
#ifndef VIEW_GUESSES_H
#define VIEW_GUESSES_H

#include "experiment/metadata.h"
#include "view/style.h"

void guesses_draw(const struct metadata *m, const struct style *style,
                  FILE *out);

#endif
