#include "machine/verb.h"

#include <assert.h>

#include "group/group_talk.h"
#include "party/renewal.h"
#include "session/outgoing.h"

struct record *verb_record(const struct party_step *step, enum record_kind kind)
{
    const struct event_command *c = step->event->command;

    return effect_record(step->out, kind, c->exchange, c->document);
}

void verb_refuse(const struct party_step *step, enum record_reason reason)
{
    struct record *r = verb_record(step, RECORD_REFUSED);

    r->reason = reason;
    r->verb = step->event->command->kind;
}

struct record *verb_record_to(const struct party *p,
                              const struct party_step *step,
                              enum record_kind kind, size_t recipient)
{
    const struct event_command *c = step->event->command;

    assert(recipient < c->to_count);
    struct record *r = party_record(p, step, kind, c->exchange,
                                    c->to[recipient], c->over[recipient]);

    r->document = c->document;
    return r;
}

static void record_violation(const struct party *p,
                             const struct party_step *step, uint32_t to,
                             const struct document_portions *portions,
                             enum record_reason reason)
{
    struct record *r = verb_record(step, RECORD_VIOLATED);

    r->peer = party_peer_name(p, to);
    r->portions = portions->names;
    r->portion_count = portions->count;
    r->reason = reason;
}

/* Records a violation of a marking or of a decision to withhold. Neither binds
 * anybody's hand: the act is carried out all the same. */
static void check_release(const struct party *p, const struct party_step *step,
                          const struct document_holding *h, uint32_t to,
                          const struct document_portions *portions)
{
    if (!document_releasable(h, party_peer_name(p, to)))
        record_violation(p, step, to, portions, REASON_RELEASABLE_TO);
    for (const struct document_withholding *w = h->withheld; w; w = w->next) {
        if (w->from != to || step->event->now >= w->until) continue;
        record_violation(p, step, to, portions, REASON_WITHHOLDING);
        break;
    }
}

struct message verb_message(struct party *p, const struct party_step *step,
                            enum message_kind kind)
{
    const struct event_command *c = step->event->command;

    return (struct message){
        .kind = kind,
        .exchange = c->exchange,
        .precedence = c->precedence,
        .document = c->document,
        .text = c->text,
        .credential = renewal_introduction(p),
    };
}

bool verb_encode(const struct party_step *step, const struct message *m,
                 struct bytes *out)
{
    if (!message_encode(step->out->arena, m, out)) return true;
    verb_refuse(step, REASON_TOO_LARGE);
    return false;
}

void verb_post(struct party *p, const struct party_step *step, size_t recipient,
               struct bytes message)
{
    const struct event_command *c = step->event->command;

    assert(recipient < c->to_count);
    const struct outgoing_route route = {c->to[recipient], c->over[recipient],
                                         c->carriage};

    if (!c->group)
        outgoing_send(p, step, &route, c->exchange, message);
    else if (recipient == 0) /* and with it to all */
        group_talk_speak(p, step, c->group, c->exchange, message);
}

void verb_post_to_all(struct party *p, const struct party_step *step,
                      struct bytes message)
{
    const struct event_command *c = step->event->command;

    for (size_t i = 0; i < c->to_count; i++)
        verb_post(p, step, i, message);
}

void verb_record_to_all(const struct party *p, const struct party_step *step,
                        const struct document_holding *h, enum record_kind kind,
                        const struct document_portions *portions)
{
    const struct event_command *c = step->event->command;

    for (size_t i = 0; i < c->to_count; i++) {
        struct record *r = verb_record_to(p, step, kind, i);
        r->portions = portions->names;
        r->portion_count = portions->count;
        if (h->cause > 0) r->causes[r->cause_count++] = h->cause;
        check_release(p, step, h, c->to[i], portions);
    }
}
