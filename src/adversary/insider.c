#include "adversary/insider.h"

#include <string.h>

#include "adversary/decoy.h"
#include "adversary/forgery.h"
#include "adversary/impersonation.h"
#include "adversary/tactic_aim.h"
#include "wire/credential.h"

/* Most tactics wait for the frame that carries their target, make a message of
 * their own, with an insider's or a stolen key where one is needed, and add it
 * as a frame, once. Two go on: insider_pose answers the recipient in the
 * session that it began, and insider_vouch, which acts when the recipient
 * states its key, drops the true key and seals again what it has read. */

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

/* Only a signature protects the recipients that a statement names. */
static enum err readdress_copy(struct arena *a, const struct tactic_play *p,
                               const struct opener_layers *seen,
                               struct bytes *out)
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
    if (readdress_copy(h->arena, p, h->seen, &copy) ||
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
    /* The message is enough: the envelope within need not be opened. */
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

/* Poses in a session where the profile has one: the adversary begins it in the
 * sender's name with its own keys. */
static enum record_act pose_in_session(struct tactic_play *p,
                                       struct intervention *h,
                                       struct bytes message)
{
    const struct tactic_target *t = &p->target;
    const struct noise_pattern *pattern = t->profile.pattern;
    const bool named = pattern != p->self.world->channels[h->channel].pattern;
    struct rng rng;

    rng_init(&rng, p->self.root, "leg", "number");
    struct mitm_session *s =
        mitm_session_begin(&p->self, t->from, t->to, h->channel, pattern, named,
                           NOISE_INITIATOR, rng_u64(&rng));
    rng_fini(&rng);
    s->next = p->sessions;
    p->sessions = s;
    const struct mitm_session_message made_up = {message, true};
    mitm_session_send(&p->self, s, h, &made_up);
    mitm_session_write(s, h);
    /* A session takes its time: until then the sender's own frame waits. */
    h->delay = INTERVENTION_DELAYED;
    return RECORD_ACT_IMPERSONATE;
}

enum record_act insider_pose(struct tactic_play *p, struct intervention *h)
{
    struct forgery f = forgery_to(p, p->target.to);
    struct bytes message;

    for (struct mitm_session *s = p->sessions; s; s = s->next) {
        if (s->with != h->seen->from || s->number != h->seen->frame.session)
            continue;
        (void)mitm_session_handle(s, h, &h->seen->frame);
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
    /* Where the copy cannot be read, all of the receipt is made up. */
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
static enum err encode_credential(struct arena *a, const struct tactic_play *p,
                                  const struct identity *directory,
                                  struct bytes *out)
{
    const struct identity *own = p->self.identity;
    uint8_t signature[IDENTITY_SIGNATURE_SIZE];
    uint8_t voucher[IDENTITY_SIGNATURE_SIZE];
    uint8_t possession[IDENTITY_SIGNATURE_SIZE];
    struct credential_statement s = {
        .party = p->self.world->peers[p->target.to].name,
        .serial = 1,
    };
    struct credential c = {
        .signature = bytes_of(signature, sizeof signature),
        .voucher = bytes_of(voucher, sizeof voucher),
        .possession = bytes_of(possession, sizeof possession),
    };

    memcpy(s.sign, own->pub.sign, sizeof s.sign);
    memcpy(s.agree, own->pub.agree, sizeof s.agree);
    enum err rc = credential_encode_statement(a, &s, &c.statement);
    if (rc) return rc;
    identity_sign(own, c.statement, signature);
    identity_sign(directory, c.statement, voucher);
    identity_prove(own, c.statement, possession);
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

/* Text that was sealed to the false key goes on, sealed to the true one. */
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
    /* Acts as soon as the recipient states its key to the directory. */
    if (p->done || h->seen->from != t->to || h->seen->to != t->directory ||
        encode_credential(h->arena, p, own, &m.credential) ||
        message_encode(h->arena, &m, &encoded))
        return RECORD_ACT_NONE;
    p->done = true;
    intervention_add(h, t->directory, t->from, 0,
                     forgery_frame(h->arena, encoded))
        ->channel = t->directory_channel;
    return RECORD_ACT_VOUCH;
}
