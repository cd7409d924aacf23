#include "cli/subcommand.h"

#include <assert.h>
#include <unistd.h>

#include "cli/evidence.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/output.h"
#include "cli/runs.h"
#include "export/dissector.h"
#include "export/format.h"

/* The ordinary way: the options name a format out of export's table; the run is
 * opened, and the output, which is checked against what the format can write
 * to; the format writes; the output is closed. A failed export leaves no
 * file. */

/* The command line. */
struct export_request {
    const char *path;
    struct runs_name found;
    const char *to; /* the format's name */
    const char *out;
    const struct format *format;
    bool force;
    bool opened;
    bool dissector; /* the script, and no run */
};

static const char *format_word(struct arena *a, size_t i)
{
    const struct format *f = format_at(i);

    (void)a;
    return f ? f->name : NULL;
}

static bool format_operand(size_t i, struct subcommand_word *out)
{
    const struct format *f = format_at(i);

    if (f) *out = (struct subcommand_word){f->name, f->summary};
    return f != NULL;
}

static const struct options_row export_options[] = {
    {"to", "FORMAT", "what to write; one of the formats above",
     OPTIONS_TEXT(struct export_request, to), .offer = format_word},
    {"out", "FILE", "where to write; default and -: standard output",
     OPTIONS_TEXT(struct export_request, out), .letter = 'o'},
    {OPTIONS_FORCE(struct export_request, force, "an existing file")},
    {"opened", NULL,
     "pcapng: also the plaintext of each frame that the keys open",
     OPTIONS_FLAG(struct export_request, opened)},
    {"dissector", NULL, "write the script with which Wireshark decodes pcapng",
     OPTIONS_FLAG(struct export_request, dissector)},
    {0},
};

static int find_format(const char *command, struct export_request *q)
{
    const char *near;
    struct arena a;
    int exit_code = COMMAND_OK;

    arena_init(&a);
    if (!q->to) {
        exit_code =
            notice_wrong(command, "expected --to FORMAT: %s", format_list(&a));
    } else if (!(q->format = format_find(q->to, &near))) {
        exit_code =
            near ? notice_wrong(command,
                                "no format is named %s; did you mean %s?",
                                q->to, near)
                 : notice_wrong(command, "no format is named %s; expected %s",
                                q->to, format_list(&a));
    }
    arena_fini(&a);
    return exit_code;
}

/* Refuses missing operands, and options that exclude each other. */
static int export_check(int argc, char **argv, struct export_request *q)
{
    if (q->dissector) {
        if (q->to || q->opened || optind < argc)
            return notice_wrong(
                argv[0],
                "--dissector takes no RUN, and only --out and --force");
        return COMMAND_OK;
    }
    int exit_code = runs_operand(argc, argv, &q->found, &q->path);
    if (exit_code != COMMAND_OK) return exit_code;
    exit_code = find_format(argv[0], q);
    if (exit_code != COMMAND_OK) return exit_code;
    assert(q->format);
    if (q->opened && !q->format->opens)
        return notice_wrong(argv[0], "--opened does not apply to %s", q->to);
    return COMMAND_OK;
}

static int export_parse(int argc, char **argv, struct export_request *q)
{
    *q = (struct export_request){0};
    const int exit_code = options_read(argc, argv, export_options, q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (q->force && !output_is_file(q->out))
        return notice_wrong(argv[0], "--force needs --out FILE");
    return export_check(argc, argv, q);
}

/* Bytes would only confuse a terminal, and some formats write by seeking. */
static enum err check_output(const struct format *f, const struct output *o,
                             struct errmsg *e)
{
    if (f->by_path && !o->target)
        return err_set(e, ERR_STATE, "%s needs a file; name one with --out",
                       f->name);
    if (f->binary && isatty(fileno(o->file)))
        return err_set(
            e, ERR_STATE,
            "%s is binary and does not suit a terminal; name a file with --out",
            f->name);
    return ERR_OK;
}

/* Whole records of what is written as it comes; nothing of a file. */
static void export_tell(void *context, uint64_t done, uint64_t all)
{
    struct output *o = context;
    const bool file = o->target != NULL;

    if (!file) fflush(o->file);
    output_drop(o);
    notice_say("stopped at %.0f %% of the journal%s",
               (double)done * 100 / (double)(all > 0 ? all : 1),
               file ? "; no file is written" : "; the export is partial");
}

static enum err export_write(struct evidence *ev, struct job *j,
                             const struct export_request *q, struct errmsg *e)
{
    const struct output_target target = {
        .path = q->out, .input = q->path, .force = q->force};
    struct output o;
    struct errmsg ignored;

    enum err rc = output_open(&o, &target, e);
    if (rc) return rc;
    assert(q->format);
    j->out = q->format->by_path ? NULL : o.file;
    j->path = o.writing;
    j->name = o.name;
    rc = check_output(q->format, &o, e);
    ev->progress = (struct progress){
        .tell = export_tell, .context = &o, .quiet = isatty(fileno(o.file))};
    evidence_watch(ev, "exporting", "MiB");
    if (!rc) rc = q->format->write(j, e);
    evidence_unwatch(ev);
    if (!rc) rc = evidence_check(ev, e);
    const enum err closed = output_close(&o, rc, rc ? &ignored : e);
    return rc ? rc : closed;
}

static int write_dissector(const char *command, const struct export_request *q)
{
    const struct output_target target = {.path = q->out, .force = q->force};
    struct output o;
    struct errmsg e;

    enum err rc = output_open(&o, &target, &e);
    if (!rc) {
        dissector_write(o.file);
        rc = output_close(&o, false, &e);
    }
    return rc ? notice_failed(command, &e) : COMMAND_OK;
}

static int export_main(int argc, char **argv)
{
    struct export_request q;
    const struct evidence_reading reading = {.say = stderr};
    struct evidence ev;
    struct errmsg e;
    struct job j;
    int exit_code = export_parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (q.dissector) return write_dissector(argv[0], &q);
    /* The ledger stays empty: a format that needs one reads its own. */
    if (evidence_open_for(&ev, q.path, &reading, &e))
        return notice_failed(argv[0], &e);
    job_init(&j, &ev.reader, &ev.scenario);
    j.opened = q.opened;
    j.note = ev.broken.text[0] ? ev.broken.text : NULL;
    if (export_write(&ev, &j, &q, &e)) exit_code = notice_failed(argv[0], &e);
    ev.unread = j.cut;
    job_fini(&j);
    return evidence_close(&ev, exit_code);
}

const struct subcommand subcommand_export = {
    .name = "export",
    .summary = "export a run in a format of other tools",
    .main = export_main,
    .forms = {"RUN --to FORMAT [--out FILE [--force]] [--opened]",
              "--dissector [--out FILE [--force]]"},
    .about = SUBCOMMAND_A_RUN " FORMAT is one of these:",
    .operand = format_operand,
    .options = export_options,
};
