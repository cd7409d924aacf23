#include "document/review.h"

#include <assert.h>

enum review_verdict { VERDICT_NONE, VERDICT_APPROVED, VERDICT_OBJECTED };

struct review {
    struct event_timer timer;
    uint64_t exchange;
    const uint32_t *reviewers;
    enum review_verdict *verdicts; /* of each reviewer */
    size_t count;
};

void review_open(struct party *p, const struct party_step *step,
                 struct document_holding *h)
{
    const struct event_command *c = step->event->command;
    struct review *review = h->review;

    if (!review) {
        review = arena_alloc(p->arena, sizeof *review);
        review->timer = (struct event_timer){.kind = TIMER_REVIEW, .owner = h};
        h->review = review;
    }
    uint32_t *reviewers = arena_array(p->arena, c->to_count, sizeof *reviewers);
    for (size_t i = 0; i < c->to_count; i++)
        reviewers[i] = c->to[i];
    review->exchange = c->exchange;
    review->reviewers = reviewers;
    review->verdicts =
        arena_array(p->arena, c->to_count, sizeof *review->verdicts);
    review->count = c->to_count;
    effect_set_timer(step->out, &review->timer,
                     instant_add(step->event->now, c->deadline));
}

/* Ends the review, one way or the other. */
static void conclude(const struct party_step *step, struct document_holding *h,
                     enum record_kind kind, enum record_reason reason,
                     const char *by)
{
    effect_cancel_timer(step->out, &h->review->timer);
    struct record *r =
        effect_record(step->out, kind, h->review->exchange, h->name);
    r->reason = reason;
    r->peer = by;
    h->review->count = 0;
}

static bool all_approve(const struct review *review)
{
    for (size_t i = 0; i < review->count; i++)
        if (review->verdicts[i] != VERDICT_APPROVED) return false;
    return true;
}

void review_handle(struct party *p, const struct party_step *step,
                   const struct arrival *arrival)
{
    const struct message *m = &arrival->message;
    const char *peer = party_peer_name(p, arrival->peer);
    struct document_holding *h = document_find(p, m->document);

    struct record *r =
        effect_record(step->out, RECORD_TAKEN_IN, m->exchange, m->document);
    r->peer = peer;
    r->words = m->text;
    if (arrival->cause > 0) r->causes[r->cause_count++] = arrival->cause;
    if (!h || !h->review || m->kind == MESSAGE_COMMENT) return;

    struct review *review = h->review;
    for (size_t i = 0; i < review->count; i++) {
        if (review->reviewers[i] != arrival->peer) continue;
        review->verdicts[i] =
            m->kind == MESSAGE_APPROVAL ? VERDICT_APPROVED : VERDICT_OBJECTED;
        if (m->kind == MESSAGE_OBJECTION)
            conclude(step, h, RECORD_NOT_ADOPTED, REASON_OBJECTION, peer);
        else if (all_approve(review))
            conclude(step, h, RECORD_ADOPTED, REASON_ALL_APPROVE, NULL);
        return;
    }
}

void review_timer(struct party *p, const struct party_step *step,
                  struct document_holding *h)
{
    (void)p;
    assert(h->review);
    conclude(step, h, RECORD_ADOPTED, REASON_SILENCE, NULL);
}
