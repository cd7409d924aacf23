/* Parts of a scenario's text that a change must leave as they are. */
#ifndef LESSON_KEPT_H
#define LESSON_KEPT_H

#include "scenario/lesson.h"

/* The index of the first path that leads to something else in the second text
 * than in the first, in whatever form it is written; SIZE_MAX: there is none.
 * A path is one as of a change, and "*" in it stands for every key. A text that
 * is no YAML touches nothing. */
size_t kept_touched(struct arena *a, struct bytes before, struct bytes after,
                    const struct lesson_texts *paths);

#endif
