#include "cli/follow.h"

#include <inttypes.h>

#include "cli/subcommand.h"
#include "cli/notice.h"
#include "live/pause.h"
#include "view/timeline.h"

enum { LOOK_EVERY_MS = 200 };

/* Tells of the frames up to the end, or to a frame that is not whole yet.
 * False once the journal is closed. */
static bool tell_on(const struct view *v, struct timeline *t, FILE *out)
{
    struct reader_frame f;
    struct record r;
    struct arena a;
    bool open = true;

    arena_init(&a);
    while (open && reader_next(v->reader, &f) == ERR_OK) {
        open = f.kind != JOURNAL_CLOSE;
        if (f.kind != JOURNAL_EVENT || record_decode(&a, f.body, &r)) continue;
        timeline_tell(t, f.time, f.seq, &r, out);
        arena_reset(&a);
    }
    arena_fini(&a);
    fflush(out);
    return open;
}

/* Looks again at a journal that is to be longer than before, or as long. */
static enum err follow_grow(struct reader *r, struct errmsg *e)
{
    enum err rc = reader_grow(r, e);

    if (rc || r->offset <= r->file.size) return rc;
    return err_set(
        e, ERR_IO,
        "the journal shrank while it was followed: it ends at byte %" PRIu64
        ", and was read up to byte %" PRIu64,
        r->file.size, r->offset);
}

/* Once more after the writer has gone, for what it wrote last; then what is
 * left over will never become a record. */
int follow_timeline(const struct view *v, FILE *out)
{
    struct reader *r = v->reader;
    struct timeline t;
    struct errmsg e;
    bool written = true;
    bool open;

    timeline_init(&t, v);
    reader_rewind(r);
    while ((open = tell_on(v, &t, out)) && written && !ferror(out)) {
        pause_ms(LOOK_EVERY_MS);
        if (follow_grow(r, &e)) return notice_failed("show", &e);
        written = r->in_use;
    }
    if (!open || ferror(out) || r->offset == r->file.size) return COMMAND_OK;
    (void)err_set(&e, ERR_FORMAT,
                  "the bytes after byte %" PRIu64
                  " are not a record, and no program writes the journal any "
                  "more; demarche verify shows what is wrong",
                  r->offset);
    return notice_failed("show", &e);
}
