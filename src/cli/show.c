#include "cli/subcommand.h"

#include <inttypes.h>
#include <string.h>

#include "cli/clock.h"
#include "cli/evidence.h"
#include "cli/exchange.h"
#include "cli/follow.h"
#include "cli/json_answer.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/runs.h"
#include "journal/reader_seek.h"
#include "view/detail.h"
#include "view/timeline.h"
#include "wire/outline.h"

/* The options are read, then checked against one another; the run is opened,
 * and only then are the names in the options resolved. One of four views
 * follows: a record, an exchange layer by layer, the timeline as it grows, or
 * the timeline. */

/* The command line; names are resolved once the scenario is known. */
struct show_request {
    const char *path;
    struct runs_name found;
    const char *party, *peer, *as, *document;
    const char *extract; /* the folder for what an exchange carried */
    struct selection select;
    const char *kind_list;
    bool kinds[RECORD_KIND_COUNT];
    bool tree, follow;
    bool hex, reveal; /* every byte by its field; secrets in full */
    bool json;        /* layers for programs */
    bool force;       /* replaces files that are extracted again */
    uint64_t record;
    bool has_record;
};

static const struct options_row show_options[] = {
    {"party", "NAME", "only what this party does, or others do with it",
     OPTIONS_TEXT(struct show_request, party)},
    {"peer", "NAME", "with --party: only what passes between the two",
     OPTIONS_TEXT(struct show_request, peer)},
    {"as", "NAME", "only what this party itself can see",
     OPTIONS_TEXT(struct show_request, as)},
    {"document", "NAME", "only what concerns this document",
     OPTIONS_TEXT(struct show_request, document)},
    {"portion", "NAME", "only what concerns this portion",
     OPTIONS_TEXT(struct show_request, select.portion)},
    {"kind", "LIST", "only these kinds, such as received,frame-lost",
     OPTIONS_TEXT(struct show_request, kind_list), .offer = options_kind_word,
     .list = true},
    {"rejected", NULL, "only what went wrong",
     OPTIONS_FLAG(struct show_request, select.trouble)},
    {"from", "TIME", "only from this time on, such as 2022-01-26T17:00Z",
     OPTIONS_TIME(struct show_request, select.from)},
    {"to", "TIME", "only up to this time",
     OPTIONS_TIME(struct show_request, select.to)},
    {"all", NULL, "frames, sessions and checks as well",
     OPTIONS_FLAG(struct show_request, select.all)},
    {"tree", NULL, "grouped by exchange",
     OPTIONS_FLAG(struct show_request, tree)},
    {"follow", NULL, "continue while the journal is being written",
     OPTIONS_FLAG(struct show_request, follow)},
    {"exchange", "N",
     "one exchange, layer by layer; with --all, --tree or --kind its records",
     OPTIONS_NUMBER(struct show_request, select.exchange), .least = 1},
    {"record", "N", "one record, with all its fields",
     OPTIONS_NUMBER(struct show_request, record),
     OPTIONS_GIVEN(struct show_request, has_record)},
    {"hex", NULL, "every byte, by the field it belongs to",
     OPTIONS_FLAG(struct show_request, hex)},
    {"json", NULL, "every layer with its bytes and fields, as JSON",
     OPTIONS_FLAG(struct show_request, json)},
    {"extract", "FOLDER",
     "write what the exchange carried as files for other tools",
     OPTIONS_TEXT(struct show_request, extract)},
    {OPTIONS_FORCE(struct show_request, force, "existing files in it")},
    {"reveal-secrets", NULL,
     "derived keys in full instead of fingerprints; with --extract also as "
     ".key files",
     OPTIONS_FLAG(struct show_request, reveal)},
    {OPTIONS_COLOR},
    {OPTIONS_NO_PAGER},
    {0},
};

static int show_parse(int argc, char **argv, struct show_request *q)
{
    *q = (struct show_request){.select = selection_usual()};
    return options_read(argc, argv, show_options, q);
}

static int show_parse_kinds(const char *command, struct show_request *q)
{
    struct errmsg e;

    if (!q->kind_list) return COMMAND_OK;
    q->select.kinds = q->kinds;
    if (!options_kinds(q->kinds, q->kind_list, &e)) return COMMAND_OK;
    return notice_wrong(command, "%s", e.text);
}

/* True when an option selects records, or another form of them. */
static bool selects(const struct show_request *q)
{
    const struct selection usual = selection_usual();
    const struct selection *s = &q->select;

    return q->party || q->peer || q->as || q->document || s->portion ||
           s->exchange || s->kinds || s->trouble || s->all ||
           s->from != usual.from || s->to != usual.to || q->tree || q->follow;
}

/* An exchange by itself is shown layer by layer, as all or some of its records
 * where these are asked for. */
static bool wants_layers(const struct show_request *q)
{
    return q->select.exchange && !q->tree && !q->select.all && !q->follow &&
           !q->select.kinds && !q->select.trouble;
}

/* Refuses options that would do nothing: those of layers without them, and with
 * them those that select records. */
static int show_check_layers(const char *command, const struct show_request *q)
{
    const struct selection usual = selection_usual();
    const struct selection *s = &q->select;
    const struct {
        const char *name;
        bool given, layers;
    } options[] = {
        {"extract", q->extract != NULL, true},
        {"reveal-secrets", q->reveal && !q->has_record, true},
        {"hex", q->hex && !q->has_record, true},
        {"json", q->json && !q->has_record, true},
        {"party", q->party != NULL, false},
        {"peer", q->peer != NULL, false},
        {"document", q->document != NULL, false},
        {"portion", s->portion != NULL, false},
        {"from", s->from != usual.from, false},
        {"to", s->to != usual.to, false},
    };

    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (!options[i].given || options[i].layers == wants_layers(q)) continue;
        if (!s->exchange && options[i].layers)
            return notice_wrong(command, "--%s needs --exchange%s",
                                options[i].name,
                                q->extract ? "" : " or --record");
        if (s->exchange)
            return notice_wrong(
                command, "--%s %s the records of --exchange", options[i].name,
                options[i].layers ? "shows layers, and does nothing with"
                                  : "needs --all, --tree or --kind, for");
    }
    return COMMAND_OK;
}

/* Refuses options that exclude each other. */
static int show_check(int argc, char **argv, struct show_request *q)
{
    int exit_code = show_check_layers(argv[0], q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (q->json && (q->hex || q->extract))
        return notice_wrong(argv[0],
                            "--json has every byte of every layer, "
                            "and takes no --%s",
                            q->hex ? "hex" : "extract");
    if (q->force && !q->extract)
        return notice_wrong(argv[0], "--force needs --extract");
    if (q->select.from > q->select.to)
        return notice_wrong(argv[0], "--from must not be later than --to");
    if (q->select.all && (q->select.kinds || q->select.trouble))
        return notice_wrong(argv[0], "--all does nothing with %s",
                            q->select.kinds ? "--kind" : "--rejected");
    if (q->has_record && selects(q))
        return notice_wrong(argv[0],
                            "--record takes no other option but --hex, --json, "
                            "--reveal-secrets");
    if (q->peer && !q->party)
        return notice_wrong(argv[0], "--peer needs --party");
    if (q->peer && strcmp(q->peer, q->party) == 0)
        return notice_wrong(argv[0],
                            "--peer takes another party than --party, not %s",
                            q->peer);
    if (q->follow && q->tree)
        return notice_wrong(argv[0], "--follow does not go with --tree");
    exit_code = runs_operand(argc, argv, &q->found, &q->path);
    if (exit_code != COMMAND_OK) return exit_code;
    if (q->follow && strcmp(q->path, "-") == 0)
        return notice_wrong(argv[0],
                            "--follow does not go with standard input");
    return COMMAND_OK;
}

/* True for a record of bytes that were put on a channel. */
static bool is_frame_sent(const struct reader_frame *f)
{
    struct outline o;

    return f->kind == JOURNAL_EVENT && !outline_read(f->body, &o) &&
           o.kind == RECORD_FRAME_SENT;
}

static int show_record(const struct show_request *q, struct evidence *ev,
                       struct view *v)
{
    struct reader_frame f;
    struct errmsg e;

    if (reader_seek_seq(v->reader, q->record) || reader_next(v->reader, &f) ||
        f.seq != q->record) {
        (void)err_set(&e, ERR_MISSING,
                      "no record is numbered %" PRIu64
                      "; demarche show RUN --all lists all records",
                      q->record);
        return notice_failed("show", &e);
    }
    if (q->json) return json_answer_record(ev, v, q->record);
    detail_draw(v, &f, stdout);
    if (is_frame_sent(&f)) exchange_show_record(v, q->record, stdout);
    return COMMAND_OK;
}

static int show_draw(const struct show_request *q, struct evidence *ev,
                     struct view *v)
{
    if (q->has_record) return show_record(q, ev, v);
    if (q->json) return json_answer_exchange(ev, v, q->select.exchange);

    if (wants_layers(q))
        return exchange_show(v, q->select.exchange, q->extract, q->force,
                             stdout);
    if (selects(q))
        view_heading(v, stdout);
    else
        view_opening(v, stdout);
    if (q->follow) return follow_timeline(v, stdout);
    clock_note(v, v->select.from, v->select.to);
    timeline_draw(v, stdout);
    return COMMAND_OK;
}

/* The part of a large journal that is read: from a record or a time found
 * through the index, up to a time; NULL: all of it. */
static const char *show_part(const struct show_request *q, struct arena *a)
{
    const struct selection *s = &q->select;
    const bool from = s->from != INSTANT_MIN, to = s->to != INSTANT_MAX;
    char times[2][INSTANT_TEXT_SIZE];

    if (q->has_record) return arena_format(a, "record %" PRIu64, q->record);
    if (from) instant_format(times[0], s->from);
    if (to) instant_format(times[1], s->to);
    if (from && to)
        return arena_format(a, "the time from %s to %s", times[0], times[1]);
    if (from) return arena_format(a, "the time from %s on", times[0]);
    return to ? arena_format(a, "the time up to %s", times[1]) : NULL;
}

static enum err show_open(const struct show_request *q, struct evidence *ev,
                          struct errmsg *e)
{
    struct arena a;

    arena_init(&a);
    const struct evidence_reading reading = {.say = q->json ? stderr : NULL,
                                             .part = show_part(q, &a)};
    enum err rc = evidence_open_for(ev, q->path, &reading, e);
    arena_fini(&a);
    return rc;
}

static int show_main(int argc, char **argv)
{
    struct show_request q;
    struct evidence ev;
    struct errmsg e;
    int exit_code = show_parse(argc, argv, &q);

    if (exit_code == COMMAND_OK) exit_code = show_parse_kinds(argv[0], &q);
    if (exit_code == COMMAND_OK) exit_code = show_check(argc, argv, &q);
    if (exit_code != COMMAND_OK) return exit_code;
    if (show_open(&q, &ev, &e)) return notice_failed(argv[0], &e);
    if (!q.follow && !q.json) pager_begin();

    struct view v = evidence_view(&ev, q.path);
    struct selection *s = &v.select;

    *s = q.select;
    v.tree = q.tree;
    v.reveal = q.reveal;
    v.hex = q.hex;
    if (options_party(&s->party, &ev.scenario, q.party, &e) ||
        options_party(&s->peer, &ev.scenario, q.peer, &e) ||
        options_party(&s->as, &ev.scenario, q.as, &e) ||
        options_document(&s->document, &ev.scenario, q.document, &e) ||
        options_portion(&ev.scenario, s->document, s->portion, &e))
        exit_code = notice_wrong(argv[0], "%s", e.text);
    else
        exit_code = show_draw(&q, &ev, &v);
    return evidence_close(&ev, exit_code);
}

const struct subcommand subcommand_show = {
    .name = "show",
    .summary = "show what happened in a run, line by line",
    .main = show_main,
    .forms = {"RUN [--party NAME [--peer NAME]] [--as NAME] [--document NAME] "
              "[--portion NAME] [--kind LIST] [--rejected] [--from TIME] [--to "
              "TIME] [--all] [--tree | --follow]",
              "RUN --exchange N [--as NAME] [--hex | --json] [--extract FOLDER "
              "[--force]] [--reveal-secrets]",
              "RUN --record N [--hex | --json] [--reveal-secrets]"},
    .about = SUBCOMMAND_A_RUN,
    .options = show_options,
};
