/* Sentences that tell why something did not happen. */
#ifndef VIEW_OBSTACLES_H
#define VIEW_OBSTACLES_H

#include "study/why_not.h"
#include "view/view.h"

/* Draws what the sentence requires, and how far the run came towards it. */
void obstacles_draw(const struct view *v, const struct causes *c,
                    const struct sentence *s, const struct why_not *lack,
                    FILE *out);

/* The same as sentences, one after the other into the arena: first what it
 * requires. */
const char **obstacles_tell(struct arena *a, const struct scenario *sc,
                            const struct causes *c, const struct sentence *s,
                            const struct why_not *lack, size_t *count);

#endif
