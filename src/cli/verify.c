#include "cli/subcommand.h"

#include <string.h>
#include <unistd.h>

#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/runs.h"
#include "experiment/rerun.h"
#include "journal/kept_state.h"
#include "view/proven.h"
#include "view/verdict.h"

/* The ordinary way: the journal is opened and walked (verify_reader), its first
 * key is held against the one given or the state kept (check_key, check_state),
 * its scenario is read, and with --rerun played again (rerun_play). The verdict
 * is drawn; the exit code is that of the worst of these. A proof, which needs
 * no journal, goes a way of its own (verify_proof). */

/* The command line: a run, or a proof with the state it starts from. */
struct verify_request {
    const char *run, *proof, *since, *state;
    struct runs_name found;
    uint8_t key[RECORD_KEY_SIZE];
    bool keyed, rerun;
};

static int verify_exit(const struct view *v)
{
    static const int codes[VERIFY_VERDICT_COUNT] = {
        [VERIFY_OK] = COMMAND_OK,
        [VERIFY_INCOMPLETE] = COMMAND_UNDETERMINED,
        [VERIFY_TORN] = COMMAND_TORN,
        [VERIFY_FAIL] = COMMAND_FAIL,
    };
    static const int reruns[RERUN_VERDICT_COUNT] = {
        [RERUN_SAME] = COMMAND_OK,
        [RERUN_DIFFERENT] = COMMAND_FAIL,
        [RERUN_NOT_JUDGED] = COMMAND_UNDETERMINED,
    };
    const int code = codes[v->verified->verdict];
    const int rerun = v->rerun ? reruns[v->rerun->verdict] : COMMAND_OK;

    return rerun > code ? rerun : code;
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
    const int exit_code = verify_exit(v);
    v->verified = NULL;
    v->vouched = v->unvouched = NULL;
    return exit_code;
}

static void check_key(const struct verify_request *q, struct view *v)
{
    if (memcmp(q->key, v->header->first_key, sizeof q->key) == 0)
        v->vouched = "it is the key given";
    else
        v->unvouched = v->vouched = "it is not sealed under the key given";
}

/* e receives what is wrong with the state and lives as long as the view. */
static void check_state(const struct checkpoint *state, struct view *v,
                        struct errmsg *e)
{
    uint8_t key[RECORD_KEY_SIZE];

    if (kept_state_check(v->reader, state, key, e))
        v->unvouched = v->vouched = e->text;
    else if (!v->vouched)
        v->vouched = "it is the key under which the state given was sealed";
}

/* The verdict, and what is to be said besides. */
static int verify_draw(const struct verify_request *q, struct view *v,
                       struct errmsg *e)
{
    struct scenario s;
    struct rerun rerun;

    enum err rc = input_header(&s, v->header, e);
    if (rc) {
        verdict_draw(v, stdout);
        notice_failed("verify", e);
        const int exit_code = verify_exit(v);
        return exit_code == COMMAND_FAIL ? exit_code : COMMAND_ERROR;
    }
    v->scenario = &s;
    if (q->rerun) {
        rc = rerun_play(&rerun, v->reader, v->verified, &s, e);
        if (!rc) v->rerun = &rerun;
    }
    if (!rc) verdict_draw(v, stdout);
    const int exit_code = rc ? notice_failed("verify", e) : verify_exit(v);
    if (v->rerun) rerun_fini(&rerun);
    v->rerun = NULL;
    v->scenario = NULL;
    scenario_fini(&s);
    return exit_code;
}

static int verify_opened(const struct verify_request *q, struct view *v,
                         const struct checkpoint *state, struct errmsg *e)
{
    struct verify_result result;
    struct errmsg of_state;

    if (verify_reader(v->reader, &result, e)) return notice_failed("verify", e);
    v->header = &v->reader->header;
    v->verified = &result;
    if (q->keyed) check_key(q, v);
    if (q->state) check_state(state, v, &of_state);
    reader_rewind(v->reader);
    if (v->unvouched) result.verdict = VERIFY_FAIL;
    const int exit_code = verify_draw(q, v, e);
    v->verified = NULL;
    v->vouched = v->unvouched = NULL;
    return exit_code;
}

static int verify_journal(const struct verify_request *q)
{
    struct view v = {.style = options_style(), .path = q->run};
    struct checkpoint state;
    struct reader reader;
    struct errmsg e;
    struct arena a;
    int exit_code;

    arena_init(&a);
    enum err rc = q->state ? input_state(&state, q->state, &a, &e) : ERR_OK;
    if (rc) {
        exit_code = notice_failed("verify", &e);
        goto out;
    }
    rc = reader_open(&reader, v.path, &e);
    if (rc) {
        exit_code = without_header(&v, rc, &e);
        goto out;
    }
    v.reader = &reader;
    exit_code = verify_opened(q, &v, &state, &e);
    reader_close(&reader);
out:
    arena_fini(&a);
    return exit_code;
}

static const char *take_key(void *out, const char *value)
{
    struct verify_request *q = out;

    q->keyed = true;
    return bytes_from_hex(q->key, sizeof q->key, value)
               ? "a public key of 64 hex digits, as demarche keygen prints it"
               : NULL;
}

static const struct options_row verify_options[] = {
    {"rerun", NULL,
     "play the journal's scenario again with its seed and run, and compare "
     "frame by frame: a journal that was made up or changed differs, whoever "
     "sealed it",
     OPTIONS_FLAG(struct verify_request, rerun)},
    {"key", "HEX",
     "the first key has to be this one, as demarche keygen prints it",
     OPTIONS_TAKEN(take_key)},
    {"state", "NOTE",
     "the journal has to have grown out of this state, as demarche prove "
     "--state wrote it",
     OPTIONS_TEXT(struct verify_request, state)},
    {"proof", "FILE",
     "check a proof that demarche prove wrote, without the journal",
     OPTIONS_TEXT(struct verify_request, proof)},
    {"since", "STATE",
     "for a proof of growth: the older state from which it starts",
     OPTIONS_TEXT(struct verify_request, since)},
    {OPTIONS_COLOR},
    {0},
};

/* Refuses options that exclude each other. */
static int verify_check(int argc, char **argv, struct verify_request *q)
{
    if (q->since && !q->proof)
        return notice_wrong(argv[0], "--since needs --proof");
    if (q->keyed && q->since)
        return notice_wrong(argv[0], "--key does not go with --since");
    if (!q->proof) return runs_operand(argc, argv, &q->found, &q->run);
    if (q->rerun || q->state)
        return notice_wrong(argv[0], "--proof takes no %s",
                            q->rerun ? "--rerun" : "--state");
    return optind == argc ? COMMAND_OK
                          : notice_wrong(argv[0], "--proof takes no RUN");
}

static int verify_parse(int argc, char **argv, struct verify_request *q)
{
    *q = (struct verify_request){0};
    const int exit_code = options_read(argc, argv, verify_options, q);

    return exit_code != COMMAND_OK ? exit_code : verify_check(argc, argv, q);
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
    struct scenario s;
    struct errmsg e;

    if (q->since) {
        proven_draw(&v, stdout);
        return COMMAND_OK;
    }
    v.header = &proof->header;
    if (q->keyed) check_key(q, &v);
    if (v.unvouched) {
        (void)err_set(&e, ERR_AUTH, "%s does not hold: %s", q->proof,
                      v.unvouched);
        return notice_failed("verify", &e);
    }
    if (input_header(&s, v.header, &e)) return notice_failed("verify", &e);
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

static int verify_main(int argc, char **argv)
{
    struct verify_request q;
    const int exit_code = verify_parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    return q.proof ? verify_proof(&q) : verify_journal(&q);
}

const struct subcommand subcommand_verify = {
    .name = "verify",
    .summary = "check that a journal is complete and unchanged",
    .main = verify_main,
    .forms = {"RUN [--rerun] [--key HEX] [--state NOTE]",
              "--proof FILE [--key HEX]", "--proof FILE --since STATE"},
    .about = SUBCOMMAND_A_RUN,
    .exits = "0 for OK, 3 for INCOMPLETE and for a rerun that "
             "cannot be judged, 4 for TORN, 5 for FAIL and for a rerun that "
             "differs, 1 for a journal or scenario that cannot be read.",
    .options = verify_options,
};
