/* The result of verifying a journal. */
#ifndef VIEW_VERDICT_H
#define VIEW_VERDICT_H

#include "view/view.h"

/* Draws from verified and path, and from the header where it could be read. */
void verdict_draw(const struct view *v, FILE *out);

/* The warning of a journal whose parties played under the stand-in for the
 * curve; NULL: they did not. */
const char *verdict_stand_in(const struct record_header *h);

/* "57 does not hold: its CRC does not match": the first record that fails;
 * NULL: none does. */
const char *verdict_failure(struct arena *a, const struct verify_result *r);

#endif
