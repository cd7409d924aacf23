/* What a proof has shown: one record of a journal, or its growth. */
#ifndef VIEW_PROVEN_H
#define VIEW_PROVEN_H

#include "view/view.h"

/* Of a record: header and scenario may be of the proof itself. */
void proven_draw(const struct view *v, FILE *out);

#endif
