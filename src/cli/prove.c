#include "cli/subcommand.h"

#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/output.h"
#include "cli/runs.h"
#include "journal/prove.h"
#include "view/verdict.h"

/* The command line: one of state, record and since is given. */
struct prove_request {
    const char *path;
    struct runs_name found;
    const char *out; /* NULL: standard output */
    const char *since;
    uint64_t record;
    bool state, has_record, force;
};

static const struct options_row prove_options[] = {
    {"record", "N", "prove that this record is in the journal",
     OPTIONS_NUMBER(struct prove_request, record),
     OPTIONS_GIVEN(struct prove_request, has_record)},
    {"state", NULL, "write the sealed state of the journal, as a note to keep",
     OPTIONS_FLAG(struct prove_request, state)},
    {"since", "STATE", "prove that the journal has grown from this state",
     OPTIONS_TEXT(struct prove_request, since)},
    {"out", "FILE", "where to write; default: standard output",
     OPTIONS_TEXT(struct prove_request, out)},
    {OPTIONS_FORCE(struct prove_request, force, "an existing FILE")},
    {0},
};

static int prove_parse(int argc, char **argv, struct prove_request *q)
{
    *q = (struct prove_request){0};
    const int exit_code = options_read(argc, argv, prove_options, q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (q->has_record + q->state + (q->since != NULL) != 1)
        return notice_wrong(argv[0],
                            "expected one of --record, --state and --since");
    if (q->force && !output_is_file(q->out))
        return notice_wrong(argv[0], "--force needs --out FILE");
    return runs_operand(argc, argv, &q->found, &q->path);
}

static enum err prove_growth_since(struct reader *r, const char *path,
                                   struct arena *a, struct bytes *text,
                                   struct errmsg *e)
{
    struct checkpoint old;

    enum err rc = input_state(&old, path, a, e);
    return rc ? rc : prove_growth(r, &old, a, text, e);
}

static enum err prove_claim(const struct prove_request *q, struct arena *a,
                            struct bytes *text, struct errmsg *e)
{
    struct reader r;

    enum err rc = reader_open(&r, q->path, e);
    if (rc) return rc;
    if (verdict_stand_in(&r.header))
        notice_say("note: %s: %s", q->path, verdict_stand_in(&r.header));
    if (q->since)
        rc = prove_growth_since(&r, q->since, a, text, e);
    else if (q->state)
        rc = prove_state(&r, a, text, e);
    else
        rc = prove_record(&r, q->record, a, text, e);
    reader_close(&r);
    return rc;
}

static int prove_main(int argc, char **argv)
{
    struct prove_request q;
    struct bytes text;
    struct errmsg e;
    struct arena a;
    const int exit_code = prove_parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    const struct output_target target = {
        .path = q.out, .input = q.path, .other = q.since, .force = q.force};
    arena_init(&a);
    enum err rc = prove_claim(&q, &a, &text, &e);
    if (!rc) rc = output_write(&target, text, &e);
    arena_fini(&a);
    return rc ? notice_failed(argv[0], &e) : COMMAND_OK;
}

const struct subcommand subcommand_prove = {
    .name = "prove",
    .summary = "prove a record to a verifier without the journal",
    .main = prove_main,
    .forms = {"RUN --record N [--out FILE [--force]]",
              "RUN --state [--out FILE [--force]]",
              "RUN --since STATE [--out FILE [--force]]"},
    .about = SUBCOMMAND_A_RUN,
    .options = prove_options,
};
