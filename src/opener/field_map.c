#include "opener/field_map.h"

#include <inttypes.h>
#include <string.h>

#include "crypto/age.h"
#include "crypto/hpke.h"
#include "crypto/ratchet.h"
#include "crypto/sender_key.h"
#include "journal/journal.h"
#include "wire/layout.h"
#include "wire/record_field.h"

/* field_map_of calls the function of the form, which cuts parts off the front
 * one after the other (add_part): from a table of fixed fields (add_rows), as
 * ciphertext and tag (add_chunks), or as protobuf fields (add_fields). What it
 * leaves over becomes the last part, so that every byte is covered once. */

enum { FIELD_MAP_VARINT_MORE = 0x80 };

/* ---- Parts, in order ---- */

static size_t covered(const struct field_map *y)
{
    if (y->count == 0) return 0;
    const struct field_map_part *last = &y->parts[y->count - 1];
    return last->at + last->size;
}

static size_t uncovered(const struct field_map *y)
{
    return y->whole.size - covered(y);
}

/* Adds the next bytes as a part; fewer where the layer ends. */
static void add_part(struct field_map *y, size_t size, unsigned depth,
                     const char *name, const char *value)
{
    const size_t at = covered(y);

    if (size > y->whole.size - at) size = y->whole.size - at;
    if (size == 0) return;
    y->parts =
        arena_grow(y->arena, y->parts, y->count, &y->room, sizeof *y->parts);
    y->parts[y->count++] =
        (struct field_map_part){at, size, depth, name, value};
}

static const char *number_text(const struct field_map *y, uint64_t value)
{
    return arena_format(y->arena, "%" PRIu64, value);
}

static const char *time_text(const struct field_map *y, uint64_t ns)
{
    char text[INSTANT_TEXT_SIZE];

    if (ns > INT64_MAX) return number_text(y, ns);
    instant_format(text, (instant)ns);
    return arena_text(y->arena, text);
}

/* A field of fixed size: its name, and how its value is shown. */
struct field_map_row {
    size_t size;
    const char *name;
    enum { FIELD_MAP_BYTES, FIELD_MAP_NUMBER } kind;
};

/* Big-endian, of up to eight bytes. */
static uint64_t big_endian(struct bytes b)
{
    uint64_t value = 0;

    for (size_t i = 0; i < b.size; i++)
        value = value << 8 | b.data[i];
    return value;
}

static void add_rows(struct field_map *y, const struct field_map_row *row,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const size_t at = covered(y);
        const bool whole = row[i].size <= y->whole.size - at;
        add_part(y, row[i].size, 0, row[i].name,
                 whole && row[i].kind == FIELD_MAP_NUMBER
                     ? number_text(y, big_endian(bytes_of(y->whole.data + at,
                                                          row[i].size)))
                     : "");
    }
}

/* ---- Frames and ciphertexts ---- */

static void map_frame(struct field_map *y, const struct opener_layers *l)
{
    static const struct field_map_row head[] = {
        {4, "length", FIELD_MAP_NUMBER},
        {1, "type", FIELD_MAP_NUMBER},
        {8, "session", FIELD_MAP_BYTES},
        {8, "counter", FIELD_MAP_NUMBER},
    };

    (void)l;
    add_rows(y, head, sizeof head / sizeof *head);
    add_part(y, uncovered(y), 0, "payload", "");
}

/* Adds pieces of ciphertext and tag, each of at most `most` bytes, to the
 * end. */
static void add_chunks(struct field_map *y, size_t most)
{
    while (uncovered(y) > 0) {
        const size_t size = uncovered(y) < most ? uncovered(y) : most;
        if (size > NOISE_TAG_SIZE)
            add_part(y, size - NOISE_TAG_SIZE, 0, "ciphertext", "");
        add_part(y, size < NOISE_TAG_SIZE ? size : NOISE_TAG_SIZE, 0, "tag",
                 "");
    }
}

static bool is_agreement(uint8_t token)
{
    return token == NOISE_EE || token == NOISE_ES || token == NOISE_SE ||
           token == NOISE_SS || token == NOISE_PSK;
}

/* Noise, revision 34, 7.3: what comes after the first key is encrypted. */
static void map_handshake(struct field_map *y, const struct opener_layers *l)
{
    bool keyed = false;

    if (!l || !l->handshake) return;
    for (uint64_t i = 0; i <= l->index && i < NOISE_MESSAGES_MAX; i++) {
        const uint8_t *token = l->handshake->messages[i];
        for (; *token != NOISE_END; token++) {
            keyed = keyed || is_agreement(*token);
            if (i < l->index) continue;
            if (*token == NOISE_E)
                add_part(y, NOISE_KEY_SIZE, 0, "e", "ephemeral public key");
            if (*token == NOISE_S)
                add_part(y, NOISE_KEY_SIZE, 0, "s",
                         keyed ? "static public key, encrypted"
                               : "static public key");
            if (*token == NOISE_S && keyed)
                add_part(y, NOISE_TAG_SIZE, 0, "tag", "of s");
        }
    }
    const size_t tag =
        keyed && uncovered(y) >= NOISE_TAG_SIZE ? NOISE_TAG_SIZE : 0;
    add_part(y, uncovered(y) - tag, 0, "payload", "");
    add_part(y, tag, 0, "tag", "of the payload");
}

static void map_transport(struct field_map *y, const struct opener_layers *l)
{
    (void)l;
    add_chunks(y, NOISE_MESSAGE_MAX);
}

static void map_initial(struct field_map *y, const struct opener_layers *l)
{
    static const struct field_map_row fields[] = {
        {1, "version", FIELD_MAP_BYTES},
        {32, "IK_A", FIELD_MAP_BYTES},
        {32, "EK_A", FIELD_MAP_BYTES},
        {4, "signed prekey", FIELD_MAP_NUMBER},
        {1, "one-time prekey used", FIELD_MAP_NUMBER},
        {4, "one-time prekey", FIELD_MAP_NUMBER},
    };

    (void)l;
    add_rows(y, fields, sizeof fields / sizeof *fields);
}

static void map_ratchet(struct field_map *y, const struct opener_layers *l)
{
    static const struct field_map_row header[] = {
        {RATCHET_KEY_SIZE, "ratchet key", FIELD_MAP_BYTES},
        {4, "pn", FIELD_MAP_NUMBER},
        {4, "n", FIELD_MAP_NUMBER},
    };

    (void)l;
    add_rows(y, header, sizeof header / sizeof *header);
    add_chunks(y, SIZE_MAX);
}

static void map_group(struct field_map *y, const struct opener_layers *l)
{
    static const struct field_map_row header[] = {
        {1, "version", FIELD_MAP_BYTES},
        {4, "sender key", FIELD_MAP_NUMBER},
        {4, "message", FIELD_MAP_NUMBER},
    };
    const size_t after = CHAIN_TAG_SIZE + SENDER_KEY_SIGNATURE_SIZE;

    (void)l;
    add_rows(y, header, sizeof header / sizeof *header);
    if (uncovered(y) < after) return;
    add_part(y, uncovered(y) - after, 0, "ciphertext", "");
    add_part(y, CHAIN_TAG_SIZE, 0, "tag", "");
    add_part(y, SENDER_KEY_SIGNATURE_SIZE, 0, "signature",
             "with the sender key");
}

static void map_hpke(struct field_map *y, const struct opener_layers *l)
{
    (void)l;
    add_part(y, HPKE_KEY_SIZE, 0, "enc", "ephemeral public key");
    add_chunks(y, SIZE_MAX);
}

static bool is_next(const struct field_map *y, const char *prefix)
{
    return uncovered(y) >= strlen(prefix) &&
           memcmp(y->whole.data + covered(y), prefix, strlen(prefix)) == 0;
}

/* The header is lines of text, the last of which begins with "---". */
static void map_age(struct field_map *y, const struct opener_layers *l)
{
    const char *name = "version";

    (void)l;
    while (uncovered(y) > 0 && strcmp(name, "mac") != 0) {
        const char *line = (const char *)y->whole.data + covered(y);
        const char *end = memchr(line, '\n', uncovered(y));
        const size_t size = end ? (size_t)(end - line) : uncovered(y);
        if (is_next(y, "---"))
            name = "mac";
        else if (is_next(y, "->"))
            name = "stanza";
        else if (y->count > 0)
            name = "body";
        add_part(y, size + (end != NULL), 0, name,
                 arena_format(y->arena, "\"%.*s\"", (int)size, line));
    }
    add_part(y, AGE_NONCE_SIZE, 0, "nonce", "");
    add_chunks(y, AGE_CHUNK_SIZE + AGE_TAG_SIZE);
}

/* ---- Fields of protobuf ---- */

struct field_map_walk {
    struct field_map *y;
    enum layout_body body;
    size_t start;   /* of the body within the whole */
    unsigned depth; /* of its fields */
};

static const char *kind_text(const struct field_map_walk *t, uint64_t kind)
{
    (void)t;
    return kind < MESSAGE_KIND_COUNT
               ? message_kind_text((enum message_kind)kind)
               : NULL;
}

static const char *seal_text(const struct field_map_walk *t, uint64_t seal)
{
    (void)t;
    return seal < MESSAGE_SEAL_COUNT
               ? message_seal_text((enum message_seal)seal)
               : NULL;
}

static const char *purpose_text(const struct field_map_walk *t,
                                uint64_t purpose)
{
    (void)t;
    return purpose < PURPOSE_COUNT
               ? message_purpose_name((enum message_purpose)purpose)
               : NULL;
}

static const char *ns_text(const struct field_map_walk *t, uint64_t ns)
{
    return time_text(t->y, ns);
}

/* Numbers with a meaning, by their field's name. A time is shown without its
 * number. */
static const struct {
    const char *name;
    const char *(*text)(const struct field_map_walk *t, uint64_t value);
    bool alone;
} meanings[] = {
    {"kind", kind_text, false},       {"seal", seal_text, false},
    {"purpose", purpose_text, false}, {"time_ns", ns_text, true},
    {"deadline_ns", ns_text, true},   {"from_ns", ns_text, true},
    {"void_ns", ns_text, true},
};

static const char *number_value(const struct field_map_walk *t,
                                const struct layout_field *item)
{
    if (t->body == LAYOUT_EVENT) {
        const char *word = record_field_word(item->name, item->number);
        return word ? arena_format(t->y->arena, "%" PRIu64 ", %s", item->number,
                                   word)
                    : number_text(t->y, item->number);
    }
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (strcmp(meanings[i].name, item->name) != 0) continue;
        const char *text = meanings[i].text(t, item->number);
        if (!text) break;
        if (meanings[i].alone) return text;
        return arena_format(t->y->arena, "%" PRIu64 ", %s", item->number, text);
    }
    return number_text(t->y, item->number);
}

static const char *value_of(const struct field_map_walk *t,
                            const struct layout_field *item)
{
    if (item->type == LAYOUT_NUMBER) return number_value(t, item);
    if (item->type == LAYOUT_TEXT)
        return arena_format(t->y->arena, "\"%.*s\"", (int)item->value.size,
                            (const char *)item->value.data);
    return "";
}

/* A field that holds others owns only its tag and length. */
static void add_field(void *context, const struct layout_field *item)
{
    struct field_map_walk *t = context;

    add_part(t->y, item->head + (item->deeper ? 0 : item->value.size),
             t->depth + item->depth, item->name,
             item->deeper ? "" : value_of(t, item));
}

static void add_fields(struct field_map *y, enum layout_body body,
                       unsigned depth)
{
    struct field_map_walk t = {y, body, covered(y), depth};

    if (layout_walk(body, bytes_from(y->whole, t.start), add_field, &t))
        add_part(y, uncovered(y), depth, "unreadable from here on", "");
}

static void map_message(struct field_map *y, const struct opener_layers *l)
{
    (void)l;
    add_fields(y, LAYOUT_MESSAGE, 0);
}

static void map_copy(struct field_map *y, const struct opener_layers *l)
{
    (void)l;
    add_fields(y, LAYOUT_COPY, 0);
}

static void map_statement(struct field_map *y, const struct opener_layers *l)
{
    (void)l;
    add_fields(y, LAYOUT_STATEMENT, 0);
}

static void map_portion(struct field_map *y, const struct opener_layers *l)
{
    (void)l;
    add_fields(y, LAYOUT_PORTION, 0);
}

static void map_credential(struct field_map *y, const struct opener_layers *l)
{
    (void)l;
    add_fields(y, LAYOUT_CREDENTIAL, 0);
}

/* ---- A journal's frame (docs/journal.md) ---- */

static size_t varint_size(const struct field_map *y)
{
    size_t size = 1;

    while (size < uncovered(y) && size < 3 &&
           y->whole.data[covered(y) + size - 1] & FIELD_MAP_VARINT_MORE)
        size++;
    return size;
}

static uint64_t little_endian(const struct field_map *y, size_t skip,
                              size_t size)
{
    uint64_t value = 0;

    for (size_t i = size; i-- > 0 && covered(y) + skip + i < y->whole.size;)
        value = value << 8 | y->whole.data[covered(y) + skip + i];
    return value;
}

static void map_record(struct field_map *y, const struct opener_layers *l)
{
    static const struct {
        const char *name;
        enum journal_kind kind;
        enum layout_body body;
    } kinds[] = {
        {"HEADER", JOURNAL_HEADER, LAYOUT_HEADER},
        {"EVENT", JOURNAL_EVENT, LAYOUT_EVENT},
        {"SEAL", JOURNAL_SEAL, LAYOUT_SEAL},
        {"CLOSE", JOURNAL_CLOSE, LAYOUT_SEAL},
        {"FAULT", JOURNAL_FAULT, LAYOUT_FAULT},
    };

    (void)l;
    add_part(y, varint_size(y), 0, "length", "of what follows");
    add_part(y, 5, 0, "magic", "");
    add_part(y, 5, 0, "crc32c", "");
    add_part(y, 9, 0, "seq", number_text(y, little_endian(y, 1, 8)));
    add_part(y, 9, 0, "time_ns", time_text(y, little_endian(y, 1, 8)));
    const uint64_t kind = little_endian(y, 1, 4);
    if (kind < JOURNAL_HEADER || kind > JOURNAL_FAULT) {
        add_part(y, uncovered(y), 0, "unreadable from here on", "");
        return;
    }
    add_part(y, 5, 0, "kind", kinds[kind - 1].name);
    add_part(y, 34, 0, "prev", "leaf hash of the frame before");
    const size_t tag = uncovered(y) > 0;
    add_part(y, tag, 0, "body", "");
    add_part(y, varint_size(y), 1, "length", "");
    add_fields(y, kinds[kind - 1].body, 1);
}

void field_map_of(struct field_map *out, struct arena *a,
                  enum field_map_form form, const struct opener_layers *l,
                  struct bytes whole)
{
    static void (*const maps[FIELD_MAP_FORM_COUNT])(
        struct field_map *, const struct opener_layers *) = {
        [FIELD_MAP_FRAME] = map_frame,
        [FIELD_MAP_HANDSHAKE] = map_handshake,
        [FIELD_MAP_TRANSPORT] = map_transport,
        [FIELD_MAP_INITIAL] = map_initial,
        [FIELD_MAP_RATCHET] = map_ratchet,
        [FIELD_MAP_GROUP] = map_group,
        [FIELD_MAP_AGE] = map_age,
        [FIELD_MAP_HPKE] = map_hpke,
        [FIELD_MAP_MESSAGE] = map_message,
        [FIELD_MAP_COPY] = map_copy,
        [FIELD_MAP_STATEMENT] = map_statement,
        [FIELD_MAP_PORTION] = map_portion,
        [FIELD_MAP_CREDENTIAL] = map_credential,
        [FIELD_MAP_RECORD] = map_record,
    };

    *out = (struct field_map){.arena = a, .whole = whole};
    if (maps[form]) maps[form](out, l);
    add_part(out, uncovered(out), 0,
             form == FIELD_MAP_OPAQUE ? "bytes" : "more", "");
}
