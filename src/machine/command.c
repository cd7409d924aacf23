#include "machine/command.h"

#include <assert.h>
#include <string.h>

#include "document/envelope.h"
#include "group/group.h"
#include "machine/acquaintance.h"
#include "machine/copying.h"
#include "machine/rotation.h"
#include "session/inquiry.h"
#include "session/outgoing.h"
#include "session/session_keys.h"

/* `command_carry_out` has three ways: a command about keys or groups goes to
 * its room; one in a group is first addressed to the present members; any
 * other goes to `carry_out`. There its row in the table `verbs` says which
 * condition on the document must hold, which function acts, and which record
 * and message come of it. Recipients that cannot be reached are found before
 * anything is done. */

static void draft(struct party *p, const struct party_step *step,
                  struct document_holding *h, const struct verb *verb)
{
    if (document_draft(p, step->event->command->draft, &h))
        verb_refuse(step, REASON_TOO_LARGE);
    else
        verb_record(step, verb->record);
}

/* Names the portions in hand, of which an act is that needs the text. */
static void record_had(const struct party_step *step,
                       const struct document_holding *h, struct record *r)
{
    const struct document_portions had = document_had(step->out->arena, h);

    r->portions = had.names;
    r->portion_count = had.count;
}

/* Sends a few words: of a draft, or that it exists. */
static void speak(struct party *p, const struct party_step *step,
                  struct document_holding *h, const struct verb *verb)
{
    const struct event_command *c = step->event->command;
    struct message m = verb_message(p, step, verb->message);
    struct bytes encoded;

    if (verb->message == MESSAGE_ANNOUNCEMENT) m.author = h->author;
    if (!verb_encode(step, &m, &encoded)) return;
    struct record *r = verb_record(step, verb->record);
    if (verb->message != MESSAGE_ANNOUNCEMENT)
        record_had(step, h, r); /* there are words on what is in hand */
    r->words = c->text;
    if (c->to_count == 1) r->peer = party_peer_name(p, c->to[0]);
    verb_post_to_all(p, step, encoded);
}

/* Signs as the author. Anybody else who has the text co-signs, and sends the
 * signature to the command's recipients. */
static void sign(struct party *p, const struct party_step *step,
                 struct document_holding *h, const struct verb *verb)
{
    const struct event_command *c = step->event->command;
    const bool author = strcmp(h->author, p->name) == 0;
    struct message m = verb_message(p, step, verb->message);
    struct message_statement s = envelope_statement(
        p, step->out->arena, h, PURPOSE_SIGNATURE, c, step->event->now);
    struct bytes encoded;

    if (!author) envelope_cover(step->out->arena, h->names, h->leaf_count, &s);
    if (envelope_state(p, step->out->arena, &s, true, &m.signature)) {
        verb_refuse(step, REASON_TOO_LARGE);
        return;
    }
    if (!verb_encode(step, &m, &encoded)) return;
    if (document_add_proof(p, h, &m.signature)) {
        verb_refuse(step, REASON_TOO_MANY);
        return;
    }
    record_had(step, h,
               verb_record(step, author ? verb->record : RECORD_COSIGNED));
    if (author) h->signed_by_us = true;
    if (author && h->state == DOCUMENT_DRAFTED)
        document_move(h, DOCUMENT_SIGNED);
    if (!author) verb_post_to_all(p, step, encoded);
}

/* Tells the content of a document without handing it over: of the portions
 * named, or of all that the party has. */
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

/* Sends a signed receipt for the text in hand. */
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
    envelope_cover(step->out->arena, h->names, h->leaf_count, &s);
    if (envelope_state(p, step->out->arena, &s, true, &m.signature)) {
        verb_refuse(step, REASON_TOO_LARGE);
        return;
    }
    if (!verb_encode(step, &m, &encoded)) return;
    for (size_t i = 0; i < c->to_count; i++)
        record_had(step, h, verb_record_to(p, step, verb->record, i));
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
        verb_record(step, verb->record)->peer = party_peer_name(p, c->to[i]);
    }
}

static const struct verb verbs[RECORD_VERB_COUNT] = {
    [RECORD_VERB_DRAFT] = {draft, NEED_KNOWN, RECORD_DRAFTED, 0},
    [RECORD_VERB_REVIEW] = {copying_send, NEED_AUTHOR, RECORD_REVIEW_OPENED,
                            MESSAGE_REVIEW},
    [RECORD_VERB_COMMENT] = {speak, NEED_TEXT, RECORD_COMMENTED,
                             MESSAGE_COMMENT},
    [RECORD_VERB_APPROVE] = {speak, NEED_TEXT, RECORD_APPROVED,
                             MESSAGE_APPROVAL},
    [RECORD_VERB_OBJECT] = {speak, NEED_TEXT, RECORD_OBJECTED,
                            MESSAGE_OBJECTION},
    [RECORD_VERB_SIGN] = {sign, NEED_TEXT, RECORD_SIGNED, MESSAGE_COSIGNATURE},
    [RECORD_VERB_SEND] = {copying_send, NEED_TEXT, RECORD_SENT, MESSAGE_COPY},
    [RECORD_VERB_FORWARD] = {copying_send, NEED_TEXT, RECORD_FORWARDED,
                             MESSAGE_COPY},
    [RECORD_VERB_REPLY] = {copying_send, NEED_TEXT, RECORD_REPLIED,
                           MESSAGE_COPY},
    [RECORD_VERB_PUBLISH] = {copying_send, NEED_TEXT, RECORD_PUBLISHED,
                             MESSAGE_COPY},
    [RECORD_VERB_BRIEF] = {brief, NEED_CONTENT, RECORD_BRIEFED,
                           MESSAGE_BRIEFING},
    [RECORD_VERB_ANNOUNCE] = {speak, NEED_KNOWN, RECORD_ANNOUNCED,
                              MESSAGE_ANNOUNCEMENT},
    [RECORD_VERB_ACKNOWLEDGE] = {acknowledge, NEED_TEXT, RECORD_ACKNOWLEDGED,
                                 MESSAGE_RECEIPT},
    [RECORD_VERB_WITHHOLD] = {withhold, NEED_KNOWN, RECORD_WITHHELD, 0},
    [RECORD_VERB_LEAK] = {copying_send, NEED_TEXT, RECORD_LEAKED, MESSAGE_COPY},
};

/* The reason why the party cannot do it; REASON_NONE when it can. */
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

/* The reason why a recipient cannot be written to in this way; REASON_NONE when
 * it can. A seal needs its key, and so may a handshake. */
static enum record_reason unreachable(const struct party *p,
                                      const struct event_command *c,
                                      size_t recipient)
{
    const struct outgoing_route route = {c->to[recipient], c->over[recipient],
                                         c->carriage};
    const struct noise_pattern *pattern = outgoing_pattern(p, &route);

    if (c->seal != MESSAGE_SEAL_NONE) return keyring_missing(p, route.peer);
    return pattern
               ? session_keys_lacking(p, route.peer, pattern, NOISE_INITIATOR)
               : REASON_NONE;
}

static void carry_out(struct party *p, const struct party_step *step)
{
    const struct event_command *c = step->event->command;
    const struct verb *verb = &verbs[c->kind];

    assert(verb->carry_out);
    struct document_holding *h = c->kind == RECORD_VERB_DRAFT
                                     ? document_enter(p, c->document)
                                     : document_find(p, c->document);

    enum record_reason reason = missing(p, h, verb->need);
    if (!reason && c->answers &&
        missing(p, document_find(p, c->answers), NEED_TEXT))
        reason = REASON_ANSWERED_NOT_HELD;
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

/* Carries out a command in a group, for its present members. */
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
    static void (*const others[RECORD_VERB_COUNT])(
        struct party *, const struct party_step *) = {
        [RECORD_VERB_DECLARE] = rotation_declare,
        [RECORD_VERB_ROTATE] = rotation_rotate,
        [RECORD_VERB_REVOKE] = rotation_revoke,
        [RECORD_VERB_COMPARE] = acquaintance_compare,
        [RECORD_VERB_FOUND] = group_found,
        [RECORD_VERB_ADD] = group_add,
        [RECORD_VERB_REMOVE] = group_remove,
    };
    const struct event_command *c = step->event->command;

    if (record_verb_object(c->kind) == RECORD_OBJECT_DOCUMENT) {
        if (c->group)
            carry_out_in_group(p, step);
        else
            carry_out(p, step);
    } else {
        assert(others[c->kind]);
        others[c->kind](p, step);
    }
}
