#include "study/altered.h"

#include <stdlib.h>

static int compare_frames(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* True if the record names such a frame as a cause. */
static bool is_altered(const struct altered *t, const struct record *r)
{
    for (size_t i = 0; i < r->cause_count && t->count > 0; i++)
        if (bsearch(&r->causes[i], t->frames, t->count, sizeof *t->frames,
                    compare_frames))
            return true;
    return false;
}

void altered_follow(struct altered *t, struct arena *a, uint64_t seq,
                    const struct record *r)
{
    if (!r->forged && (r->kind != RECORD_FRAME_ARRIVED || !is_altered(t, r)))
        return;
    t->frames =
        arena_grow(a, t->frames, t->count, &t->capacity, sizeof *t->frames);
    t->frames[t->count++] = seq;
}

bool altered_mistaken(const struct altered *t, uint32_t party,
                      uint32_t document)
{
    return t->other && party < t->actors && document < t->documents &&
           t->other[party * t->documents + document];
}

enum record_level altered_level(struct altered *t, struct arena *a,
                                const struct record *r,
                                const struct altered_where *at)
{
    const enum record_level level = record_kind_row(r->kind)->level;

    if (r->kind == RECORD_REJECTED && r->reason == REASON_OTHER_TEXT &&
        altered_mistaken(t, at->party, at->document) && !is_altered(t, r))
        return LEVEL_HOLDS;
    if (r->kind != RECORD_RECEIVED ||
        !(is_altered(t, r) || altered_mistaken(t, at->peer, at->document)))
        return level;
    if (!t->other)
        t->other = arena_array(a, t->actors * t->documents, sizeof *t->other);
    t->other[at->party * t->documents + at->document] = true;
    return LEVEL_AWARE;
}
