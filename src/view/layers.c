#include "view/layers.h"

#include <inttypes.h>

#include "opener/field_map.h"
#include "view/moment.h"
#include "view/ranges.h"
#include "view/text.h"
#include "wire/credential.h"

/* Draws one frame from the outside in: the frame, the Noise or ratchet message
 * in it, the secrets that decrypt it, the message, the envelope, and the copy
 * with its statements and portions. Each layer has a first line (head), often a
 * line or two of facts (say), and its bytes (hex): the first lines of them, or
 * with v->hex all of them by field. A layer that no key at hand opens is the
 * last one; one that does not parse is drawn as malformed. */

enum {
    LABEL_WIDTH = 11, /* "  statement" */
    BODY_COLUMN = 13,
    HEX_COLUMNS = 16, /* bytes a line */
    HEX_LINES_MAX = 8 /* lines a layer; --extract writes all of it */
};

static void put_label(const struct view *v, const char *label, FILE *out)
{
    style_set(&v->style, STYLE_TITLE, out);
    fprintf(out, "  %-*s", LABEL_WIDTH, label);
    style_set(&v->style, STYLE_PLAIN, out);
}

/* A layer's first line: what it is, how large, and the first words of it. */
static void head(const struct view *v, const char *label, size_t size,
                 const char *words, FILE *out)
{
    struct arena a;

    arena_init(&a);
    put_label(v, label, out);
    char number[TEXT_NUMBER_SIZE];
    text_number(number, size);
    text_put_wrapped(
        arena_format(&a, "%s byte%s: %s", number, size == 1 ? "" : "s", words),
        BODY_COLUMN, BODY_COLUMN, out);
    arena_fini(&a);
}

static void say(const char *words, FILE *out)
{
    text_put_spaces(BODY_COLUMN, out);
    text_put_wrapped(words, BODY_COLUMN, BODY_COLUMN, out);
}

static void draw_anatomy(const struct view *v, enum field_map_form form,
                         const struct opener_layers *l, struct bytes b,
                         FILE *out)
{
    struct field_map y;
    struct arena a;

    arena_init(&a);
    field_map_of(&y, &a, form, l, b);
    ranges_draw(v, &y, BODY_COLUMN, out);
    arena_fini(&a);
}

static void hex_line(struct bytes b, size_t at, FILE *out)
{
    fprintf(out, "%*s%04zx ", BODY_COLUMN, "", at);
    for (size_t i = 0; i < HEX_COLUMNS && at + i < b.size; i++)
        fprintf(out, "%s%02x", i == 8 ? "  " : " ", b.data[at + i]);
    fputc('\n', out);
}

/* The bytes of a layer: the first lines of them, or all of them by field. */
static void hex(const struct view *v, enum field_map_form form,
                const struct opener_layers *l, struct bytes b, FILE *out)
{
    size_t shown = b.size;

    if (v->hex) {
        draw_anatomy(v, form, l, b, out);
        return;
    }
    if (shown > HEX_COLUMNS * HEX_LINES_MAX)
        shown = HEX_COLUMNS * HEX_LINES_MAX;
    style_set(&v->style, STYLE_QUIET, out);
    for (size_t at = 0; at < shown; at += HEX_COLUMNS)
        hex_line(bytes_of(b.data, shown), at, out);
    if (shown < b.size)
        fprintf(out, "%*s... %zu more\n", BODY_COLUMN, "", b.size - shown);
    style_set(&v->style, STYLE_PLAIN, out);
}

/* The bytes of a part of a layer drawn above; with v->hex that layer has shown
 * them already. */
static void hex_within(const struct view *v, struct bytes b, FILE *out)
{
    if (!v->hex) hex(v, FIELD_MAP_OPAQUE, NULL, b, out);
}

/* A layer that does not parse: its bytes, as far as they can be told apart. */
static void malformed(const struct view *v, const char *label,
                      enum field_map_form form, struct bytes b, FILE *out)
{
    head(v, label, b.size, "malformed", out);
    hex(v, form, NULL, b, out);
}

static void malformed_within(const struct view *v, const char *label,
                             struct bytes b, FILE *out)
{
    head(v, label, b.size, "malformed", out);
    hex_within(v, b, out);
}

/* True where keys at hand decrypted the frame, whatever was in it. */
static bool is_opened(const struct opener_layers *l)
{
    return l->raw.size > 0 || l->malformed.size > 0;
}

static const char *party(const struct view *v, uint32_t index)
{
    return index == SCENARIO_NONE ? "?" : v->scenario->parties[index].name;
}

static void draw_frame(const struct view *v, struct arena *a,
                       const struct opener_layers *l, FILE *out)
{
    const bool sound = l->frame.type != 0;
    const char *words = sound ? frame_type_text(l->frame.type) : "malformed";

    if (sound && l->frame.type != FRAME_PLAIN)
        words = arena_format(a, "%s, session %016" PRIx64 ", counter %" PRIu64,
                             words, l->frame.session, l->frame.counter);
    head(v, "frame", l->whole.size, words, out);
    /* By field, the payload is the layer that comes next. */
    hex(v, FIELD_MAP_FRAME, l,
        bytes_of(l->whole.data,
                 v->hex && sound ? FRAME_HEAD_SIZE : l->whole.size),
        out);
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

static void draw_noise(const struct view *v, struct arena *a,
                       const struct opener_layers *l, FILE *out)
{
    if (l->frame.type == FRAME_HANDSHAKE && l->handshake &&
        l->index < NOISE_MESSAGES_MAX) {
        head(v, "noise", l->frame.payload.size,
             arena_format(a, "handshake %s, message %" PRIu64 ": %s",
                          l->handshake->name, l->index + 1,
                          tokens(a, l->handshake->messages[l->index])),
             out);
        hex(v, FIELD_MAP_HANDSHAKE, l, l->frame.payload, out);
    } else if (l->frame.type == FRAME_HANDSHAKE) {
        head(v, "noise", l->frame.payload.size,
             "a handshake of no known pattern", out);
        hex(v, FIELD_MAP_OPAQUE, l, l->frame.payload, out);
    } else if (l->frame.type == FRAME_TRANSPORT) {
        head(v, "noise", l->frame.payload.size,
             is_opened(l)
                 ? "transport, ChaChaPoly; opened with the session's key"
                 : "transport, ChaChaPoly; no key at hand opens it",
             out);
        hex(v, FIELD_MAP_TRANSPORT, l, l->frame.payload, out);
    }
}

/* The statement of a credential, and its signers. */
static void draw_credential(const struct view *v, struct arena *a,
                            const struct message *m, FILE *out)
{
    struct credential c;
    struct credential_statement s;

    if (m->credential.size == 0 || credential_decode(a, m->credential, &c) ||
        credential_decode_statement(a, c.statement, &s))
        return;
    head(v, "key", m->credential.size,
         arena_format(a, "key %u of %s%s; signed by it%s%s", s.serial, s.party,
                      s.revoked ? ", void" : "",
                      c.previous.size > 0 ? ", by the key before" : "",
                      c.voucher.size > 0 ? ", by a directory" : ""),
         out);
    hex_within(v, m->credential, out);
}

/* The secrets that lead to what the frame holds: fingerprints, or in full. */
static void draw_secrets(const struct view *v, const struct opener_layers *l,
                         FILE *out)
{
    enum { NAME_WIDTH = 32, KEY_LINE = 32 };

    for (size_t i = 0; i < l->secret_count; i++) {
        const struct opener_secret *s = &l->secrets[i];
        put_label(v, i == 0 ? "secrets" : "", out);
        fprintf(out, "%-*s%s\n", NAME_WIDTH, s->name, s->fingerprint);
        for (size_t at = 0; v->reveal && at < s->key.size; at += KEY_LINE) {
            char digits[2 * KEY_LINE + 1];
            bytes_to_hex(digits, bytes_of(s->key.data + at, KEY_LINE));
            text_put_spaces(BODY_COLUMN + 2, out);
            fprintf(out, "%s\n", digits);
        }
    }
}

static void draw_ratchet(const struct view *v, struct arena *a,
                         const struct opener_layers *l, FILE *out)
{
    struct bytes message = l->frame.payload;

    if (l->initial) {
        const struct bytes initial = bytes_of(message.data, l->initial_size);
        message = bytes_from(message, l->initial_size);
        head(v, "x3dh", initial.size, l->initial, out);
        hex(v, FIELD_MAP_INITIAL, l, initial, out);
    }
    const bool group = l->frame.type == FRAME_GROUP;
    if (!l->header && !group && l->frame.type != FRAME_INITIAL &&
        l->frame.type != FRAME_RATCHET)
        return;
    if (!l->header) {
        malformed(v, group ? "group" : "ratchet", FIELD_MAP_OPAQUE, message,
                  out);
        return;
    }
    head(v, group ? "group" : "ratchet", message.size,
         arena_format(a, "%s; %s", l->header,
                      is_opened(l) ? "opened with the message's key"
                                   : "no key at hand opens it"),
         out);
    hex(v, group ? FIELD_MAP_GROUP : FIELD_MAP_RATCHET, l, message, out);
}

static void draw_message(const struct view *v, struct arena *a,
                         const struct opener_layers *l, FILE *out)
{
    const struct message *m = &l->message;
    const char *words = message_kind_text(m->kind);

    if (l->malformed.size > 0)
        malformed(v, "message", FIELD_MAP_MESSAGE, l->malformed, out);
    if (l->raw.size == 0) return;
    if (m->document)
        words = arena_format(
            a, "%s: %s, %s", words, m->document,
            scenario_precedence_name((enum scenario_precedence)m->precedence));
    else if (m->group)
        words = arena_format(a, "%s: %016" PRIx64 ", number %" PRIu64, words,
                             m->group, m->counter);
    else if (m->kind == MESSAGE_ACK)
        words = arena_format(a, "%s, number %" PRIu64, words, m->counter);
    else if (m->owner)
        words = arena_format(a, "%s of %s, for session %016" PRIx64, words,
                             m->owner, m->counter);
    else if (m->kind == MESSAGE_LOST)
        words = arena_format(a, "%s: %016" PRIx64, words, m->counter);
    head(v, "message", l->raw.size, words, out);
    if (m->member_count > 0)
        say(arena_format(a, "%s: %s", m->group_name ? m->group_name : "?",
                         arena_join(a, m->members, m->member_count, ", ")),
            out);
    if (m->text) say(arena_format(a, "\"%s\"", m->text), out);
    hex(v, FIELD_MAP_MESSAGE, l, l->raw, out);
    draw_credential(v, a, m, out);
}

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

static void draw_envelope(const struct view *v, struct arena *a,
                          const struct opener_layers *l, FILE *out)
{
    const char *what = message_seal_text(l->message.seal);

    if (l->message.seal == MESSAGE_SEAL_NONE) return;
    head(v, "envelope", l->message.copy.size,
         l->opened_by == SCENARIO_NONE
             ? arena_format(a, "%s; no key at hand opens it", what)
             : arena_format(a, "%s; opened with the key of %s", what,
                            party(v, l->opened_by)),
         out);
    hex(v, seal_form(l->message.seal), l, l->message.copy, out);
}

/* The facts that a statement states about the document; outside an envelope,
 * its name alone. */
static void draw_facts(struct arena *a, const struct message_statement *s,
                       FILE *out)
{
    char time[MOMENT_SIZE];

    moment_full(time, s->time);
    if (s->purpose == PURPOSE_ENVELOPE) {
        say(arena_format(a, "%s, exchange %" PRIu64 ", %s UTC", s->document,
                         s->exchange, time),
            out);
        return;
    }
    say(arena_format(a, "%s, a %s by %s, exchange %" PRIu64 ", %s UTC",
                     s->document, s->form, s->author, s->exchange, time),
        out);
    say(arena_format(a, "%s; releasable to %s", s->classification,
                     s->releasable_count ? arena_join(a, s->releasable_to,
                                                      s->releasable_count, ", ")
                                         : "anybody"),
        out);
    if (s->marked) say("marked: other copies have other roots", out);
    if (s->answers) say(arena_format(a, "answers %s", s->answers), out);
    if (s->cover_count > 0)
        say(arena_format(a, "covers %zu of %zu portion%s", s->cover_count,
                         s->leaf_count, s->leaf_count == 1 ? "" : "s"),
            out);
}

static void draw_statement(const struct view *v, struct arena *a,
                           const struct opener_statement *d, FILE *out)
{
    const struct message_statement *s = &d->statement;
    char root[2 * MESSAGE_ROOT_SIZE + 1];

    if (!d->readable) {
        if (d->bytes.statement.size > 0)
            malformed_within(v, "statement", d->bytes.statement, out);
        return;
    }
    bytes_to_hex(root, bytes_of(s->root, sizeof s->root));
    const char *what =
        d->bytes.signature.size > 0
            ? message_purpose_text(s->purpose)
            : arena_format(a,
                           "a statement of %s, unsigned, which proves nothing",
                           message_purpose_name(s->purpose));
    head(v, "statement", d->bytes.statement.size,
         arena_format(a, "%s, by %s%s%s", what, s->signer,
                      s->recipient_count ? " for " : "",
                      arena_join(a, s->recipients, s->recipient_count, ", ")),
         out);
    draw_facts(a, s, out);
    hex_within(v, d->bytes.statement, out);
    put_label(v, "root", out);
    fprintf(out, "%s\n", root);
    if (d->bytes.signature.size == 0) {
        head(v, "signature", 0, "none; the statement is not signed", out);
        return;
    }
    head(v, "signature", d->bytes.signature.size,
         arena_format(a, "Ed25519, by %s; it %s", s->signer,
                      d->holds ? "holds" : "does not hold"),
         out);
    hex_within(v, d->bytes.signature, out);
}

static void draw_portion(const struct view *v, struct arena *a,
                         const struct message_leaf *leaf,
                         const struct message_portion *p, FILE *out)
{
    if (leaf->portion.size == 0) {
        head(v, "portion", sizeof leaf->hash, "hidden; its leaf hash", out);
        hex_within(v, bytes_of(leaf->hash, sizeof leaf->hash), out);
        return;
    }
    if (!p->name) {
        malformed_within(v, "portion", leaf->portion, out);
        return;
    }
    head(v, "portion", leaf->portion.size, p->name, out);
    say(arena_format(a, "\"%s\"", p->text), out);
    hex_within(v, leaf->portion, out);
}

static void draw_copy(const struct view *v, struct arena *a,
                      const struct opener_layers *l, FILE *out)
{
    const bool sealed = l->message.seal != MESSAGE_SEAL_NONE;

    if (l->plain.size == 0) return;
    if (l->copy.leaf_count == 0) {
        if (sealed)
            malformed(v, "copy", FIELD_MAP_COPY, l->plain, out);
        else
            malformed_within(v, "copy", l->plain, out);
        return;
    }
    head(v, "copy", l->plain.size,
         arena_format(a, "%zu statement%s, %zu portion%s",
                      l->copy.earlier_count + 1,
                      l->copy.earlier_count ? "s" : "", l->copy.leaf_count,
                      l->copy.leaf_count == 1 ? "" : "s"),
         out);
    if (sealed)
        hex(v, FIELD_MAP_COPY, l, l->plain, out);
    else
        hex_within(v, l->plain, out);
    draw_statement(v, a, &l->transfer, out);
    for (size_t i = 0; i < l->copy.earlier_count; i++)
        draw_statement(v, a, &l->earlier[i], out);
    for (size_t i = 0; i < l->copy.leaf_count; i++)
        draw_portion(v, a, &l->copy.leaves[i], &l->portions[i], out);
    if (l->copy.padding > 0)
        head(v, "padding", l->copy.padding, "zeros, that hide its length", out);
}

void layers_draw(const struct view *v, const struct opener_layers *l,
                 size_t number, FILE *out)
{
    char time[MOMENT_SIZE];
    struct arena a;

    arena_init(&a);
    moment_full(time, l->time);
    style_paragraph(
        &v->style, STYLE_TITLE,
        arena_format(&a, "Frame %zu, record %" PRIu64 ": %s to %s over %s, %s",
                     number, l->seq, party(v, l->from), party(v, l->to),
                     l->channel, time),
        out);
    if (v->select.exchange && l->exchange != v->select.exchange)
        say(l->exchange > 0
                ? arena_format(&a, "of exchange %" PRIu64, l->exchange)
                : "of no exchange",
            out);
    if (l->repeats) {
        say(arena_format(&a, "the bytes of record %" PRIu64 ", sent %s",
                         l->repeats,
                         l->frame.type == FRAME_GROUP ? "to each" : "again"),
            out);
    } else {
        draw_frame(v, &a, l, out);
        draw_noise(v, &a, l, out);
        draw_ratchet(v, &a, l, out);
        draw_secrets(v, l, out);
        draw_message(v, &a, l, out);
        draw_statement(v, &a, &l->around, out);
        draw_envelope(v, &a, l, out);
        draw_copy(v, &a, l, out);
        if (l->copy.leaf_count == 0) draw_statement(v, &a, &l->transfer, out);
    }
    arena_fini(&a);
}
