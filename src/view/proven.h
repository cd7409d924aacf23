/* The result of a proof: one record of a journal, or the journal's growth. */
#ifndef VIEW_PROVEN_H
#define VIEW_PROVEN_H

#include "view/view.h"

/* For a record, header and scenario may be those that the proof carries. */
void proven_draw(const struct view *v, FILE *out);

#endif
