#include "cli/subcommand.h"

#include <string.h>

#include "cli/finished.h"
#include "cli/folder.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/output.h"
#include "view/pictures.h"
#include "view/text.h"

#define PLOT_FOLDER "pictures"

/* The command line. */
struct plot_request {
    const char *study, *out, *measure;
    bool force;
};

static const struct options_row plot_options[] = {
    {"out", "FOLDER", "where to write the pictures; default STUDY/pictures",
     OPTIONS_TEXT(struct plot_request, out), .letter = 'o'},
    {"measure", "NAME", "only those of this measure",
     OPTIONS_TEXT(struct plot_request, measure)},
    {OPTIONS_FORCE(struct plot_request, force, "pictures that are there")},
    {0},
};

static int plot_parse(int argc, char **argv, struct plot_request *q)
{
    *q = (struct plot_request){0};
    const int exit_code = options_read(argc, argv, plot_options, q);

    if (exit_code != COMMAND_OK) return exit_code;
    return options_operand(argc, argv, "STUDY", &q->study);
}

static enum err write_picture(const struct plot_request *q,
                              const struct finished *f,
                              const struct pictures_one *one,
                              const char *folder, struct arena *a,
                              struct errmsg *e)
{
    const struct output_target target = {
        .path = folder_file(a, folder, arena_format(a, "%s.svg", one->name)),
        .force = q->force,
        .kind = "study"};
    struct output o;

    enum err rc = output_open(&o, &target, e);
    if (rc) return rc;
    one->draw(one, a, o.file);
    rc = finished_end(f, &o, e);
    if (rc) return rc;
    text_put(target.path, stdout);
    fputc('\n', stdout);
    return ERR_OK;
}

static int draw_pictures(const struct plot_request *q, struct finished *f,
                         struct errmsg *e)
{
    const struct pictures pictures = {
        .design = &f->design,
        .points = &f->points,
        .seed = f->study.seed,
        .stand_in = f->study.stand_in,
        .outcomes = f->findings.outcomes,
        .steps = findings_steps(&f->findings),
    };
    struct pictures_one *list;
    struct arena a;
    size_t drawn = 0;

    arena_init(&a);
    const char *folder =
        q->out ? q->out : folder_file(&a, q->study, PLOT_FOLDER);
    const size_t count = pictures_list(&pictures, &a, &list);
    enum err rc = folder_make(folder, NULL, e);
    for (size_t i = 0; i < count && !rc; i++) {
        const char *name = f->design.measures[list[i].measure].name;
        if (q->measure && strcmp(q->measure, name) != 0) continue;
        rc = write_picture(q, f, &list[i], folder, &a, e);
        drawn++;
    }
    if (!rc && drawn == 0)
        rc = err_set(e, ERR_MISSING, "there is nothing to draw%s%s",
                     q->measure ? " of a measure " : "",
                     q->measure ? q->measure : "");
    arena_fini(&a);
    return rc ? notice_failed("plot", e) : COMMAND_OK;
}

static int plot_main(int argc, char **argv)
{
    struct plot_request q;
    struct finished f;
    struct errmsg e;
    int exit_code = plot_parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (finished_open(&f, q.study, &e)) return notice_failed(argv[0], &e);
    exit_code = draw_pictures(&q, &f, &e);
    finished_close(&f);
    return exit_code;
}

const struct subcommand subcommand_plot = {
    .name = "plot",
    .summary = "draw pictures of what a study found",
    .main = plot_main,
    .forms = {"STUDY [--out FOLDER] [--measure NAME] [--force]"},
    .about = "STUDY is a study's folder. Draws curves in time with bands and "
             "numbers at risk, distributions, heat maps and differences, each "
             "an SVG that stands alone, for light and dark.",
    .options = plot_options,
};
