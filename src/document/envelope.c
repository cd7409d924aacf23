#include "document/envelope.h"

#include <string.h>

#include "document/sealing.h"
#include "party/renewal.h"

/* The way out: `envelope_copy` states the transfer, signs it, hides the
 * portions that are not to be shown, adds the proofs by others and pads; the
 * caller seals. `envelope_around` signs the sealed bytes instead.
 *
 * The way in: `envelope_open` goes through its checks in order. The seal
 * opens; the parts decode; the root over the leaves is the stated one, from
 * where on the text is readable; the transfer names its sender and us; a
 * signature around the envelope holds; every other signature holds
 * (`check_proofs`). */

static const char *const *recipients_of(const struct party *p, struct arena *a,
                                        const struct event_command *command)
{
    const char **names = arena_array(a, command->to_count, sizeof *names);

    for (size_t i = 0; i < command->to_count; i++)
        names[i] = party_peer_name(p, command->to[i]);
    return names;
}

struct message_statement envelope_statement(const struct party *p,
                                            struct arena *a,
                                            const struct document_holding *h,
                                            enum message_purpose purpose,
                                            const struct event_command *command,
                                            instant now)
{
    struct message_statement s = {
        .purpose = purpose,
        .signer = p->name,
        .recipients = recipients_of(p, a, command),
        .recipient_count = command->to_count,
        .document = h->name,
        .author = h->author,
        .title = h->title,
        .form = h->form,
        .classification = h->classification,
        .releasable_to = h->releasable_to,
        .releasable_count = h->releasable_count,
        .time = now,
        .exchange = command->exchange,
        .answers = command->answers,
    };
    s.leaf_count = h->leaf_count;
    s.marked = h->marked;
    s.left = h->left;
    memcpy(s.root, h->root.bytes, sizeof s.root);
    return s;
}

enum err envelope_state(const struct party *p, struct arena *a,
                        const struct message_statement *s, bool sign,
                        struct message_signed *out)
{
    struct message_signed made = {0};

    enum err rc = message_encode_statement(a, s, &made.statement);
    if (rc) return rc;
    if (sign) {
        uint8_t *signature = arena_alloc(a, MESSAGE_SIGNATURE_SIZE);
        identity_sign(&p->identity, made.statement, signature);
        made.signature = bytes_of(signature, MESSAGE_SIGNATURE_SIZE);
    }
    *out = made;
    return ERR_OK;
}

void envelope_cover(struct arena *a, const char *const *names, size_t count,
                    struct message_statement *s)
{
    uint32_t *covers = arena_array(a, count, sizeof *covers);

    s->covers = covers;
    for (size_t i = 0; i < count; i++)
        if (names[i]) covers[s->cover_count++] = (uint32_t)i;
}

static bool is_named(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

bool envelope_is_for(const struct party *p, uint64_t exchange,
                     const struct message_statement *s)
{
    return s->exchange == exchange &&
           is_named(s->recipients, s->recipient_count, p->name);
}

/* The leaves of a copy: the portions in hand that the command is about, and the
 * others behind their hashes. *shown: the number of portions. */
static const struct message_leaf *
leaves_shown(struct arena *a, const struct document_holding *h,
             const struct event_command *command, size_t *shown)
{
    struct message_leaf *leaves = arena_array(a, h->leaf_count, sizeof *leaves);

    *shown = 0;
    for (size_t i = 0; i < h->leaf_count; i++) {
        leaves[i] = h->leaves[i];
        if (!h->names[i]) continue;
        if (document_shows(command, h->names[i])) {
            (*shown)++;
            continue;
        }
        struct merkle_hash leaf = merkle_leaf(leaves[i].portion);
        leaves[i].portion = (struct bytes){0};
        memcpy(leaves[i].hash, leaf.bytes, sizeof leaves[i].hash);
    }
    return leaves;
}

/* Encodes a copy, padded to its class of sizes. */
static enum err encode_padded(struct arena *a, enum padding padding,
                              struct message_copy *copy, struct bytes *out)
{
    enum err rc = message_encode_copy(a, copy, out);
    if (rc || padding == PADDING_NONE) return rc;
    copy->padding =
        padding_size(padding, out->size + MESSAGE_COPY_PADDING_MIN) - out->size;
    return message_encode_copy(a, copy, out);
}

enum err envelope_copy(const struct party *p, struct arena *a,
                       const struct document_holding *h,
                       const struct event_command *command, instant now,
                       struct bytes *out)
{
    struct message_statement s =
        envelope_statement(p, a, h, PURPOSE_ORIGIN, command, now);
    struct message_copy copy = {.leaf_count = h->leaf_count};
    size_t shown;

    copy.leaves = leaves_shown(a, h, command, &shown);
    if (shown == 0) return ERR_MISSING;

    const bool sign = envelope_signs_text(command);
    enum err rc = envelope_state(p, a, &s, sign, &copy.transfer);
    if (rc) return rc;
    /* Proofs travel only with a copy that is itself signed: a sender that
     * leaves a text unsigned means to leave nothing that could be shown to
     * others. A leaker may hand over what others signed, and hide behind it. */
    if (sign || command->with_proof) {
        copy.earlier = h->proofs;
        copy.earlier_count = h->proof_count;
    }
    return encode_padded(a, command->padding, &copy, out);
}

bool envelope_signs_text(const struct event_command *command)
{
    return command->sign && !command->sealed_first;
}

enum err envelope_around(const struct party *p, struct arena *a,
                         const struct event_command *command, instant now,
                         struct bytes sealed, struct message_signed *out)
{
    const struct merkle_hash leaf = merkle_leaf(sealed);
    struct message_statement s = {
        .purpose = PURPOSE_ENVELOPE,
        .signer = p->name,
        .recipients = recipients_of(p, a, command),
        .recipient_count = command->to_count,
        .document = command->document,
        .author = "",
        .title = "",
        .form = "",
        .classification = "",
        .leaf_count = 1,
        .time = now,
        .exchange = command->exchange,
    };

    memcpy(s.root, leaf.bytes, sizeof s.root);
    return envelope_state(p, a, &s, true, out);
}

enum record_reason envelope_verify(const struct party *p, struct arena *a,
                                   const struct message_signed *s,
                                   struct message_statement *statement)
{
    if (message_decode_statement(a, s->statement, statement))
        return REASON_BAD_SIGNATURE;
    const uint32_t signer = party_find(p->world, statement->signer);
    if (signer == PARTY_NONE || s->signature.size != MESSAGE_SIGNATURE_SIZE)
        return REASON_BAD_SIGNATURE;
    return keyring_verify(p, signer, s->statement, s->signature.data,
                          statement->time);
}

/* The names of the portions shown; false when a leaf is no portion, or none
 * is shown. */
static bool read_names(struct arena *a, struct envelope_opened *o)
{
    const struct message_copy *copy = &o->copy;

    o->names = arena_array(a, copy->leaf_count, sizeof *o->names);
    o->shown = arena_array(a, copy->leaf_count, sizeof *o->shown);
    for (size_t i = 0; i < copy->leaf_count; i++) {
        struct message_portion portion;
        if (copy->leaves[i].portion.size == 0) continue;
        if (message_decode_portion(a, copy->leaves[i].portion, &portion))
            return false;
        o->names[i] = portion.name;
        o->shown[o->shown_count++] = portion.name;
    }
    return o->shown_count > 0;
}

/* Every signature must hold, and speak of this very text. */
static enum record_reason check_proofs(const struct party *p, struct arena *a,
                                       struct envelope_opened *o)
{
    const struct message_copy *copy = &o->copy;
    struct message_statement s;

    o->sender_signed = copy->transfer.signature.size > 0;
    enum record_reason reason = o->sender_signed
                                    ? envelope_verify(p, a, &copy->transfer, &s)
                                    : REASON_NONE;
    if (reason) return reason;
    o->author_signed = o->sender_signed &&
                       strcmp(o->statement.signer, o->statement.author) == 0;
    o->author_marked = o->author_signed && o->statement.marked;
    for (size_t i = 0; i < copy->earlier_count; i++) {
        reason = envelope_verify(p, a, &copy->earlier[i], &s);
        if (reason) return reason;
        if (strcmp(s.document, o->statement.document) != 0 ||
            s.leaf_count != o->statement.leaf_count ||
            memcmp(s.root, o->statement.root, sizeof s.root) != 0)
            return REASON_WRONG_ROOT;
        if (s.answers && s.purpose == PURPOSE_ORIGIN) o->answers = s.answers;
        /* A receipt of the author's vouches for nothing. */
        if (s.purpose != PURPOSE_RECEIPT && s.purpose != PURPOSE_MARKS &&
            strcmp(s.signer, s.author) == 0 &&
            strcmp(s.author, o->statement.author) == 0) {
            o->author_signed = true;
            o->author_marked = o->author_marked || s.marked;
        }
    }
    return REASON_NONE;
}

/* Checks that the transfer names its sender and us. */
static enum record_reason check_transfer(const struct party *p,
                                         const struct arrival *arrival,
                                         const struct message_statement *s)
{
    if (s->purpose != PURPOSE_ORIGIN ||
        s->exchange != arrival->message.exchange)
        return REASON_MALFORMED;
    if (strcmp(s->signer, party_peer_name(p, arrival->peer)) != 0)
        return REASON_WRONG_SENDER;
    if (!is_named(s->recipients, s->recipient_count, p->name))
        return REASON_NOT_FOR_US;
    return REASON_NONE;
}

/* Checks that a signature around the envelope is the peer's, over these very
 * bytes and for us. It says who vouches for the envelope, not who wrote the
 * text: the names within say that. */
static enum record_reason check_around(const struct party *p, struct arena *a,
                                       const struct arrival *arrival,
                                       struct envelope_opened *o)
{
    const struct message *m = &arrival->message;
    struct message_statement s;

    if (m->signature.statement.size == 0) return REASON_NONE;
    if (m->seal == MESSAGE_SEAL_NONE) return REASON_MALFORMED;
    const enum record_reason reason = envelope_verify(p, a, &m->signature, &s);
    if (reason) return reason;
    if (s.purpose != PURPOSE_ENVELOPE || s.exchange != m->exchange ||
        strcmp(s.document, m->document) != 0)
        return REASON_MALFORMED;
    if (strcmp(s.signer, party_peer_name(p, arrival->peer)) != 0)
        return REASON_WRONG_SENDER;
    if (!is_named(s.recipients, s.recipient_count, p->name))
        return REASON_NOT_FOR_US;
    const struct merkle_hash leaf = merkle_leaf(m->copy);
    if (s.leaf_count != 1 || memcmp(leaf.bytes, s.root, sizeof s.root) != 0)
        return REASON_WRONG_ROOT;
    o->envelope_signed = true;
    return REASON_NONE;
}

/* Opens the seal with every key that may fit, the newest first: a copy sealed
 * to an older key of this party's, or by an older one of the peer's, may be on
 * its way. A seal that does not authenticate needs no key of the peer's. */
static enum record_reason unseal(const struct party *p, struct arena *a,
                                 const struct arrival *arrival,
                                 struct bytes *plain)
{
    const struct message *m = &arrival->message;
    const bool authenticates = sealing_authenticates(m->seal);
    struct sealing_ends ends = {
        .sender = party_peer_name(p, arrival->peer),
        .recipient = p->name,
        .exchange = m->exchange,
    };

    for (size_t i = 0; (ends.recipient_secret = renewal_identity(p, i)); i++) {
        size_t n = 0;
        do {
            ends.sender_public = keyring_good(p, arrival->peer, n++);
            if (authenticates && !ends.sender_public) break;
            if (!sealing_open(a, m->seal, &ends, m->copy, plain))
                return REASON_NONE;
        } while (authenticates);
    }
    const enum record_reason missing = keyring_missing(p, arrival->peer);
    return authenticates && missing ? missing : REASON_CANNOT_OPEN;
}

enum record_reason envelope_open(const struct party *p, struct arena *a,
                                 const struct arrival *arrival,
                                 struct envelope_opened *o, bool *readable)
{
    struct bytes plain;

    *o = (struct envelope_opened){0};
    *readable = false;
    enum record_reason reason = unseal(p, a, arrival, &plain);
    if (reason) return reason;
    if (message_decode_copy(a, plain, &o->copy) ||
        message_decode_statement(a, o->copy.transfer.statement,
                                 &o->statement) ||
        strcmp(o->statement.document, arrival->message.document) != 0 ||
        o->copy.leaf_count > DOCUMENT_PORTIONS_MAX || !read_names(a, o))
        return REASON_MALFORMED;
    struct merkle_hash root = document_root(o->copy.leaves, o->copy.leaf_count);
    if (o->statement.leaf_count != o->copy.leaf_count ||
        memcmp(root.bytes, o->statement.root, sizeof root.bytes) != 0)
        return REASON_WRONG_ROOT;
    *readable = true;
    o->answers = o->statement.answers;
    o->sender_authentic =
        arrival->authenticated || sealing_authenticates(arrival->message.seal);
    reason = check_transfer(p, arrival, &o->statement);
    if (!reason) reason = check_around(p, a, arrival, o);
    return reason ? reason : check_proofs(p, a, o);
}
