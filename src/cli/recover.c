#include "cli/subcommand.h"

#include <inttypes.h>

#include "cli/notice.h"
#include "cli/options.h"
#include "journal/salvage.h"
#include "journal/verify.h"
#include "view/text.h"

/* The command line. */
struct recover_request {
    const char *path;
    const char *out;
};

static int recover_parse(int argc, char **argv, struct recover_request *q)
{
    *q = (struct recover_request){0};
    const struct options_row rows[] = {
        {"out", .text = &q->out},
        {0},
    };
    int exit_code = options_read(argc, argv, rows);

    if (!exit_code) exit_code = options_operand(argc, argv, "RUN", &q->path);
    if (exit_code != COMMAND_OK) return exit_code;
    if (!q->out || !*q->out)
        return notice_wrong(argv[0], "expected --out FILE for the new journal");
    return COMMAND_OK;
}

static void recover_print(const struct recover_request *q,
                          const struct reader *r, const struct verify_result *v,
                          const struct verify_result *copy)
{
    const uint64_t lost = r->file.size - v->bytes;
    char frames[TEXT_NUMBER_SIZE], bytes[TEXT_NUMBER_SIZE];

    text_number(frames, v->frames);
    text_number(bytes, v->bytes);
    printf("%s: %s\n\n  from  ", verify_verdict_name(copy->verdict),
           verify_verdict_text(copy->verdict));
    text_put(q->path, stdout);
    printf("\n  into  ");
    text_put(q->out, stdout);
    printf("\n  kept  %s frame%s, %s bytes\n", frames,
           v->frames == 1 ? "" : "s", bytes);
    if (lost == 0) {
        puts("  lost  nothing");
        return;
    }
    text_number(bytes, lost);
    printf("  lost  %s byte%s from record %" PRIu64 " on: %s\n", bytes,
           lost == 1 ? "" : "s", v->bad_seq, v->why);
}

/* The new file is judged as any other is. */
static enum err recover_verify(const char *path, struct verify_result *v,
                               struct errmsg *e)
{
    struct reader r;

    enum err rc = reader_open(&r, path, e);
    if (rc) return rc;
    rc = verify_reader(&r, v, e);
    reader_close(&r);
    return rc;
}

static enum err recover_copy(const struct recover_request *q, struct reader *r,
                             struct errmsg *e)
{
    struct verify_result v, copy;

    if (r->in_use)
        return err_set(
            e, ERR_STATE,
            "%s is still being written; recover it once its run has ended",
            q->path);
    enum err rc = verify_reader(r, &v, e);
    if (rc) return rc;
    if (v.frames == 0)
        return err_set(e, ERR_FORMAT,
                       "no record of %s can be saved: its header %s", q->path,
                       v.why);
    rc = salvage_copy(NULL, r, v.bytes, q->out, e);
    if (!rc) rc = recover_verify(q->out, &copy, e);
    if (!rc) recover_print(q, r, &v, &copy);
    return rc;
}

int recover_main(int argc, char **argv)
{
    struct recover_request q;
    struct reader reader;
    struct errmsg e;
    const int exit_code = recover_parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (reader_open(&reader, q.path, &e)) return notice_failed(argv[0], &e);
    enum err rc = recover_copy(&q, &reader, &e);
    reader_close(&reader);
    return rc ? notice_failed(argv[0], &e) : COMMAND_OK;
}
