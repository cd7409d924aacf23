#include "cli/subcommand.h"

#include <string.h>
#include <unistd.h>

#include "cli/evidence.h"
#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/runs.h"
#include "document/mark.h"
#include "json/json_attribute.h"
#include "opener/copies.h"
#include "view/suspects.h"

/* The copy is the first that the public held, or a file. Its marks are read
 * from the wording, choice by choice, and so are those of each holder's copy,
 * opened from the journal with the keys of its seed. The study then weighs the
 * holders, and the view prints them. */

enum { SURFACED_MAX = 1024 * 1024 };

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

/* A copy that surfaced elsewhere, as it was typed or scanned. */
static enum err read_file(const char *path, struct arena *a, const char **text,
                          struct errmsg *e)
{
    struct bytes b;

    enum err rc = input_read(a, path, SURFACED_MAX + 1, &b, e);
    if (rc) return rc;
    if (b.size > SURFACED_MAX)
        return err_set(e, ERR_LIMIT, "%s has more than %d bytes", path,
                       SURFACED_MAX);
    if (memchr(b.data, 0, b.size))
        return err_set(e, ERR_FORMAT,
                       "%s is not text; demarche show --extract writes a "
                       "copy's text as frame-N.text",
                       path);
    *text = arena_format(a, "%.*s", (int)b.size, (const char *)b.data);
    return ERR_OK;
}

/* A case in hand: a document, and what copies show of its choices. */
struct attribute_inquiry {
    struct evidence *ev;
    struct arena arena;
    uint32_t document;
    instant until;
};

static const struct scenario_document *
document_of(const struct attribute_inquiry *q)
{
    return &q->ev->scenario.documents[q->document];
}

/* Reads the copy that a party received until then. */
static void read_copy(struct attribute_inquiry *q, uint32_t party,
                      const char **texts)
{
    copies_read(&q->ev->reader, &q->ev->scenario, party, q->document, q->until,
                &q->arena, texts);
}

/* Gives each holder the marks of its copy. */
static enum err read_holders(struct attribute_inquiry *q, struct attribution *a,
                             const char **texts, struct errmsg *e)
{
    const struct scenario_document *d = document_of(q);
    enum err rc = ERR_OK;

    for (size_t i = 0; i < a->holder_count && !rc; i++) {
        int8_t *bits;

        /* The author keeps the document as written, with the first wording of
         * each choice. */
        if (i == a->author)
            for (size_t k = 0; k < d->portion_count; k++)
                texts[k] = mark_apply(&q->arena, d->portions[k].text, NULL);
        else
            read_copy(q, a->holders[i].party, texts);
        rc = attribution_marks(&q->arena, d, texts, &bits, e);
        if (!rc) a->holders[i].bits = bits;
    }
    return rc;
}

/* A file may show any portions in any places. */
static enum err judge_copy(struct attribute_inquiry *q, const char *file,
                           uint32_t public, struct attribution *a,
                           struct errmsg *e)
{
    const struct scenario_document *d = document_of(q);
    const char **texts =
        arena_array(&q->arena, d->portion_count, sizeof *texts);
    int8_t *observed;
    enum err rc = ERR_OK;

    if (file) {
        rc = read_file(file, &q->arena, &texts[0], e);
        for (size_t i = 1; i < d->portion_count; i++)
            texts[i] = texts[0];
    } else {
        read_copy(q, public, texts);
    }
    if (!rc) rc = attribution_marks(&q->arena, d, texts, &observed, e);
    if (!rc) rc = read_holders(q, a, texts, e);
    if (!rc)
        attribution_judge(a, observed, attribution_choices(d),
                          ATTRIBUTION_ERROR);
    return rc;
}

static void attribute_as_json(const struct attribute_request *r,
                              const struct attribute_inquiry *q,
                              const struct attribution *a,
                              const struct attribution_surfacing *at)
{
    const struct json_attribute answer = {
        .scenario = &q->ev->scenario,
        .header = &q->ev->reader.header,
        .document = q->document,
        .attribution = a,
        .surfacing = at->party == SCENARIO_NONE ? NULL : at,
        .until = q->until,
        .file = r->surfaced,
        .damaged = evidence_is_damaged(q->ev),
    };
    struct json j;

    json_init(&j, stdout);
    json_attribute_put(&j, &answer);
    json_finish(&j);
}

static int attribute_copy(const struct attribute_request *r,
                          struct evidence *ev)
{
    struct view v = evidence_view(ev, r->path);
    struct attribute_inquiry q = {.ev = ev, .until = INSTANT_MAX};
    struct attribution a;
    struct attribution_surfacing at = {.party = SCENARIO_NONE};
    struct errmsg e;

    if (options_document(&q.document, &ev->scenario, r->document, &e))
        return notice_wrong("attribute", "%s", e.text);
    if (attribution_surfaced(&ev->ledger, q.document, &at)) {
        q.until = at.time;
    } else {
        if (!r->surfaced) {
            (void)err_set(&e, ERR_MISSING,
                          "the public never held %s in this run; give a copy "
                          "with --surfaced FILE",
                          r->document);
            return notice_failed("attribute", &e);
        }
        q.until = ev->ledger.last;
    }
    arena_init(&q.arena);
    attribution_init(&a, &ev->ledger, q.document, q.until);
    enum err rc = judge_copy(&q, r->surfaced, at.party, &a, &e);
    if (!rc && r->json) {
        attribute_as_json(r, &q, &a, &at);
    } else if (!rc) {
        v.select.document = q.document;
        view_heading(&v, stdout);
        suspects_draw(&v, &a, q.until, stdout);
    }
    attribution_fini(&a);
    arena_fini(&q.arena);
    return rc ? notice_failed("attribute", &e) : COMMAND_OK;
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
