/* The outcome of a journal's run being played again: an answer to whether this
 * program makes the same of the same scenario. */
#ifndef VIEW_REPLAYED_H
#define VIEW_REPLAYED_H

#include "view/view.h"

/* The answer. */
void replayed_draw(const struct view *v, FILE *out);

/* The first record that differs, as the journal has it and as it would be; or
 * nothing where none does. */
void replayed_draw_record(const struct view *v, FILE *out);

#endif
