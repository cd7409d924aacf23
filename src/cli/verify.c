#include "cli/subcommand.h"

#include <unistd.h>

#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options.h"
#include "view/proven.h"
#include "view/verdict.h"

static int verify_exit(enum verify_verdict verdict)
{
    static const int codes[VERIFY_VERDICT_COUNT] = {
        [VERIFY_OK] = COMMAND_OK,
        [VERIFY_INCOMPLETE] = COMMAND_UNDETERMINED,
        [VERIFY_TORN] = COMMAND_ERROR,
        [VERIFY_FAIL] = COMMAND_ERROR,
    };

    return codes[verdict];
}

/* A file whose very header does not hold fails, or is torn in it; one that
 * cannot be opened is no journal to judge. */
static int without_header(struct view *v, enum err rc, const struct errmsg *e)
{
    struct verify_result result = {
        .verdict = rc == ERR_CUT ? VERIFY_TORN : VERIFY_FAIL, .why = e->text};

    if (rc != ERR_FORMAT && rc != ERR_CUT) return notice_failed("verify", e);
    v->verified = &result;
    verdict_draw(v, stdout);
    v->verified = NULL;
    return COMMAND_ERROR;
}

static int verify_journal(const char *path)
{
    struct view v = {.style = options_style(), .path = path};
    struct verify_result result;
    struct reader reader;
    struct errmsg e;

    enum err rc = reader_open(&reader, v.path, &e);

    if (rc) return without_header(&v, rc, &e);
    rc = verify_reader(&reader, &result, &e);
    v.header = &reader.header;
    v.verified = &result;
    v.reader = &reader;
    if (!rc) verdict_draw(&v, stdout);
    reader_close(&reader);
    return rc ? notice_failed("verify", &e) : verify_exit(result.verdict);
}

/* The command line: a run, or a proof with the state it starts from. */
struct verify_request {
    const char *run, *proof, *since;
};

static int verify_parse(int argc, char **argv, struct verify_request *q)
{
    *q = (struct verify_request){0};
    const struct options_row rows[] = {
        {"proof", .text = &q->proof},
        {"since", .text = &q->since},
        {0},
    };
    const int exit_code = options_read(argc, argv, rows);

    if (exit_code != COMMAND_OK) return exit_code;
    if (q->since && !q->proof)
        return notice_wrong(argv[0], "--since needs --proof");
    if (!q->proof) return options_operand(argc, argv, "RUN", &q->run);
    return optind == argc ? COMMAND_OK
                          : notice_wrong(argv[0], "--proof takes no RUN");
}

static enum err check_proof(const struct verify_request *q, struct arena *a,
                            struct proof *proof, struct errmsg *e)
{
    struct checkpoint old;
    struct bytes text;
    const char *why;

    enum err rc = input_read(a, q->proof, PROOF_TEXT_MAX, &text, e);
    if (rc) return rc;
    if (q->since) {
        rc = input_state(&old, q->since, a, e);
        if (rc) return rc;
        rc = proof_check_growth(text, &old, a, proof, &why);
    } else {
        rc = proof_check_record(text, a, proof, &why);
    }
    if (rc) return err_set(e, rc, "%s does not hold: %s", q->proof, why);
    return ERR_OK;
}

/* A record is printed in the words of its journal's scenario. */
static int draw_proof(const struct verify_request *q, const struct proof *proof)
{
    struct view v = {.style = options_style(), .proof = proof};
    struct scenario_errors errors;
    struct scenario s;
    struct errmsg e;

    if (q->since) {
        proven_draw(&v, stdout);
        return COMMAND_OK;
    }
    scenario_errors_init(&errors);
    enum err rc = scenario_parse(&s, proof->header.scenario_name,
                                 proof->header.scenario, &errors);
    scenario_errors_fini(&errors);
    if (rc) {
        (void)err_set(&e, rc, "the scenario in the header is not readable");
        return notice_failed("verify", &e);
    }
    v.header = &proof->header;
    v.scenario = &s;
    proven_draw(&v, stdout);
    scenario_fini(&s);
    return COMMAND_OK;
}

static int verify_proof(const struct verify_request *q)
{
    struct proof proof;
    struct errmsg e;
    struct arena a;

    arena_init(&a);
    enum err rc = check_proof(q, &a, &proof, &e);
    const int exit_code =
        rc ? notice_failed("verify", &e) : draw_proof(q, &proof);
    arena_fini(&a);
    return exit_code;
}

int verify_main(int argc, char **argv)
{
    struct verify_request q;
    const int exit_code = verify_parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    return q.proof ? verify_proof(&q) : verify_journal(q.run);
}
