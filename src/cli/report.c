#include "cli/subcommand.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/evidence.h"
#include "cli/folder.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/output.h"
#include "cli/reporting.h"
#include "cli/reporting_study.h"
#include "cli/runs.h"
#include "view/text.h"

/* The run is opened and its ledger read, and the page is written beside the
 * journal unless a file is named. Of a damaged journal the page shows what
 * holds, and the exit code says so. The page of a study is written out of the
 * results in its folder. */

static const char *take_with(void *out, const char *list)
{
    struct reporting *q = out;

    for (const char *at = list;;) {
        const size_t size = strcspn(at, ",");
        const char *word;
        size_t i = 0;

        while ((word = reporting_word(i)) &&
               (strlen(word) != size || strncmp(word, at, size) != 0))
            i++;
        if (!word) return "attack, compare and exposure, with commas";
        q->with[i] = true;
        if (!at[size]) return NULL;
        at += size + 1;
    }
}

static const char *with_word(struct arena *a, size_t i)
{
    (void)a;
    return reporting_word(i);
}

static const struct options_row report_options[] = {
    {"study", "FOLDER",
     "a study's findings in place of a run; the folder that demarche study "
     "--out wrote",
     OPTIONS_TEXT(struct reporting, study)},
    {"out", "FILE",
     "where to write; default: report.html beside the journal or in the "
     "study's folder; - is standard output",
     OPTIONS_TEXT(struct reporting, out), .letter = 'o'},
    {OPTIONS_FORCE(struct reporting, force, "an existing file")},
    {"as", "NAME", "only what this party itself can see",
     OPTIONS_TEXT(struct reporting, party)},
    {"with", "LIST",
     "also the tables of attack and compare, which take runs of their own, and "
     "exposure, which comes by itself with runs of up to 20,000 records",
     OPTIONS_TAKEN(take_with), .offer = with_word, .list = true},
    {0},
};

static bool any_with(const struct reporting *q)
{
    for (size_t i = 0; i < REPORTING_WITH_COUNT; i++)
        if (q->with[i]) return true;
    return false;
}

static int report_parse(int argc, char **argv, struct reporting *q,
                        struct runs_name *found)
{
    *q = (struct reporting){0};
    const int exit_code = options_read(argc, argv, report_options, q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (q->party && any_with(q))
        return notice_wrong(argv[0], "--as takes no --with: a party sees "
                                     "nothing of what others try");
    if (q->study && (q->party || any_with(q)))
        return notice_wrong(argv[0], "--study takes neither --as nor --with: "
                                     "these are for the page of a run");
    if (!q->study) return runs_operand(argc, argv, found, &q->path);
    if (optind < argc)
        return notice_wrong(argv[0], "--study names all that is read: expected "
                                     "no RUN");
    return COMMAND_OK;
}

/* Beside the journal; of one that comes from standard input, standard output.
 */
static const char *default_out(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct stat st;

    if (strcmp(path, "-") == 0) return "-";
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return folder_file(a, path, FOLDER_REPORT);
    return slash ? arena_format(a, "%.*s/" FOLDER_REPORT, (int)(slash - path),
                                path)
                 : FOLDER_REPORT;
}

static void say_written(const struct reporting *q)
{
    if (!output_is_file(q->out)) return;
    fputs("Report: ", stdout);
    text_put(q->out, stdout);
    fputc('\n', stdout);
}

static int report_run(const char *command, struct reporting *q,
                      struct evidence *ev)
{
    struct errmsg e;
    enum err rc = reporting_write(q, ev, &e);

    if (rc == ERR_MISSING && q->party)
        return notice_wrong(command, "%s", e.text);
    if (rc) return notice_failed(command, &e);
    say_written(q);
    return COMMAND_OK;
}

/* In the folder, or beside the file of results that is named. */
static int report_study(const char *command, struct reporting *q)
{
    struct arena a;

    arena_init(&a);
    if (!q->out) q->out = default_out(&a, q->study);
    const int exit_code = reporting_study(command, q);
    if (exit_code == COMMAND_OK) say_written(q);
    arena_fini(&a);
    return exit_code;
}

static int report_main(int argc, char **argv)
{
    struct reporting q;
    struct runs_name found;
    struct evidence ev;
    struct errmsg e;
    struct arena a;
    int exit_code = report_parse(argc, argv, &q, &found);

    if (exit_code != COMMAND_OK) return exit_code;
    if (reporting_check(&e)) return notice_failed(argv[0], &e);
    if (q.study) return report_study(argv[0], &q);
    const struct evidence_reading reading = {.say = stderr};
    if (evidence_open_for(&ev, q.path, &reading, &e))
        return notice_failed(argv[0], &e);
    evidence_read(&ev, INSTANT_MAX);
    arena_init(&a);
    if (!q.out) q.out = default_out(&a, q.path);
    exit_code = report_run(argv[0], &q, &ev);
    arena_fini(&a);
    return evidence_close(&ev, exit_code);
}

const struct subcommand subcommand_report = {
    .name = "report",
    .summary = "write a run as one page of HTML, to open in a browser",
    .main = report_main,
    .forms = {"RUN [-o FILE [--force]] [--as NAME] [--with LIST]",
              "--study FOLDER [-o FILE [--force]]"},
    .about = "The page needs no network and holds all of the run: who knows "
             "what at each moment and why, the timeline, every byte that "
             "travelled, layer by layer, and the journal itself; or all that "
             "a study found, with each value, interval and number of "
             "runs. " SUBCOMMAND_A_RUN,
    .options = report_options,
};
