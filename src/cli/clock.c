#include "cli/clock.h"

#include "journal/reader_seek.h"
#include "view/moment.h"
#include "wire/outline.h"

/* The end of a run: the last moment that its journal tells of. */
struct clock_end {
    instant time;
    bool complete;
};

static struct clock_end clock_find_end(const struct view *v)
{
    struct clock_end end = {.time = v->scenario->start};
    struct reader_frame f;
    struct outline o;

    reader_rewind(v->reader);
    while (!reader_next(v->reader, &f)) {
        end.time = f.time;
        if (f.kind == JOURNAL_CLOSE) end.complete = true;
        if (f.kind == JOURNAL_FAULT) break;
        if (f.kind == JOURNAL_EVENT && !outline_read(f.body, &o) &&
            o.kind == RECORD_STOPPED)
            break;
    }
    if (end.complete) end.time = v->scenario->end;
    return end;
}

/* Why the journal goes no further than its last record. */
static const char *clock_cut(const struct view *v)
{
    if (v->reader->in_use)
        return "The run is still being written, up to %s so far: nothing later "
               "is known.";
    return v->reader->cut && v->verified->verdict != VERIFY_INCOMPLETE
               ? "The records that are used end at %s: nothing later is known."
               : "The run was cut short at %s: nothing later is known.";
}

/* NULL, or a sentence with room for a time, which is *end. A record of that
 * time or later, found through the index, spares the way to the end. */
static const char *clock_why(const struct view *v, instant at, instant *end)
{
    if (at <= v->scenario->end && !reader_seek_time(v->reader, at)) return NULL;
    const struct clock_end found = clock_find_end(v);

    *end = found.time;
    if (at <= *end) return NULL;
    return found.complete ? "The run ends at %s: nothing later is known."
                          : clock_cut(v);
}

void clock_note(const struct view *v, instant from, instant to)
{
    char time[MOMENT_SIZE];
    const char *why = NULL;
    instant end = v->scenario->start;
    struct arena a;

    if (to < end) why = "The run begins only at %s.";
    if (!why && from > end) why = clock_why(v, from, &end);
    if (!why && to < INSTANT_MAX) why = clock_why(v, to, &end);
    if (!why) return;
    arena_init(&a);
    moment_full(time, end);
    fputc('\n', stdout);
    style_paragraph(&v->style, STYLE_OPEN, arena_format(&a, why, time), stdout);
    arena_fini(&a);
}
