#include "adversary/insider.h"

#include <string.h>

#include "adversary/false_key.h"
#include "adversary/forgery.h"
#include "adversary/impersonation.h"
#include "adversary/noise_outsider.h"
#include "adversary/restatement.h"
#include "adversary/tactic_aim.h"
#include "wire/credential.h"

/* Most tactics wait for the frame that carries their target, make a message of
 * their own, with an insider's or a stolen key where one is needed, and add it
 * as a frame, once. One goes on: insider_vouch, which acts when the recipient
 * states its key, drops the true key and seals again what it has read. */

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
    struct forgery f = tactic_forgery(p, p->target.third);
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
    struct message_statement s = h->seen->transfer.statement;
    struct bytes frame;

    /* The message is enough: the envelope within need not be opened. */
    if (p->done || !tactic_aims_at(p, h->seen) || h->seen->raw.size == 0)
        return RECORD_ACT_NONE;
    p->done = true;
    h->dropped = true;
    s.signer = p->self.world->peers[p->target.third].name;
    /* Where nothing protects the names, the third party's stands there. */
    if (!restatement_possible(h->seen) ||
        !restatement_frame(h, &s, h->seen->copy.leaves,
                           h->seen->copy.leaf_count, &frame))
        frame = forgery_frame(h->arena, h->seen->raw);
    intervention_add(h, p->target.third, p->target.to, 0, frame)->channel =
        p->target.third_recipient;
    h->extra->forged = h->forged;
    return RECORD_ACT_CLAIM;
}

enum record_act insider_detour(struct tactic_play *p, struct intervention *h)
{
    struct forgery f = tactic_forgery(p, p->target.to);
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
    /* Among those who take the first key that a party shows, one that is made
     * up for the recipient serves better than the sender's own. */
    const bool introduces = p->self.world->introduces;
    const char *recipient = p->self.world->peers[p->target.to].name;
    const struct identity *own =
        introduces ? p->self.identity
                   : keys_identity(p->keys, p->target.from, 0);
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
    s.signer = recipient;
    s.recipients = &p->self.world->peers[p->target.from].name;
    s.recipient_count = 1;
    s.exchange = p->target.exchange;
    if (message_encode_statement(h->arena, &s, &m.signature.statement))
        return RECORD_ACT_NONE;
    uint8_t *signature = arena_alloc(h->arena, MESSAGE_SIGNATURE_SIZE);
    identity_sign(own, m.signature.statement, signature);
    m.signature.signature = bytes_of(signature, MESSAGE_SIGNATURE_SIZE);
    if ((introduces && false_key_state(h->arena, p->self.identity, recipient,
                                       NULL, &m.credential)) ||
        message_encode(h->arena, &m, &encoded))
        return RECORD_ACT_NONE;
    p->done = true;
    intervention_add(h, p->target.to, p->target.from, 0,
                     forgery_frame(h->arena, encoded));
    return RECORD_ACT_FORGE_RECEIPT;
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
    struct forgery f = tactic_forgery(p, p->target.to);
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
        false_key_state(h->arena, p->self.identity,
                        p->self.world->peers[t->to].name, own, &m.credential) ||
        message_encode(h->arena, &m, &encoded))
        return RECORD_ACT_NONE;
    p->done = true;
    intervention_add(h, t->directory, t->from, 0,
                     forgery_frame(h->arena, encoded))
        ->channel = t->directory_channel;
    return RECORD_ACT_VOUCH;
}
