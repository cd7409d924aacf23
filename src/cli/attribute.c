#include "cli/subcommand.h"

#include <unistd.h>

#include "cli/evidence.h"
#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/runs.h"
#include "json/json_attribute.h"
#include "study/attribution_case.h"
#include "view/suspects.h"

/* The copy is the first that the public held, or a file. The study
 * (study/attribution_case) reads its marks and those of each holder's copy from
 * the wording and weighs the holders, and the view prints them. */

/* The command line. */
struct attribute_request {
    const char *path;
    struct runs_name found;
    const char *document;
    const char *surfaced; /* a file; NULL: what the public held first */
    bool json;
};

static const struct options_row attribute_options[] = {
    {"surfaced", "FILE", "the text of a copy that surfaced outside the run",
     OPTIONS_TEXT(struct attribute_request, surfaced)},
    {OPTIONS_JSON(struct attribute_request, json,
                  "each holder with its share of suspicion")},
    {OPTIONS_COLOR},
    {0},
};

static int attribute_parse(int argc, char **argv, struct attribute_request *q)
{
    *q = (struct attribute_request){0};
    const int exit_code = options_read(argc, argv, attribute_options, q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (optind + 1 == argc) runs_find(&q->found, &q->path);
    if (optind + 2 != argc && !q->path)
        return notice_wrong(argv[0], "expected one RUN and one DOCUMENT");
    q->document = argv[argc - 1];
    if (q->path) return COMMAND_OK;
    q->path = argv[optind];
    runs_find(&q->found, &q->path);
    return COMMAND_OK;
}

static void attribute_as_json(const struct attribute_request *r,
                              struct evidence *ev, uint32_t document,
                              const struct attribution_case *c)
{
    const struct json_attribute answer = {
        .scenario = &ev->scenario,
        .header = &ev->reader.header,
        .document = document,
        .attribution = &c->found,
        .surfacing = c->surfacing.party == SCENARIO_NONE ? NULL : &c->surfacing,
        .until = c->until,
        .file = r->surfaced,
        .damaged = evidence_is_damaged(ev),
    };
    struct json j;

    json_init(&j, stdout);
    json_attribute_put(&j, &answer);
    json_finish(&j);
}

static void attribute_draw(const struct attribute_request *r,
                           struct evidence *ev, uint32_t document,
                           const struct attribution_case *c)
{
    struct view v = evidence_view(ev, r->path);

    v.select.document = document;
    view_heading(&v, stdout);
    suspects_draw(&v, &c->found, c->until, stdout);
}

/* The case of the document, with the copy in a file if one is named. */
static enum err attribute_judge(const struct attribute_request *r,
                                struct evidence *ev, uint32_t document,
                                struct attribution_case *c, struct errmsg *e)
{
    const char *surfaced = NULL;
    enum err rc = ERR_OK;
    struct arena a;

    arena_init(&a);
    if (r->surfaced) rc = input_text(&a, r->surfaced, &surfaced, e);
    if (!rc)
        rc = attribution_case_init(c, &ev->reader, &ev->ledger, document,
                                   surfaced, e);
    arena_fini(&a);
    return rc;
}

static int attribute_copy(const struct attribute_request *r,
                          struct evidence *ev)
{
    struct attribution_case c;
    uint32_t document;
    struct errmsg e;

    if (options_document(&document, &ev->scenario, r->document, &e))
        return notice_wrong("attribute", "%s", e.text);
    if (attribute_judge(r, ev, document, &c, &e))
        return notice_failed("attribute", &e);
    if (r->json)
        attribute_as_json(r, ev, document, &c);
    else
        attribute_draw(r, ev, document, &c);
    attribution_case_fini(&c);
    return COMMAND_OK;
}

static int attribute_main(int argc, char **argv)
{
    struct attribute_request q = {0};
    struct evidence ev;
    struct errmsg e;
    int exit_code = attribute_parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    const struct evidence_reading reading = {.say = q.json ? stderr : NULL};
    if (evidence_open_for(&ev, q.path, &reading, &e))
        return notice_failed(argv[0], &e);
    evidence_read(&ev, INSTANT_MAX);
    exit_code = attribute_copy(&q, &ev);
    return evidence_close(&ev, exit_code);
}

const struct subcommand subcommand_attribute = {
    .name = "attribute",
    .summary = "estimate who may have leaked a document",
    .main = attribute_main,
    .forms = {"RUN DOCUMENT [--surfaced FILE] [--json]"},
    .about = SUBCOMMAND_A_RUN
    " The copy is the first one that the public held in the run. "
    "The estimate reads who held the text until then and the marks "
    "in the copy, and not the record of who leaked it.",
    .options = attribute_options,
};
