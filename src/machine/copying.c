#include "machine/copying.h"

#include "document/document_wording.h"
#include "document/envelope.h"
#include "document/review.h"
#include "document/sealing.h"
#include "machine/marking.h"

/* Copies in the making: a message for each recipient and, where each has a
 * marked copy of its own, its root. */
struct copying_copies {
    struct bytes *messages;
    struct merkle_hash *roots;
    size_t bits;        /* of a mark; 0: none is marked */
    size_t batch;       /* recipients of one envelope */
    struct bytes plain; /* the copy that was last made */
};

/* Makes one copy in one envelope, for a batch of recipients from the i-th
 * on. */
static enum err seal_copy(const struct party *p, const struct party_step *step,
                          const struct document_holding *h, size_t i,
                          struct message *m, struct copying_copies *out)
{
    struct event_command part = *step->event->command;
    struct arena *a = step->out->arena;
    struct document_holding marked;
    enum err rc = ERR_OK;

    if (out->bits > 0) {
        rc = document_mark(p, a, h, party_peer_name(p, part.to[i]), &part,
                           &marked);
        if (rc) return rc;
        out->roots[i] = marked.root;
        part.to += i;
        part.to_count = 1;
        h = &marked;
    }
    /* What shows no signature of the author's is passed on as it is read. */
    if (!h->draft && !envelope_signs_text(&part) && !part.with_proof) {
        rc = document_worded(p, a, h, &marked);
        if (rc) return rc;
        h = &marked;
    }
    if (i == 0 || out->bits > 0)
        rc = envelope_copy(p, a, h, &part, step->event->now, &out->plain);
    /* The copy names all recipients, the envelope those of the batch. */
    part.to = &step->event->command->to[i];
    part.to_count = out->batch;
    const struct sealing_lot lot = {part.seal, out->bits > 0, part.to,
                                    part.to_count, part.exchange};
    if (!rc) rc = sealing_close(p, a, &lot, out->plain, &m->copy);
    if (!rc && part.sign && part.sealed_first)
        rc = envelope_around(p, a, &part, step->event->now, m->copy,
                             &m->signature);
    return rc ? rc : message_encode(a, m, &out->messages[i]);
}

/* Makes one envelope for all, or one for each where the seal is not shared or
 * the copies are marked. false, and refused, when it is too large. */
static bool seal_copies(const struct party *p, const struct party_step *step,
                        const struct document_holding *h, struct message *m,
                        struct copying_copies *out)
{
    const struct event_command *c = step->event->command;
    struct arena *a = step->out->arena;

    out->messages = arena_array(a, c->to_count, sizeof *out->messages);
    out->roots = arena_array(a, c->to_count, sizeof *out->roots);
    out->bits = c->mark ? document_mark_bits(h, c) : 0;
    const bool shared = sealing_is_shared(c->seal) && out->bits == 0;
    if (c->group && !shared) {
        verb_refuse(step, REASON_NOT_SHARED);
        return false;
    }
    out->batch = shared ? c->to_count : 1;
    for (size_t i = 0; i < c->to_count; i += out->batch) {
        if (seal_copy(p, step, h, i, m, out)) {
            verb_refuse(step, REASON_TOO_LARGE);
            return false;
        }
        for (size_t j = i + 1; j < i + out->batch; j++)
            out->messages[j] = out->messages[i];
    }
    return true;
}

/* Records that copies are marked. The mark itself is told to nobody: it follows
 * from the author's root. */
static void record_marks(struct party *p, const struct party_step *step,
                         struct document_holding *h,
                         const struct copying_copies *out)
{
    const struct event_command *c = step->event->command;

    for (size_t i = 0; i < c->to_count && out->bits > 0; i++) {
        document_note_other(p, h, out->roots[i].bytes);
        verb_record_to(p, step, RECORD_MARKED, i)->count = (uint32_t)out->bits;
    }
}

void copying_send(struct party *p, const struct party_step *step,
                  struct document_holding *h, const struct verb *verb)
{
    const struct event_command *c = step->event->command;
    struct message m = verb_message(p, step, verb->message);
    struct document_portions shown;

    if (document_portions(step->out->arena, h, c, false, &shown)) {
        verb_refuse(step, REASON_NOT_HELD);
        return;
    }
    if (marking_is_due(h, c)) {
        marking_ask(p, step, h);
        return;
    }
    m.text = NULL;
    m.seal = c->seal;
    m.receipt = c->receipt;
    m.deadline = instant_add(step->event->now, c->deadline);
    struct copying_copies copies;
    if (!seal_copies(p, step, h, &m, &copies)) return;
    if (verb->message == MESSAGE_REVIEW) review_open(p, step, h);
    /* An author that sends its own document signed has signed it. */
    if (envelope_signs_text(c) && h->draft && !h->signed_by_us) {
        verb_record(step, RECORD_SIGNED);
        h->signed_by_us = true;
        if (h->state == DOCUMENT_DRAFTED) document_move(h, DOCUMENT_SIGNED);
    }
    record_marks(p, step, h, &copies);
    verb_record_to_all(p, step, h, verb->record, &shown);
    /* The author's office does not know of a copy that an insider sends. */
    if (verb->message == MESSAGE_COPY && c->kind != RECORD_VERB_LEAK)
        document_copied(p, h);
    for (size_t i = 0; i < c->to_count; i++)
        verb_post(p, step, i, copies.messages[i]);
}
