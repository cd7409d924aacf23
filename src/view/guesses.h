/* The success of an eavesdropper who guesses from the times and lengths of
 * frames alone. */
#ifndef VIEW_GUESSES_H
#define VIEW_GUESSES_H

#include "experiment/metadata.h"
#include "view/style.h"

void guesses_draw(const struct metadata *m, const struct style *style,
                  FILE *out);

#endif
