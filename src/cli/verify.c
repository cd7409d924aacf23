#include "cli/subcommand.h"

#include <string.h>
#include <unistd.h>

#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/progress.h"
#include "cli/runs.h"
#include "experiment/rerun.h"
#include "journal/kept_state.h"
#include "json/json_verify.h"
#include "view/proven.h"
#include "view/text.h"
#include "view/verdict.h"

/* The ordinary way: the journal is opened and walked (verify_walk), its first
 * key is held against the one given or the state kept (check_key, check_state),
 * its scenario is read, and with --rerun played again (verify_rerun). The
 * verdict is drawn; the exit code is that of the worst of these. A proof, which
 * needs no journal, goes a way of its own (verify_proof). */

/* The command line: a run, or a proof with the state it starts from. */
struct verify_request {
    const char *run, *proof, *since, *state;
    struct runs_name found;
    uint8_t key[RECORD_KEY_SIZE];
    bool keyed, rerun, json;
    bool state_holds; /* found: the journal has grown out of the state */
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

static enum json_verify_check check_of(bool asked, bool holds)
{
    return !asked  ? JSON_VERIFY_NOT_ASKED
           : holds ? JSON_VERIFY_HOLDS
                   : JSON_VERIFY_FAILS;
}

static bool key_holds(const struct verify_request *q, const struct view *v)
{
    return memcmp(q->key, v->header->first_key, sizeof q->key) == 0;
}

/* The verdict, for people or as data. */
static void verify_put(const struct verify_request *q, const struct view *v)
{
    const struct json_verify answer = {
        .path = v->path,
        .result = v->verified,
        .header = v->header,
        .scenario = v->scenario,
        .in_use = v->reader && v->reader->in_use,
        .key = check_of(q->keyed && v->header,
                        q->keyed && v->header && key_holds(q, v)),
        .state = check_of(q->state && v->header, q->state_holds),
        .rerun = v->rerun,
    };
    struct json j;

    if (!q->json) {
        verdict_draw(v, stdout);
        return;
    }
    json_init(&j, stdout);
    json_verify_put(&j, &answer);
    json_finish(&j);
}

/* A file whose very header does not hold fails, or is torn in it; one that
 * cannot be opened is no journal to judge. */
static int without_header(const struct verify_request *q, struct view *v,
                          enum err rc, const struct errmsg *e)
{
    struct verify_result result = {
        .verdict = rc == ERR_CUT ? VERIFY_TORN : VERIFY_FAIL, .why = e->text};

    if (rc != ERR_FORMAT && rc != ERR_CUT) return notice_failed("verify", e);
    v->verified = &result;
    verify_put(q, v);
    const int exit_code = verify_exit(v);
    v->verified = NULL;
    v->vouched = v->unvouched = NULL;
    return exit_code;
}

static void check_key(const struct verify_request *q, struct view *v)
{
    if (key_holds(q, v))
        v->vouched = "it is the key given";
    else
        v->unvouched = v->vouched = "it is not sealed under the key given";
}

/* e receives what is wrong with the state and lives as long as the view. */
static bool check_state(const struct checkpoint *state, struct view *v,
                        struct errmsg *e)
{
    uint8_t key[RECORD_KEY_SIZE];

    if (kept_state_check(v->reader, state, key, e)) {
        v->unvouched = v->vouched = e->text;
        return false;
    }
    if (!v->vouched)
        v->vouched = "it is the key under which the state given was sealed";
    return true;
}

/* The walk and then the play in progress, and what holds so far; said beside
 * JSON, which is written of all or of nothing. */
struct verify_playing {
    struct progress progress;
    FILE *out;
    struct reader *reader;
    const struct verify_result *verified;
    const struct rerun *rerun; /* NULL: the journal is still walked */
};

static void verify_tell(void *context, uint64_t done, uint64_t all)
{
    const struct verify_playing *p = context;
    char frames[TEXT_NUMBER_SIZE];

    text_number(frames,
                p->rerun ? p->rerun->comparison.frames : p->verified->frames);
    if (p->rerun)
        fprintf(p->out, "%s: %s\n\n", verify_verdict_name(p->verified->verdict),
                verify_verdict_text(p->verified->verdict));
    fprintf(p->out,
            "Partial: stopped at %.0f %% of the %s; the first %s frames %s.\n",
            (double)done * 100 / (double)(all > 0 ? all : 1),
            p->rerun ? "rerun" : "journal", frames,
            p->rerun ? "are those of the run" : "hold");
}

static enum err verify_walk(struct verify_playing *p,
                            struct verify_result *result, struct errmsg *e)
{
    p->progress = (struct progress){.tell = verify_tell, .context = p};
    p->verified = result;
    *result = (struct verify_result){0};
    progress_hold(&p->progress);
    progress_start(&p->progress, "verifying", "MiB", 1024 * 1024);
    p->reader->watch = &p->progress.watch;
    const enum err rc = verify_reader(p->reader, result, e);
    progress_clear(&p->progress);
    return rc;
}

static enum err verify_rerun(struct verify_playing *p, struct rerun *rerun,
                             const struct scenario *s, struct errmsg *e)
{
    rerun->comparison.frames = 0;
    p->rerun = rerun;
    progress_start(&p->progress, "playing again", "KiB", 1024);
    const enum err rc = rerun_play(rerun, p->reader, p->verified, s, e);
    progress_clear(&p->progress);
    return rc;
}

static void verify_end_progress(struct verify_playing *p)
{
    p->reader->watch = NULL;
    progress_release(&p->progress);
}

/* The verdict, and what is to be said besides. */
static int verify_draw(const struct verify_request *q, struct view *v,
                       struct verify_playing *p, struct errmsg *e)
{
    struct scenario s;
    struct rerun rerun;

    enum err rc = input_header(&s, v->header, e);
    if (rc) {
        verify_put(q, v);
        notice_failed("verify", e);
        const int exit_code = verify_exit(v);
        return exit_code == COMMAND_FAIL ? exit_code : COMMAND_ERROR;
    }
    v->scenario = &s;
    if (q->rerun) {
        rc = verify_rerun(p, &rerun, &s, e);
        if (!rc) v->rerun = &rerun;
    }
    if (!rc) verify_put(q, v);
    const int exit_code = rc ? notice_failed("verify", e) : verify_exit(v);
    if (v->rerun) rerun_fini(&rerun);
    v->rerun = NULL;
    v->scenario = NULL;
    scenario_fini(&s);
    return exit_code;
}

static int verify_opened(struct verify_request *q, struct view *v,
                         const struct checkpoint *state, struct errmsg *e)
{
    struct verify_playing playing = {.out = q->json ? stderr : stdout,
                                     .reader = v->reader};
    struct verify_result result;
    struct errmsg of_state;

    enum err rc = verify_walk(&playing, &result, e);
    if (rc) {
        verify_end_progress(&playing);
        return notice_failed("verify", e);
    }
    v->header = &v->reader->header;
    v->verified = &result;
    if (q->keyed) check_key(q, v);
    if (q->state) q->state_holds = check_state(state, v, &of_state);
    reader_rewind(v->reader);
    if (v->unvouched) result.verdict = VERIFY_FAIL;
    const int exit_code = verify_draw(q, v, &playing, e);
    verify_end_progress(&playing);
    v->verified = NULL;
    v->vouched = v->unvouched = NULL;
    return exit_code;
}

static int verify_journal(struct verify_request *q)
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
        exit_code = without_header(q, &v, rc, &e);
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
    {OPTIONS_JSON(struct verify_request, json, "the verdict and its grounds")},
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
    if (q->rerun || q->state || q->json)
        return notice_wrong(argv[0], "--proof takes no %s",
                            q->rerun   ? "--rerun"
                            : q->state ? "--state"
                                       : "--json");
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
    .forms = {"RUN [--rerun] [--key HEX] [--state NOTE] [--json]",
              "--proof FILE [--key HEX]", "--proof FILE --since STATE"},
    .about = SUBCOMMAND_A_RUN,
    .exits = "0 for OK, 3 for INCOMPLETE and for a rerun that "
             "cannot be judged, 4 for TORN, 5 for FAIL and for a rerun that "
             "differs, 1 for a journal or scenario that cannot be read.",
    .options = verify_options,
};
