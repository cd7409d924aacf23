#include "cli/subcommand.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/runs.h"
#include "journal/salvage.h"
#include "journal/verify.h"
#include "view/text.h"

/* The journal is verified, its records up to the first that does not hold are
 * copied beside the new file, the copy is verified as any other is, and gets
 * its name. All three are walks over a journal, whose progress is shown; a
 * signal in any of them leaves no file. */

/* The command line. */
struct recover_request {
    const char *path;
    struct runs_name found;
    const char *out;
    bool force;
};

static const struct options_row recover_options[] = {
    {"out", "FILE", "the new journal",
     OPTIONS_TEXT(struct recover_request, out)},
    {OPTIONS_FORCE(struct recover_request, force, "an existing FILE")},
    {0},
};

static int recover_parse(int argc, char **argv, struct recover_request *q)
{
    *q = (struct recover_request){0};
    int exit_code = options_read(argc, argv, recover_options, q);

    if (!exit_code) exit_code = runs_operand(argc, argv, &q->found, &q->path);
    if (exit_code != COMMAND_OK) return exit_code;
    if (!q->out || !*q->out || !output_is_file(q->out))
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
                               const struct watch *watch, struct errmsg *e)
{
    struct reader r;

    enum err rc = reader_open(&r, path, e);
    if (rc) return rc;
    r.watch = watch;
    rc = verify_reader(&r, v, e);
    reader_close(&r);
    return rc;
}

static void recover_tell(void *context, uint64_t done, uint64_t all)
{
    struct output *o = context;

    (void)done;
    (void)all;
    output_drop(o);
    notice_say("stopped; no file is written");
}

/* The copy gets its name once it is whole and judged. */
static enum err recover_write(const struct recover_request *q, struct reader *r,
                              uint64_t size, struct verify_result *copy,
                              struct progress *progress, struct errmsg *e)
{
    const struct output_target target = {
        .path = q->out, .input = q->path, .force = q->force, .regular = true};
    struct output o;
    int fd;

    enum err rc = output_begin(&o, &target, &fd, e);
    if (rc) return rc;
    progress->tell = recover_tell;
    progress->context = &o;
    progress_start(progress, "copying", "MiB", 1024 * 1024);
    rc = salvage_copy(NULL, r, size, fd, e);
    if (rc) rc = err_wrap(e, rc, "cannot write %s", q->out);
    if (close(fd) && !rc)
        rc = err_set(e, ERR_IO, "cannot write %s: %s", q->out, strerror(errno));
    progress_start(progress, "checking the copy", "MiB", 1024 * 1024);
    if (!rc) rc = recover_verify(o.writing, copy, &progress->watch, e);
    if (!rc) return output_end(&o, e);
    output_drop(&o);
    return rc;
}

static enum err recover_copy(const struct recover_request *q, struct reader *r,
                             struct progress *progress, struct errmsg *e)
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
    rc = recover_write(q, r, v.bytes, &copy, progress, e);
    progress_clear(progress);
    if (!rc) recover_print(q, r, &v, &copy);
    return rc;
}

static int recover_main(int argc, char **argv)
{
    struct recover_request q;
    struct progress progress = {0};
    struct reader reader;
    struct errmsg e;
    const int exit_code = recover_parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (reader_open(&reader, q.path, &e)) return notice_failed(argv[0], &e);
    progress_hold(&progress);
    progress_start(&progress, "checking", "MiB", 1024 * 1024);
    reader.watch = &progress.watch;
    enum err rc = recover_copy(&q, &reader, &progress, &e);
    progress_release(&progress);
    reader_close(&reader);
    return rc ? notice_failed(argv[0], &e) : COMMAND_OK;
}

const struct subcommand subcommand_recover = {
    .name = "recover",
    .summary = "save the valid records of a damaged journal",
    .main = recover_main,
    .forms = {"RUN --out FILE [--force]"},
    .about = "Writes all records of RUN before the first invalid one into a "
             "new journal, and reports what is lost. RUN itself is only read.",
    .options = recover_options,
};
