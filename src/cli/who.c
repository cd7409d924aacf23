#include "cli/subcommand.h"

#include "cli/clock.h"
#include "cli/evidence.h"
#include "cli/json_answer.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/runs.h"
#include "view/disclosures.h"
#include "view/history.h"
#include "view/keyrings.h"
#include "view/matrix.h"

/* The run is opened and its ledger read, up to the time that is asked about.
 * One of five answers follows: all levels as JSON (--json), the keys (--keys),
 * the history of a party or a document, the changes since a time, or the
 * matrix; the last three are followed by the disclosures. A time behind the end
 * of the run, or outside of its clock, is said first. */

/* The command line. */
struct who_request {
    const char *path;
    struct runs_name found;
    const char *party;
    const char *document;
    instant at, since;
    bool keys;
    bool json;
};

static const struct options_row who_options[] = {
    {"at", "TIME", "the knowledge at this time, such as 2022-01-26T17:00Z",
     OPTIONS_TIME(struct who_request, at)},
    {"since", "TIME", "the changes after this time, record by record",
     OPTIONS_TIME(struct who_request, since)},
    {"party", "NAME", "how this party came to know, record by record",
     OPTIONS_TEXT(struct who_request, party)},
    {"document", "NAME", "how this document became known, record by record",
     OPTIONS_TEXT(struct who_request, document)},
    {"json", NULL, "every party's level on every document and portion, as JSON",
     OPTIONS_FLAG(struct who_request, json)},
    {"keys", NULL, "which keys each party believes to be whose",
     OPTIONS_FLAG(struct who_request, keys)},
    {OPTIONS_COLOR},
    {OPTIONS_NO_PAGER},
    {0},
};

static int who_parse(int argc, char **argv, struct who_request *q)
{
    *q = (struct who_request){.at = INSTANT_MAX, .since = INSTANT_MIN};
    const int exit_code = options_read(argc, argv, who_options, q);

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
    return runs_operand(argc, argv, &q->found, &q->path);
}

static int show_keys(const char *command, struct view *v, instant until)
{
    struct beliefs beliefs;
    struct errmsg e;

    enum err rc = beliefs_read(&beliefs, v->reader, v->scenario, until);
    v->beliefs = &beliefs;
    view_heading(v, stdout);
    clock_note(v, v->since, v->at);
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
    clock_note(v, v->since, v->at);
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

static int who_main(int argc, char **argv)
{
    struct who_request q;
    struct evidence ev;
    struct errmsg e;
    int exit_code = who_parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    const struct evidence_reading reading = {.say = q.json ? stderr : NULL};
    if (evidence_open_for(&ev, q.path, &reading, &e))
        return notice_failed(argv[0], &e);
    evidence_read(&ev, q.at);
    if (!q.json) pager_begin();

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

const struct subcommand subcommand_who = {
    .name = "who",
    .summary = "show who knows what, and since when",
    .main = who_main,
    .forms = {"RUN [--at TIME] [--since TIME] [--party NAME] [--document "
              "NAME]",
              "RUN --json [--at TIME] [--party NAME] [--document NAME]",
              "RUN --keys [--at TIME] [--party NAME]"},
    .about = SUBCOMMAND_A_RUN,
    .options = who_options,
};
