#include "cli/follow.h"

#include "cli/commands.h"
#include "cli/evidence.h"
#include "live/pause.h"
#include "view/timeline.h"

enum { LOOK_EVERY_MS = 200 };

/* Tells of the frames up to the end, or to a frame that is not whole yet.
 * False once the journal is closed. */
static bool tell_on(const struct view *v, struct timeline *t, FILE *out)
{
    struct journal_frame f;
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

/* Once more after the writer has gone, for what it wrote last. */
int follow_timeline(const struct view *v, FILE *out)
{
    struct timeline t;
    struct errmsg e;
    bool written = true;

    timeline_init(&t, v);
    reader_rewind(v->reader);
    while (tell_on(v, &t, out) && written && !ferror(out)) {
        pause_ms(LOOK_EVERY_MS);
        if (reader_grow(v->reader, &e)) return evidence_failed("show", &e);
        written = v->reader->in_use;
        if (!written) (void)tell_on(v, &t, out);
    }
    return COMMAND_OK;
}
