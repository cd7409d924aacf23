#include "wire/message.h"

#include <assert.h>
#include <string.h>

#include "message.pb-c.h"
#include "wire/pbarena.h"

/* Each of the four kinds of bytes, message, copy, statement and portion, has a
 * function that encodes and one that decodes it. Encoding lists the fields of
 * the plain struct in protobuf-c's and packs; decoding unpacks, checks sizes
 * and ranges that the protobuf types leave open, and lists the fields the other
 * way. Strings, arrays and bytes are shared, not copied. Only a copy's padding
 * takes more: zeros in one or two pieces, so that every size can be met. */

static const struct {
    const char *text;
    bool concerns_document;
} kinds[] = {
#define MESSAGE_ROW(name, text, document) {text, document},
    MESSAGE_MAP(MESSAGE_ROW)
#undef MESSAGE_ROW
};

static const char *const purpose_names[PURPOSE_COUNT] = {
#define MESSAGE_PURPOSE_NAME(name, word, text) word,
    MESSAGE_PURPOSE_MAP(MESSAGE_PURPOSE_NAME)
#undef MESSAGE_PURPOSE_NAME
};

static const char *const purpose_texts[PURPOSE_COUNT] = {
#define MESSAGE_PURPOSE_TEXT(name, word, text) text,
    MESSAGE_PURPOSE_MAP(MESSAGE_PURPOSE_TEXT)
#undef MESSAGE_PURPOSE_TEXT
};

static const char *const seal_texts[] = {
#define MESSAGE_SEAL_TEXT(name, text) text,
    MESSAGE_SEAL_MAP(MESSAGE_SEAL_TEXT)
#undef MESSAGE_SEAL_TEXT
};

const char *message_kind_text(enum message_kind kind)
{
    assert(kind < MESSAGE_KIND_COUNT);
    return kinds[kind].text;
}

bool message_concerns_document(enum message_kind kind)
{
    assert(kind < MESSAGE_KIND_COUNT);
    return kinds[kind].concerns_document;
}

const char *message_purpose_name(enum message_purpose purpose)
{
    assert(purpose < PURPOSE_COUNT);
    return purpose_names[purpose];
}

const char *message_purpose_text(enum message_purpose purpose)
{
    assert(purpose < PURPOSE_COUNT);
    return purpose_texts[purpose];
}

const char *message_seal_text(enum message_seal seal)
{
    assert(seal < MESSAGE_SEAL_COUNT);
    return seal_texts[seal];
}

static ProtobufCBinaryData binary(struct bytes b)
{
    return pbarena_field(b.data, b.size);
}

/* A signature is absent or whole. */
static bool signed_holds(const Demarche__Message__Signed *s)
{
    return s->statement.len > 0 && (s->signature.len == 0 ||
                                    s->signature.len == MESSAGE_SIGNATURE_SIZE);
}

static void signed_fill(Demarche__Message__Signed *out,
                        const struct message_signed *s)
{
    demarche__message__signed__init(out);
    out->statement = binary(s->statement);
    out->signature = binary(s->signature);
}

static struct message_signed signed_view(const Demarche__Message__Signed *s)
{
    return (struct message_signed){pbarena_bytes(s->statement),
                                   pbarena_bytes(s->signature)};
}

enum err message_encode(struct arena *a, const struct message *m,
                        struct bytes *out)
{
    Demarche__Message__Message pb = DEMARCHE__MESSAGE__MESSAGE__INIT;
    Demarche__Message__Signed signature;

    pb.kind = m->kind;
    pb.exchange = m->exchange;
    pb.precedence = m->precedence;
    pb.document = (char *)m->document;
    pb.has_seal = m->seal != MESSAGE_SEAL_NONE;
    pb.seal = m->seal;
    pb.has_copy = m->copy.size > 0;
    pb.copy = binary(m->copy);
    if (m->signature.statement.size > 0) {
        signed_fill(&signature, &m->signature);
        pb.signature = &signature;
    }
    pb.n_portions = m->portion_count;
    pb.portions = (char **)m->portions;
    pb.text = (char *)m->text;
    pb.has_receipt = pb.receipt = m->receipt;
    pb.has_deadline_ns = m->kind == MESSAGE_REVIEW;
    pb.deadline_ns = (uint64_t)m->deadline;
    pb.has_counter = !message_concerns_document(m->kind);
    pb.counter = m->counter;
    pb.author = (char *)m->author;
    pb.has_credential = m->credential.size > 0;
    pb.credential = binary(m->credential);
    pb.owner = (char *)m->owner;
    pb.has_bundle = m->bundle.size > 0;
    pb.bundle = binary(m->bundle);
    pb.has_group = m->group != 0;
    pb.group = m->group;
    pb.group_name = (char *)m->group_name;
    pb.n_members = m->member_count;
    pb.members = (char **)m->members;
    pb.has_sender_key = m->sender_key.size > 0;
    pb.sender_key = binary(m->sender_key);
    pb.has_request_signature = m->request_signature.size > 0;
    pb.request_signature = binary(m->request_signature);
    pb.has_ended = m->ended > 0;
    pb.ended = m->ended;
    pb.has_message_keys = m->message_keys.size > 0;
    pb.message_keys = binary(m->message_keys);
    return pbarena_pack(a, &pb.base, MESSAGE_SIZE_MAX, out);
}

static bool all_zeros(ProtobufCBinaryData piece)
{
    for (size_t i = 0; i < piece.len; i++)
        if (piece.data[i] != 0) return false;
    return true;
}

/* Padding is zeros, or it would be a place for words that no check sees. */
static bool message_padding_holds(const Demarche__Message__Message *pb)
{
    for (size_t i = 0; i < pb->n_filling; i++)
        if (!all_zeros(pb->filling[i])) return false;
    return true;
}

enum err message_decode(struct arena *a, struct bytes in, struct message *m)
{
    ProtobufCMessage *base;

    if (in.size > MESSAGE_SIZE_MAX) return ERR_LIMIT;
    enum err rc =
        pbarena_unpack(a, &demarche__message__message__descriptor, in, &base);
    if (rc) return rc;
    const Demarche__Message__Message *pb = (Demarche__Message__Message *)base;
    if (pb->kind >= MESSAGE_KIND_COUNT || pb->precedence > MESSAGE_ROUTINE ||
        pb->seal >= MESSAGE_SEAL_COUNT ||
        (pb->signature && !signed_holds(pb->signature)) ||
        (pb->has_request_signature &&
         pb->request_signature.len != MESSAGE_SIGNATURE_SIZE) ||
        !message_padding_holds(pb))
        return ERR_FORMAT;
    if (message_concerns_document((enum message_kind)pb->kind) !=
        (pb->document != NULL))
        return ERR_FORMAT;
    *m = (struct message){
        .kind = (enum message_kind)pb->kind,
        .exchange = pb->exchange,
        .precedence = pb->precedence,
        .document = pb->document,
        .seal = (enum message_seal)pb->seal,
        .copy = pbarena_bytes(pb->copy),
        .portions = (const char *const *)pb->portions,
        .portion_count = pb->n_portions,
        .text = pb->text,
        .receipt = pb->receipt,
        .deadline = (instant)pb->deadline_ns,
        .counter = pb->counter,
        .author = pb->author,
        .credential = pbarena_bytes(pb->credential),
        .owner = pb->owner,
        .bundle = pbarena_bytes(pb->bundle),
        .group = pb->group,
        .group_name = pb->group_name,
        .members = (const char *const *)pb->members,
        .member_count = pb->n_members,
        .sender_key = pbarena_bytes(pb->sender_key),
        .request_signature = pbarena_bytes(pb->request_signature),
        .ended = pb->ended,
        .message_keys = pbarena_bytes(pb->message_keys),
    };
    if (pb->signature) m->signature = signed_view(pb->signature);
    return ERR_OK;
}

/* The bytes of a piece of padding before its zeros: a tag and a length. */
static size_t piece_head(size_t zeros)
{
    size_t head = MESSAGE_COPY_PADDING_MIN;

    while (zeros >>= 7)
        head++;
    return head;
}

/* The zeros of the largest piece that is no longer than `size`. */
static size_t piece_zeros(size_t size)
{
    size_t zeros = size - MESSAGE_COPY_PADDING_MIN;

    while (zeros + piece_head(zeros) > size)
        zeros--;
    return zeros;
}

/* Makes so many bytes of padding. One piece cannot have every size, for a
 * longer length can take a longer head; two pieces can. */
static void fill_padding(struct arena *a, size_t size,
                         Demarche__Message__Copy *pb)
{
    assert(size == 0 || size >= MESSAGE_COPY_PADDING_MIN);
    pb->padding = arena_array(a, 2, sizeof *pb->padding);
    while (size > 0) {
        size_t zeros = piece_zeros(size);
        const size_t rest = size - zeros - piece_head(zeros);
        if (rest > 0) zeros -= MESSAGE_COPY_PADDING_MIN - rest;
        /* An arena's memory is zeros. */
        pb->padding[pb->n_padding++] =
            (ProtobufCBinaryData){zeros, arena_alloc(a, zeros)};
        size -= zeros + piece_head(zeros);
    }
}

/* Adds up the padding; false when it holds anything but zeros. */
static bool take_padding(const Demarche__Message__Copy *pb, size_t *size)
{
    *size = 0;
    for (size_t i = 0; i < pb->n_padding; i++) {
        const struct bytes piece = pbarena_bytes(pb->padding[i]);
        if (!all_zeros(pb->padding[i])) return false;
        *size += piece_head(piece.size) + piece.size;
    }
    return true;
}

enum err message_encode_copy(struct arena *a, const struct message_copy *c,
                             struct bytes *out)
{
    Demarche__Message__Copy pb = DEMARCHE__MESSAGE__COPY__INIT;
    Demarche__Message__Signed transfer;

    signed_fill(&transfer, &c->transfer);
    pb.transfer = &transfer;

    Demarche__Message__Signed *earlier =
        arena_array(a, c->earlier_count, sizeof *earlier);
    pb.n_earlier = c->earlier_count;
    pb.earlier = arena_array(a, c->earlier_count, sizeof *pb.earlier);
    for (size_t i = 0; i < c->earlier_count; i++) {
        signed_fill(&earlier[i], &c->earlier[i]);
        pb.earlier[i] = &earlier[i];
    }

    Demarche__Message__Leaf *leaves =
        arena_array(a, c->leaf_count, sizeof *leaves);
    pb.n_leaves = c->leaf_count;
    pb.leaves = arena_array(a, c->leaf_count, sizeof *pb.leaves);
    for (size_t i = 0; i < c->leaf_count; i++) {
        const struct message_leaf *leaf = &c->leaves[i];
        demarche__message__leaf__init(&leaves[i]);
        leaves[i].has_portion = leaf->portion.size > 0;
        leaves[i].portion = binary(leaf->portion);
        leaves[i].has_hash = !leaves[i].has_portion;
        leaves[i].hash = binary(bytes_of(leaf->hash, sizeof leaf->hash));
        pb.leaves[i] = &leaves[i];
    }
    fill_padding(a, c->padding, &pb);
    return pbarena_pack(a, &pb.base, MESSAGE_SIZE_MAX, out);
}

enum err message_decode_copy(struct arena *a, struct bytes in,
                             struct message_copy *c)
{
    ProtobufCMessage *base;
    size_t padding;

    enum err rc =
        pbarena_unpack(a, &demarche__message__copy__descriptor, in, &base);
    if (rc) return rc;
    const Demarche__Message__Copy *pb = (Demarche__Message__Copy *)base;
    if (!signed_holds(pb->transfer) || pb->n_earlier > MESSAGE_SIGNED_MAX ||
        pb->n_leaves == 0 || !take_padding(pb, &padding))
        return ERR_FORMAT;

    struct message_signed *earlier =
        arena_array(a, pb->n_earlier, sizeof *earlier);
    for (size_t i = 0; i < pb->n_earlier; i++) {
        if (!signed_holds(pb->earlier[i])) return ERR_FORMAT;
        earlier[i] = signed_view(pb->earlier[i]);
    }

    struct message_leaf *leaves = arena_array(a, pb->n_leaves, sizeof *leaves);
    for (size_t i = 0; i < pb->n_leaves; i++) {
        const Demarche__Message__Leaf *leaf = pb->leaves[i];
        bool shown = leaf->has_portion && leaf->portion.len > 0;
        bool hidden = leaf->has_hash && leaf->hash.len == MESSAGE_ROOT_SIZE;
        if (shown == hidden || leaf->has_portion == leaf->has_hash)
            return ERR_FORMAT;
        if (shown) leaves[i].portion = pbarena_bytes(leaf->portion);
        if (hidden) memcpy(leaves[i].hash, leaf->hash.data, MESSAGE_ROOT_SIZE);
    }

    *c = (struct message_copy){
        .transfer = signed_view(pb->transfer),
        .earlier = earlier,
        .earlier_count = pb->n_earlier,
        .leaves = leaves,
        .leaf_count = pb->n_leaves,
        .padding = padding,
    };
    return ERR_OK;
}

enum err message_encode_statement(struct arena *a,
                                  const struct message_statement *s,
                                  struct bytes *out)
{
    Demarche__Message__Statement pb = DEMARCHE__MESSAGE__STATEMENT__INIT;

    pb.context = (char *)MESSAGE_CONTEXT;
    pb.purpose = s->purpose;
    pb.signer = (char *)s->signer;
    pb.n_recipients = s->recipient_count;
    pb.recipients = (char **)s->recipients;
    pb.document = (char *)s->document;
    pb.author = (char *)s->author;
    pb.title = (char *)s->title;
    pb.form = (char *)s->form;
    pb.classification = (char *)s->classification;
    pb.n_releasable_to = s->releasable_count;
    pb.releasable_to = (char **)s->releasable_to;
    pb.leaves = (uint32_t)s->leaf_count;
    pb.has_marked = pb.marked = s->marked;
    pb.has_left = s->left > 0;
    pb.left = s->left;
    pb.root = binary(bytes_of(s->root, sizeof s->root));
    pb.time_ns = (uint64_t)s->time;
    pb.exchange = s->exchange;
    pb.answers = (char *)s->answers;
    pb.n_covers = s->cover_count;
    pb.covers = (uint32_t *)s->covers;
    return pbarena_pack(a, &pb.base, MESSAGE_SIZE_MAX, out);
}

/* Leaves are named once, in order, and there are no others. */
static bool covers_hold(const Demarche__Message__Statement *pb)
{
    for (size_t i = 0; i < pb->n_covers; i++)
        if (pb->covers[i] >= pb->leaves ||
            (i > 0 && pb->covers[i] <= pb->covers[i - 1]))
            return false;
    return true;
}

enum err message_decode_statement(struct arena *a, struct bytes in,
                                  struct message_statement *s)
{
    ProtobufCMessage *base;

    enum err rc =
        pbarena_unpack(a, &demarche__message__statement__descriptor, in, &base);
    if (rc) return rc;
    const Demarche__Message__Statement *pb =
        (Demarche__Message__Statement *)base;
    if (strcmp(pb->context, MESSAGE_CONTEXT) != 0 ||
        pb->purpose >= PURPOSE_COUNT || pb->root.len != MESSAGE_ROOT_SIZE ||
        !covers_hold(pb))
        return ERR_FORMAT;
    *s = (struct message_statement){
        .purpose = (enum message_purpose)pb->purpose,
        .signer = pb->signer,
        .recipients = (const char *const *)pb->recipients,
        .recipient_count = pb->n_recipients,
        .document = pb->document,
        .author = pb->author,
        .title = pb->title,
        .form = pb->form,
        .classification = pb->classification,
        .releasable_to = (const char *const *)pb->releasable_to,
        .releasable_count = pb->n_releasable_to,
        .leaf_count = pb->leaves,
        .marked = pb->marked,
        .left = pb->left,
        .time = (instant)pb->time_ns,
        .exchange = pb->exchange,
        .answers = pb->answers,
        .covers = pb->covers,
        .cover_count = pb->n_covers,
    };
    memcpy(s->root, pb->root.data, MESSAGE_ROOT_SIZE);
    return ERR_OK;
}

enum err message_encode_portion(struct arena *a,
                                const struct message_portion *p,
                                struct bytes *out)
{
    Demarche__Message__Portion pb = DEMARCHE__MESSAGE__PORTION__INIT;

    pb.salt = binary(bytes_of(p->salt, sizeof p->salt));
    pb.name = (char *)p->name;
    pb.text = (char *)p->text;
    return pbarena_pack(a, &pb.base, MESSAGE_SIZE_MAX, out);
}

enum err message_decode_portion(struct arena *a, struct bytes in,
                                struct message_portion *p)
{
    ProtobufCMessage *base;

    enum err rc =
        pbarena_unpack(a, &demarche__message__portion__descriptor, in, &base);
    if (rc) return rc;
    const Demarche__Message__Portion *pb = (Demarche__Message__Portion *)base;
    if (pb->salt.len != MESSAGE_SALT_SIZE) return ERR_FORMAT;
    *p = (struct message_portion){.name = pb->name, .text = pb->text};
    memcpy(p->salt, pb->salt.data, MESSAGE_SALT_SIZE);
    return ERR_OK;
}
