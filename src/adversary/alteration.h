/* Alterations: whether a frame that was changed on its way says something that
 * nobody wrote, or only looks different. */
#ifndef ADVERSARY_ALTERATION_H
#define ADVERSARY_ALTERATION_H

#include "opener/opener.h"

/* True where the changed frame has another text, or bears the same one under
 * another name. What is encrypted does not open after a change, and what lies
 * around the message is no text. */
bool alteration_of_text(struct arena *a, const struct opener_layers *seen,
                        struct bytes changed);

#endif
