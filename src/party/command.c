#include "party/command.h"

#include <string.h>

#include "party/envelope.h"
#include "party/post.h"
#include "party/review.h"

/* What a party must have to do a thing. */
enum need {
    NEED_KNOWN,   /* to have heard of the document */
    NEED_CONTENT, /* to have been told of its content, at least */
    NEED_TEXT,    /* to have the text in hand */
    NEED_AUTHOR   /* to be the document's author */
};

static struct record *record(const struct step *step, enum record_kind kind)
{
    const struct command *c = step->event->command;

    return effect_record(step->out, kind, c->exchange, c->document);
}

static void refuse(const struct step *step, enum record_reason reason)
{
    record(step, RECORD_REFUSED)->reason = reason;
}

static const char *peer_name(const struct party *p, uint32_t peer)
{
    return p->world->peers[peer].name;
}

/* Says to each recipient what the command's record says of it. */
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
static struct message message_about(const struct step *step,
                                    enum message_kind kind)
{
    const struct command *c = step->event->command;

    return (struct message){
        .kind = kind,
        .exchange = c->exchange,
        .precedence = c->precedence,
        .document = c->document,
        .text = c->text,
    };
}

static void post_to_all(struct party *p, const struct step *step,
                        const struct message *m)
{
    const struct command *c = step->event->command;

    for (size_t i = 0; i < c->to_count; i++) {
        if (post_send(p, step, c->to[i], c->over[i], m)) {
            refuse(step, REASON_TOO_LARGE);
            return;
        }
    }
}

static void draft(struct party *p, const struct step *step, struct holding *h)
{
    if (document_draft(p, step->event->command->draft, &h))
        refuse(step, REASON_TOO_LARGE);
    else
        record(step, RECORD_DRAFTED);
}

/* Copies to each recipient: one envelope for all of them. */
static void send_copies(struct party *p, const struct step *step,
                        struct holding *h, enum record_kind kind,
                        enum message_kind what)
{
    const struct command *c = step->event->command;
    struct message m = message_about(step, what);

    m.text = NULL;
    m.sealed = c->seal;
    m.receipt = c->receipt;
    if (what == MESSAGE_REVIEW)
        m.deadline = instant_add(step->event->now, c->deadline);
    if (envelope_seal(p, step->out->arena, h, c, step->event->now, &m.copy)) {
        refuse(step, REASON_TOO_LARGE);
        return;
    }
    for (size_t i = 0; i < c->to_count; i++) {
        struct record *r = record_to(p, step, kind, i);
        r->portions = c->portions;
        r->portion_count = c->portion_count;
        check_release(p, step, h, c->to[i]);
    }
    if (strcmp(h->author, p->name) == 0 && what == MESSAGE_COPY &&
        h->state != DOCUMENT_ACKNOWLEDGED)
        document_move(h, DOCUMENT_SENT);
    post_to_all(p, step, &m);
}

static void send_copy(struct party *p, const struct step *step,
                      struct holding *h)
{
    send_copies(p, step, h, RECORD_SENT, MESSAGE_COPY);
}

static void forward(struct party *p, const struct step *step, struct holding *h)
{
    send_copies(p, step, h, RECORD_FORWARDED, MESSAGE_COPY);
}

static void reply(struct party *p, const struct step *step, struct holding *h)
{
    send_copies(p, step, h, RECORD_REPLIED, MESSAGE_COPY);
}

static void publish(struct party *p, const struct step *step, struct holding *h)
{
    send_copies(p, step, h, RECORD_PUBLISHED, MESSAGE_COPY);
}

static void review(struct party *p, const struct step *step, struct holding *h)
{
    review_open(p, step, h);
    send_copies(p, step, h, RECORD_REVIEW_OPENED, MESSAGE_REVIEW);
}

/* A reviewer's word, to the author or whom else it is for. */
static void opine(struct party *p, const struct step *step,
                  enum record_kind kind, enum message_kind what)
{
    const struct command *c = step->event->command;
    const struct message m = message_about(step, what);
    struct record *r = record(step, kind);

    r->text = c->text;
    if (c->to_count == 1) r->peer = peer_name(p, c->to[0]);
    post_to_all(p, step, &m);
}

static void comment(struct party *p, const struct step *step, struct holding *h)
{
    (void)h;
    opine(p, step, RECORD_COMMENTED, MESSAGE_COMMENT);
}

static void approve(struct party *p, const struct step *step, struct holding *h)
{
    (void)h;
    opine(p, step, RECORD_APPROVED, MESSAGE_APPROVAL);
}

static void object(struct party *p, const struct step *step, struct holding *h)
{
    (void)h;
    opine(p, step, RECORD_OBJECTED, MESSAGE_OBJECTION);
}

/* The author signs; anybody else who has the text co-signs, and lets those
 * have the signature whom the command names. */
static void sign(struct party *p, const struct step *step, struct holding *h)
{
    const struct command *c = step->event->command;
    bool author = strcmp(h->author, p->name) == 0;
    struct message m = message_about(step, MESSAGE_COSIGNATURE);
    struct message_statement s = envelope_statement(
        p, h, PURPOSE_SIGNATURE, c, step->event->now, step->out->arena);

    if (envelope_state(p, step->out->arena, &s, true, &m.signature) ||
        document_add_proof(p, h, &m.signature)) {
        refuse(step, REASON_TOO_MANY);
        return;
    }
    record(step, author ? RECORD_SIGNED : RECORD_COSIGNED);
    if (author && h->state == DOCUMENT_DRAFTED)
        document_move(h, DOCUMENT_SIGNED);
    if (!author) post_to_all(p, step, &m);
}

/* The portions a briefing tells of: those named, or all. */
static void brief(struct party *p, const struct step *step, struct holding *h)
{
    const struct command *c = step->event->command;
    struct message m = message_about(step, MESSAGE_BRIEFING);

    m.portions = c->portions;
    m.portion_count = c->portion_count;
    for (size_t i = 0; i < c->to_count; i++) {
        struct record *r = record_to(p, step, RECORD_BRIEFED, i);
        r->portions = c->portions;
        r->portion_count = c->portion_count;
        check_release(p, step, h, c->to[i]);
    }
    post_to_all(p, step, &m);
}

static void announce(struct party *p, const struct step *step,
                     struct holding *h)
{
    const struct command *c = step->event->command;
    struct message m = message_about(step, MESSAGE_ANNOUNCEMENT);
    struct record *r = record(step, RECORD_ANNOUNCED);

    m.author = h->author;
    r->text = c->text;
    if (c->to_count == 1) r->peer = peer_name(p, c->to[0]);
    post_to_all(p, step, &m);
}

/* A signed receipt for the text in hand. */
static void acknowledge(struct party *p, const struct step *step,
                        struct holding *h)
{
    const struct command *c = step->event->command;
    struct message m = message_about(step, MESSAGE_RECEIPT);
    struct message_statement s = envelope_statement(
        p, h, PURPOSE_RECEIPT, c, step->event->now, step->out->arena);

    if (strcmp(h->author, p->name) == 0) {
        refuse(step, REASON_NOTHING_RECEIVED);
        return;
    }
    for (size_t i = 0; i < c->to_count; i++)
        record_to(p, step, RECORD_ACKNOWLEDGED, i);
    if (envelope_state(p, step->out->arena, &s, true, &m.signature))
        refuse(step, REASON_TOO_LARGE);
    else
        post_to_all(p, step, &m);
}

static void withhold(struct party *p, const struct step *step,
                     struct holding *h)
{
    const struct command *c = step->event->command;

    for (size_t i = 0; i < c->to_count; i++) {
        struct withholding *w = arena_alloc(p->arena, sizeof *w);
        *w = (struct withholding){h->withheld, c->to[i], c->until};
        h->withheld = w;
        record(step, RECORD_WITHHELD)->peer = peer_name(p, c->to[i]);
    }
}

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

void command_carry_out(struct party *p, const struct step *step)
{
    static const struct {
        void (*carry_out)(struct party *, const struct step *,
                          struct holding *);
        enum need need;
    } verbs[COMMAND_KIND_COUNT] = {
        [COMMAND_DRAFT] = {draft, NEED_KNOWN},
        [COMMAND_REVIEW] = {review, NEED_AUTHOR},
        [COMMAND_COMMENT] = {comment, NEED_TEXT},
        [COMMAND_APPROVE] = {approve, NEED_TEXT},
        [COMMAND_OBJECT] = {object, NEED_TEXT},
        [COMMAND_SIGN] = {sign, NEED_TEXT},
        [COMMAND_SEND] = {send_copy, NEED_TEXT},
        [COMMAND_FORWARD] = {forward, NEED_TEXT},
        [COMMAND_REPLY] = {reply, NEED_TEXT},
        [COMMAND_PUBLISH] = {publish, NEED_TEXT},
        [COMMAND_BRIEF] = {brief, NEED_CONTENT},
        [COMMAND_ANNOUNCE] = {announce, NEED_KNOWN},
        [COMMAND_ACKNOWLEDGE] = {acknowledge, NEED_TEXT},
        [COMMAND_WITHHOLD] = {withhold, NEED_KNOWN},
    };
    const struct command *c = step->event->command;
    bool drafting = c->kind == COMMAND_DRAFT;
    struct holding *h = drafting ? document_enter(p, c->document)
                                 : document_find(p, c->document);

    enum record_reason reason = missing(p, h, verbs[c->kind].need);
    if (reason)
        refuse(step, reason);
    else
        verbs[c->kind].carry_out(p, step, h);
}
