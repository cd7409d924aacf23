#include "cli/run_files.h"

#include "cli/evidence.h"
#include "cli/reporting.h"
#include "cli/subcommand.h"

enum err run_files_lost(const struct folder *f, struct errmsg *e)
{
    return err_set(e, ERR_IO,
                   "the timeline could not be kept in %s while it was "
                   "written; demarche show prints it",
                   f->path);
}

enum err run_files_timeline(struct witness *w, struct folder *f,
                            struct errmsg *e)
{
    const struct output_target target = {
        .path = folder_file(&f->arena, f->path, FOLDER_TIMELINE),
        .input = f->path,
        .force = f->force,
        .regular = true};
    struct view plain = w->view;
    struct output o;

    enum err rc = output_open(&o, &target, e);
    if (rc) return rc;
    plain.style = (struct style){0};
    view_opening(&plain, o.file);
    const bool lost = !timeline_kept_draw(&w->kept, &plain, o.file);
    rc = output_close(&o, lost, e);
    return !rc && lost ? run_files_lost(f, e) : rc;
}

enum err run_files_report(struct folder *f, struct errmsg *e)
{
    const struct reporting q = {
        .path = f->path,
        .out = folder_file(&f->arena, f->path, FOLDER_REPORT),
        .force = f->force,
    };
    struct evidence ev;

    enum err rc = evidence_open(&ev, f->path, INSTANT_MAX, e);
    if (rc) return rc;
    rc = reporting_write(&q, &ev, e);
    if (evidence_close(&ev, COMMAND_OK) == COMMAND_OK || rc) return rc;
    return err_set(e, ERR_FORMAT,
                   "the page in %s tells of a journal that does not verify",
                   f->path);
}
