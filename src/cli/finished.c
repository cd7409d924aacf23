#include "cli/finished.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/plan.h"
#include "cli/shards.h"

/* The texts were accepted when they were studied, but a file may be changed. */
static enum err make_points(struct finished *f, struct errmsg *e)
{
    enum err rc = plan_design(&f->design, &f->study, NULL);

    if (!rc) {
        rc = plan_points(&f->points, &f->design, &f->study, NULL, "study");
        if (rc) design_fini(&f->design);
    }
    return rc ? err_set(e, rc, "the study in it cannot be read") : ERR_OK;
}

static enum err read_findings(struct finished *f, struct errmsg *e)
{
    enum err rc = make_points(f, e);

    if (rc) return rc;
    rc = results_expect(&f->results, &f->points, e);
    if (!rc) rc = findings_of(&f->findings, &f->results, &f->points, e);
    if (!rc) return ERR_OK;
    points_fini(&f->points);
    design_fini(&f->design);
    return rc;
}

enum err finished_open(struct finished *f, const char *path, struct errmsg *e)
{
    struct errmsg ignored;
    struct stat st;

    *f = (struct finished){0};
    arena_init(&f->arena);
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        path = shards_path(&f->arena, path, 0, 0);
    if (access(path, R_OK)) {
        const int why = errno;

        (void)err_set(e, ERR_IO,
                      "cannot open %s: %s; expected the folder that demarche "
                      "study has written",
                      path, strerror(why));
        arena_fini(&f->arena);
        return ERR_IO;
    }
    enum err rc =
        results_open(&f->results, path, false, &f->arena, &f->study, e);
    if (!rc) {
        rc = read_findings(f, e);
        if (rc) (void)!results_close(&f->results, &ignored);
    }
    if (rc) {
        err_wrap(e, rc, "%s", path);
        arena_fini(&f->arena);
    }
    return rc;
}

enum err finished_end(const struct finished *f, struct output *o,
                      struct errmsg *e)
{
    struct errmsg ignored;
    const enum err read = database_check(&f->results.database, e);
    const enum err rc = output_close(o, read != ERR_OK, read ? &ignored : e);

    return read ? read : rc;
}

void finished_close(struct finished *f)
{
    struct errmsg ignored;

    findings_fini(&f->findings);
    points_fini(&f->points);
    design_fini(&f->design);
    (void)!results_close(&f->results, &ignored); /* nothing was written */
    arena_fini(&f->arena);
}
