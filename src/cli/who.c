#include "cli/subcommand.h"

#include "cli/evidence.h"
#include "cli/json_answer.h"
#include "cli/notice.h"
#include "cli/options.h"
#include "view/disclosures.h"
#include "view/history.h"
#include "view/keyrings.h"
#include "view/matrix.h"
#include "view/moment.h"
#include "wire/outline.h"

/* The run is opened and its ledger read, up to the time that is asked about.
 * One of five answers follows: all levels as JSON (--json), the keys (--keys),
 * the history of a party or a document, the changes since a time, or the
 * matrix; the last three are followed by the disclosures. A time behind the end
 * of the run, or outside of its clock, is said first. */

/* The command line. */
struct who_request {
    const char *path;
    const char *party;
    const char *document;
    instant at, since;
    bool keys;
    bool json;
};

static int who_parse(int argc, char **argv, struct who_request *q)
{
    *q = (struct who_request){.at = INSTANT_MAX, .since = INSTANT_MIN};
    const struct options_row rows[] = {
        {"at", .time = &q->at},
        {"document", .text = &q->document},
        {"json", .flag = &q->json},
        {"keys", .flag = &q->keys},
        {"party", .text = &q->party},
        {"since", .time = &q->since},
        {0},
    };
    const int exit_code = options_read(argc, argv, rows);

    if (exit_code != COMMAND_OK) return exit_code;
    if (q->json && (q->keys || q->since != INSTANT_MIN))
        return notice_wrong(argv[0], "--json takes no --%s",
                            q->keys ? "keys" : "since");
    if (q->keys && q->document)
        return notice_wrong(argv[0], "--keys takes no --document");
    if (q->keys && q->since != INSTANT_MIN)
        return notice_wrong(argv[0], "--keys takes no --since");
    if (q->since >= q->at)
        return notice_wrong(argv[0], "--since must be earlier than --at");
    return options_operand(argc, argv, "RUN", &q->path);
}

/* Says so where the time asked for lies outside the run: the journal of a run
 * that was cut short ends with the cut. */
static void note_moment(const struct view *v)
{
    char time[MOMENT_SIZE];
    const char *why = NULL;
    instant end = v->scenario->start;
    struct reader_frame f;
    struct outline o;
    bool complete = false;
    struct arena a;

    if (v->at == INSTANT_MAX) return;
    reader_rewind(v->reader);
    while (!reader_next(v->reader, &f)) {
        end = f.time;
        if (f.kind == JOURNAL_CLOSE) complete = true;
        if (f.kind == JOURNAL_FAULT) break;
        if (f.kind == JOURNAL_EVENT && !outline_read(f.body, &o) &&
            o.kind == RECORD_STOPPED)
            break;
    }
    if (v->at < v->scenario->start) {
        end = v->scenario->start;
        why = "The run begins only at %s.";
    } else if (complete && v->at > v->scenario->end) {
        end = v->scenario->end;
        why = "The run ends at %s: nothing later is known.";
    } else if (!complete && v->at > end) {
        why = "The run was cut short at %s: nothing later is known.";
    }
    if (!why) return;
    arena_init(&a);
    moment_full(time, end);
    fputc('\n', stdout);
    style_paragraph(&v->style, STYLE_OPEN, arena_format(&a, why, time), stdout);
    arena_fini(&a);
}

static int show_keys(const char *command, struct view *v, instant until)
{
    struct beliefs beliefs;
    struct errmsg e;

    enum err rc = beliefs_read(&beliefs, v->reader, v->scenario, until);
    v->beliefs = &beliefs;
    view_heading(v, stdout);
    note_moment(v);
    keyrings_draw(v, stdout);
    v->beliefs = NULL;
    beliefs_fini(&beliefs);
    if (!rc) return COMMAND_OK;
    (void)err_set(&e, rc,
                  "not all records are readable; demarche verify shows which");
    return notice_failed(command, &e);
}

/* The causes of a disclosure need another pass over the journal. */
static void draw_disclosures(const struct view *v)
{
    struct causes c;

    if (!disclosure_any(v->ledger)) return;
    causes_init(&c, v->reader, v->ledger);
    disclosures_draw(v, &c, stdout);
    causes_fini(&c);
}

static void who_draw(const struct who_request *q, struct view *v)
{
    struct set_aside aside;
    const bool history = q->party || q->document || q->since != INSTANT_MIN;

    view_heading(v, stdout);
    note_moment(v);
    set_aside_read(&aside, v->reader, v->scenario, v->at);
    v->set_aside = &aside;
    if (history)
        history_draw(v, stdout);
    else
        matrix_draw(v, stdout);
    v->set_aside = NULL;
    set_aside_fini(&aside);
    draw_disclosures(v);
}

int who_main(int argc, char **argv)
{
    struct who_request q;
    struct evidence ev;
    struct errmsg e;
    int exit_code = who_parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (evidence_open_for(&ev, q.path, q.at, q.json ? stderr : stdout, &e))
        return notice_failed(argv[0], &e);

    struct view v = evidence_view(&ev, q.path);

    v.at = q.at;
    v.since = q.since;
    if (options_party(&v.select.party, &ev.scenario, q.party, &e) ||
        options_document(&v.select.document, &ev.scenario, q.document, &e)) {
        exit_code = notice_wrong(argv[0], "%s", e.text);
    } else if (q.json) {
        exit_code = json_answer_who(&ev, &v);
    } else if (q.keys) {
        exit_code = show_keys(argv[0], &v, q.at);
    } else {
        who_draw(&q, &v);
    }
    return evidence_close(&ev, exit_code);
}
