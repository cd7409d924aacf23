#include "adversary/substitution.h"

#include <string.h>

#include "adversary/false_key.h"
#include "adversary/forgery.h"
#include "adversary/given_key.h"
#include "crypto/merkle.h"
#include "document/sealing.h"
#include "session/session_request.h"

/* A message is decoded; its credential, the statements that its sender signed
 * and its seal are made anew under the adversary's key, in that order, but a
 * statement around an envelope, which needs the new one; and it is encoded
 * (`substitution_message`). */

/* One message at work. */
struct substitution {
    const struct tactic_play *p;
    struct arena *a;
    uint32_t from, to;
    struct message m;
};

static const char *name_of(const struct substitution *s, uint32_t party)
{
    return s->p->self.world->peers[party].name;
}

/* Signs a statement of the sender's again, one around an envelope for what is
 * the envelope now. Those of others stay theirs. */
static void sign_again(const struct substitution *s, struct message_signed *by)
{
    uint8_t *signature = arena_alloc(s->a, MESSAGE_SIGNATURE_SIZE);
    struct message_statement statement;

    if (by->signature.size == 0 ||
        message_decode_statement(s->a, by->statement, &statement) ||
        strcmp(statement.signer, name_of(s, s->from)) != 0)
        return;
    if (statement.purpose == PURPOSE_ENVELOPE) {
        const struct merkle_hash leaf = merkle_leaf(s->m.copy);
        memcpy(statement.root, leaf.bytes, sizeof statement.root);
        if (message_encode_statement(s->a, &statement, &by->statement)) return;
    }
    identity_sign(s->p->self.identity, by->statement, signature);
    by->signature = bytes_of(signature, MESSAGE_SIGNATURE_SIZE);
}

static enum err sign_copy(const struct substitution *s, struct bytes *copy)
{
    struct message_copy c;

    enum err rc = message_decode_copy(s->a, *copy, &c);
    if (rc) return rc;
    sign_again(s, &c.transfer);
    struct message_signed *earlier =
        arena_array(s->a, c.earlier_count + 1, sizeof *earlier);
    for (size_t i = 0; i < c.earlier_count; i++) {
        earlier[i] = c.earlier[i];
        sign_again(s, &earlier[i]);
    }
    c.earlier = earlier;
    return message_encode_copy(s->a, &c, copy);
}

static struct party pose(const struct substitution *s)
{
    return (struct party){
        .world = s->p->self.world,
        .self = s->from,
        .name = name_of(s, s->from),
        .identity = *s->p->self.identity,
        .root = *s->p->self.root,
    };
}

static void wipe_pose(struct party *p)
{
    identity_fini(&p->identity);
    rng_root_fini(&p->root);
}

/* The message with its copy in the open. */
static struct bytes unsealed(const struct substitution *s, struct bytes plain)
{
    struct message m = s->m;
    struct bytes out;

    m.seal = MESSAGE_SEAL_NONE;
    m.copy = plain;
    return message_encode(s->a, &m, &out) ? (struct bytes){0} : out;
}

/* The copy out of the envelope that was sealed to the adversary, and into one
 * for the recipient. A copy that nobody sealed is in none. */
static enum err seal_again(struct substitution *s, struct bytes *read)
{
    const struct sealing_ends ends = {
        .sender = name_of(s, s->from),
        .sender_public = &s->p->self.world->peers[s->from].pub,
        .recipient = name_of(s, s->to),
        .recipient_secret = s->p->self.identity,
        .exchange = s->m.exchange,
    };
    const struct sealing_lot lot = {
        .seal = s->m.seal,
        .each = true,
        .to = &s->to,
        .count = 1,
        .exchange = s->m.exchange,
    };
    struct bytes plain;

    if (s->m.seal == MESSAGE_SEAL_NONE) return sign_copy(s, &s->m.copy);
    enum err rc = sealing_open(s->a, s->m.seal, &ends, s->m.copy, &plain);
    if (rc) return rc;
    *read = unsealed(s, plain);
    rc = sign_copy(s, &plain);
    if (rc) return rc;
    struct party p = pose(s);
    rc = sealing_close(&p, s->a, &lot, plain, &s->m.copy);
    wipe_pose(&p);
    return rc;
}

struct bytes substitution_message(struct tactic_play *p,
                                  const struct intervention *h,
                                  struct bytes message, struct bytes *read)
{
    struct arena *a = h->arena;
    struct substitution s = {
        .p = p, .a = a, .from = h->seen->from, .to = h->seen->to};
    struct bytes out;

    *read = message;
    if (!p->self.world->introduces || message_decode(a, message, &s.m))
        return message;
    /* A rotation is signed by a key that its recipient does not have. */
    if (s.m.credential.size > 0 && s.m.kind != MESSAGE_KEY &&
        false_key_state(a, p->self.identity, name_of(&s, s.from), NULL,
                        &s.m.credential))
        return message;
    if (s.m.copy.size > 0 && seal_again(&s, read)) return message;
    if (s.m.kind == MESSAGE_SENDER_KEY) given_key_take(p, h, &s.m);
    sign_again(&s, &s.m.signature);
    if (s.m.request_signature.size > 0) {
        struct party as_sender = pose(&s);
        session_request_sign(&as_sender, a, s.to, &s.m);
        wipe_pose(&as_sender);
    }
    return message_encode(a, &s.m, &out) ? message : out;
}

enum record_act substitution_play(struct tactic_play *p, struct intervention *h)
{
    const struct bytes raw = h->seen->raw;
    struct bytes read;

    if (raw.size == 0) return RECORD_ACT_NONE;
    const struct bytes goes_on = substitution_message(p, h, raw, &read);
    if (bytes_equal(goes_on, raw)) return RECORD_ACT_NONE;
    h->frame = forgery_frame(h->arena, goes_on);
    if (!bytes_equal(read, raw)) h->read = read;
    return RECORD_ACT_IMPERSONATE;
}
