#include "cli/exposing.h"

#include "cli/crew.h"

struct exposing {
    struct exposure *found;
    const struct exposure_question *question;
};

static enum err try_thefts(void *context, struct errmsg *e)
{
    const struct exposing *x = context;

    return exposure_of(x->found, x->question, e);
}

enum err exposing_play(struct exposure *x, const struct exposure_question *q,
                       struct errmsg *e)
{
    struct exposing exposing = {x, q};
    struct progress progress = {0};
    struct crew crew;

    enum err rc = crew_gather(&crew, &progress, 1, CREW_REMEMBERS, e);
    if (rc) return rc;
    progress_start(&progress, "trying all thefts", NULL, 1);
    rc = crew_do(&crew, try_thefts, &exposing, e);
    crew_stop(&crew);
    progress_release(&progress);
    return rc;
}
