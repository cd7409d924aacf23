#include "machine/marking.h"

#include <string.h>

#include "document/document_wording.h"
#include "document/envelope.h"
#include "document/mark.h"
#include "machine/verb.h"
#include "party/renewal.h"
#include "session/inquiry.h"
#include "session/outgoing.h"

/* The author's command is kept, and its recipient asked (marking_ask). The
 * recipient draws a salt and its bits, keeps how many they are, and answers
 * with a commitment (marking_handle_request). With that in hand
 * (marking_take) the command is carried out, as it would have been at once.
 * Both words are statements that their signer signs, with a root of their own:
 * zeros in a request, and the commitment. */

enum { PLACES_MAX = DOCUMENT_PORTIONS_MAX * CHOICES_MAX };

bool marking_is_due(const struct document_holding *h,
                    const struct event_command *c)
{
    const bool copies = c->kind == RECORD_VERB_SEND ||
                        c->kind == RECORD_VERB_FORWARD ||
                        c->kind == RECORD_VERB_REPLY;

    return c->mark && c->shared && !c->committed && copies && !c->group &&
           c->portion_count == 0 && mark_own_count(document_mark_bits(h, c));
}

/* A word on so many marks of an author's document, and on a commitment to them
 * (NULL: they are only asked for). */
struct marking_word {
    const char *author, *to;
    size_t count;
    const uint8_t *commitment;
};

/* Signs the message, which bears the word. */
static enum err marking_state(const struct party *p,
                              const struct party_step *step,
                              const struct marking_word *word,
                              struct message *m)
{
    struct message_statement s = {
        .purpose = PURPOSE_MARKS,
        .signer = p->name,
        .recipients = &word->to,
        .recipient_count = 1,
        .document = m->document,
        .author = word->author,
        .title = "",
        .form = "",
        .classification = "",
        .leaf_count = word->count,
        .time = step->event->now,
        .exchange = m->exchange,
    };

    if (word->commitment) memcpy(s.root, word->commitment, sizeof s.root);
    return envelope_state(p, step->out->arena, &s, true, &m->signature);
}

/* Keeps the command for one of its recipients, in the party's arena: what it
 * points to is the run's, but for its lists. */
static void marking_keep(struct party *p, const struct event_command *c,
                         size_t i)
{
    struct marking *m = arena_alloc(p->arena, sizeof *m);

    *m = (struct marking){
        .next = p->markings, .command = *c, .to = c->to[i], .over = c->over[i]};
    m->command.to = &m->to;
    m->command.over = &m->over;
    m->command.to_count = 1;
    m->command.committed = true;
    m->command.document = arena_text(p->arena, c->document);
    p->markings = m;
}

void marking_ask(struct party *p, const struct party_step *step,
                 const struct document_holding *h)
{
    const struct event_command *c = step->event->command;
    const size_t count = mark_own_count(document_mark_bits(h, c));

    for (size_t i = 0; i < c->to_count; i++) {
        struct message m = verb_message(p, step, MESSAGE_MARKS_ASKED);
        struct bytes encoded;

        m.text = NULL;
        const struct marking_word word = {
            h->author, party_peer_name(p, c->to[i]), count, NULL};
        if (marking_state(p, step, &word, &m) ||
            message_encode(step->out->arena, &m, &encoded)) {
            verb_refuse(step, REASON_TOO_LARGE);
            return;
        }
        verb_record_to(p, step, RECORD_MARKS_ASKED, i)->count = (uint32_t)count;
        marking_keep(p, c, i);
        verb_post(p, step, i, encoded);
    }
}

/* REASON_NONE: the peer signed it, in this exchange, for this party. */
static enum record_reason check_word(const struct party *p, struct arena *a,
                                     const struct arrival *arrival,
                                     struct message_statement *s)
{
    const struct message *m = &arrival->message;
    const enum record_reason reason = envelope_verify(p, a, &m->signature, s);

    if (reason) return reason;
    if (strcmp(s->signer, party_peer_name(p, arrival->peer)) != 0)
        return REASON_WRONG_SENDER;
    if (s->purpose != PURPOSE_MARKS || strcmp(s->document, m->document) != 0 ||
        s->leaf_count == 0 || s->leaf_count > PLACES_MAX)
        return REASON_MALFORMED;
    return envelope_is_for(p, m->exchange, s) ? REASON_NONE : REASON_NOT_FOR_US;
}

static void marking_reject(struct party *p, const struct party_step *step,
                           const struct arrival *arrival,
                           enum record_reason reason)
{
    party_record_arrival(p, step, arrival, RECORD_REJECTED)->reason = reason;
    if (reason == REASON_NO_KEY)
        inquiry_make(p, step, arrival->peer, arrival->message.exchange);
}

/* Records the marks that were chosen, or are committed to. */
static void record_chosen(const struct party *p, const struct party_step *step,
                          const struct arrival *arrival, enum record_kind kind,
                          const struct message_statement *s,
                          const uint8_t commitment[MESSAGE_ROOT_SIZE])
{
    struct record *r = party_record_arrival(p, step, arrival, kind);

    r->count = (uint32_t)s->leaf_count;
    r->fingerprint =
        arena_copy(step->out->arena, bytes_of(commitment, MESSAGE_ROOT_SIZE));
}

/* Answers the request by the way that it came. */
static void marking_commit(struct party *p, const struct party_step *step,
                           const struct arrival *arrival,
                           const struct message_statement *asked)
{
    struct document_holding *h = document_enter(p, asked->document);
    uint8_t commitment[MESSAGE_ROOT_SIZE];
    struct arena *a = step->out->arena;
    struct mark_own own;
    struct bytes encoded;
    struct message m = {
        .kind = MESSAGE_MARKS_COMMITTED,
        .exchange = arrival->message.exchange,
        .precedence = arrival->message.precedence,
        .document = asked->document,
        .credential = renewal_introduction(p),
    };

    mark_choose(a, &p->root, p->name, asked->author, asked->document,
                asked->leaf_count, &own);
    mark_commit(&own, commitment);
    const struct marking_word word = {asked->author, asked->signer, own.count,
                                      commitment};
    if (marking_state(p, step, &word, &m) || message_encode(a, &m, &encoded)) {
        marking_reject(p, step, arrival, REASON_TOO_LARGE);
        return;
    }
    h->chose = true;
    record_chosen(p, step, arrival, RECORD_MARKS_CHOSEN, asked, commitment);
    const struct outgoing_route route = outgoing_route_back(arrival);
    outgoing_send(p, step, &route, m.exchange, encoded);
}

void marking_handle_request(struct party *p, const struct party_step *step,
                            const struct arrival *arrival)
{
    const struct policy_shown shown = {.authenticated = arrival->authenticated};
    struct message_statement s;
    enum record_reason reason = check_word(p, step->out->arena, arrival, &s);

    if (!reason && strcmp(s.signer, s.author) != 0) reason = REASON_NOT_AUTHOR;
    if (!reason && !policy_takes(&p->policy, arrival->peer, &shown))
        reason = REASON_POLICY;
    if (reason)
        marking_reject(p, step, arrival, reason);
    else
        marking_commit(p, step, arrival, &s);
}

const struct event_command *marking_take(struct party *p,
                                         const struct party_step *step,
                                         const struct arrival *arrival)
{
    const struct message *m = &arrival->message;
    struct marking **at = &p->markings;
    struct message_statement s;
    const enum record_reason reason =
        check_word(p, step->out->arena, arrival, &s);

    if (reason) {
        marking_reject(p, step, arrival, reason);
        return NULL;
    }
    while (*at && ((*at)->to != arrival->peer ||
                   (*at)->command.exchange != m->exchange ||
                   strcmp((*at)->command.document, m->document) != 0))
        at = &(*at)->next;
    struct marking *found = *at;
    const struct document_holding *h =
        found ? document_find(p, m->document) : NULL;

    if (!h || strcmp(s.author, p->name) != 0 ||
        s.leaf_count !=
            mark_own_count(document_mark_bits(h, &found->command))) {
        marking_reject(p, step, arrival, REASON_OUT_OF_TURN);
        return NULL;
    }
    *at = found->next;
    record_chosen(p, step, arrival, RECORD_MARKS_COMMITTED, &s, s.root);
    return &found->command;
}
