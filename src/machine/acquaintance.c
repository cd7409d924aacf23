#include "machine/acquaintance.h"

#include <assert.h>
#include <string.h>

#include "document/document.h"
#include "machine/directory.h"
#include "party/renewal.h"
#include "session/outgoing.h"
#include "wire/message.h"

/* A credential is read, taken by the keyring, and the outcome recorded
 * (`acquaintance_handle`). A revocation also sets aside proofs that the void
 * key may have made since it was lost. A directory hands on what it has taken.
 *
 * Two parties compare safety numbers in person: `acquaintance_compare` reads
 * one out, the other side compares it and reads out its own, and both settle
 * whether they rely on the key. */

static struct record *record(const struct party *p,
                             const struct party_step *step,
                             const struct arrival *arrival,
                             enum record_kind kind, uint32_t peer)
{
    return party_record(p, step, kind, arrival->message.exchange, peer,
                        arrival->channel);
}

/* Which key it is and, unless it is void, how it came to be relied on. */
static void tell_key(const struct party *p, struct arena *a,
                     const struct keyring_offer *o, struct record *r)
{
    static const enum record_trust trusts[] = {
        [KEYRING_PINNED] = RECORD_TRUST_PINNED,
        [KEYRING_FIRST_USE] = RECORD_TRUST_FIRST_USE,
        [KEYRING_DIRECTORY] = RECORD_TRUST_DIRECTORY,
        [KEYRING_SUCCESSION] = RECORD_TRUST_SUCCESSION,
    };
    const struct identity_public pub = keyring_stated(&o->statement);

    renewal_tell_key(a, o->statement.serial, &pub, r);
    if (!o->statement.revoked)
        r->trust = trusts[keyring_newest_trust(p, o->peer)];
}

/* Tells whether the void key made this signature, on or after the day from
 * which its owner no longer answers for it. */
static bool is_doubtful(struct arena *a, const struct keyring_offer *o,
                        const struct message_signed *proof)
{
    const struct identity_public pub = keyring_stated(&o->statement);
    struct message_statement s;

    return !message_decode_statement(a, proof->statement, &s) &&
           strcmp(s.signer, o->statement.party) == 0 &&
           s.time >= o->statement.since &&
           !identity_verify(&pub, proof->statement, proof->signature.data);
}

/* Sets aside proofs by a key that is void. A proof dated before `since` stays:
 * it came before the revocation was heard of, and no thief could have made it
 * come then. The rest is no longer passed on. */
static void set_aside(struct party *p, const struct party_step *step,
                      const struct arrival *arrival,
                      const struct keyring_offer *o)
{
    struct arena *a = step->out->arena;

    for (struct document_holding *h = p->holdings; h; h = h->next)
        for (size_t i = h->proof_count; i-- > 0;) {
            if (!is_doubtful(a, o, &h->proofs[i])) continue;
            document_drop_proof(a, h, i);
            struct record *r =
                record(p, step, arrival, RECORD_PROOF_SET_ASIDE, o->peer);
            r->document = h->name;
            r->reason = REASON_DATED_TOO_LATE;
        }
}

void acquaintance_handle(struct party *p, const struct party_step *step,
                         const struct arrival *arrival)
{
    static const enum record_kind kinds[] = {
        [KEYRING_TAKEN] = RECORD_KEY_TAKEN,
        [KEYRING_REPLACED] = RECORD_KEY_REPLACED,
        [KEYRING_REVOKED] = RECORD_KEY_VOID,
        [KEYRING_REFUSED] = RECORD_KEY_NOT_TAKEN,
    };
    struct arena *a = step->out->arena;
    struct keyring_offer o;
    enum record_reason reason;

    enum err rc =
        keyring_read(p, a, arrival->message.credential, arrival->peer, &o);
    if (rc) {
        record(p, step, arrival, RECORD_REJECTED, arrival->peer)->reason =
            rc == ERR_AUTH ? REASON_BAD_SIGNATURE : REASON_MALFORMED;
        return;
    }
    const enum keyring_verdict verdict = keyring_take(p, &o, &reason);
    if (verdict != KEYRING_KNOWN) {
        struct record *r = record(p, step, arrival, kinds[verdict], o.peer);
        r->reason = reason;
        if (verdict != KEYRING_REFUSED) tell_key(p, a, &o, r);
        r->data = arrival->message.credential;
    }
    if (verdict == KEYRING_REVOKED) set_aside(p, step, arrival, &o);
    if (p->self == p->world->directory && verdict != KEYRING_REFUSED &&
        o.from == o.peer)
        directory_hand_on(p, step, arrival, &o);
}

/* The safety number as this party has it; NULL when it lacks the other's
 * key. */
static const char *safety_number(const struct party *p, struct arena *a,
                                 uint32_t peer)
{
    const struct identity_public *pub = keyring_current(p, peer);
    char *out = arena_alloc(a, IDENTITY_NUMBER_SIZE);

    if (!pub) return NULL;
    identity_safety_number(p->world->numbers, p->name, &p->identity.pub,
                           party_peer_name(p, peer), pub, out);
    return out;
}

static void read_out(struct party *p, const struct party_step *step,
                     const struct outgoing_route *to, const struct message *m)
{
    struct bytes encoded;

    party_record(p, step, RECORD_NUMBER_READ, m->exchange, to->peer,
                 to->channel)
        ->number = m->text;
    enum err rc = message_encode(step->out->arena, m, &encoded);
    assert(rc == ERR_OK);
    outgoing_at_once(p, step, to, m->exchange, encoded);
}

void acquaintance_compare(struct party *p, const struct party_step *step)
{
    const struct event_command *c = step->event->command;

    for (size_t i = 0; i < c->to_count; i++) {
        const struct outgoing_route to = {c->to[i], c->over[i], c->carriage};
        const struct message m = {
            .kind = MESSAGE_COMPARISON,
            .exchange = c->exchange,
            .precedence = c->precedence,
            .text = safety_number(p, step->out->arena, to.peer),
            .receipt = true, /* asks for the peer's number */
        };
        if (m.text)
            read_out(p, step, &to, &m);
        else
            keyring_cannot(p, step, c->exchange, RECORD_VERB_COMPARE, to.peer);
    }
}

void acquaintance_handle_number(struct party *p, const struct party_step *step,
                                const struct arrival *arrival)
{
    const struct message *m = &arrival->message;
    const struct outgoing_route back = outgoing_route_back(arrival);
    const char *own = safety_number(p, step->out->arena, arrival->peer);

    /* Only people who meet can tell who reads to them. */
    if (!m->text || p->world->channels[arrival->channel].pattern) {
        record(p, step, arrival, RECORD_REJECTED, arrival->peer)->reason =
            REASON_OUT_OF_TURN;
        return;
    }
    if (!own) {
        keyring_cannot(p, step, m->exchange, RECORD_VERB_COMPARE,
                       arrival->peer);
        return;
    }
    const char *heard = m->text;
    const bool same = strcmp(heard, own) == 0;
    struct record *r = record(
        p, step, arrival, same ? RECORD_NUMBERS_MATCH : RECORD_NUMBERS_DIFFER,
        arrival->peer);
    r->number = own;
    keyring_settle(p, arrival->peer, same);
    const struct message answer = {
        .kind = MESSAGE_COMPARISON,
        .exchange = m->exchange,
        .precedence = m->precedence,
        .text = own,
    };
    if (m->receipt) read_out(p, step, &back, &answer);
}
