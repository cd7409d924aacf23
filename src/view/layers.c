#include "view/layers.h"

#include <inttypes.h>

#include "view/hex.h"
#include "view/layer_tree.h"
#include "view/moment.h"
#include "view/ranges.h"
#include "view/text.h"

/* Draws the layers of one frame from the outside in, and between those of its
 * session and the message the secrets that decrypt it. Each layer has a first
 * line (head), often a line or two of facts (say), and its bytes (hex): the
 * first lines of them, or with v->hex all of them by field. */

enum {
    LABEL_WIDTH = 11, /* "  statement" */
    BODY_COLUMN = 13,
    HEX_COLUMN = 4,
    HEX_LINES_MAX = 8, /* lines a stretch; --extract writes all of it */
    HEX_LINES_OPAQUE = 4
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

/* The bytes by field; the frame's payload is the layer that comes next. */
static void draw_fields(const struct view *v, const struct layer_tree *t,
                        const struct layer_tree_layer *layer, FILE *out)
{
    const bool head = layer == t->layers && !layer->malformed;
    struct field_map y;
    struct arena a;

    arena_init(&a);
    field_map_of(&y, &a, layer->form, t->opened,
                 head ? bytes_of(layer->bytes.data, FRAME_HEAD_SIZE)
                      : layer->bytes);
    ranges_draw(v, &y, HEX_COLUMN, out);
    arena_fini(&a);
}

/* The lines that a stretch of a layer gets: few where its bytes are encrypted,
 * and tell a reader nothing. */
static size_t lines_of(const struct layer_tree_layer *layer)
{
    static const bool opaque[FIELD_MAP_FORM_COUNT] = {
        [FIELD_MAP_TRANSPORT] = true, [FIELD_MAP_RATCHET] = true,
        [FIELD_MAP_GROUP] = true,     [FIELD_MAP_AGE] = true,
        [FIELD_MAP_HPKE] = true,      [FIELD_MAP_OPAQUE] = true,
    };

    return opaque[layer->form] ? HEX_LINES_OPAQUE : HEX_LINES_MAX;
}

/* The bytes from a place to an end: the first lines of them. */
static void draw_stretch(const struct layer_tree_layer *layer, size_t at,
                         size_t end, FILE *out)
{
    const size_t line = hex_per_line(HEX_COLUMN, out);
    const size_t most = line * lines_of(layer);
    const size_t shown = end - at > most ? at + most : end;

    for (; at < shown; at += line) {
        text_put_spaces(HEX_COLUMN, out);
        hex_put(layer->bytes, at, shown - at < line ? shown - at : line, line,
                false, out);
        fputc('\n', out);
    }
    if (shown < end)
        fprintf(out, "%*s... %zu more\n", HEX_COLUMN, "", end - shown);
}

/* The first layer that lies within another one from a place on, or NULL. */
static const struct layer_tree_layer *next_within(const struct layer_tree *t,
                                                  size_t outer, size_t at)
{
    const struct layer_tree_layer *next = NULL;

    for (size_t i = outer + 1; i < t->count; i++) {
        const struct layer_tree_layer *l = &t->layers[i];

        if (l->within == outer && l->at >= at && l->bytes.size > 0 &&
            (!next || l->at < next->at))
            next = l;
    }
    return next;
}

/* The bytes of a layer. Those of a layer within it stand there, and those of
 * all fields are for v->hex. */
static void hex(const struct view *v, const struct layer_tree *t,
                const struct layer_tree_layer *layer, FILE *out)
{
    const struct layer_tree_layer *inner;
    const size_t index = (size_t)(layer - t->layers);
    size_t at = 0;

    if (layer->padded) return;
    if (v->hex) {
        if (!layer->mapped) draw_fields(v, t, layer, out);
        return;
    }
    style_set(&v->style, STYLE_QUIET, out);
    while ((inner = next_within(t, index, at))) {
        char size[TEXT_NUMBER_SIZE];

        draw_stretch(layer, at, inner->at, out);
        text_number(size, inner->bytes.size);
        fprintf(out, "%*s%04zx  %s bytes: %s, below\n", HEX_COLUMN, "",
                inner->at, size, inner->name);
        at = inner->at + inner->bytes.size;
    }
    draw_stretch(layer, at, layer->bytes.size, out);
    style_set(&v->style, STYLE_PLAIN, out);
}

static const char *party(const struct view *v, uint32_t index)
{
    return index == SCENARIO_NONE ? "?" : v->scenario->parties[index].name;
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

/* The facts that a statement states about the document; outside an envelope,
 * its name alone. */
static void draw_facts(struct arena *a, const struct message_statement *s,
                       FILE *out)
{
    char time[MOMENT_SIZE];

    moment_full(time, s->time);
    if (s->purpose == PURPOSE_ENVELOPE || s->purpose == PURPOSE_MARKS) {
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
    if (s->left > 0)
        say(arena_format(a, "leaves %u choice%s to its recipient", s->left,
                         s->left == 1 ? "" : "s"),
            out);
    if (s->answers) say(arena_format(a, "answers %s", s->answers), out);
    if (s->cover_count > 0)
        say(arena_format(a, "covers %zu of %zu portion%s", s->cover_count,
                         s->leaf_count, s->leaf_count == 1 ? "" : "s"),
            out);
}

static void draw_message_facts(struct arena *a, const struct message *m,
                               FILE *out)
{
    if (m->member_count > 0)
        say(arena_format(a, "%s: %s", m->group_name ? m->group_name : "?",
                         arena_join(a, m->members, m->member_count, ", ")),
            out);
    if (m->text) say(arena_format(a, "\"%s\"", m->text), out);
}

/* The root that a statement is over; then comes its signature, if any. */
static void draw_root(const struct view *v, const struct opener_statement *d,
                      FILE *out)
{
    char root[2 * MESSAGE_ROOT_SIZE + 1];

    bytes_to_hex(root, bytes_of(d->statement.root, sizeof d->statement.root));
    put_label(v, "root", out);
    text_put_wrapped(root, BODY_COLUMN, BODY_COLUMN, out);
    if (d->bytes.signature.size == 0)
        head(v, "signature", 0, "none; the statement is not signed", out);
}

static void draw_layer(const struct view *v, struct arena *a,
                       const struct layer_tree *t,
                       const struct layer_tree_layer *layer, FILE *out)
{
    head(v, layer->name, layer->bytes.size, layer->words, out);
    if (layer->message) draw_message_facts(a, layer->message, out);
    if (layer->statement) draw_facts(a, &layer->statement->statement, out);
    if (layer->portion && layer->portion->name)
        say(arena_format(a, "\"%s\"", layer->portion->text), out);
    hex(v, t, layer, out);
    if (layer->statement) draw_root(v, layer->statement, out);
}

static void draw_layers(const struct view *v, struct arena *a,
                        const struct opener_layers *l, FILE *out)
{
    struct layer_tree t;

    layer_tree_of(&t, a, v->scenario, l);
    for (size_t i = 0; i < t.count; i++) {
        if (i == t.outer) draw_secrets(v, l, out);
        draw_layer(v, a, &t, &t.layers[i], out);
    }
    if (t.outer == t.count) draw_secrets(v, l, out);
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
        draw_layers(v, &a, l, out);
    }
    arena_fini(&a);
}
