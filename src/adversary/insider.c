#include "adversary/insider.h"

#include <string.h>

#include "adversary/decoy.h"
#include "adversary/forgery.h"
#include "adversary/impersonation.h"
#include "wire/credential.h"

static struct forgery forgery_to(const struct tactic_play *p, uint32_t to)
{
    return (struct forgery){
        .world = p->self.world,
        .from = p->target.from,
        .to = to,
        .document = p->target.document,
        .exchange = p->target.exchange,
        .seal = p->target.profile.seal,
        .root = p->self.root,
    };
}

/* Nothing but a signature keeps the recipients that a statement names. */
static enum err readdress(struct arena *a, const struct tactic_play *p,
                          const struct opener_layers *seen, struct bytes *out)
{
    struct message_statement s = seen->transfer.statement;
    struct message_copy copy = seen->copy;
    const char *third = p->self.world->peers[p->target.third].name;

    if (copy.transfer.signature.size == 0) {
        s.recipients = &third;
        s.recipient_count = 1;
        enum err rc = message_encode_statement(a, &s, &copy.transfer.statement);
        if (rc) return rc;
    }
    return message_encode_copy(a, &copy, out);
}

enum record_act insider_forward(struct tactic_play *p, struct intervention *h)
{
    struct forgery f = forgery_to(p, p->target.third);
    struct bytes copy, message;

    if (p->done || !tactic_aims_at(p, h->seen) || !h->seen->transfer.readable)
        return RECORD_ACT_NONE;
    f.key = keys_identity(p->keys, p->target.to, 0);
    if (readdress(h->arena, p, h->seen, &copy) ||
        forgery_seal(h->arena, &f, copy, &message))
        return RECORD_ACT_NONE;
    p->done = true;
    intervention_add(h, f.from, f.to, 0, forgery_frame(h->arena, message))
        ->channel = p->target.third_sender;
    h->extra->forged = h->forged;
    return RECORD_ACT_READDRESS;
}

enum record_act insider_claim(struct tactic_play *p, struct intervention *h)
{
    /* The message is all he has: he need not open what is within. */
    if (p->done || !tactic_aims_at(p, h->seen) || h->seen->raw.size == 0)
        return RECORD_ACT_NONE;
    p->done = true;
    h->dropped = true;
    intervention_add(h, p->target.third, p->target.to, 0,
                     forgery_frame(h->arena, h->seen->raw))
        ->channel = p->target.third_recipient;
    h->extra->forged = h->forged;
    return RECORD_ACT_CLAIM;
}

/* In a session, if the profile has one: he begins it himself, in the sender's
 * name but with his own keys. */
static enum record_act pose_in_session(struct tactic_play *p,
                                       struct intervention *h,
                                       struct bytes message)
{
    const struct tactic_target *t = &p->target;
    const struct noise_pattern *pattern = t->profile.pattern;
    const bool named = pattern != p->self.world->channels[h->channel].pattern;
    struct rng rng;

    rng_init(&rng, p->self.root, "leg", "number");
    struct mitm_session *leg =
        mitm_session_begin(&p->self, t->from, t->to, h->channel, pattern, named,
                           NOISE_INITIATOR, rng_u64(&rng));
    rng_fini(&rng);
    leg->next = p->legs;
    p->legs = leg;
    const struct mitm_session_message made_up = {message, true};
    mitm_session_send(&p->self, leg, h, &made_up);
    mitm_session_say(leg, h);
    return RECORD_ACT_IMPERSONATE;
}

enum record_act insider_pose(struct tactic_play *p, struct intervention *h)
{
    struct forgery f = forgery_to(p, p->target.to);
    struct bytes message;

    for (struct mitm_session *leg = p->legs; leg; leg = leg->next) {
        if (leg->with != h->seen->from || leg->number != h->seen->frame.session)
            continue;
        (void)mitm_session_handle(leg, h, &h->seen->frame);
        h->dropped = true;
        return RECORD_ACT_ANSWER;
    }
    decoy_note(p, h);
    if (p->done || !tactic_aims_at(p, h->seen)) return RECORD_ACT_NONE;
    f.key = p->self.identity;
    f.sign = p->target.profile.sign;
    const struct identity *victim = keys_identity(p->keys, p->target.to, 0);
    if (!victim || impersonation_copy(h->arena, &f, victim, &message))
        return RECORD_ACT_NONE;
    p->done = true;
    if (p->target.profile.session == CLAIM_SESSION_NOISE)
        return pose_in_session(p, h, message);
    if (p->target.profile.session == CLAIM_SESSION_RATCHET)
        return decoy_pose(p, h, message);
    intervention_add(h, f.from, f.to, 0, forgery_frame(h->arena, message))
        ->forged = true;
    return RECORD_ACT_IMPERSONATE;
}

enum record_act insider_detour(struct tactic_play *p, struct intervention *h)
{
    struct forgery f = forgery_to(p, p->target.to);
    const struct identity *victim = keys_identity(p->keys, p->target.to, 0);
    struct bytes message;

    f.seal = MESSAGE_SEAL_HPKE_AUTH;
    if (p->done || !tactic_aims_at(p, h->seen) || !victim ||
        impersonation_copy(h->arena, &f, victim, &message))
        return RECORD_ACT_NONE;
    p->done = true;
    intervention_add(h, f.from, f.to, 0, forgery_frame(h->arena, message))
        ->forged = true;
    return RECORD_ACT_IMPERSONATE;
}

enum record_act insider_receipt(struct tactic_play *p, struct intervention *h)
{
    const struct identity *own = keys_identity(p->keys, p->target.from, 0);
    struct message m = {
        .kind = MESSAGE_RECEIPT,
        .exchange = p->target.exchange,
        .document = p->target.document,
    };
    struct message_statement s = h->seen->transfer.statement;
    struct bytes encoded;

    if (p->done || !tactic_aims_at(p, h->seen) || !own) return RECORD_ACT_NONE;
    /* Of a copy that he cannot see into he makes up all of it. */
    const char *none = "";
    if (!h->seen->transfer.readable)
        s = (struct message_statement){.document = p->target.document,
                                       .author = none,
                                       .title = none,
                                       .form = none,
                                       .classification = none,
                                       .leaf_count = 1};
    s.purpose = PURPOSE_RECEIPT;
    s.signer = p->self.world->peers[p->target.to].name;
    s.exchange = p->target.exchange;
    if (message_encode_statement(h->arena, &s, &m.signature.statement))
        return RECORD_ACT_NONE;
    uint8_t *signature = arena_alloc(h->arena, MESSAGE_SIGNATURE_SIZE);
    identity_sign(own, m.signature.statement, signature);
    m.signature.signature = bytes_of(signature, MESSAGE_SIGNATURE_SIZE);
    if (message_encode(h->arena, &m, &encoded)) return RECORD_ACT_NONE;
    p->done = true;
    intervention_add(h, p->target.to, p->target.from, 0,
                     forgery_frame(h->arena, encoded));
    return RECORD_ACT_FORGE_RECEIPT;
}

/* The key stated signs for itself, and the directory for whose it is. */
static enum err vouch(struct arena *a, const struct tactic_play *p,
                      const struct identity *directory, struct bytes *out)
{
    const struct identity *own = p->self.identity;
    uint8_t signature[IDENTITY_SIGNATURE_SIZE];
    uint8_t voucher[IDENTITY_SIGNATURE_SIZE];
    struct credential_statement s = {
        .party = p->self.world->peers[p->target.to].name,
        .serial = 1,
    };
    struct credential c = {
        .signature = bytes_of(signature, sizeof signature),
        .voucher = bytes_of(voucher, sizeof voucher),
    };

    memcpy(s.sign, own->pub.sign, sizeof s.sign);
    memcpy(s.agree, own->pub.agree, sizeof s.agree);
    enum err rc = credential_encode_statement(a, &s, &c.statement);
    if (rc) return rc;
    identity_sign(own, c.statement, signature);
    identity_sign(directory, c.statement, voucher);
    return credential_encode(a, &c, out);
}

/* The true key, on its way from the directory to the sender. */
static bool is_true_key(const struct tactic_play *p, struct arena *a,
                        const struct opener_layers *l)
{
    struct credential_statement s;
    struct credential c;

    return l->from == p->target.directory && l->to == p->target.from &&
           l->message.kind == MESSAGE_KEY &&
           !credential_decode(a, l->message.credential, &c) &&
           !credential_decode_statement(a, c.statement, &s) &&
           strcmp(s.party, p->self.world->peers[p->target.to].name) == 0;
}

/* What was sealed to the false key goes on, sealed to the true one. */
static enum record_act reseal(const struct tactic_play *p,
                              struct intervention *h)
{
    struct forgery f = forgery_to(p, p->target.to);
    struct bytes message;

    if (h->seen->opened_by == OPENER_NONE ||
        h->seen->frame.type != FRAME_PLAIN ||
        forgery_seal(h->arena, &f, h->seen->plain, &message))
        return RECORD_ACT_NONE;
    h->frame = forgery_frame(h->arena, message);
    return RECORD_ACT_RESEAL;
}

enum record_act insider_vouch(struct tactic_play *p, struct intervention *h)
{
    const struct tactic_target *t = &p->target;
    const struct identity *own = keys_identity(p->keys, t->directory, 0);
    struct message m = {.kind = MESSAGE_KEY, .exchange = h->seen->exchange};
    struct bytes encoded;

    if (is_true_key(p, h->arena, h->seen)) {
        h->dropped = true;
        return RECORD_ACT_DROP;
    }
    if (tactic_aims_at(p, h->seen)) return reseal(p, h);
    /* As soon as the recipient states his key to the directory. */
    if (p->done || h->seen->from != t->to || h->seen->to != t->directory ||
        vouch(h->arena, p, own, &m.credential) ||
        message_encode(h->arena, &m, &encoded))
        return RECORD_ACT_NONE;
    p->done = true;
    intervention_add(h, t->directory, t->from, 0,
                     forgery_frame(h->arena, encoded))
        ->channel = t->directory_channel;
    return RECORD_ACT_VOUCH;
}
