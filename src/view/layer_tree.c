#include "view/layer_tree.h"

#include <inttypes.h>
#include <string.h>

#include "wire/credential.h"
#include "wire/layout.h"

/* Goes from the outside in: the frame, the handshake or message of a session
 * in it, the message, what is signed around its envelope, the envelope, and the
 * copy with its statements and portions. What was decoded is a copy of the
 * bytes that it came from, so that each part is found again in the layer around
 * it: as the field of its name and value. A layer that no key at hand opens is
 * the last one; one that does not parse is malformed. */

/* Adds a layer that lies within another, at that place. */
static struct layer_tree_layer *add_at(struct layer_tree *t, uint32_t within,
                                       size_t at, struct layer_tree_layer layer)
{
    layer.within = within;
    layer.at = at;
    layer.of = LAYER_TREE_NONE;
    t->layers =
        arena_grow(t->arena, t->layers, t->count, &t->room, sizeof *t->layers);
    t->layers[t->count] = layer;
    return &t->layers[t->count++];
}

/* Adds a layer that is the plaintext of the one before it. */
static void add_plaintext(struct layer_tree *t, struct layer_tree_layer layer)
{
    const uint32_t before = (uint32_t)t->count - 1;

    add_at(t, LAYER_TREE_NONE, 0, layer)->of = before;
}

/* A search for a field within a layer. */
struct layer_tree_search {
    const struct layer_tree *tree;
    uint32_t around;
    const char *name;
    struct bytes value;
    bool found;
    size_t at;
};

/* Equal parts are found one after the other: no place is given twice. */
static bool is_placed(const struct layer_tree_search *q, size_t at)
{
    for (size_t i = 0; i < q->tree->count; i++)
        if (q->tree->layers[i].within == q->around &&
            q->tree->layers[i].at == at)
            return true;
    return false;
}

static void look_at(void *context, const struct layout_field *field)
{
    struct layer_tree_search *q = context;

    if (q->found || strcmp(field->name, q->name) != 0 ||
        !bytes_equal(field->value, q->value) ||
        is_placed(q, field->at + field->head))
        return;
    q->found = true;
    q->at = field->at + field->head;
}

/* Adds a layer that is the value of a field of another one, a message or a
 * copy. */
static struct layer_tree_layer *add_field(struct layer_tree *t, uint32_t around,
                                          const char *name,
                                          struct layer_tree_layer layer)
{
    const struct layer_tree_layer *outer = &t->layers[around];
    struct layer_tree_search q = {t, around, name, layer.bytes, .at = 0};

    const enum layout_body body =
        outer->form == FIELD_MAP_COPY ? LAYOUT_COPY : LAYOUT_MESSAGE;
    if (layout_walk(body, outer->bytes, look_at, &q)) q.found = false;
    return add_at(t, q.found ? around : LAYER_TREE_NONE, q.at, layer);
}

static uint32_t last_of(const struct layer_tree *t)
{
    return (uint32_t)t->count - 1;
}

/* True where keys at hand decrypted the frame, whatever was in it. */
static bool is_opened(const struct opener_layers *l)
{
    return l->raw.size > 0 || l->malformed.size > 0;
}

/* ---- The frame and its session ---- */

static void add_frame(struct layer_tree *t)
{
    const struct opener_layers *l = t->opened;
    const bool sound = l->frame.type != 0;
    const char *words = sound ? frame_type_text(l->frame.type) : "malformed";

    if (sound && l->frame.type != FRAME_PLAIN)
        words = arena_format(t->arena,
                             "%s, session %016" PRIx64 ", counter %" PRIu64,
                             words, l->frame.session, l->frame.counter);
    add_at(t, LAYER_TREE_NONE, 0,
           (struct layer_tree_layer){.name = "frame",
                                     .form = FIELD_MAP_FRAME,
                                     .words = words,
                                     .bytes = l->whole,
                                     .malformed = !sound});
}

/* "e, ee, s, es" */
static const char *tokens(struct arena *a, const uint8_t *row)
{
    static const char *const names[] = {
        [NOISE_E] = "e",     [NOISE_S] = "s",   [NOISE_EE] = "ee",
        [NOISE_ES] = "es",   [NOISE_SE] = "se", [NOISE_SS] = "ss",
        [NOISE_PSK] = "psk",
    };
    char *text = arena_text(a, "");

    for (; *row != NOISE_END; row++)
        text = arena_format(a, "%s%s%s", text, *text ? ", " : "", names[*row]);
    return text;
}

static void add_noise(struct layer_tree *t)
{
    const struct opener_layers *l = t->opened;
    struct layer_tree_layer layer = {.name = "noise",
                                     .bytes = l->frame.payload};

    if (l->frame.type == FRAME_TRANSPORT) {
        layer.form = FIELD_MAP_TRANSPORT;
        layer.words = is_opened(l)
                          ? "transport, ChaChaPoly; opened with the session's "
                            "key"
                          : "transport, ChaChaPoly; no key at hand opens it";
    } else if (l->frame.type != FRAME_HANDSHAKE) {
        return;
    } else if (l->handshake && l->index < NOISE_MESSAGES_MAX) {
        layer.form = FIELD_MAP_HANDSHAKE;
        layer.words =
            arena_format(t->arena, "handshake %s, message %" PRIu64 ": %s%s",
                         l->handshake->name, l->index + 1,
                         tokens(t->arena, l->handshake->messages[l->index]),
                         is_opened(l) ? "; a message rides in it" : "");
    } else {
        layer.form = FIELD_MAP_OPAQUE;
        layer.words = "a handshake of no known pattern";
    }
    add_at(t, 0, FRAME_HEAD_SIZE, layer);
}

static void add_ratchet(struct layer_tree *t)
{
    const struct opener_layers *l = t->opened;
    const bool group = l->frame.type == FRAME_GROUP;
    const size_t initial = l->initial ? l->initial_size : 0;

    if (l->initial)
        add_at(t, 0, FRAME_HEAD_SIZE,
               (struct layer_tree_layer){
                   .name = "x3dh",
                   .form = FIELD_MAP_INITIAL,
                   .words = l->initial,
                   .bytes = bytes_of(l->frame.payload.data, initial)});
    if (!l->header && !group && l->frame.type != FRAME_INITIAL &&
        l->frame.type != FRAME_RATCHET)
        return;
    struct layer_tree_layer layer = {
        .name = group ? "group" : "ratchet",
        .form = group ? FIELD_MAP_GROUP : FIELD_MAP_RATCHET,
        .bytes = bytes_from(l->frame.payload, initial)};
    if (l->header) {
        layer.words =
            arena_format(t->arena, "%s; %s", l->header,
                         is_opened(l) ? "opened with the message's key"
                                      : "no key at hand opens it");
    } else {
        layer.form = FIELD_MAP_OPAQUE;
        layer.words = "malformed";
        layer.malformed = true;
    }
    add_at(t, 0, FRAME_HEAD_SIZE + initial, layer);
}

/* ---- The message ---- */

/* The statement of a credential, and its signers. */
static void add_credential(struct layer_tree *t, uint32_t message)
{
    const struct message *m = &t->opened->message;
    struct credential c;
    struct credential_statement s;

    if (m->credential.size == 0 ||
        credential_decode(t->arena, m->credential, &c) ||
        credential_decode_statement(t->arena, c.statement, &s))
        return;
    add_field(t, message, "credential",
              (struct layer_tree_layer){
                  .name = "key",
                  .form = FIELD_MAP_CREDENTIAL,
                  .words = arena_format(
                      t->arena, "key %u of %s%s; signed by it%s%s", s.serial,
                      s.party, s.revoked ? ", void" : "",
                      c.previous.size > 0 ? ", by the key before" : "",
                      c.voucher.size > 0 ? ", by a directory" : ""),
                  .bytes = m->credential,
                  .mapped = true});
}

static const char *message_words(struct arena *a, const struct message *m)
{
    const char *words = message_kind_text(m->kind);

    if (m->document)
        return arena_format(
            a, "%s: %s, %s", words, m->document,
            scenario_precedence_name((enum scenario_precedence)m->precedence));
    if (m->group)
        return arena_format(a, "%s: %016" PRIx64 ", number %" PRIu64, words,
                            m->group, m->counter);
    if (m->kind == MESSAGE_ACK)
        return arena_format(a, "%s, number %" PRIu64, words, m->counter);
    if (m->owner)
        return arena_format(a, "%s of %s, for session %016" PRIx64, words,
                            m->owner, m->counter);
    if (m->kind == MESSAGE_LOST)
        return arena_format(a, "%s: %016" PRIx64, words, m->counter);
    return words;
}

/* A plain frame's payload is the message; any other's was decrypted. */
static void add_message(struct layer_tree *t)
{
    const struct opener_layers *l = t->opened;
    struct layer_tree_layer layer = {.name = "message",
                                     .form = FIELD_MAP_MESSAGE};

    if (l->malformed.size > 0) {
        layer.words = "malformed";
        layer.bytes = l->malformed;
        layer.malformed = true;
    } else {
        layer.words = message_words(t->arena, &l->message);
        layer.bytes = l->raw;
        layer.message = &l->message;
    }
    if (l->frame.type == FRAME_PLAIN)
        add_at(t, 0, FRAME_HEAD_SIZE, layer);
    else
        add_plaintext(t, layer);
}

/* ---- Statements ---- */

static const char *statement_words(struct arena *a,
                                   const struct opener_statement *d)
{
    const struct message_statement *s = &d->statement;
    const char *what =
        d->bytes.signature.size > 0
            ? message_purpose_text(s->purpose)
            : arena_format(a,
                           "a statement of %s, unsigned, which proves nothing",
                           message_purpose_name(s->purpose));

    return arena_format(a, "%s, by %s%s%s", what, s->signer,
                        s->recipient_count ? " for " : "",
                        arena_join(a, s->recipients, s->recipient_count, ", "));
}

/* A statement and, where it is signed, its signature. */
static void add_statement(struct layer_tree *t, uint32_t around,
                          const struct opener_statement *d)
{
    struct layer_tree_layer layer = {.name = "statement",
                                     .form = FIELD_MAP_STATEMENT,
                                     .bytes = d->bytes.statement,
                                     .mapped = true};

    if (d->bytes.statement.size == 0) return;
    if (!d->readable) {
        layer.words = "malformed";
        layer.malformed = true;
        add_field(t, around, "statement", layer);
        return;
    }
    layer.words = statement_words(t->arena, d);
    layer.statement = d;
    add_field(t, around, "statement", layer);
    if (d->bytes.signature.size == 0) return;
    add_field(t, around, "signature",
              (struct layer_tree_layer){
                  .name = "signature",
                  .form = FIELD_MAP_OPAQUE,
                  .words = arena_format(t->arena, "Ed25519, by %s; it %s",
                                        d->statement.signer,
                                        d->holds ? "holds" : "does not hold"),
                  .bytes = d->bytes.signature,
                  .mapped = true,
                  .signature = d});
}

/* ---- Envelope and copy ---- */

static enum field_map_form seal_form(enum message_seal seal)
{
    static const enum field_map_form forms[MESSAGE_SEAL_COUNT] = {
        [MESSAGE_SEAL_NONE] = FIELD_MAP_COPY,
        [MESSAGE_SEAL_AGE] = FIELD_MAP_AGE,
        [MESSAGE_SEAL_HPKE_BASE] = FIELD_MAP_HPKE,
        [MESSAGE_SEAL_HPKE_AUTH] = FIELD_MAP_HPKE,
    };

    return forms[seal];
}

static void add_envelope(struct layer_tree *t, uint32_t message)
{
    const struct opener_layers *l = t->opened;
    const char *what = message_seal_text(l->message.seal);

    if (l->message.seal == MESSAGE_SEAL_NONE) return;
    add_field(
        t, message, "copy",
        (struct layer_tree_layer){
            .name = "envelope",
            .form = seal_form(l->message.seal),
            .words = l->opened_by == OPENER_NONE
                         ? arena_format(t->arena, "%s; no key at hand opens it",
                                        what)
                         : arena_format(
                               t->arena, "%s; opened with the key of %s", what,
                               t->scenario->parties[l->opened_by].name),
            .bytes = l->message.copy});
}

static void add_portion(struct layer_tree *t, uint32_t copy,
                        const struct message_leaf *leaf,
                        const struct message_portion *p)
{
    const bool hidden = leaf->portion.size == 0;
    struct layer_tree_layer layer = {
        .name = "portion",
        .form = hidden ? FIELD_MAP_OPAQUE : FIELD_MAP_PORTION,
        .words = hidden ? "hidden; its leaf hash" : p->name,
        .bytes =
            hidden ? bytes_of(leaf->hash, sizeof leaf->hash) : leaf->portion,
        .mapped = true,
        .leaf = leaf,
        .portion = p};

    if (!hidden && !p->name) {
        layer.words = "malformed";
        layer.malformed = true;
    }
    add_field(t, copy, hidden ? "hash" : "portion", layer);
}

/* The zeros at the end of a copy, with the heads of their fields. */
static void add_padding(struct layer_tree *t, uint32_t copy)
{
    const struct opener_layers *l = t->opened;
    const size_t size = l->copy.padding;

    if (size == 0) return;
    add_at(t, copy, l->plain.size - size,
           (struct layer_tree_layer){
               .name = "padding",
               .form = FIELD_MAP_OPAQUE,
               .words = "zeros, that hide its length",
               .bytes = bytes_from(l->plain, l->plain.size - size),
               .mapped = true,
               .padded = &l->copy});
}

static void add_copy(struct layer_tree *t, uint32_t message)
{
    const struct opener_layers *l = t->opened;
    const bool sealed = l->message.seal != MESSAGE_SEAL_NONE;
    struct layer_tree_layer layer = {.name = "copy",
                                     .form = FIELD_MAP_COPY,
                                     .words = "malformed",
                                     .bytes = l->plain,
                                     .malformed = l->copy.leaf_count == 0,
                                     .mapped = !sealed};

    if (l->plain.size == 0) return;
    if (!layer.malformed) {
        layer.copy = &l->copy;
        layer.words = arena_format(
            t->arena, "%zu statement%s, %zu portion%s",
            l->copy.earlier_count + 1, l->copy.earlier_count ? "s" : "",
            l->copy.leaf_count, l->copy.leaf_count == 1 ? "" : "s");
    }
    if (sealed)
        add_plaintext(t, layer);
    else
        add_field(t, message, "copy", layer);
    if (layer.malformed) return;
    const uint32_t copy = last_of(t);
    add_statement(t, copy, &l->transfer);
    for (size_t i = 0; i < l->copy.earlier_count; i++)
        add_statement(t, copy, &l->earlier[i]);
    for (size_t i = 0; i < l->copy.leaf_count; i++)
        add_portion(t, copy, &l->copy.leaves[i], &l->portions[i]);
    add_padding(t, copy);
}

void layer_tree_of(struct layer_tree *out, struct arena *a,
                   const struct scenario *sc, const struct opener_layers *l)
{
    *out = (struct layer_tree){.arena = a, .scenario = sc, .opened = l};
    add_frame(out);
    add_noise(out);
    add_ratchet(out);
    out->outer = out->count;
    if (!is_opened(l)) return;
    add_message(out);
    if (l->raw.size == 0) return;
    const uint32_t message = last_of(out);
    add_credential(out, message);
    add_statement(out, message, &l->around);
    add_envelope(out, message);
    add_copy(out, message);
    if (l->copy.leaf_count == 0) add_statement(out, message, &l->transfer);
}
