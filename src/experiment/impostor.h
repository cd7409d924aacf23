/* An impostor: somebody without a key who opens or answers the session of a
 * copy in the name of its recipient. The grades of the session's pattern say
 * how far that leads, by attacks on the same code (experiment/grades.h). */
#ifndef EXPERIMENT_IMPOSTOR_H
#define EXPERIMENT_IMPOSTOR_H

#include "experiment/capture.h"
#include "experiment/grades.h"

struct impostor {
    bool tried;         /* the copy went in a Noise session */
    const char *reads;  /* how an impostor reads the text; NULL: not */
    const char *learns; /* and is shown the sender's static key; or NULL */
};

/* The texts live in the arena. A seal keeps the text from an impostor. `last`
 * keeps the grades from one copy to the next: all zeros at first. */
struct impostor impostor_of(struct arena *a, const struct capture *c,
                            const struct capture_copy *copy,
                            struct grades *last);

#endif
