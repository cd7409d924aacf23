#include "cli/commands.h"

#include <errno.h>
#include <string.h>

#include "cli/evidence.h"
#include "cli/input.h"
#include "cli/options.h"
#include "journal/prove.h"

/* What was asked for: one of state, record and since. */
struct request {
    const char *path;
    const char *out; /* NULL: standard output */
    const char *since;
    uint64_t record;
    bool state, has_record;
};

static int parse(int argc, char **argv, struct request *q)
{
    static const struct option options[] = {
        {"out", required_argument, NULL, 'o'},
        {"record", required_argument, NULL, 'r'},
        {"since", required_argument, NULL, 's'},
        {"state", no_argument, NULL, 't'},
        {0}};
    int answer;

    *q = (struct request){0};
    while ((answer = options_next(argc, argv, options)) != -1) {
        if (answer == 'o') {
            q->out = optarg;
        } else if (answer == 's') {
            q->since = optarg;
        } else if (answer == 't') {
            q->state = true;
        } else if (answer != 'r') {
            return options_complain(argv, answer);
        } else if (options_number(&q->record, optarg)) {
            return options_wrong(argv[0], "--record takes a number, not %s",
                                 optarg);
        } else {
            q->has_record = true;
        }
    }
    if (q->has_record + q->state + (q->since != NULL) != 1)
        return options_wrong(argv[0],
                             "name one of --record, --state and --since");
    if (optind + 1 != argc) return options_wrong(argv[0], "name one run");
    q->path = argv[optind];
    return COMMAND_OK;
}

static enum err make_growth(struct reader *r, const char *path, struct arena *a,
                            struct bytes *text, struct errmsg *e)
{
    struct checkpoint old;

    enum err rc = input_state(&old, path, a, e);
    return rc ? rc : prove_growth(r, &old, a, text, e);
}

static enum err make(const struct request *q, struct arena *a,
                     struct bytes *text, struct errmsg *e)
{
    struct reader r;

    enum err rc = reader_open(&r, q->path, e);
    if (rc) return rc;
    if (q->since)
        rc = make_growth(&r, q->since, a, text, e);
    else if (q->state)
        rc = prove_state(&r, a, text, e);
    else
        rc = prove_record(&r, q->record, a, text, e);
    reader_close(&r);
    return rc;
}

static enum err write_out(const char *path, struct bytes text, struct errmsg *e)
{
    FILE *f = path ? fopen(path, "wb") : stdout;

    errno = 0;
    bool written = f && fwrite(text.data, 1, text.size, f) == text.size;
    if (f && path && fclose(f)) written = false;
    if (written || !path) return ERR_OK; /* main looks after its own output */
    return err_set(e, ERR_IO, "cannot write %s: %s", path, strerror(errno));
}

int prove_main(int argc, char **argv)
{
    struct request q;
    struct bytes text;
    struct errmsg e;
    struct arena a;
    const int exit_code = parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    arena_init(&a);
    enum err rc = make(&q, &a, &text, &e);
    if (!rc) rc = write_out(q.out, text, &e);
    arena_fini(&a);
    return rc ? evidence_failed(argv[0], &e) : COMMAND_OK;
}
