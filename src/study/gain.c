#include "study/gain.h"

#include <stdlib.h>

/* Every record is followed (gain_follow): a frame that bears a made-up text
 * hands the mark on to its arrival or its capture, and to what is read there.
 * An act that gives a text or its content is noted with what it offers
 * (gain_offer), where that is less than such an act gives: the levels of its
 * party at that time, or awareness alone if the text in hand is another. A
 * record of another party in the same exchange is bounded by the offer
 * (gain_level). Which text a party has in hand follows from what it
 * receives, rejects and sets aside (gain_note). */

/* The text that a party has in hand under a document's name. A posed one is
 * another that was signed with the author's stolen key. */
enum gain_hand { HAND_NONE, HAND_TRUE, HAND_OTHER, HAND_POSED };

/* Notes on a hand: what is in it, what was before the last copy was read, and
 * the frame that brought this one. */
enum { HAND_NOW, HAND_BEFORE, HAND_FRAME };

static int compare_frames(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* The first cause of what was read is the frame that brought it. */
static uint64_t frame_of(const struct record *r)
{
    return r->cause_count > 0 ? r->causes[0] : 0;
}

static bool is_after(const struct gain_frames *f, const struct record *r)
{
    const uint64_t frame = frame_of(r);

    return f->count > 0 && bsearch(&frame, f->items, f->count, sizeof *f->items,
                                   compare_frames);
}

static struct notes_key offer_key(uint32_t party, uint32_t document,
                                  uint32_t portion, uint64_t exchange)
{
    return (struct notes_key){party, document, portion, (uint32_t)exchange};
}

/* Tells whether the peer of a record gave any of the document in its exchange.
 * Runs number exchanges from 1 in 32 bits. */
static bool has_acted(const struct gain *t, const struct record *r,
                      const struct gain_where *at)
{
    const struct notes_key key =
        offer_key(at->peer, at->document, 0, r->exchange);

    return r->exchange <= UINT32_MAX && notes_number(&t->acts, &key) > 0;
}

/* A changed message that names an exchange in which its peer gave nothing of
 * the document says what nobody said there. */
static bool is_altered(const struct gain *t, const struct record *r,
                       const struct gain_where *at)
{
    return is_after(&t->altered, r) ||
           (is_after(&t->changed, r) && !has_acted(t, r, at));
}

/* Kinds of records that hand the mark on. The findings in a captured frame name
 * one another. */
static bool hands_on(enum record_kind kind)
{
    static const bool rows[RECORD_KIND_COUNT] = {
        [RECORD_FRAME_ARRIVED] = true, [RECORD_CAPTURED] = true,
        [RECORD_SIGHTED] = true,       [RECORD_OVERHEARD] = true,
        [RECORD_INTERCEPTED] = true,   [RECORD_DECRYPTED] = true,
    };

    return rows[kind];
}

static void follow_frames(struct gain_frames *f, struct arena *a, uint64_t seq,
                          const struct record *r, bool made)
{
    if (!made && !(hands_on(r->kind) && is_after(f, r))) return;
    f->items =
        arena_grow(a, f->items, f->count, &f->capacity, sizeof *f->items);
    f->items[f->count++] = seq;
}

void gain_follow(struct gain *t, uint64_t seq, const struct record *r)
{
    follow_frames(&t->altered, t->arena, seq, r, r->forged);
    follow_frames(&t->posed, t->arena, seq, r,
                  r->forged && r->act == RECORD_ACT_IMPERSONATE);
    follow_frames(&t->changed, t->arena, seq, r, r->act == RECORD_ACT_MODIFY);
}

/* ---- What is in hand ---- */

static struct notes_key hand_key(uint32_t party, uint32_t document,
                                 uint32_t which)
{
    return (struct notes_key){party, document, 0, which};
}

static size_t hand(const struct gain *t, const struct gain_where *at,
                   uint32_t which)
{
    const struct notes_key key = hand_key(at->party, at->document, which);

    return notes_number(&t->hands, &key);
}

static void set_hand(struct gain *t, const struct gain_where *at,
                     uint32_t which, size_t to)
{
    const struct notes_key key = hand_key(at->party, at->document, which);

    *notes_at(&t->hands, t->arena, &key) = to;
}

bool gain_mistaken(const struct gain *t, uint32_t party, uint32_t document)
{
    const struct notes_key key = hand_key(party, document, HAND_NOW);

    return notes_number(&t->hands, &key) >= HAND_OTHER;
}

static struct notes_key told_key(const struct gain_where *at, uint32_t portion)
{
    return (struct notes_key){at->party, at->document, portion, 0};
}

static bool is_told(const struct gain *t, const struct gain_where *at,
                    uint32_t portion)
{
    const struct notes_key key = told_key(at, portion);

    return notes_number(&t->told, &key) > 0;
}

/* A note of being told has the number of the frame that did it first, and 1. */
void gain_tell(struct gain *t, const struct record *r,
               const struct gain_where *at, uint32_t portion)
{
    const struct notes_key key = told_key(at, portion);

    if (!is_told(t, at, portion))
        *notes_at(&t->told, t->arena, &key) = (size_t)frame_of(r) + 1;
}

/* What a party refuses to be told, it does not pass on. */
static void untell(struct gain *t, const struct record *r,
                   const struct gain_where *at, uint32_t portion)
{
    const struct notes_key key = told_key(at, portion);

    if (notes_number(&t->told, &key) == (size_t)frame_of(r) + 1)
        *notes_at(&t->told, t->arena, &key) = 0;
}

/* ---- Offers ---- */

/* An offer's number is its level and 1, or 0 where it is not below what the act
 * gives. That of the whole is of awareness if that of any portion is not 0,
 * with OFFER_POSED if the text in hand is posed. */
enum { OFFER_POSED = 16 };

static void set_offer(struct gain *t, const struct record *r,
                      const struct gain_where *at, uint32_t portion, size_t to)
{
    const struct notes_key key =
        offer_key(at->party, at->document, portion, r->exchange);

    *notes_at(&t->offers, t->arena, &key) = to;
}

/* The offer of the peer of a record. */
static size_t peer_offer(const struct gain *t, const struct record *r,
                         const struct gain_where *at, uint32_t portion)
{
    const struct notes_key key =
        offer_key(at->peer, at->document, portion, r->exchange);

    return r->exchange <= UINT32_MAX ? notes_number(&t->offers, &key) : 0;
}

/* The level that an act of this kind gives at most; UNAWARE: it gives neither
 * text nor content. */
static enum record_level given_by(enum record_kind kind)
{
    static const enum record_level rows[RECORD_KIND_COUNT] = {
        [RECORD_REVIEW_OPENED] = LEVEL_HOLDS, [RECORD_SENT] = LEVEL_HOLDS,
        [RECORD_FORWARDED] = LEVEL_HOLDS,     [RECORD_REPLIED] = LEVEL_HOLDS,
        [RECORD_PUBLISHED] = LEVEL_HOLDS,     [RECORD_LEAKED] = LEVEL_HOLDS,
        [RECORD_BRIEFED] = LEVEL_TOLD,
    };

    return rows[kind];
}

/* The level of a party now; whoever acts is aware. */
static enum record_level
level_now(const struct gain *t, const struct gain_where *at, uint32_t portion)
{
    const struct notes_key one = {at->party, at->document, portion, GAIN_LEVEL};
    const struct notes_key all = {at->party, at->document, t->whole,
                                  GAIN_LEVEL};
    const size_t of_one = notes_number(t->levels, &one);
    const size_t of_all = notes_number(t->levels, &all);
    const size_t level = of_one > of_all ? of_one : of_all;

    return level > LEVEL_AWARE ? (enum record_level)level : LEVEL_AWARE;
}

/* A briefing passes on what its party was told, whatever text it has. */
static enum record_level offered(const struct gain *t, const struct record *r,
                                 const struct gain_where *at, uint32_t portion)
{
    if (r->kind == RECORD_BRIEFED &&
        (is_told(t, at, portion) || is_told(t, at, t->whole)))
        return LEVEL_TOLD;
    return gain_mistaken(t, at->party, at->document)
               ? LEVEL_AWARE
               : level_now(t, at, portion);
}

void gain_offer(struct gain *t, const struct record *r,
                const struct gain_where *at, uint32_t portion)
{
    if (given_by(r->kind) == LEVEL_UNAWARE || r->exchange == 0) return;
    if (portion == t->whole) {
        for (uint32_t i = 0; i < at->portion_count; i++)
            gain_offer(t, r, at, i);
        return;
    }
    const struct notes_key act =
        offer_key(at->party, at->document, 0, r->exchange);
    *notes_at(&t->acts, t->arena, &act) = 1;
    const enum record_level level = offered(t, r, at, portion);
    if (level >= given_by(r->kind)) return;
    set_offer(t, r, at, portion, (size_t)level + 1);
    set_offer(t, r, at, t->whole,
              (LEVEL_AWARE + 1) |
                  (hand(t, at, HAND_NOW) == HAND_POSED ? OFFER_POSED : 0));
}

/* True for a record of a text that a thief may have signed as its author. */
static bool is_posed(const struct gain *t, const struct record *r,
                     const struct gain_where *at)
{
    return is_after(&t->posed, r) ||
           (peer_offer(t, r, at, t->whole) & OFFER_POSED) > 0;
}

/* ---- Levels ---- */

/* Kinds of records that come of another's act. A proof is left out: it is of
 * the true text, whoever brings it, but for one by a stolen key. */
static bool is_bounded(const struct record *r)
{
    static const bool rows[RECORD_KIND_COUNT] = {
        [RECORD_RECEIVED] = true,  [RECORD_AUTHENTICATED] = true,
        [RECORD_REJECTED] = true,  [RECORD_TOLD] = true,
        [RECORD_OVERHEARD] = true, [RECORD_INTERCEPTED] = true,
        [RECORD_DECRYPTED] = true,
    };

    return rows[r->kind];
}

static bool is_proof(const struct record *r)
{
    return r->kind == RECORD_CHECKED || r->kind == RECORD_PROOF_CAPTURED;
}

bool gain_is_uneven(const struct gain *t, const struct record *r,
                    const struct gain_where *at)
{
    return is_bounded(r) && !is_altered(t, r, at) &&
           peer_offer(t, r, at, t->whole) > 0;
}

enum record_level gain_level(const struct gain *t, const struct record *r,
                             const struct gain_where *at, uint32_t portion)
{
    enum record_level level = record_kind_row(r->kind)->level;

    /* The text was read, though another one stays in hand. */
    if (r->kind == RECORD_REJECTED && r->reason == REASON_OTHER_TEXT)
        level = LEVEL_HOLDS;
    if (level <= LEVEL_AWARE) return level;
    if (is_proof(r) && is_posed(t, r, at)) return LEVEL_AWARE;
    if (!is_bounded(r)) return level;
    if (is_altered(t, r, at)) return LEVEL_AWARE;
    if (!gain_is_uneven(t, r, at)) return level;
    const size_t bound = peer_offer(t, r, at, portion);
    return bound > 0 && bound - 1 < level ? (enum record_level)(bound - 1)
                                          : level;
}

/* ---- What a record says of the text in hand ---- */

/* A copy is of the text in hand, or is the first of it. So a true one shows
 * that the text in hand is true, and another one that it is not, unless a true
 * one is there: then only something beside the text was changed. */
static void note_received(struct gain *t, const struct record *r,
                          const struct gain_where *at)
{
    const size_t now = hand(t, at, HAND_NOW);
    const bool other = is_altered(t, r, at) || gain_is_uneven(t, r, at);

    set_hand(t, at, HAND_BEFORE, now);
    set_hand(t, at, HAND_FRAME, (size_t)frame_of(r));
    set_hand(t, at, HAND_NOW,
             !other || now == HAND_TRUE ? HAND_TRUE
             : is_posed(t, r, at)       ? HAND_POSED
                                        : HAND_OTHER);
}

/* What was read and then refused is not kept. */
static void note_rejected(struct gain *t, const struct record *r,
                          const struct gain_where *at)
{
    if (frame_of(r) > 0) {
        for (uint32_t i = 0; i < at->portion_count; i++)
            untell(t, r, at, i);
        untell(t, r, at, t->whole);
    }
    if (r->reason != REASON_OTHER_TEXT && r->reason != REASON_TOO_MANY &&
        frame_of(r) > 0 && hand(t, at, HAND_FRAME) == (size_t)frame_of(r))
        set_hand(t, at, HAND_NOW, hand(t, at, HAND_BEFORE));
}

static void note_true(struct gain *t, const struct record *r,
                      const struct gain_where *at)
{
    if (!is_posed(t, r, at)) set_hand(t, at, HAND_NOW, HAND_TRUE);
}

static void note_replaced(struct gain *t, const struct record *r,
                          const struct gain_where *at)
{
    (void)r;
    set_hand(t, at, HAND_NOW, HAND_NONE);
}

void gain_note(struct gain *t, const struct record *r,
               const struct gain_where *at)
{
    static void (*const rows[RECORD_KIND_COUNT])(
        struct gain *, const struct record *, const struct gain_where *) = {
        [RECORD_RECEIVED] = note_received,
        [RECORD_REJECTED] = note_rejected,
        [RECORD_DRAFTED] = note_true,
        [RECORD_CHECKED] = note_true,
        [RECORD_TEXT_REPLACED] = note_replaced,
    };

    if (rows[r->kind]) rows[r->kind](t, r, at);
}
