#include "cli/commands.h"

#include "cli/evidence.h"
#include "cli/exchange.h"
#include "cli/options.h"
#include "view/timeline.h"

/* What was asked for. */
struct request {
    const char *path;
    const char *party;
    const char *document;
    const char *extract; /* the folder for what an exchange carried */
    uint64_t exchange;   /* 0: none, for exchanges count from 1 */
    bool all;
    bool reveal; /* secrets in full */
};

static int parse(int argc, char **argv, struct request *q)
{
    static const struct option options[] = {
        {"all", no_argument, NULL, 'a'},
        {"document", required_argument, NULL, 'd'},
        {"exchange", required_argument, NULL, 'x'},
        {"extract", required_argument, NULL, 'e'},
        {"party", required_argument, NULL, 'p'},
        {"reveal-secrets", no_argument, NULL, 'r'},
        {0}};
    int answer;

    *q = (struct request){0};
    while ((answer = options_next(argc, argv, options)) != -1) {
        if (answer == 'a') {
            q->all = true;
        } else if (answer == 'r') {
            q->reveal = true;
        } else if (answer == 'd') {
            q->document = optarg;
        } else if (answer == 'e') {
            q->extract = optarg;
        } else if (answer == 'p') {
            q->party = optarg;
        } else if (answer != 'x') {
            return options_complain(argv, answer);
        } else if (options_number(&q->exchange, optarg) || !q->exchange) {
            return options_wrong(
                argv[0], "--exchange takes a number from 1, not %s", optarg);
        }
    }
    if (q->extract && !q->exchange)
        return options_wrong(argv[0], "--extract goes with --exchange");
    if (q->reveal && !q->exchange)
        return options_wrong(argv[0], "--reveal-secrets goes with --exchange");
    if (optind + 1 != argc) return options_wrong(argv[0], "name one run");
    q->path = argv[optind];
    return COMMAND_OK;
}

int show_main(int argc, char **argv)
{
    struct request q;
    struct evidence ev;
    struct errmsg e;
    int exit_code = parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (evidence_open(&ev, q.path, INSTANT_MAX, &e))
        return evidence_failed(argv[0], &e);

    struct view v = evidence_view(&ev, q.path);

    v.all = q.all;
    v.reveal = q.reveal;
    if (options_party(&v.party, &ev.scenario, q.party, &e) ||
        options_document(&v.document, &ev.scenario, q.document, &e)) {
        exit_code = options_wrong(argv[0], "%s", e.text);
    } else if (q.exchange) {
        exit_code = exchange_show(&v, q.exchange, q.extract, stdout);
    } else {
        view_heading(&v, stdout);
        timeline_draw(&v, stdout);
    }
    evidence_close(&ev);
    return exit_code;
}
