/* An impostor: somebody without a key who opens or answers the session of a
 * copy in the name of its recipient. The grades of the session's pattern say
 * how far that leads, by attacks on the same code (experiment/grades.h). */
#ifndef EXPERIMENT_IMPOSTOR_H
#define EXPERIMENT_IMPOSTOR_H

#include "experiment/capture.h"

struct impostor {
    const char *reads;  /* how an impostor reads the text; NULL: not */
    const char *learns; /* and is shown the sender's static key; or NULL */
};

/* The texts live in the arena. A seal keeps the text from an impostor. */
struct impostor impostor_of(struct arena *a, const struct capture *c,
                            const struct capture_copy *copy);

#endif
