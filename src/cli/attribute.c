#include "cli/commands.h"

#include "cli/evidence.h"
#include "cli/options.h"
#include "view/suspects.h"

/* What was asked for. */
struct request {
    const char *path;
    const char *document;
};

static int parse(int argc, char **argv, struct request *q)
{
    static const struct option options[] = {{0}};
    const int answer = options_next(argc, argv, options);

    if (answer != -1) return options_complain(argv, answer);
    if (optind + 2 != argc)
        return options_wrong(argv[0], "name one run and one document");
    *q = (struct request){argv[optind], argv[optind + 1]};
    return COMMAND_OK;
}

/* When anybody public first had any of the text, if that is earlier than
 * *surfaced. False: it never was. */
static bool find_surfacing(const struct ledger *l, uint32_t document,
                           instant *surfaced)
{
    struct ledger_mark mark;
    bool found = false;

    for (uint32_t i = 0; i < l->scenario->party_count; i++) {
        if (l->scenario->parties[i].kind != PARTY_PUBLIC ||
            !ledger_since_any(l, i, document, LEVEL_HOLDS, &mark) ||
            mark.time >= *surfaced)
            continue;
        *surfaced = mark.time;
        found = true;
    }
    return found;
}

static int attribute(const struct request *q, struct evidence *ev)
{
    struct view v = evidence_view(ev, q->path);
    struct attribution a;
    struct errmsg e;
    instant surfaced = INSTANT_MAX;

    if (options_document(&v.document, &ev->scenario, q->document, &e))
        return options_wrong("attribute", "%s", e.text);
    if (!find_surfacing(&ev->ledger, v.document, &surfaced)) {
        (void)err_set(&e, ERR_MISSING, "the public never held %s in this run",
                      q->document);
        return evidence_failed("attribute", &e);
    }
    attribution_init(&a, &ev->ledger, v.document, surfaced);
    attribution_judge(&a, NULL, 0, 0.01);
    view_heading(&v, stdout);
    suspects_draw(&v, &a, surfaced, stdout);
    attribution_fini(&a);
    return COMMAND_OK;
}

int attribute_main(int argc, char **argv)
{
    struct request q = {0};
    struct evidence ev;
    struct errmsg e;
    int exit_code = parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (evidence_open(&ev, q.path, INSTANT_MAX, &e))
        return evidence_failed(argv[0], &e);
    exit_code = attribute(&q, &ev);
    evidence_close(&ev);
    return exit_code;
}
