#include "adversary/handover.h"

#include <string.h>

#include "adversary/forgery.h"
#include "adversary/tactic_aim.h"

/* A receipt of the recipient's for the document, whoever it was given to. */
static bool is_receipt(const struct tactic_play *p,
                       const struct opener_layers *l)
{
    const struct message *m = &l->message;

    return l->from == p->target.to && l->exchange != p->target.exchange &&
           l->raw.size > 0 && m->kind == MESSAGE_RECEIPT && m->document &&
           strcmp(m->document, p->target.document) == 0;
}

/* The message's own words outside of the signature are made to fit. */
enum record_act handover_receipt(struct tactic_play *p, struct intervention *h)
{
    const struct tactic_target *t = &p->target;
    struct message m = h->seen->message;
    struct bytes encoded;

    if (tactic_aims_at(p, h->seen)) {
        h->dropped = true;
        return RECORD_ACT_DROP;
    }
    if (p->done || !is_receipt(p, h->seen)) return RECORD_ACT_NONE;
    m.exchange = t->exchange;
    if (message_encode(h->arena, &m, &encoded)) return RECORD_ACT_NONE;
    p->done = true;
    intervention_add(h, t->to, t->from, 0, forgery_frame(h->arena, encoded))
        ->channel = t->channel;
    return RECORD_ACT_HAND_ON;
}

/* The copy with its two names exchanged, where it can be read and nobody signed
 * it; else the frame as it is. */
static struct bytes turn_around(const struct tactic_play *p,
                                struct intervention *h)
{
    const struct opener_layers *seen = h->seen;
    const struct party_peer *peers = p->self.world->peers;
    struct message_statement s = seen->transfer.statement;
    struct message_copy copy = seen->copy;
    struct message m = seen->message;
    struct bytes encoded;

    if (seen->frame.type != FRAME_PLAIN || m.seal != MESSAGE_SEAL_NONE ||
        !seen->transfer.readable || copy.transfer.signature.size > 0)
        return seen->whole;
    s.signer = peers[seen->to].name;
    s.recipients = &peers[seen->from].name;
    s.recipient_count = 1;
    if (message_encode_statement(h->arena, &s, &copy.transfer.statement) ||
        message_encode_copy(h->arena, &copy, &m.copy) ||
        message_encode(h->arena, &m, &encoded))
        return seen->whole;
    return forgery_frame(h->arena, encoded);
}

enum record_act handover_reflect(struct tactic_play *p, struct intervention *h)
{
    if (p->done || !tactic_aims_at(p, h->seen)) return RECORD_ACT_NONE;
    p->done = true;
    intervention_add(h, h->seen->to, h->seen->from, 0, turn_around(p, h));
    return RECORD_ACT_REFLECT;
}
