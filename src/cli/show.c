#include "cli/commands.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/evidence.h"
#include "cli/exchange.h"
#include "cli/follow.h"
#include "cli/options.h"
#include "journal/reader_seek.h"
#include "view/detail.h"
#include "view/timeline.h"

/* What was asked for; names are looked up once the scenario is known. */
struct request {
    const char *path;
    const char *party, *peer, *as, *document;
    const char *extract; /* the folder for what an exchange carried */
    struct selection select;
    bool kinds[RECORD_KIND_COUNT];
    bool tree, follow;
    bool hex, reveal; /* every byte by its field; secrets in full */
    uint64_t record;
    bool has_record;
};

static int take_time(instant *out, const char *command, const char *option,
                     const char *text)
{
    if (!instant_parse(out, text)) return COMMAND_OK;
    return options_wrong(command,
                         "--%s takes a time such as 2022-01-26T17:00Z, not %s",
                         option, text);
}

/* One option that takes a value. */
static int take(struct request *q, const char *command, int answer)
{
    struct errmsg e;

    switch (answer) {
    case 'p':
        q->party = optarg;
        break;
    case 'r':
        q->peer = optarg;
        break;
    case 's':
        q->as = optarg;
        break;
    case 'd':
        q->document = optarg;
        break;
    case 'o':
        q->select.portion = optarg;
        break;
    case 'e':
        q->extract = optarg;
        break;
    case 'f':
        return take_time(&q->select.from, command, "from", optarg);
    case 't':
        return take_time(&q->select.to, command, "to", optarg);
    case 'k':
        if (options_kinds(q->kinds, optarg, &e))
            return options_wrong(command, "%s", e.text);
        q->select.kinds = q->kinds;
        break;
    case 'n':
        if (options_number(&q->record, optarg))
            return options_wrong(command, "--record takes a number, not %s",
                                 optarg);
        q->has_record = true;
        break;
    case 'x':
        if (options_number(&q->select.exchange, optarg) || !q->select.exchange)
            return options_wrong(
                command, "--exchange takes a number from 1, not %s", optarg);
        break;
    }
    return COMMAND_OK;
}

static int parse(int argc, char **argv, struct request *q)
{
    static const struct option options[] = {
        {"all", no_argument, NULL, 'a'},
        {"as", required_argument, NULL, 's'},
        {"document", required_argument, NULL, 'd'},
        {"exchange", required_argument, NULL, 'x'},
        {"extract", required_argument, NULL, 'e'},
        {"follow", no_argument, NULL, 'w'},
        {"from", required_argument, NULL, 'f'},
        {"hex", no_argument, NULL, 'h'},
        {"kind", required_argument, NULL, 'k'},
        {"party", required_argument, NULL, 'p'},
        {"peer", required_argument, NULL, 'r'},
        {"portion", required_argument, NULL, 'o'},
        {"rejected", no_argument, NULL, 'j'},
        {"record", required_argument, NULL, 'n'},
        {"reveal-secrets", no_argument, NULL, 'z'},
        {"to", required_argument, NULL, 't'},
        {"tree", no_argument, NULL, 'v'},
        {0}};
    int answer, exit_code = COMMAND_OK;

    *q = (struct request){.select = selection_usual()};
    while (exit_code == COMMAND_OK &&
           (answer = options_next(argc, argv, options)) != -1) {
        if (answer == 'a')
            q->select.all = true;
        else if (answer == 'j')
            q->select.trouble = true;
        else if (answer == 'v')
            q->tree = true;
        else if (answer == 'w')
            q->follow = true;
        else if (answer == 'z')
            q->reveal = true;
        else if (answer == 'h')
            q->hex = true;
        else if (strchr(":?", answer))
            exit_code = options_complain(argv, answer);
        else
            exit_code = take(q, argv[0], answer);
    }
    return exit_code;
}

/* Whether some of the records are asked for, or another form of them. */
static bool selects(const struct request *q)
{
    const struct selection usual = selection_usual();
    const struct selection *s = &q->select;

    return q->party || q->peer || q->as || q->document || s->portion ||
           s->exchange || s->kinds || s->trouble || s->all ||
           s->from != usual.from || s->to != usual.to || q->tree || q->follow;
}

/* What cannot be had together. */
static int check(int argc, char **argv, struct request *q)
{
    if (q->extract && !q->select.exchange)
        return options_wrong(argv[0], "--extract goes with --exchange");
    if (q->reveal && !q->select.exchange)
        return options_wrong(argv[0], "--reveal-secrets goes with --exchange");
    if (q->hex && !q->select.exchange && !q->has_record)
        return options_wrong(argv[0], "--hex goes with --exchange or --record");
    if (q->has_record && selects(q))
        return options_wrong(argv[0],
                             "--record goes with no other option but --hex");
    if (q->follow && q->tree)
        return options_wrong(argv[0], "a tree cannot be followed");
    if (optind + 1 != argc) return options_wrong(argv[0], "name one run");
    q->path = argv[optind];
    if (q->follow && strcmp(q->path, "-") == 0)
        return options_wrong(argv[0], "standard input cannot be followed");
    return COMMAND_OK;
}

/* An exchange by itself is shown layer by layer, as all or some of its records
 * where these are asked for. */
static bool wants_layers(const struct request *q)
{
    return q->select.exchange && !q->tree && !q->select.all && !q->follow &&
           !q->select.kinds && !q->select.trouble;
}

static int draw_record(const struct request *q, struct view *v)
{
    struct journal_frame f;
    struct errmsg e;

    if (reader_seek_seq(v->reader, q->record) || reader_next(v->reader, &f) ||
        f.seq != q->record) {
        (void)err_set(&e, ERR_MISSING,
                      "there is no record %" PRIu64
                      "; demarche show RUN --all lists what there is",
                      q->record);
        return evidence_failed("show", &e);
    }
    detail_draw(v, &f, stdout);
    return COMMAND_OK;
}

static int draw(const struct request *q, struct view *v)
{
    if (q->has_record) return draw_record(q, v);

    if (wants_layers(q))
        return exchange_show(v, q->select.exchange, q->extract, stdout);
    view_heading(v, stdout);
    if (q->follow) return follow_timeline(v, stdout);
    timeline_draw(v, stdout);
    return COMMAND_OK;
}

int show_main(int argc, char **argv)
{
    struct request q;
    struct evidence ev;
    struct errmsg e;
    int exit_code = parse(argc, argv, &q);

    if (exit_code == COMMAND_OK) exit_code = check(argc, argv, &q);
    if (exit_code != COMMAND_OK) return exit_code;
    if (evidence_open(&ev, q.path, INSTANT_MIN, &e))
        return evidence_failed(argv[0], &e);

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
        exit_code = options_wrong(argv[0], "%s", e.text);
    else
        exit_code = draw(&q, &v);
    evidence_close(&ev);
    return exit_code;
}
