#include "party/renewal.h"

#include <assert.h>
#include <string.h>

#include "party/outgoing.h"
#include "party/prekeys.h"
#include "party/verb.h"
#include "wire/message.h"

void renewal_tell_key(struct arena *a, uint32_t serial,
                      const struct identity_public *pub, struct record *r)
{
    uint8_t *fingerprint = arena_alloc(a, IDENTITY_FINGERPRINT_SIZE);

    identity_fingerprint(pub, fingerprint);
    r->serial = serial;
    r->fingerprint = bytes_of(fingerprint, IDENTITY_FINGERPRINT_SIZE);
}

static const struct renewal_retired *retired_at(const struct party *p, size_t n)
{
    const struct renewal_retired *r = p->retired;

    while (r && --n > 0)
        r = r->older;
    return r;
}

const struct identity *renewal_identity(const struct party *p, size_t n)
{
    if (n == 0) return &p->identity;
    const struct renewal_retired *r = retired_at(p, n);
    return r ? &r->identity : NULL;
}

uint32_t renewal_serial(const struct party *p, size_t n)
{
    if (n == 0) return p->term.serial;
    const struct renewal_retired *r = retired_at(p, n);
    assert(r);
    return r->term.serial;
}

static struct bytes sign(struct arena *a, const struct identity *id,
                         struct bytes statement)
{
    uint8_t *signature = arena_alloc(a, IDENTITY_SIGNATURE_SIZE);

    identity_sign(id, statement, signature);
    return bytes_of(signature, IDENTITY_SIGNATURE_SIZE);
}

/* What a party says of one of its keys. */
static struct credential_statement state(const struct party *p,
                                         const struct identity_public *pub,
                                         const struct party_term *term)
{
    struct credential_statement s = {
        .party = p->name,
        .serial = term->serial,
        .from = term->from,
        .replacing = term->serial > 1,
    };

    memcpy(s.sign, pub->sign, sizeof s.sign);
    memcpy(s.agree, pub->agree, sizeof s.agree);
    memcpy(s.replaces, term->replaces, sizeof s.replaces);
    return s;
}

/* The statement, signed by its key and, where there is one, by the key
 * before. A party's name and two keys always fit. */
static struct bytes make(struct arena *a, const struct credential_statement *s,
                         const struct identity *id,
                         const struct identity *previous)
{
    struct credential c = {0};
    struct bytes encoded;

    enum err rc = credential_encode_statement(a, s, &c.statement);
    assert(rc == ERR_OK);
    c.signature = sign(a, id, c.statement);
    if (previous) c.previous = sign(a, previous, c.statement);
    rc = credential_encode(a, &c, &encoded);
    assert(rc == ERR_OK);
    return encoded;
}

struct bytes renewal_credential(struct party *p)
{
    struct party_term *term = &p->term;

    if (term->credential.size == 0) {
        const struct credential_statement s = state(p, &p->identity.pub, term);
        term->credential = make(p->arena, &s, &p->identity, NULL);
    }
    return term->credential;
}

/* A key of its own that the party states, takes or revokes. */
static void record(const struct party_step *step, enum record_kind kind,
                   uint32_t serial, const struct identity_public *pub,
                   struct bytes credential)
{
    struct record *r =
        effect_record(step->out, kind, step->event->command->exchange, NULL);

    renewal_tell_key(step->out->arena, serial, pub, r);
    r->data = credential;
}

static void refuse(const struct party_step *step, uint32_t serial,
                   enum record_reason reason)
{
    const struct event_command *c = step->event->command;
    struct record *r =
        effect_record(step->out, RECORD_KEY_REFUSED, c->exchange, NULL);

    r->verb = verb_code(c->kind);
    r->serial = serial;
    r->reason = reason;
}

/* Sends a credential to all whom the command names. */
static void post(struct party *p, const struct party_step *step,
                 struct bytes credential)
{
    const struct event_command *c = step->event->command;
    const struct message m = {
        .kind = MESSAGE_KEY,
        .exchange = c->exchange,
        .precedence = c->precedence,
        .credential = credential,
    };
    struct bytes encoded;

    enum err rc = message_encode(step->out->arena, &m, &encoded);
    assert(rc == ERR_OK);
    for (size_t i = 0; i < c->to_count; i++) {
        const struct outgoing_route way = {c->to[i], c->over[i], c->carriage};
        outgoing_at_once(p, step, &way, c->exchange, encoded);
    }
}

void renewal_declare(struct party *p, const struct party_step *step)
{
    const struct bytes credential = renewal_credential(p);

    record(step, RECORD_KEY_DECLARED, p->term.serial, &p->identity.pub,
           credential);
    post(p, step, credential);
}

/* A key that is void opens nothing more and vouches for nothing. */
static void retire(struct party *p)
{
    if (p->term.revoked) {
        identity_fini(&p->identity);
        return;
    }
    struct renewal_retired *r = arena_alloc(p->arena, sizeof *r);
    *r = (struct renewal_retired){p->retired, p->identity, p->term};
    p->retired = r;
}

void renewal_rotate(struct party *p, const struct party_step *step)
{
    struct keyring_offer own = {.peer = p->self, .from = p->self};
    struct party_term term = {
        .serial = p->term.serial + 1,
        .from = step->event->now,
    };
    struct identity next;

    if (term.serial > CREDENTIAL_SERIAL_MAX) {
        refuse(step, 0, REASON_TOO_MANY);
        return;
    }
    party_identity(&next, &p->root, p->name, term.serial);
    identity_fingerprint(&p->identity.pub, term.replaces);
    own.statement = state(p, &next.pub, &term);
    term.credential = make(p->arena, &own.statement, &next,
                           p->term.revoked ? NULL : &p->identity);
    record(step, RECORD_KEY_ROTATED, term.serial, &next.pub, term.credential);
    /* In sessions under the key that the others know. */
    post(p, step, term.credential);
    keyring_renew(p, &own);
    retire(p);
    p->identity = next;
    p->term = term;
    explicit_bzero(&next, sizeof next);
    prekeys_renew(p, step);
}

/* A statement that an own key is void; the own keyring hears it first. */
static void revoke(struct party *p, const struct party_step *step,
                   const struct identity *id, const struct party_term *term)
{
    struct arena *a = step->out->arena;
    const struct event_command *c = step->event->command;
    struct credential_statement s = state(p, &id->pub, term);
    struct keyring_offer own = {.peer = p->self, .from = p->self};
    enum record_reason reason;

    s.revoked = true;
    s.since = c->since == INSTANT_MIN ? step->event->now : c->since;
    own.statement = s;
    const struct bytes credential = make(a, &s, id, NULL);
    enum keyring_verdict verdict = keyring_take(p, &own, &reason);
    assert(verdict == KEYRING_REVOKED);
    record(step, RECORD_KEY_REVOKED, s.serial, &id->pub, credential);
    post(p, step, credential);
}

void renewal_revoke(struct party *p, const struct party_step *step)
{
    const uint32_t serial = step->event->command->serial;
    struct renewal_retired **at = &p->retired;

    if (serial == 0 || serial == p->term.serial) {
        if (p->term.revoked) {
            refuse(step, serial, REASON_REVOKED);
            return;
        }
        revoke(p, step, &p->identity, &p->term);
        p->term.revoked = true;
        return;
    }
    while (*at && (*at)->term.serial != serial)
        at = &(*at)->older;
    if (!*at) {
        refuse(step, serial,
               serial < p->term.serial ? REASON_REVOKED : REASON_NO_SUCH_KEY);
        return;
    }
    revoke(p, step, &(*at)->identity, &(*at)->term);
    identity_fini(&(*at)->identity);
    *at = (*at)->older;
}

void renewal_fini(struct party *p)
{
    for (struct renewal_retired *r = p->retired; r; r = r->older)
        identity_fini(&r->identity);
}
