#include "cli/commands.h"

#include <string.h>

#include "cli/evidence.h"
#include "cli/input.h"
#include "cli/options.h"
#include "scenario/protections.h"
#include "view/guesses.h"

enum { RUNS = 40, RUNS_MAX = 10000 };

/* What was asked for. */
struct request {
    const char *scenario, *on;
    struct metadata study;
};

static bool take_padding(struct metadata *m, const char *text)
{
    const uint32_t found = words_find(&protections_paddings, text);

    m->padding_given = found != NAMES_NONE;
    m->padding =
        m->padding_given ? (enum padding_kind)found : PADDING_KIND_NONE;
    return m->padding_given;
}

/* What is wrong with an option's value: what it takes; NULL: nothing. */
static const char *take(struct request *q, int option, const char *text)
{
    struct metadata *m = &q->study;

    switch (option) {
    case 'o':
        q->on = text;
        return NULL;
    case 'p':
        return take_padding(m, text) ? NULL : "none, padme or blocks";
    case 'h':
        return duration_parse(&m->hold, text) ? "a span such as 8 h" : NULL;
    case 'c':
        return duration_parse(&m->cover, text) || m->cover < SCENARIO_COVER_MIN
                   ? "a span of 1 s or more, such as 30 min"
                   : NULL;
    case 'n':
        return options_number(&m->runs, text) || m->runs == 0 ||
                       m->runs > RUNS_MAX
                   ? "a number from 1 to 10000"
                   : NULL;
    default:
        return options_number(&m->seed, text) ? "a number" : NULL;
    }
}

static int parse(int argc, char **argv, struct request *q)
{
    static const struct option options[] = {
        {"cover", required_argument, NULL, 'c'},
        {"hold", required_argument, NULL, 'h'},
        {"on", required_argument, NULL, 'o'},
        {"padding", required_argument, NULL, 'p'},
        {"runs", required_argument, NULL, 'n'},
        {"seed", required_argument, NULL, 's'},
        {0}};
    int answer;

    *q = (struct request){.study = {.on = SCENARIO_NONE,
                                    .seed = 1,
                                    .runs = RUNS,
                                    .hold = -1,
                                    .cover = -1}};
    while ((answer = options_next(argc, argv, options)) != -1) {
        if (!strchr("chopns", answer)) return options_complain(argv, answer);
        const char *wanted = take(q, answer, optarg);
        const char *name = "";
        for (size_t i = 0; options[i].name; i++)
            if (options[i].val == answer) name = options[i].name;
        if (wanted)
            return options_wrong(argv[0], "--%s takes %s, not %s", name, wanted,
                                 optarg);
    }
    if (optind + 1 != argc) return options_wrong(argv[0], "name one scenario");
    q->scenario = argv[optind];
    return COMMAND_OK;
}

static int study(struct request *q, const struct scenario *s)
{
    const struct style style = options_style();
    struct metadata *m = &q->study;
    struct errmsg e;

    m->scenario = s;
    if (options_channel(&m->on, s, q->on, &e))
        return options_wrong("metadata", "%s", e.text);
    if (m->cover >= 0 && m->on != SCENARIO_NONE &&
        s->channels[m->on].medium != MEDIUM_NETWORK)
        return options_wrong("metadata",
                             "--cover is for networks, and %s is "
                             "none",
                             q->on);
    if (metadata_study(m, &e)) return evidence_failed("metadata", &e);
    guesses_draw(m, &style, stdout);
    return COMMAND_OK;
}

int metadata_main(int argc, char **argv)
{
    struct request q;
    struct scenario s;
    int exit_code = parse(argc, argv, &q);

    if (exit_code) return exit_code;
    if (input_scenario(&s, q.scenario)) return COMMAND_ERROR;
    exit_code = study(&q, &s);
    scenario_fini(&s);
    return exit_code;
}
