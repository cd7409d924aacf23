#include "journal/verify.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "journal/head.h"
#include "journal/seal.h"
#include "wire/outline.h"

/* One walk over the file, from frame to frame. Each frame is read
 * (head_read), checked against the frames before it (check_frame:
 * number, hash of the frame before, time, order of kinds), then against those
 * of its kind (check_header, check_event, check_seal, check_fault), and last
 * added to the tree and the obligations (accept_frame). The walk ends at the
 * first frame that does not hold, or at the end of the file.
 *
 * That first frame decides between TORN and FAIL. A write that was cut off
 * leaves a frame begun and nothing behind it. A tail that holds a whole frame
 * somewhere (frame_within), be it of another journal, was not cut off but
 * changed. */

/* So many heads in a bad tail are no accident; and each costs a checksum. */
enum { CANDIDATES_MAX = 1024 };

/* The walk's place: the obligations of the next frame. */
struct verify_walk {
    struct verify_result *result;
    const struct watch *watch; /* or NULL */
    uint32_t magic;
    uint8_t id[RECORD_ID_SIZE];
    uint8_t key[RECORD_KEY_SIZE]; /* of the epoch at hand */
    instant time;
    struct merkle tree;
    struct merkle_hash prev;
    bool faulted; /* only CLOSE may follow */
    bool closed;  /* nothing may follow */
    struct arena arena;
};

const char *verify_verdict_name(enum verify_verdict verdict)
{
    static const char *const names[] = {
#define VERIFY_NAME(name, text) #name,
        VERIFY_VERDICT_MAP(VERIFY_NAME)
#undef VERIFY_NAME
    };

    assert(verdict < VERIFY_VERDICT_COUNT);
    return names[verdict];
}

const char *verify_verdict_text(enum verify_verdict verdict)
{
    static const char *const texts[] = {
#define VERIFY_TEXT(name, text) text,
        VERIFY_VERDICT_MAP(VERIFY_TEXT)
#undef VERIFY_TEXT
    };

    assert(verdict < VERIFY_VERDICT_COUNT);
    return texts[verdict];
}

/* Keeps the reason of a demand that is not met. */
static bool holds(struct verify_walk *w, bool demand, const char *why)
{
    if (!demand) w->result->why = why;
    return demand;
}

static bool check_header(struct verify_walk *w, const struct reader_frame *f)
{
    struct record_header header;

    if (head_read_header(&w->arena, f, &header, &w->result->why)) return false;
    memcpy(w->id, header.journal_id, sizeof w->id);
    memcpy(w->key, header.first_key, sizeof w->key);
    w->result->unkeyed = header.unkeyed;
    return true;
}

static bool check_event(struct verify_walk *w, const struct reader_frame *f)
{
    struct outline o;

    if (!holds(w, !outline_read(f->body, &o), "its body is malformed"))
        return false;
    for (size_t i = 0; i < o.cause_count; i++)
        if (!holds(w, o.causes[i] < f->seq,
                   "a cause of it does not come before it"))
            return false;
    return true;
}

/* No later seal covers the close, so there must be one way to write it. */
static bool decode_seal(struct verify_walk *w, struct bytes body,
                        struct record_seal *seal)
{
    struct bytes again;

    return !record_decode_seal(&w->arena, body, seal) &&
           !record_encode_seal(&w->arena, seal, &again) &&
           bytes_equal(body, again);
}

/* SEAL and CLOSE. */
static bool check_seal(struct verify_walk *w, const struct reader_frame *f)
{
    struct record_seal seal;
    struct merkle_hash root = merkle_root(&w->tree);

    if (!holds(w, decode_seal(w, f->body, &seal), "its body is malformed") ||
        !holds(w, seal.epoch == w->result->seals,
               "it does not seal this epoch") ||
        !holds(w, seal.tree_size == f->seq,
               "it does not seal all frames before it") ||
        !holds(w, memcmp(seal.root, root.bytes, sizeof seal.root) == 0,
               "its root is not that of the frames before it") ||
        !holds(w, !seal_verify(w->key, f->kind, f->time, w->id, &seal),
               "its signature does not hold"))
        return false;
    memcpy(w->key, seal.next_key, sizeof w->key);
    w->result->seals++;
    w->closed = f->kind == JOURNAL_CLOSE;
    return true;
}

static bool check_fault(struct verify_walk *w, const struct reader_frame *f)
{
    const char *what;

    w->faulted = true;
    if (!holds(w, !record_decode_fault(&w->arena, f->body, &what),
               "its body is malformed"))
        return false;
    snprintf(w->result->fault, sizeof w->result->fault, "%s", what);
    return true;
}

static bool check_frame(struct verify_walk *w, const struct reader_frame *f)
{
    static bool (*const checks[])(struct verify_walk *,
                                  const struct reader_frame *) = {
        [JOURNAL_HEADER] = check_header, [JOURNAL_EVENT] = check_event,
        [JOURNAL_SEAL] = check_seal,     [JOURNAL_CLOSE] = check_seal,
        [JOURNAL_FAULT] = check_fault,
    };
    uint64_t seq = w->tree.size;
    bool due = seal_due(seq);

    return holds(w, f->seq == seq, "its sequence number is not the next") &&
           holds(w, memcmp(f->prev, w->prev.bytes, sizeof f->prev) == 0,
                 "it does not follow the record before it") &&
           holds(w, f->time >= w->time, "its time goes back") &&
           holds(w, (f->kind == JOURNAL_HEADER) == (seq == 0),
                 "a header comes first and only once") &&
           holds(w, f->kind != JOURNAL_SEAL || due,
                 "no seal is due before the epoch's end") &&
           holds(w, !due || f->kind == JOURNAL_SEAL || f->kind == JOURNAL_CLOSE,
                 "the epoch's seal is missing") &&
           holds(w, !w->faulted || f->kind == JOURNAL_CLOSE,
                 "after a fault only the close may come") &&
           checks[f->kind](w, f);
}

static void accept_frame(struct verify_walk *w, const struct reader_frame *f)
{
    w->prev = merkle_leaf(f->whole);
    merkle_push(&w->tree, &w->prev);
    w->time = f->time;
    w->result->frames = w->tree.size;
    if (f->kind == JOURNAL_EVENT) w->result->last_event = w->result->bytes;
    w->result->bytes += f->whole.size;
    arena_reset(&w->arena);
}

/* True if one of the three sizes that the length before a head found here can
 * have makes it a frame. */
static bool frame_around(const struct verify_walk *w, struct window *file,
                         uint64_t start, uint64_t found)
{
    struct reader_frame f;
    const char *why;

    for (uint64_t back = 1; back <= 3 && found - back > start; back++)
        if (head_read(head_look(file, found - back), w->magic, &f, &why) !=
            ERR_FORMAT)
            return true;
    return false;
}

/* True if a tail of bad bytes holds anything that a torn tail cannot: a frame,
 * of this journal or of another, whose checksum matches. */
static bool frame_within(const struct verify_walk *w, struct window *file,
                         uint64_t start)
{
    unsigned candidates = 0;
    uint64_t at = start + 1;

    for (;;) {
        struct bytes tail = window_at(file, at, HEAD_WHOLE_MAX);
        size_t skipped;
        const bool found = head_find(tail, &skipped);
        if (!found && skipped == 0) return false;
        at += skipped;
        if (!found) continue;
        if (++candidates == CANDIDATES_MAX) return true;
        if (frame_around(w, file, start, at)) return true;
        at++;
    }
}

/* The first bytes of a file could be anything's: they count as a torn journal
 * only if they could become a header. */
static bool is_torn(const struct verify_walk *w, struct window *file,
                    uint64_t at)
{
    return (w->tree.size > 0 || head_is_begun(head_look(file, 0))) &&
           !frame_within(w, file, at);
}

/* Walks frame by frame to the first that does not hold, or to the end. */
static enum verify_verdict walk_frames(struct verify_walk *w,
                                       struct window *file)
{
    for (;;) {
        const uint64_t at = w->result->bytes;
        struct bytes rest = head_look(file, at);
        struct reader_frame f;
        if (rest.size == 0) break;
        watch_see(w->watch, at, file->size);
        if (!holds(w, !w->closed, "it comes after the close"))
            return VERIFY_FAIL;
        enum err rc = head_read(rest, w->magic, &f, &w->result->why);
        if (rc == ERR_FORMAT && is_torn(w, file, at)) return VERIFY_TORN;
        if (rc) return VERIFY_FAIL;
        if (!check_frame(w, &f)) return VERIFY_FAIL;
        accept_frame(w, &f);
    }
    if (!holds(w, w->tree.size > 0, "it is empty")) return VERIFY_TORN;
    return w->closed ? VERIFY_OK : VERIFY_INCOMPLETE;
}

static void walk_file(struct window *file, const struct watch *watch,
                      struct verify_result *result)
{
    struct verify_walk w = {
        .result = result,
        .watch = watch,
        .magic = head_magic(head_look(file, 0)),
    };

    *result = (struct verify_result){0};
    result->verdict = walk_frames(&w, file);
    result->root = merkle_root(&w.tree);
    result->bad_seq = w.tree.size;
    arena_fini(&w.arena);
}

void verify_bytes(struct bytes file, struct verify_result *result)
{
    struct window window;

    window_over(&window, file);
    walk_file(&window, NULL, result);
}

enum err verify_reader(struct reader *r, struct verify_result *result,
                       struct errmsg *e)
{
    walk_file(&r->file, r->watch, result);
    reader_rewind(r);
    if (r->file.error)
        return err_set(e, ERR_IO, "the journal cannot be read on: %s",
                       strerror(r->file.error));
    return ERR_OK;
}
