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

enum { VARINT_MORE = 0x80 };

/* ---- Parts, in order ---- */

static size_t done(const struct field_map *y)
{
    if (y->count == 0) return 0;
    const struct field_map_part *last = &y->parts[y->count - 1];
    return last->at + last->size;
}

static size_t left(const struct field_map *y)
{
    return y->whole.size - done(y);
}

/* The next so many bytes; what is not there is not taken. */
static void part(struct field_map *y, size_t size, unsigned depth,
                 const char *name, const char *value)
{
    const size_t at = done(y);

    if (size > y->whole.size - at) size = y->whole.size - at;
    if (size == 0) return;
    y->parts =
        arena_grow(y->arena, y->parts, y->count, &y->room, sizeof *y->parts);
    y->parts[y->count++] =
        (struct field_map_part){at, size, depth, name, value};
}

static const char *number(const struct field_map *y, uint64_t value)
{
    return arena_format(y->arena, "%" PRIu64, value);
}

static const char *time_text(const struct field_map *y, uint64_t ns)
{
    char text[INSTANT_TEXT_SIZE];

    if (ns > INT64_MAX) return number(y, ns);
    instant_format(text, (instant)ns);
    return arena_text(y->arena, text);
}

/* A row a field of fixed size: its name, and how its value is told. */
struct row {
    size_t size;
    const char *name;
    enum { ROW_BYTES, ROW_NUMBER } kind;
};

/* Big-endian, of up to eight bytes. */
static uint64_t big_endian(struct bytes b)
{
    uint64_t value = 0;

    for (size_t i = 0; i < b.size; i++)
        value = value << 8 | b.data[i];
    return value;
}

static void rows(struct field_map *y, const struct row *row, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const size_t at = done(y);
        const bool whole = row[i].size <= y->whole.size - at;
        part(y, row[i].size, 0, row[i].name,
             whole && row[i].kind == ROW_NUMBER
                 ? number(y,
                          big_endian(bytes_of(y->whole.data + at, row[i].size)))
                 : "");
    }
}

/* ---- Frames and ciphertexts ---- */

static void take_frame(struct field_map *y, const struct opener_layers *l)
{
    static const struct row head[] = {
        {4, "length", ROW_NUMBER},
        {1, "type", ROW_NUMBER},
        {8, "session", ROW_BYTES},
        {8, "counter", ROW_NUMBER},
    };

    (void)l;
    rows(y, head, sizeof head / sizeof *head);
}

/* Ciphertext and tag, so many bytes together at most, until the end. */
static void chunks(struct field_map *y, size_t most)
{
    while (left(y) > 0) {
        const size_t size = left(y) < most ? left(y) : most;
        if (size > NOISE_TAG_SIZE)
            part(y, size - NOISE_TAG_SIZE, 0, "ciphertext", "");
        part(y, size < NOISE_TAG_SIZE ? size : NOISE_TAG_SIZE, 0, "tag", "");
    }
}

static bool is_agreement(uint8_t token)
{
    return token == NOISE_EE || token == NOISE_ES || token == NOISE_SE ||
           token == NOISE_SS || token == NOISE_PSK;
}

/* Noise, revision 34, 7.3: what comes after the first key is encrypted. */
static void take_handshake(struct field_map *y, const struct opener_layers *l)
{
    bool keyed = false;

    if (!l || !l->handshake) return;
    for (uint64_t i = 0; i <= l->index && i < NOISE_MESSAGES_MAX; i++) {
        const uint8_t *token = l->handshake->messages[i];
        for (; *token != NOISE_END; token++) {
            keyed = keyed || is_agreement(*token);
            if (i < l->index) continue;
            if (*token == NOISE_E)
                part(y, NOISE_KEY_SIZE, 0, "e", "ephemeral public key");
            if (*token == NOISE_S)
                part(y, NOISE_KEY_SIZE, 0, "s",
                     keyed ? "static public key, encrypted"
                           : "static public key");
            if (*token == NOISE_S && keyed)
                part(y, NOISE_TAG_SIZE, 0, "tag", "of s");
        }
    }
    const size_t tag = keyed && left(y) >= NOISE_TAG_SIZE ? NOISE_TAG_SIZE : 0;
    part(y, left(y) - tag, 0, "payload", "");
    part(y, tag, 0, "tag", "of the payload");
}

static void take_transport(struct field_map *y, const struct opener_layers *l)
{
    (void)l;
    chunks(y, NOISE_MESSAGE_MAX);
}

static void take_initial(struct field_map *y, const struct opener_layers *l)
{
    static const struct row fields[] = {
        {1, "version", ROW_BYTES},
        {32, "IK_A", ROW_BYTES},
        {32, "EK_A", ROW_BYTES},
        {4, "signed prekey", ROW_NUMBER},
        {1, "one-time prekey used", ROW_NUMBER},
        {4, "one-time prekey", ROW_NUMBER},
    };

    (void)l;
    rows(y, fields, sizeof fields / sizeof *fields);
}

static void take_ratchet(struct field_map *y, const struct opener_layers *l)
{
    static const struct row header[] = {
        {RATCHET_KEY_SIZE, "ratchet key", ROW_BYTES},
        {4, "pn", ROW_NUMBER},
        {4, "n", ROW_NUMBER},
    };

    (void)l;
    rows(y, header, sizeof header / sizeof *header);
    chunks(y, SIZE_MAX);
}

static void take_group(struct field_map *y, const struct opener_layers *l)
{
    static const struct row header[] = {
        {1, "version", ROW_BYTES},
        {4, "sender key", ROW_NUMBER},
        {4, "message", ROW_NUMBER},
    };
    const size_t after = CHAIN_TAG_SIZE + SENDER_KEY_SIGNATURE_SIZE;

    (void)l;
    rows(y, header, sizeof header / sizeof *header);
    if (left(y) < after) return;
    part(y, left(y) - after, 0, "ciphertext", "");
    part(y, CHAIN_TAG_SIZE, 0, "tag", "");
    part(y, SENDER_KEY_SIGNATURE_SIZE, 0, "signature", "with the sender key");
}

static void take_hpke(struct field_map *y, const struct opener_layers *l)
{
    (void)l;
    part(y, HPKE_KEY_SIZE, 0, "enc", "ephemeral public key");
    chunks(y, SIZE_MAX);
}

static bool begins(const struct field_map *y, const char *prefix)
{
    return left(y) >= strlen(prefix) &&
           memcmp(y->whole.data + done(y), prefix, strlen(prefix)) == 0;
}

/* The header is lines of text, the last of which begins with "---". */
static void take_age(struct field_map *y, const struct opener_layers *l)
{
    const char *name = "version";

    (void)l;
    while (left(y) > 0 && strcmp(name, "mac") != 0) {
        const char *line = (const char *)y->whole.data + done(y);
        const char *end = memchr(line, '\n', left(y));
        const size_t size = end ? (size_t)(end - line) : left(y);
        if (begins(y, "---"))
            name = "mac";
        else if (begins(y, "->"))
            name = "stanza";
        else if (y->count > 0)
            name = "body";
        part(y, size + (end != NULL), 0, name,
             arena_format(y->arena, "\"%.*s\"", (int)size, line));
    }
    part(y, AGE_NONCE_SIZE, 0, "nonce", "");
    chunks(y, AGE_CHUNK_SIZE + AGE_TAG_SIZE);
}

/* ---- Fields of protobuf ---- */

struct taking {
    struct field_map *y;
    enum layout_body body;
    size_t start;   /* of the body within the whole */
    unsigned depth; /* of its fields */
};

static const char *kind_text(const struct taking *t, uint64_t kind)
{
    (void)t;
    return kind < MESSAGE_KIND_COUNT
               ? message_kind_text((enum message_kind)kind)
               : NULL;
}

static const char *seal_text(const struct taking *t, uint64_t seal)
{
    (void)t;
    return seal < MESSAGE_SEAL_COUNT
               ? message_seal_text((enum message_seal)seal)
               : NULL;
}

static const char *purpose_text(const struct taking *t, uint64_t purpose)
{
    (void)t;
    return purpose < PURPOSE_COUNT
               ? message_purpose_text((enum message_purpose)purpose)
               : NULL;
}

static const char *ns_text(const struct taking *t, uint64_t ns)
{
    return time_text(t->y, ns);
}

/* Numbers that stand for something, by their field's name; a time is told by
 * itself. */
static const struct {
    const char *name;
    const char *(*text)(const struct taking *t, uint64_t value);
    bool alone;
} meanings[] = {
    {"kind", kind_text, false},       {"seal", seal_text, false},
    {"purpose", purpose_text, false}, {"time_ns", ns_text, true},
    {"deadline_ns", ns_text, true},   {"from_ns", ns_text, true},
    {"void_ns", ns_text, true},
};

static const char *number_value(const struct taking *t,
                                const struct layout_field *item)
{
    if (t->body == LAYOUT_EVENT) {
        const char *word = record_field_word(item->name, item->number);
        return word ? arena_format(t->y->arena, "%" PRIu64 ", %s", item->number,
                                   word)
                    : number(t->y, item->number);
    }
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (strcmp(meanings[i].name, item->name) != 0) continue;
        const char *text = meanings[i].text(t, item->number);
        if (!text) break;
        if (meanings[i].alone) return text;
        return arena_format(t->y->arena, "%" PRIu64 ", %s", item->number, text);
    }
    return number(t->y, item->number);
}

static const char *value_of(const struct taking *t,
                            const struct layout_field *item)
{
    if (item->type == LAYOUT_NUMBER) return number_value(t, item);
    if (item->type == LAYOUT_TEXT)
        return arena_format(t->y->arena, "\"%.*s\"", (int)item->value.size,
                            (const char *)item->value.data);
    return "";
}

/* A field that holds others owns its tag and length alone. */
static void meet(void *context, const struct layout_field *item)
{
    struct taking *t = context;

    part(t->y, item->head + (item->deeper ? 0 : item->value.size),
         t->depth + item->depth, item->name,
         item->deeper ? "" : value_of(t, item));
}

static void fields(struct field_map *y, enum layout_body body, unsigned depth)
{
    struct taking t = {y, body, done(y), depth};

    if (layout_walk(body, bytes_from(y->whole, t.start), meet, &t))
        part(y, left(y), depth, "unreadable from here on", "");
}

static void take_message(struct field_map *y, const struct opener_layers *l)
{
    (void)l;
    fields(y, LAYOUT_MESSAGE, 0);
}

static void take_copy(struct field_map *y, const struct opener_layers *l)
{
    (void)l;
    fields(y, LAYOUT_COPY, 0);
}

/* ---- A journal's frame (docs/journal.md) ---- */

static size_t varint_size(const struct field_map *y)
{
    size_t size = 1;

    while (size < left(y) && size < 3 &&
           y->whole.data[done(y) + size - 1] & VARINT_MORE)
        size++;
    return size;
}

static uint64_t little_endian(const struct field_map *y, size_t skip,
                              size_t size)
{
    uint64_t value = 0;

    for (size_t i = size; i-- > 0 && done(y) + skip + i < y->whole.size;)
        value = value << 8 | y->whole.data[done(y) + skip + i];
    return value;
}

static void take_record(struct field_map *y, const struct opener_layers *l)
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
    part(y, varint_size(y), 0, "length", "of what follows");
    part(y, 5, 0, "magic", "");
    part(y, 5, 0, "crc32c", "");
    part(y, 9, 0, "seq", number(y, little_endian(y, 1, 8)));
    part(y, 9, 0, "time_ns", time_text(y, little_endian(y, 1, 8)));
    const uint64_t kind = little_endian(y, 1, 4);
    if (kind < JOURNAL_HEADER || kind > JOURNAL_FAULT) {
        part(y, left(y), 0, "unreadable from here on", "");
        return;
    }
    part(y, 5, 0, "kind", kinds[kind - 1].name);
    part(y, 34, 0, "prev", "leaf hash of the frame before");
    const size_t tag = left(y) > 0;
    part(y, tag, 0, "body", "");
    part(y, varint_size(y), 1, "length", "");
    fields(y, kinds[kind - 1].body, 1);
}

void field_map_of(struct field_map *out, struct arena *a,
                  enum field_map_form form, const struct opener_layers *l,
                  struct bytes whole)
{
    static void (*const takes[FIELD_MAP_FORM_COUNT])(
        struct field_map *, const struct opener_layers *) = {
        [FIELD_MAP_FRAME] = take_frame,
        [FIELD_MAP_HANDSHAKE] = take_handshake,
        [FIELD_MAP_TRANSPORT] = take_transport,
        [FIELD_MAP_INITIAL] = take_initial,
        [FIELD_MAP_RATCHET] = take_ratchet,
        [FIELD_MAP_GROUP] = take_group,
        [FIELD_MAP_AGE] = take_age,
        [FIELD_MAP_HPKE] = take_hpke,
        [FIELD_MAP_MESSAGE] = take_message,
        [FIELD_MAP_COPY] = take_copy,
        [FIELD_MAP_RECORD] = take_record,
    };

    *out = (struct field_map){.arena = a, .whole = whole};
    if (takes[form]) takes[form](out, l);
    part(out, left(out), 0, form == FIELD_MAP_OPAQUE ? "bytes" : "more", "");
}
