#include "cli/telling.h"

#include "cli/folder.h"
#include "cli/notice.h"
#include "cli/options.h"
#include "cli/subcommand.h"
#include "results/findings.h"
#include "results/results_csv.h"
#include "view/outcomes.h"
#include "view/text.h"

static enum err write_tables(const struct telling *t, struct results *r,
                             const struct findings *f, struct arena *a,
                             struct errmsg *e)
{
    static const char *const files[] = {TELLING_RUNS, TELLING_OUTCOMES};

    struct errmsg ignored;

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        const struct output_target target = {
            .path = folder_file(a, t->folder, files[i]), .force = t->force};
        struct output o;
        enum err rc = output_open(&o, &target, e);
        if (rc) return rc;
        if (i == 0)
            results_csv_runs(r, t->points, o.file);
        else
            results_csv_outcomes(f, o.file);
        rc = database_check(&r->database, e);
        const enum err closed = output_close(&o, rc, rc ? &ignored : e);
        if (rc || closed) return rc ? rc : closed;
    }
    return ERR_OK;
}

int telling_run(const struct telling *t, struct results *r)
{
    struct findings f;
    struct errmsg e;
    struct arena a;

    const enum err found = findings_of(&f, r, t->points, &e);
    if (found) {
        (void)err_wrap(&e, found, "%s", t->path);
        return notice_failed(t->command, &e);
    }
    const struct outcomes_page page = {
        .design = t->points->design,
        .points = t->points,
        .seed = t->study->seed,
        .stand_in = t->study->stand_in,
        .outcomes = f.outcomes,
        .expected = f.expected,
        .style = options_style(),
    };
    int exit_code = outcomes_denied(&page) > 0 ? COMMAND_BROKEN : COMMAND_OK;
    if (!t->quiet) {
        outcomes_draw(&page, stdout);
        fputs("\nResults: ", stdout);
        text_put(t->folder, stdout);
        fputc('\n', stdout);
    }
    arena_init(&a);
    if (write_tables(t, r, &f, &a, &e))
        exit_code = notice_failed(t->command, &e);
    arena_fini(&a);
    findings_fini(&f);
    return exit_code;
}
