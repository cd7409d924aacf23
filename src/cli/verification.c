#include "cli/commands.h"

#include "cli/evidence.h"
#include "cli/options.h"
#include "view/verdict.h"

static int exit_of(enum verify_verdict verdict)
{
    static const int codes[VERIFY_VERDICT_COUNT] = {
        [VERIFY_OK] = COMMAND_OK,
        [VERIFY_INCOMPLETE] = COMMAND_UNDETERMINED,
        [VERIFY_TORN] = COMMAND_ERROR,
        [VERIFY_FAIL] = COMMAND_ERROR,
    };

    return codes[verdict];
}

/* A file whose very header does not hold fails; one that cannot be opened is
 * no journal to judge. */
static int without_header(struct view *v, enum err rc, const struct errmsg *e)
{
    struct verify_result result = {.verdict = VERIFY_FAIL, .why = e->text};

    if (rc != ERR_FORMAT) return evidence_failed("verify", e);
    v->verified = &result;
    verdict_draw(v, stdout);
    v->verified = NULL;
    return COMMAND_ERROR;
}

int verify_main(int argc, char **argv)
{
    static const struct option options[] = {{0}};
    const int answer = options_next(argc, argv, options);
    struct view v = {.style = options_style()};
    struct verify_result result;
    struct reader reader;
    struct errmsg e;

    if (answer != -1) return options_complain(argv, answer);
    if (optind + 1 != argc) return options_wrong(argv[0], "name one run");
    v.path = argv[optind];
    enum err rc = reader_open(&reader, v.path, &e);

    if (rc) return without_header(&v, rc, &e);
    rc = verify_reader(&reader, &result, &e);
    v.header = &reader.header;
    v.verified = &result;
    v.reader = &reader;
    if (!rc) verdict_draw(&v, stdout);
    reader_close(&reader);
    return rc ? evidence_failed(argv[0], &e) : exit_of(result.verdict);
}
