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

enum record_act handover_reflect(struct tactic_play *p, struct intervention *h)
{
    if (p->done || !tactic_aims_at(p, h->seen)) return RECORD_ACT_NONE;
    p->done = true;
    intervention_add(h, h->seen->to, h->seen->from, 0, h->seen->whole);
    return RECORD_ACT_REFLECT;
}
