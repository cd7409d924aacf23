#include "party/command.h"

#include <string.h>

#include "party/acquaintance.h"
#include "party/envelope.h"
#include "party/group.h"
#include "party/group_talk.h"
#include "party/inquiry.h"
#include "party/post.h"
#include "party/renewal.h"
#include "party/review.h"
#include "party/sealing.h"
#include "party/session_keys.h"

/* What a party must have to do a thing. */
enum need {
    NEED_KNOWN,   /* to have heard of the document */
    NEED_CONTENT, /* to have been told of its content, at least */
    NEED_TEXT,    /* to have the text in hand */
    NEED_AUTHOR   /* to be the document's author */
};

/* What carrying out a command comes to: a row of the table of verbs. */
struct verb {
    void (*carry_out)(struct party *, const struct step *, struct holding *,
                      const struct verb *);
    enum need need;
    enum record_kind record;   /* of each recipient, or of the act */
    enum message_kind message; /* what is sent */
};

static struct record *record(const struct step *step, enum record_kind kind)
{
    const struct command *c = step->event->command;

    return effect_record(step->out, kind, c->exchange, c->document);
}

static void refuse(const struct step *step, enum record_reason reason)
{
    static const char *const words[COMMAND_KIND_COUNT] = {
        [COMMAND_DRAFT] = "draft",
        [COMMAND_REVIEW] = "have others review",
        [COMMAND_COMMENT] = "comment on",
        [COMMAND_APPROVE] = "approve",
        [COMMAND_OBJECT] = "object to",
        [COMMAND_SIGN] = "sign",
        [COMMAND_SEND] = "send",
        [COMMAND_FORWARD] = "forward",
        [COMMAND_REPLY] = "reply with",
        [COMMAND_PUBLISH] = "publish",
        [COMMAND_BRIEF] = "brief on",
        [COMMAND_ANNOUNCE] = "announce",
        [COMMAND_ACKNOWLEDGE] = "acknowledge",
        [COMMAND_WITHHOLD] = "withhold",
        [COMMAND_LEAK] = "leak",
    };
    struct record *r = record(step, RECORD_REFUSED);

    r->reason = reason;
    r->text = words[step->event->command->kind];
}

static const char *peer_name(const struct party *p, uint32_t peer)
{
    return p->world->peers[peer].name;
}

static struct record *record_to(const struct party *p, const struct step *step,
                                enum record_kind kind, size_t recipient)
{
    const struct command *c = step->event->command;
    struct record *r = record(step, kind);

    r->peer = peer_name(p, c->to[recipient]);
    r->channel = p->world->channels[c->over[recipient]].name;
    return r;
}

/* Markings and decisions to withhold bind nobody's hand: what goes against
 * them is done, and written down as a violation. */
static void check_release(const struct party *p, const struct step *step,
                          const struct holding *h, uint32_t to)
{
    if (!document_releasable(h, peer_name(p, to))) {
        struct record *r = record(step, RECORD_VIOLATED);
        r->peer = peer_name(p, to);
        r->reason = REASON_RELEASABLE_TO;
    }
    for (const struct withholding *w = h->withheld; w; w = w->next) {
        if (w->from != to || step->event->now >= w->until) continue;
        struct record *r = record(step, RECORD_VIOLATED);
        r->peer = peer_name(p, to);
        r->reason = REASON_WITHHOLDING;
        break;
    }
}

/* A message of that kind, as the command and the document have it. */
static struct message message_about(struct party *p, const struct step *step,
                                    enum message_kind kind)
{
    const struct command *c = step->event->command;

    return (struct message){
        .kind = kind,
        .exchange = c->exchange,
        .precedence = c->precedence,
        .document = c->document,
        .text = c->text,
        .credential =
            p->world->introduces ? renewal_credential(p) : (struct bytes){0},
    };
}

/* The message's bytes; false, and refused, when it is too large to send:
 * that is settled before anything is said to have been done. */
static bool encode(const struct step *step, const struct message *m,
                   struct bytes *out)
{
    if (!message_encode(step->out->arena, m, out)) return true;
    refuse(step, REASON_TOO_LARGE);
    return false;
}

static void post(struct party *p, const struct step *step, size_t recipient,
                 struct bytes message)
{
    const struct command *c = step->event->command;
    const struct way way = {c->to[recipient], c->over[recipient], c->carriage};

    if (!c->group)
        post_send(p, step, &way, c->exchange, message);
    else if (recipient == 0) /* and with it to all */
        group_talk_speak(p, step, c->group, c->exchange, message);
}

static void post_to_all(struct party *p, const struct step *step,
                        struct bytes message)
{
    const struct command *c = step->event->command;

    for (size_t i = 0; i < c->to_count; i++)
        post(p, step, i, message);
}

/* Tells of the act towards each recipient, and of what it violates. */
static void record_to_all(const struct party *p, const struct step *step,
                          const struct holding *h, enum record_kind kind,
                          const struct portions *portions)
{
    const struct command *c = step->event->command;

    for (size_t i = 0; i < c->to_count; i++) {
        struct record *r = record_to(p, step, kind, i);
        r->portions = portions->names;
        r->portion_count = portions->count;
        if (h->cause > 0) r->causes[r->cause_count++] = h->cause;
        check_release(p, step, h, c->to[i]);
    }
}

static void draft(struct party *p, const struct step *step, struct holding *h,
                  const struct verb *verb)
{
    if (document_draft(p, step->event->command->draft, &h))
        refuse(step, REASON_TOO_LARGE);
    else
        record(step, verb->record);
}

/* Copies on their way out: a message for each recipient and, where each has a
 * marked copy of his own, its root. */
struct outgoing_copies {
    struct bytes *messages;
    struct merkle_hash *roots;
    size_t bits;        /* of a mark; 0: none is marked */
    struct bytes plain; /* the copy that was last made */
};

/* One copy in one envelope, for so many recipients from the i-th on. */
static enum err seal_copy(const struct party *p, const struct step *step,
                          const struct holding *h, size_t i, size_t batch,
                          struct message *m, struct outgoing_copies *out)
{
    struct command part = *step->event->command;
    struct arena *a = step->out->arena;
    struct holding marked;
    enum err rc = ERR_OK;

    if (out->bits > 0) {
        rc = document_mark(p, a, h, peer_name(p, part.to[i]), &marked);
        if (rc) return rc;
        out->roots[i] = marked.root;
        part.to += i;
        part.to_count = 1;
        h = &marked;
    }
    const uint32_t *to = &step->event->command->to[i];
    if (i == 0 || out->bits > 0)
        rc = envelope_copy(p, a, h, &part, step->event->now, &out->plain);
    const struct sealing_lot lot = {part.seal, out->bits > 0, to, batch,
                                    part.exchange};
    if (!rc) rc = sealing_close(p, a, &lot, out->plain, &m->copy);
    if (!rc && part.sign && part.sealed_first)
        rc = envelope_around(p, a, &part, to, batch, step->event->now, m->copy,
                             &m->signature);
    return rc ? rc : message_encode(a, m, &out->messages[i]);
}

/* One envelope for all, or one for each where the seal is not shared or the
 * copies are marked. false, and refused, when it is too large. */
static bool seal_copies(const struct party *p, const struct step *step,
                        const struct holding *h, struct message *m,
                        struct outgoing_copies *out)
{
    const struct command *c = step->event->command;
    struct arena *a = step->out->arena;

    out->messages = arena_array(a, c->to_count, sizeof *out->messages);
    out->roots = arena_array(a, c->to_count, sizeof *out->roots);
    out->bits = c->mark ? document_mark_bits(h, c) : 0;
    const bool shared = sealing_is_shared(c->seal) && out->bits == 0;
    if (c->group && !shared) {
        refuse(step, REASON_NOT_SHARED);
        return false;
    }
    const size_t batch = shared ? c->to_count : 1;
    for (size_t i = 0; i < c->to_count; i += batch) {
        if (seal_copy(p, step, h, i, batch, m, out)) {
            refuse(step, REASON_TOO_LARGE);
            return false;
        }
        for (size_t j = i + 1; j < i + batch; j++)
            out->messages[j] = out->messages[i];
    }
    return true;
}

/* The mark itself is told to nobody: it follows from the author's root. */
static void record_marks(struct party *p, const struct step *step,
                         struct holding *h, const struct outgoing_copies *out)
{
    const struct command *c = step->event->command;

    for (size_t i = 0; i < c->to_count && out->bits > 0; i++) {
        document_note_other(p, h, out->roots[i].bytes);
        struct record *r = record_to(p, step, RECORD_MARKED, i);
        r->text = arena_format(step->out->arena, "%zu bit%s", out->bits,
                               out->bits == 1 ? "" : "s");
    }
}

/* Copies of what is in hand, to each recipient. */
static void send_copies(struct party *p, const struct step *step,
                        struct holding *h, const struct verb *verb)
{
    const struct command *c = step->event->command;
    struct message m = message_about(p, step, verb->message);
    struct portions shown;

    if (document_portions(step->out->arena, h, c, false, &shown)) {
        refuse(step, REASON_NOT_HELD);
        return;
    }
    m.text = NULL;
    m.seal = c->seal;
    m.receipt = c->receipt;
    m.deadline = instant_add(step->event->now, c->deadline);
    struct outgoing_copies copies;
    if (!seal_copies(p, step, h, &m, &copies)) return;
    if (verb->message == MESSAGE_REVIEW) review_open(p, step, h);
    /* Whoever sends his own paper signed has signed it. */
    if (envelope_signs_text(c) && h->state == DOCUMENT_DRAFTED) {
        record(step, RECORD_SIGNED);
        document_move(h, DOCUMENT_SIGNED);
    }
    record_marks(p, step, h, &copies);
    record_to_all(p, step, h, verb->record, &shown);
    /* What an insider has done the author's office does not know of. */
    if (verb->message == MESSAGE_COPY && c->kind != COMMAND_LEAK)
        document_copied(p, h, c, &shown);
    for (size_t i = 0; i < c->to_count; i++)
        post(p, step, i, copies.messages[i]);
}

/* A few words to whomever they are for: of a draft, or that it exists. */
static void speak(struct party *p, const struct step *step, struct holding *h,
                  const struct verb *verb)
{
    const struct command *c = step->event->command;
    struct message m = message_about(p, step, verb->message);
    struct bytes encoded;

    if (verb->message == MESSAGE_ANNOUNCEMENT) m.author = h->author;
    if (!encode(step, &m, &encoded)) return;
    struct record *r = record(step, verb->record);
    r->text = c->text;
    if (c->to_count == 1) r->peer = peer_name(p, c->to[0]);
    post_to_all(p, step, encoded);
}

/* The author signs; anybody else who has the text co-signs, and lets those
 * have the signature whom the command names. */
static void sign(struct party *p, const struct step *step, struct holding *h,
                 const struct verb *verb)
{
    const struct command *c = step->event->command;
    const bool author = strcmp(h->author, p->name) == 0;
    struct message m = message_about(p, step, verb->message);
    struct message_statement s = envelope_statement(
        p, h, PURPOSE_SIGNATURE, c, step->event->now, step->out->arena);
    struct bytes encoded;

    if (envelope_state(p, step->out->arena, &s, true, &m.signature)) {
        refuse(step, REASON_TOO_LARGE);
        return;
    }
    if (!encode(step, &m, &encoded)) return;
    if (document_add_proof(p, h, &m.signature)) {
        refuse(step, REASON_TOO_MANY);
        return;
    }
    record(step, author ? verb->record : RECORD_COSIGNED);
    if (author && h->state == DOCUMENT_DRAFTED)
        document_move(h, DOCUMENT_SIGNED);
    if (!author) post_to_all(p, step, encoded);
}

/* Tells what is in a document without handing it over: of the portions that
 * are named, or of all that the party has. */
static void brief(struct party *p, const struct step *step, struct holding *h,
                  const struct verb *verb)
{
    struct message m = message_about(p, step, verb->message);
    struct portions told;
    struct bytes encoded;

    if (document_portions(step->out->arena, h, step->event->command, true,
                          &told)) {
        refuse(step, REASON_NOT_HELD);
        return;
    }
    m.portions = told.names;
    m.portion_count = told.count;
    if (!encode(step, &m, &encoded)) return;
    record_to_all(p, step, h, verb->record, &told);
    post_to_all(p, step, encoded);
}

/* A signed receipt for the text in hand. */
static void acknowledge(struct party *p, const struct step *step,
                        struct holding *h, const struct verb *verb)
{
    const struct command *c = step->event->command;
    struct message m = message_about(p, step, verb->message);
    struct message_statement s = envelope_statement(
        p, h, PURPOSE_RECEIPT, c, step->event->now, step->out->arena);
    struct bytes encoded;

    if (strcmp(h->author, p->name) == 0) {
        refuse(step, REASON_NOTHING_RECEIVED);
        return;
    }
    if (envelope_state(p, step->out->arena, &s, true, &m.signature)) {
        refuse(step, REASON_TOO_LARGE);
        return;
    }
    if (!encode(step, &m, &encoded)) return;
    for (size_t i = 0; i < c->to_count; i++)
        record_to(p, step, verb->record, i);
    post_to_all(p, step, encoded);
}

static void withhold(struct party *p, const struct step *step,
                     struct holding *h, const struct verb *verb)
{
    const struct command *c = step->event->command;

    for (size_t i = 0; i < c->to_count; i++) {
        struct withholding *w = arena_alloc(p->arena, sizeof *w);
        *w = (struct withholding){h->withheld, c->to[i], c->until};
        h->withheld = w;
        record(step, verb->record)->peer = peer_name(p, c->to[i]);
    }
}

static const struct verb verbs[COMMAND_KIND_COUNT] = {
    [COMMAND_DRAFT] = {draft, NEED_KNOWN, RECORD_DRAFTED, 0},
    [COMMAND_REVIEW] = {send_copies, NEED_AUTHOR, RECORD_REVIEW_OPENED,
                        MESSAGE_REVIEW},
    [COMMAND_COMMENT] = {speak, NEED_TEXT, RECORD_COMMENTED, MESSAGE_COMMENT},
    [COMMAND_APPROVE] = {speak, NEED_TEXT, RECORD_APPROVED, MESSAGE_APPROVAL},
    [COMMAND_OBJECT] = {speak, NEED_TEXT, RECORD_OBJECTED, MESSAGE_OBJECTION},
    [COMMAND_SIGN] = {sign, NEED_TEXT, RECORD_SIGNED, MESSAGE_COSIGNATURE},
    [COMMAND_SEND] = {send_copies, NEED_TEXT, RECORD_SENT, MESSAGE_COPY},
    [COMMAND_FORWARD] = {send_copies, NEED_TEXT, RECORD_FORWARDED,
                         MESSAGE_COPY},
    [COMMAND_REPLY] = {send_copies, NEED_TEXT, RECORD_REPLIED, MESSAGE_COPY},
    [COMMAND_PUBLISH] = {send_copies, NEED_TEXT, RECORD_PUBLISHED,
                         MESSAGE_COPY},
    [COMMAND_BRIEF] = {brief, NEED_CONTENT, RECORD_BRIEFED, MESSAGE_BRIEFING},
    [COMMAND_ANNOUNCE] = {speak, NEED_KNOWN, RECORD_ANNOUNCED,
                          MESSAGE_ANNOUNCEMENT},
    [COMMAND_ACKNOWLEDGE] = {acknowledge, NEED_TEXT, RECORD_ACKNOWLEDGED,
                             MESSAGE_RECEIPT},
    [COMMAND_WITHHOLD] = {withhold, NEED_KNOWN, RECORD_WITHHELD, 0},
    [COMMAND_LEAK] = {send_copies, NEED_TEXT, RECORD_LEAKED, MESSAGE_COPY},
};

/* Why the party cannot do it; REASON_NONE when it can. */
static enum record_reason missing(const struct party *p,
                                  const struct holding *h, enum need need)
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
                                      const struct command *c, size_t recipient)
{
    const struct way way = {c->to[recipient], c->over[recipient], c->carriage};
    const struct noise_pattern *pattern = post_pattern(p, &way);

    if (c->seal != MESSAGE_SEAL_NONE) return keyring_missing(p, way.peer);
    return pattern ? session_keys_lacking(p, way.peer, pattern, NOISE_INITIATOR)
                   : REASON_NONE;
}

static void carry_out(struct party *p, const struct step *step)
{
    const struct command *c = step->event->command;
    const struct verb *verb = &verbs[c->kind];
    struct holding *h = c->kind == COMMAND_DRAFT
                            ? document_enter(p, c->document)
                            : document_find(p, c->document);

    enum record_reason reason = missing(p, h, verb->need);
    for (size_t i = 0; i < c->to_count && !reason; i++) {
        reason = unreachable(p, c, i);
        if (reason == REASON_NO_KEY)
            inquiry_make(p, step, c->to[i], c->exchange);
    }
    if (reason)
        refuse(step, reason);
    else
        verb->carry_out(p, step, h, verb);
}

/* What is said in a group is for whoever is in it now. */
static void carry_out_in_group(struct party *p, const struct step *step)
{
    struct command addressed;
    struct event event = *step->event;
    const struct step inner = {&event, step->out};

    event.command = &addressed;
    if (group_address(p, step->out->arena, step->event->command, &addressed))
        carry_out(p, &inner);
    else
        refuse(step, REASON_NO_GROUP);
}

void command_carry_out(struct party *p, const struct step *step)
{
    static void (*const others[])(struct party *, const struct step *) = {
        [COMMAND_DECLARE] = renewal_declare,
        [COMMAND_ROTATE] = renewal_rotate,
        [COMMAND_REVOKE] = renewal_revoke,
        [COMMAND_COMPARE] = acquaintance_compare,
        [COMMAND_FOUND] = group_found,
        [COMMAND_ADD] = group_add,
        [COMMAND_REMOVE] = group_remove,
    };
    const enum command_kind kind = step->event->command->kind;

    if (kind < COMMAND_DECLARE && step->event->command->group)
        carry_out_in_group(p, step);
    else if (kind < COMMAND_DECLARE)
        carry_out(p, step);
    else
        others[kind](p, step);
}
