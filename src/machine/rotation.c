#include "machine/rotation.h"

#include <assert.h>
#include <string.h>

#include "group/group.h"
#include "session/outgoing.h"
#include "wire/message.h"

/* The commands about a party's own keys. A credential states the key, signed by
 * it and by the key before: declare sends the one in force, rotate makes the
 * next key and retires the one in force, revoke states that a key is void. Each
 * is recorded, and its credential goes to all that the command names. */

/* Records that the party states, takes or revokes a key of its own. */
static void record_key(const struct party_step *step, enum record_kind kind,
                       uint32_t serial, const struct identity_public *pub,
                       struct bytes credential)
{
    struct record *r =
        effect_record(step->out, kind, step->event->command->exchange, NULL);

    renewal_tell_key(step->out->arena, serial, pub, r);
    r->data = credential;
}

static void refuse_command(const struct party_step *step, uint32_t serial,
                           enum record_reason reason)
{
    const struct event_command *c = step->event->command;
    struct record *r =
        effect_record(step->out, RECORD_KEY_REFUSED, c->exchange, NULL);

    r->verb = c->kind;
    r->serial = serial;
    r->reason = reason;
}

/* Sends a credential to all that the command names. */
static void post_credential(struct party *p, const struct party_step *step,
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
        const struct outgoing_route route = {c->to[i], c->over[i], c->carriage};
        outgoing_at_once(p, step, &route, c->exchange, encoded);
    }
}

void rotation_declare(struct party *p, const struct party_step *step)
{
    const struct bytes credential = renewal_credential(p);

    record_key(step, RECORD_KEY_DECLARED, p->term.serial, &p->identity.pub,
               credential);
    post_credential(p, step, credential);
}

/* Retires the key in force. A void key opens nothing more and vouches for
 * nothing. */
static void retire_key(struct party *p)
{
    if (p->term.revoked) {
        identity_fini(&p->identity);
        return;
    }
    struct renewal_retired *r = arena_alloc(p->arena, sizeof *r);
    *r = (struct renewal_retired){p->retired, p->identity, p->term};
    p->retired = r;
}

void rotation_rotate(struct party *p, const struct party_step *step)
{
    struct keyring_offer own = {.peer = p->self, .from = p->self};
    struct party_term term = {
        .serial = p->term.serial + 1,
        .from = step->event->now,
    };
    struct identity next;

    if (term.serial > CREDENTIAL_SERIAL_MAX) {
        refuse_command(step, 0, REASON_TOO_MANY);
        return;
    }
    party_identity(&next, &p->root, p->name, term.serial);
    identity_fingerprint(&p->identity.pub, term.replaces);
    own.statement = renewal_state(p, &next.pub, &term);
    term.credential = renewal_sign(p->arena, &own.statement, &next,
                                   p->term.revoked ? NULL : &p->identity);
    record_key(step, RECORD_KEY_ROTATED, term.serial, &next.pub,
               term.credential);
    /* The credential travels in sessions under the key that the others know. */
    post_credential(p, step, term.credential);
    keyring_renew(p, &own);
    retire_key(p);
    p->identity = next;
    p->term = term;
    explicit_bzero(&next, sizeof next);
    p->prekeys.changed = true; /* under another identity */
}

/* States that an own key is void. The own keyring takes the statement first. */
static void revoke_key(struct party *p, const struct party_step *step,
                       const struct identity *id, const struct party_term *term)
{
    struct arena *a = step->out->arena;
    const struct event_command *c = step->event->command;
    struct credential_statement s = renewal_state(p, &id->pub, term);
    struct keyring_offer own = {.peer = p->self, .from = p->self};
    enum record_reason reason;

    s.revoked = true;
    s.since = c->since == INSTANT_MIN ? step->event->now : c->since;
    own.statement = s;
    const struct bytes credential = renewal_sign(a, &s, id, NULL);
    enum keyring_verdict verdict = keyring_take(p, &own, &reason);
    assert(verdict == KEYRING_REVOKED);
    record_key(step, RECORD_KEY_REVOKED, s.serial, &id->pub, credential);
    post_credential(p, step, credential);
}

void rotation_revoke(struct party *p, const struct party_step *step)
{
    const uint32_t serial = step->event->command->serial;
    struct renewal_retired **at = &p->retired;

    if (serial == 0 || serial == p->term.serial) {
        if (p->term.revoked) {
            refuse_command(step, serial, REASON_REVOKED);
            return;
        }
        revoke_key(p, step, &p->identity, &p->term);
        p->term.revoked = true;
        group_note_void_key(p);
        return;
    }
    while (*at && (*at)->term.serial != serial)
        at = &(*at)->older;
    if (!*at) {
        refuse_command(step, serial,
                       serial < p->term.serial ? REASON_REVOKED
                                               : REASON_NO_SUCH_KEY);
        return;
    }
    revoke_key(p, step, &(*at)->identity, &(*at)->term);
    identity_fini(&(*at)->identity);
    *at = (*at)->older;
    group_note_void_key(p);
}
