#include "machine/handler.h"

#include <string.h>

#include "document/envelope.h"
#include "document/review.h"
#include "machine/acquaintance.h"
#include "machine/command.h"
#include "machine/marking.h"
#include "party/renewal.h"
#include "session/inquiry.h"
#include "session/outgoing.h"

/* `handler_message` takes a credential that introduces the sender, then calls
 * the handler for the message's kind. The longest is `handle_copy`: it opens
 * the envelope, lets go of a text that has to give way, records what was
 * received or rejected, keeps the text and its proofs, records what was
 * verified of them, and sends the receipt that was asked for. */

static void reject_message(const struct party *p, const struct party_step *step,
                           const struct arrival *arrival,
                           enum record_reason reason)
{
    party_record_arrival(p, step, arrival, RECORD_REJECTED)->reason = reason;
}

/* Notes that a message may come from anybody. */
static void note_speaker(const struct party *p, const struct arrival *arrival,
                         bool authentic, struct record *r)
{
    if (!authentic && !p->world->channels[arrival->channel].in_person)
        r->reason = REASON_UNSHOWN;
}

/* Tells whether the party's policy takes a message that bears no text. */
static bool is_welcome(const struct party *p, const struct arrival *arrival)
{
    const struct policy_shown shown = {.authenticated = arrival->authenticated};

    return policy_takes(&p->policy, arrival->peer, &shown);
}

static struct record *record_copy(const struct party *p,
                                  const struct party_step *step,
                                  const struct arrival *arrival,
                                  const struct envelope_opened *o,
                                  enum record_kind kind)
{
    struct record *r = party_record_arrival(p, step, arrival, kind);

    /* A copy that shows all of it is recorded as the document itself. */
    if (o->shown_count < o->copy.leaf_count) {
        r->portions = o->shown;
        r->portion_count = o->shown_count;
    }
    return r;
}

/* Sends the receipt that the sender asked for: signed, back the way the copy
 * came. */
static void send_receipt(struct party *p, const struct party_step *step,
                         const struct arrival *arrival,
                         const struct document_holding *h,
                         const struct envelope_opened *of)
{
    struct arena *a = step->out->arena;
    const struct event_command answer = {
        .exchange = arrival->message.exchange,
        .to = &arrival->peer,
        .to_count = 1,
    };
    struct message_statement s =
        envelope_statement(p, a, h, PURPOSE_RECEIPT, &answer, step->event->now);
    /* The receipt is for the copy that has come: one of several, if they are
     * marked, and for what it shows. */
    memcpy(s.root, of->statement.root, sizeof s.root);
    s.marked = of->statement.marked;
    envelope_cover(a, of->names, of->copy.leaf_count, &s);
    struct message m = {
        .kind = MESSAGE_RECEIPT,
        .exchange = arrival->message.exchange,
        .precedence = arrival->message.precedence,
        .document = h->name,
        .credential = renewal_introduction(p),
    };
    struct bytes encoded;

    if (envelope_state(p, a, &s, true, &m.signature) ||
        message_encode(a, &m, &encoded)) {
        reject_message(p, step, arrival, REASON_TOO_LARGE);
        return;
    }
    record_copy(p, step, arrival, of, RECORD_ACKNOWLEDGED);
    const struct outgoing_route route = outgoing_route_back(arrival);
    outgoing_send(p, step, &route, m.exchange, encoded);
}

/* Keeps the proofs that can be shown to others: the sender's statement and all
 * that came with it. More than fit is no fault of the copy. */
static bool keep_proofs(struct party *p, struct document_holding *h,
                        const struct message_copy *copy)
{
    if (copy->transfer.signature.size > 0 &&
        document_add_proof(p, h, &copy->transfer))
        return false;
    for (size_t i = 0; i < copy->earlier_count; i++)
        if (document_add_proof(p, h, &copy->earlier[i])) return false;
    return true;
}

/* Tells whether a copy is of the text that the party has, if it has one; or
 * another copy of it, which the author signed, where either is marked. */
static bool is_known(const struct party *p, enum record_reason reason,
                     const struct envelope_opened *o)
{
    const struct document_holding *h = document_find(p, o->statement.document);

    return document_same(p, h, &o->statement) ||
           (!reason && o->author_signed &&
            document_may_be_other(p, h, &o->statement, o->author_marked));
}

/* Asks for keys that were lacking to check a copy. The copy is refused, and the
 * key may be there when it comes again. */
static void ask_for_keys(struct party *p, const struct party_step *step,
                         const struct arrival *arrival,
                         const struct message_statement *s)
{
    const uint32_t author = s ? party_find(p->world, s->author) : PARTY_NONE;

    inquiry_make(p, step, arrival->peer, arrival->message.exchange);
    if (author != PARTY_NONE)
        inquiry_make(p, step, author, arrival->message.exchange);
}

/* The standing that this copy alone gives a text. */
static enum document_standing standing_of(const struct envelope_opened *o)
{
    if (o->author_signed) return DOCUMENT_PROVEN;
    return (o->sender_authentic || o->envelope_signed) &&
                   strcmp(o->statement.signer, o->statement.author) == 0
               ? DOCUMENT_AUTHENTIC
               : DOCUMENT_UNVERIFIED;
}

/* Its author signed the text, and its sender the copy: a text that another
 * signed is not to pass in the sender's name. Or its author signed the envelope
 * that it came in. */
static bool is_signed(const struct envelope_opened *o)
{
    return (o->author_signed && o->sender_signed) ||
           (o->envelope_signed &&
            strcmp(o->statement.signer, o->statement.author) == 0);
}

static enum record_reason refused_by_policy(const struct party *p,
                                            const struct arrival *arrival,
                                            const struct envelope_opened *o)
{
    const struct policy_shown shown = {
        .bears_text = true,
        .is_signed = is_signed(o),
        .authenticated = arrival->authenticated,
    };

    return policy_takes(&p->policy, arrival->peer, &shown) ? REASON_NONE
                                                           : REASON_POLICY;
}

/* A checked text puts one out of its place that was checked less. Marked copies
 * of one text stand beside each other, if the one in hand is checked at all. */
static void make_way(const struct party *p, const struct party_step *step,
                     const struct arrival *arrival,
                     const struct envelope_opened *o)
{
    struct document_holding *h = document_find(p, o->statement.document);

    if (!h || document_same(p, h, &o->statement) ||
        (h->standing > DOCUMENT_UNVERIFIED && is_known(p, REASON_NONE, o)) ||
        !document_gives_way(p, h, &o->statement, standing_of(o)))
        return;
    party_record_arrival(p, step, arrival, RECORD_TEXT_REPLACED);
    document_let_go(h);
}

/* Whoever reads that this answers a document knows of that one. */
static void note_answered(struct party *p, const struct party_step *step,
                          const struct arrival *arrival,
                          const struct envelope_opened *o)
{
    if (!o->answers || !o->answers[0]) return;
    struct record *r = party_record_arrival(p, step, arrival, RECORD_MENTIONED);
    r->document = o->answers;
    note_speaker(p, arrival, o->sender_authentic, r);
    document_enter(p, o->answers);
}

/* Records what is verified of a copy, as far as that is its author's: what the
 * copy itself shows of one that is not kept, and else all that is in hand, for
 * one check of the root is a check of every portion under it. A copy that adds
 * portions to a checked root needs no check of its own. */
static void record_standing(const struct party *p,
                            const struct party_step *step,
                            const struct arrival *arrival,
                            const struct envelope_opened *o,
                            const struct document_holding *kept, bool adds)
{
    static const enum record_kind kinds[] = {
        [DOCUMENT_AUTHENTIC] = RECORD_AUTHENTICATED,
        [DOCUMENT_PROVEN] = RECORD_CHECKED,
    };
    const enum document_standing standing =
        kept && adds ? kept->standing : standing_of(o);

    if (standing == DOCUMENT_UNVERIFIED) return;
    struct record *r = record_copy(p, step, arrival, o, kinds[standing]);
    if (!kept) return;
    const struct document_portions had = document_had(step->out->arena, kept);
    r->portions = had.names;
    r->portion_count = had.count;
}

static void handle_copy(struct party *p, const struct party_step *step,
                        const struct arrival *arrival)
{
    struct envelope_opened o;
    bool readable, adds = false;

    enum record_reason reason =
        envelope_open(p, step->out->arena, arrival, &o, &readable);
    if (!reason) reason = refused_by_policy(p, arrival, &o);
    if (!reason) make_way(p, step, arrival, &o);
    /* What the policy refuses was read all the same, whatever is in hand. */
    const bool same =
        readable && (reason == REASON_POLICY || is_known(p, reason, &o));
    if (same) {
        note_speaker(p, arrival, o.sender_authentic,
                     record_copy(p, step, arrival, &o, RECORD_RECEIVED));
        note_answered(p, step, arrival, &o);
    }
    if (!reason && !same) reason = REASON_OTHER_TEXT;
    if (reason) {
        if (readable && !same)
            record_copy(p, step, arrival, &o, RECORD_REJECTED)->reason = reason;
        else
            reject_message(p, step, arrival, reason);
        if (reason == REASON_NO_KEY)
            ask_for_keys(p, step, arrival, readable ? &o.statement : NULL);
        return;
    }
    struct document_holding *h = document_enter(p, arrival->message.document);
    const bool kept = document_is_held_copy(h, &o.statement);
    if (h->leaf_count == 0) h->cause = arrival->cause;
    if (!kept) {
        document_note_other(p, h, o.statement.root);
    } else {
        adds = document_adds(h, &o.copy);
        document_keep(p, h, &o.statement, &o.copy, o.names);
        if (standing_of(&o) > h->standing) h->standing = standing_of(&o);
        if (!keep_proofs(p, h, &o.copy))
            reject_message(p, step, arrival, REASON_TOO_MANY);
    }
    if (o.sender_signed)
        record_copy(p, step, arrival, &o, RECORD_ORIGIN_CHECKED);
    record_standing(p, step, arrival, &o, kept ? h : NULL, adds);
    if (arrival->message.receipt && document_in_hand(h))
        send_receipt(p, step, arrival, h, &o);
}

/* Names in a record the portions that a receipt or a co-signature covers, as
 * far as this party has them by name: the record says so where there are
 * none. */
static void name_covered(struct arena *a, const struct document_holding *h,
                         const struct message_statement *s, struct record *r)
{
    const char **names = arena_array(a, s->cover_count, sizeof *names);
    size_t count = 0;

    for (size_t i = 0; i < s->cover_count; i++)
        if (h->names[s->covers[i]]) names[count++] = h->names[s->covers[i]];
    if (count == 0) r->reason = REASON_UNNAMED;
    if (count == h->leaf_count) return;
    r->portions = names;
    r->portion_count = count;
}

/* Takes a receipt or a co-signature: a statement by the peer about the text
 * that this party has in hand, made for this party in this exchange. */
static void handle_statement(struct party *p, const struct party_step *step,
                             const struct arrival *arrival)
{
    static const struct {
        enum message_purpose purpose;
        enum record_kind kind;
    } expected[MESSAGE_KIND_COUNT] = {
        [MESSAGE_RECEIPT] = {PURPOSE_RECEIPT, RECORD_RECEIPT_HELD},
        [MESSAGE_COSIGNATURE] = {PURPOSE_SIGNATURE, RECORD_COSIGNATURE_HELD},
    };
    const struct message *m = &arrival->message;
    struct document_holding *h = document_find(p, m->document);
    struct message_statement s;

    const enum record_reason reason =
        envelope_verify(p, step->out->arena, &m->signature, &s);
    if (reason) {
        reject_message(p, step, arrival, reason);
        if (reason == REASON_NO_KEY) ask_for_keys(p, step, arrival, NULL);
    } else if (strcmp(s.signer, party_peer_name(p, arrival->peer)) != 0) {
        reject_message(p, step, arrival, REASON_WRONG_SENDER);
    } else if (s.purpose != expected[m->kind].purpose ||
               strcmp(s.document, m->document) != 0) {
        reject_message(p, step, arrival, REASON_MALFORMED);
    } else if (!envelope_is_for(p, m->exchange, &s)) {
        reject_message(p, step, arrival, REASON_NOT_FOR_US);
    } else if (!h || !document_in_hand(h)) {
        reject_message(p, step, arrival, REASON_NOT_HELD);
    } else if (!document_same(p, h, &s)) {
        reject_message(p, step, arrival, REASON_WRONG_ROOT);
    } else {
        name_covered(
            step->out->arena, h, &s,
            party_record_arrival(p, step, arrival, expected[m->kind].kind));
        if (m->kind == MESSAGE_RECEIPT && h->state == DOCUMENT_SENT)
            document_move(h, DOCUMENT_ACKNOWLEDGED);
        /* A co-signature under another copy proves nothing of this one. */
        if (m->kind == MESSAGE_COSIGNATURE && document_is_held_copy(h, &s) &&
            document_add_proof(p, h, &m->signature))
            reject_message(p, step, arrival, REASON_TOO_MANY);
    }
}

static void handle_briefing(struct party *p, const struct party_step *step,
                            const struct arrival *arrival)
{
    struct record *r = party_record_arrival(p, step, arrival, RECORD_TOLD);

    note_speaker(p, arrival, arrival->authenticated, r);
    r->portions = arrival->message.portions;
    r->portion_count = arrival->message.portion_count;
    if (!is_welcome(p, arrival)) {
        reject_message(p, step, arrival, REASON_POLICY);
        return;
    }
    document_tell(p, document_enter(p, arrival->message.document), r->portions,
                  r->portion_count);
}

static void handle_announcement(struct party *p, const struct party_step *step,
                                const struct arrival *arrival)
{
    struct record *r = party_record_arrival(p, step, arrival, RECORD_HEARD);

    note_speaker(p, arrival, arrival->authenticated, r);
    r->words = arrival->message.text;
    if (is_welcome(p, arrival))
        document_enter(p, arrival->message.document);
    else
        reject_message(p, step, arrival, REASON_POLICY);
}

/* A reviewer's word that is refused counts for nothing. */
static void handle_voice(struct party *p, const struct party_step *step,
                         const struct arrival *arrival)
{
    if (is_welcome(p, arrival))
        review_handle(p, step, arrival);
    else
        reject_message(p, step, arrival, REASON_POLICY);
}

/* Carries out the command that waited for a commitment. */
static void handle_commitment(struct party *p, const struct party_step *step,
                              const struct arrival *arrival)
{
    struct event event = *step->event;
    const struct party_step inner = {&event, step->out};

    event.kind = EVENT_COMMAND;
    event.command = marking_take(p, step, arrival);
    if (event.command) command_carry_out(p, &inner);
}

void handler_message(struct party *p, const struct party_step *step,
                     const struct arrival *arrival)
{
    static void (*const handlers[MESSAGE_KIND_COUNT])(
        struct party *, const struct party_step *, const struct arrival *) = {
        [MESSAGE_COPY] = handle_copy,
        [MESSAGE_REVIEW] = handle_copy,
        [MESSAGE_COMMENT] = handle_voice,
        [MESSAGE_APPROVAL] = handle_voice,
        [MESSAGE_OBJECTION] = handle_voice,
        [MESSAGE_RECEIPT] = handle_statement,
        [MESSAGE_COSIGNATURE] = handle_statement,
        [MESSAGE_BRIEFING] = handle_briefing,
        [MESSAGE_ANNOUNCEMENT] = handle_announcement,
        [MESSAGE_KEY] = acquaintance_handle,
        [MESSAGE_COMPARISON] = acquaintance_handle_number,
        [MESSAGE_MARKS_ASKED] = marking_handle_request,
        [MESSAGE_MARKS_COMMITTED] = handle_commitment,
    };
    const struct message *m = &arrival->message;
    const bool bears_key = m->credential.size > 0;

    if (m->kind == MESSAGE_KEY && !bears_key) {
        reject_message(p, step, arrival, REASON_MALFORMED);
        return;
    }
    /* An introduction comes before the message that it lets be checked. */
    if (m->kind != MESSAGE_KEY && bears_key)
        acquaintance_handle(p, step, arrival);
    if (handlers[m->kind])
        handlers[m->kind](p, step, arrival);
    else
        reject_message(p, step, arrival, REASON_OUT_OF_TURN);
}
