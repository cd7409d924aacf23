#include "party/command.h"

#include <string.h>

#include "party/acquaintance.h"
#include "party/copying.h"
#include "party/envelope.h"
#include "party/group.h"
#include "party/inquiry.h"
#include "party/outgoing.h"
#include "party/renewal.h"
#include "party/session_keys.h"

static void draft(struct party *p, const struct party_step *step,
                  struct document_holding *h, const struct verb *verb)
{
    if (document_draft(p, step->event->command->draft, &h))
        verb_refuse(step, REASON_TOO_LARGE);
    else
        verb_record(step, verb->record);
}

/* A few words to whomever they are for: of a draft, or that it exists. */
static void speak(struct party *p, const struct party_step *step,
                  struct document_holding *h, const struct verb *verb)
{
    const struct event_command *c = step->event->command;
    struct message m = verb_message(p, step, verb->message);
    struct bytes encoded;

    if (verb->message == MESSAGE_ANNOUNCEMENT) m.author = h->author;
    if (!verb_encode(step, &m, &encoded)) return;
    struct record *r = verb_record(step, verb->record);
    r->words = c->text;
    if (c->to_count == 1) r->peer = verb_peer(p, c->to[0]);
    verb_post_to_all(p, step, encoded);
}

/* The author signs; anybody else who has the text co-signs, and lets those
 * have the signature whom the command names. */
static void sign(struct party *p, const struct party_step *step,
                 struct document_holding *h, const struct verb *verb)
{
    const struct event_command *c = step->event->command;
    const bool author = strcmp(h->author, p->name) == 0;
    struct message m = verb_message(p, step, verb->message);
    struct message_statement s = envelope_statement(
        p, step->out->arena, h, PURPOSE_SIGNATURE, c, step->event->now);
    struct bytes encoded;

    if (envelope_state(p, step->out->arena, &s, true, &m.signature)) {
        verb_refuse(step, REASON_TOO_LARGE);
        return;
    }
    if (!verb_encode(step, &m, &encoded)) return;
    if (document_add_proof(p, h, &m.signature)) {
        verb_refuse(step, REASON_TOO_MANY);
        return;
    }
    verb_record(step, author ? verb->record : RECORD_COSIGNED);
    if (author && h->state == DOCUMENT_DRAFTED)
        document_move(h, DOCUMENT_SIGNED);
    if (!author) verb_post_to_all(p, step, encoded);
}

/* Tells what is in a document without handing it over: of the portions that
 * are named, or of all that the party has. */
static void brief(struct party *p, const struct party_step *step,
                  struct document_holding *h, const struct verb *verb)
{
    struct message m = verb_message(p, step, verb->message);
    struct document_portions told;
    struct bytes encoded;

    if (document_portions(step->out->arena, h, step->event->command, true,
                          &told)) {
        verb_refuse(step, REASON_NOT_HELD);
        return;
    }
    m.portions = told.names;
    m.portion_count = told.count;
    if (!verb_encode(step, &m, &encoded)) return;
    verb_record_to_all(p, step, h, verb->record, &told);
    verb_post_to_all(p, step, encoded);
}

/* A signed receipt for the text in hand. */
static void acknowledge(struct party *p, const struct party_step *step,
                        struct document_holding *h, const struct verb *verb)
{
    const struct event_command *c = step->event->command;
    struct message m = verb_message(p, step, verb->message);
    struct message_statement s = envelope_statement(
        p, step->out->arena, h, PURPOSE_RECEIPT, c, step->event->now);
    struct bytes encoded;

    if (strcmp(h->author, p->name) == 0) {
        verb_refuse(step, REASON_NOTHING_RECEIVED);
        return;
    }
    if (envelope_state(p, step->out->arena, &s, true, &m.signature)) {
        verb_refuse(step, REASON_TOO_LARGE);
        return;
    }
    if (!verb_encode(step, &m, &encoded)) return;
    for (size_t i = 0; i < c->to_count; i++)
        verb_record_to(p, step, verb->record, i);
    verb_post_to_all(p, step, encoded);
}

static void withhold(struct party *p, const struct party_step *step,
                     struct document_holding *h, const struct verb *verb)
{
    const struct event_command *c = step->event->command;

    for (size_t i = 0; i < c->to_count; i++) {
        struct document_withholding *w = arena_alloc(p->arena, sizeof *w);
        *w = (struct document_withholding){h->withheld, c->to[i], c->until};
        h->withheld = w;
        verb_record(step, verb->record)->peer = verb_peer(p, c->to[i]);
    }
}

static const struct verb verbs[COMMAND_KIND_COUNT] = {
    [COMMAND_DRAFT] = {draft, NEED_KNOWN, RECORD_DRAFTED, 0},
    [COMMAND_REVIEW] = {copying_send, NEED_AUTHOR, RECORD_REVIEW_OPENED,
                        MESSAGE_REVIEW},
    [COMMAND_COMMENT] = {speak, NEED_TEXT, RECORD_COMMENTED, MESSAGE_COMMENT},
    [COMMAND_APPROVE] = {speak, NEED_TEXT, RECORD_APPROVED, MESSAGE_APPROVAL},
    [COMMAND_OBJECT] = {speak, NEED_TEXT, RECORD_OBJECTED, MESSAGE_OBJECTION},
    [COMMAND_SIGN] = {sign, NEED_TEXT, RECORD_SIGNED, MESSAGE_COSIGNATURE},
    [COMMAND_SEND] = {copying_send, NEED_TEXT, RECORD_SENT, MESSAGE_COPY},
    [COMMAND_FORWARD] = {copying_send, NEED_TEXT, RECORD_FORWARDED,
                         MESSAGE_COPY},
    [COMMAND_REPLY] = {copying_send, NEED_TEXT, RECORD_REPLIED, MESSAGE_COPY},
    [COMMAND_PUBLISH] = {copying_send, NEED_TEXT, RECORD_PUBLISHED,
                         MESSAGE_COPY},
    [COMMAND_BRIEF] = {brief, NEED_CONTENT, RECORD_BRIEFED, MESSAGE_BRIEFING},
    [COMMAND_ANNOUNCE] = {speak, NEED_KNOWN, RECORD_ANNOUNCED,
                          MESSAGE_ANNOUNCEMENT},
    [COMMAND_ACKNOWLEDGE] = {acknowledge, NEED_TEXT, RECORD_ACKNOWLEDGED,
                             MESSAGE_RECEIPT},
    [COMMAND_WITHHOLD] = {withhold, NEED_KNOWN, RECORD_WITHHELD, 0},
    [COMMAND_LEAK] = {copying_send, NEED_TEXT, RECORD_LEAKED, MESSAGE_COPY},
};

/* Why the party cannot do it; REASON_NONE when it can. */
static enum record_reason missing(const struct party *p,
                                  const struct document_holding *h,
                                  enum verb_need need)
{
    bool told = h && (h->state == DOCUMENT_TOLD || document_in_hand(h));

    switch (need) {
    case NEED_KNOWN:
        return h ? REASON_NONE : REASON_NOT_HELD;
    case NEED_CONTENT:
        return told ? REASON_NONE : REASON_NOT_HELD;
    case NEED_TEXT:
        return h && document_in_hand(h) ? REASON_NONE : REASON_NOT_HELD;
    case NEED_AUTHOR:
        if (!h || !document_in_hand(h)) return REASON_NOT_HELD;
        return strcmp(h->author, p->name) == 0 ? REASON_NONE
                                               : REASON_NOT_AUTHOR;
    }
    return REASON_NONE;
}

/* Why a recipient cannot be written to in this way; REASON_NONE when he can.
 * A seal needs his key, and so may a handshake. */
static enum record_reason unreachable(const struct party *p,
                                      const struct event_command *c,
                                      size_t recipient)
{
    const struct outgoing_route way = {c->to[recipient], c->over[recipient],
                                       c->carriage};
    const struct noise_pattern *pattern = outgoing_pattern(p, &way);

    if (c->seal != MESSAGE_SEAL_NONE) return keyring_missing(p, way.peer);
    return pattern ? session_keys_lacking(p, way.peer, pattern, NOISE_INITIATOR)
                   : REASON_NONE;
}

static void carry_out(struct party *p, const struct party_step *step)
{
    const struct event_command *c = step->event->command;
    const struct verb *verb = &verbs[c->kind];
    struct document_holding *h = c->kind == COMMAND_DRAFT
                                     ? document_enter(p, c->document)
                                     : document_find(p, c->document);

    enum record_reason reason = missing(p, h, verb->need);
    for (size_t i = 0; i < c->to_count && !reason; i++) {
        reason = unreachable(p, c, i);
        if (reason == REASON_NO_KEY)
            inquiry_make(p, step, c->to[i], c->exchange);
    }
    if (reason)
        verb_refuse(step, reason);
    else
        verb->carry_out(p, step, h, verb);
}

/* What is said in a group is for whoever is in it now. */
static void carry_out_in_group(struct party *p, const struct party_step *step)
{
    struct event_command addressed;
    struct event event = *step->event;
    const struct party_step inner = {&event, step->out};

    event.command = &addressed;
    if (group_address(p, step->out->arena, step->event->command, &addressed))
        carry_out(p, &inner);
    else
        verb_refuse(step, REASON_NO_GROUP);
}

void command_carry_out(struct party *p, const struct party_step *step)
{
    static void (*const others[])(struct party *, const struct party_step *) = {
        [COMMAND_DECLARE] = renewal_declare,
        [COMMAND_ROTATE] = renewal_rotate,
        [COMMAND_REVOKE] = renewal_revoke,
        [COMMAND_COMPARE] = acquaintance_compare,
        [COMMAND_FOUND] = group_found,
        [COMMAND_ADD] = group_add,
        [COMMAND_REMOVE] = group_remove,
    };
    const enum event_command_kind kind = step->event->command->kind;

    if (kind < COMMAND_DECLARE && step->event->command->group)
        carry_out_in_group(p, step);
    else if (kind < COMMAND_DECLARE)
        carry_out(p, step);
    else
        others[kind](p, step);
}
