#include "journal/checkpoint.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "crypto/base64.h"
#include "crypto/sha256.h"
#include "journal/seal.h"
#include "journal/tokens.h"

/* A note is a text, an empty line, and signatures, a line each. The text is
 * read field by field by take_text, with the functions of tokens.h; then the
 * result is written again, and only a text of the very same bytes counts, so
 * that no other spelling of a number or a key passes. The lines of signatures
 * are only looked at as lines, for most keys are unknown here;
 * checkpoint_verify looks for the one of the journal's name and the key's id,
 * and checks that. */

enum {
    KEY_ID_SIZE = 4,
    SIGNED_SIZE = KEY_ID_SIZE + RECORD_SIGNATURE_SIZE,
    LINE_MAX_SIZE = 256
};

/* An em dash and a space begin a note's signature line. */
#define SIGNATURE_MARK "\xe2\x80\x94 "
#define ORIGIN         "demarche/journal/"

static void put_hex(struct writer *w, struct bytes b)
{
    char hex[2 * RECORD_ID_SIZE + 1];

    assert(b.size <= RECORD_ID_SIZE);
    bytes_to_hex(hex, b);
    writer_put_text(w, hex);
}

static void put_origin(struct writer *w, const struct checkpoint *c)
{
    writer_put_text(w, ORIGIN);
    put_hex(w, bytes_of(c->journal_id, sizeof c->journal_id));
}

/* The start of SHA-256(name || 0a || ff || the kind of signature || key). */
static void key_id(const struct checkpoint *c,
                   const uint8_t key[RECORD_KEY_SIZE], uint8_t id[KEY_ID_SIZE])
{
    uint8_t text[128], hash[RECORD_HASH_SIZE];
    struct writer w;

    writer_init(&w, text, sizeof text);
    put_origin(&w, c);
    writer_put_text(&w, "\n\xff"
                        "demarche/seal/1");
    writer_put(&w, key, RECORD_KEY_SIZE);
    assert(!w.overflow);
    sha256(hash, writer_bytes(&w));
    memcpy(id, hash, KEY_ID_SIZE);
}

/* The text, with the empty line behind it. */
static void put_text(struct writer *w, const struct checkpoint *c)
{
    const struct record_seal *s = &c->seal;
    char line[LINE_MAX_SIZE];

    put_origin(w, c);
    snprintf(line, sizeof line, "\n%" PRIu64 "\n", s->tree_size);
    writer_put_text(w, line);
    base64_encode(w, BASE64_PADDED, bytes_of(s->root, sizeof s->root));
    snprintf(line, sizeof line, "\nseal %d epoch %" PRIu64 " time %" PRId64 " ",
             (int)c->kind, s->epoch, c->time);
    writer_put_text(w, line);
    writer_put_text(w, "next ");
    base64_encode(w, BASE64_PADDED, bytes_of(s->next_key, sizeof s->next_key));
    writer_put_text(w, "\n\n");
}

void checkpoint_write(const struct checkpoint *c,
                      const uint8_t key[RECORD_KEY_SIZE], struct writer *out)
{
    uint8_t signature[SIGNED_SIZE];

    put_text(out, c);
    writer_put_text(out, SIGNATURE_MARK);
    put_origin(out, c);
    writer_put_text(out, " ");
    key_id(c, key, signature);
    memcpy(signature + KEY_ID_SIZE, c->seal.signature,
           sizeof c->seal.signature);
    base64_encode(out, BASE64_PADDED, bytes_of(signature, sizeof signature));
    writer_put_text(out, "\n");
}

/* ---- Reading: field by field, then the text is written again ---- */

static bool take_origin(struct bytes *rest, struct checkpoint *c)
{
    char hex[2 * RECORD_ID_SIZE + 1];

    if (!tokens_skip(rest, ORIGIN)) return false;
    const struct bytes id = tokens_word(rest);
    if (id.size != sizeof hex - 1) return false;
    memcpy(hex, id.data, id.size);
    hex[id.size] = '\0';
    return !bytes_from_hex(c->journal_id, sizeof c->journal_id, hex);
}

static bool take_text(struct bytes *rest, struct checkpoint *c)
{
    struct record_seal *s = &c->seal;
    uint64_t kind, time;

    if (!take_origin(rest, c) || !tokens_skip(rest, "\n") ||
        !tokens_number(rest, &s->tree_size) || !tokens_skip(rest, "\n") ||
        !tokens_base64(rest, s->root, sizeof s->root) ||
        !tokens_skip(rest, "\nseal ") || !tokens_number(rest, &kind) ||
        !tokens_skip(rest, " epoch ") || !tokens_number(rest, &s->epoch) ||
        !tokens_skip(rest, " time ") || !tokens_number(rest, &time) ||
        !tokens_skip(rest, " next ") ||
        !tokens_base64(rest, s->next_key, sizeof s->next_key) ||
        !tokens_skip(rest, "\n\n"))
        return false;
    if (kind != JOURNAL_SEAL && kind != JOURNAL_CLOSE) return false;
    if (time > INT64_MAX) return false;
    c->kind = (enum journal_kind)kind;
    c->time = (instant)time;
    return true;
}

/* Takes a line off: a name, and its signature if that has our size; another
 * one's only has to be Base64 of more than a key's id. */
static bool take_signature(struct bytes *rest, struct bytes *name,
                           uint8_t signature[SIGNED_SIZE], bool *ours)
{
    uint8_t memory[CHECKPOINT_NOTE_MAX];
    struct writer w;

    if (!tokens_skip(rest, SIGNATURE_MARK)) return false;
    *name = tokens_word(rest);
    if (name->size == 0 || memchr(name->data, '+', name->size) ||
        !tokens_skip(rest, " "))
        return false;
    writer_init(&w, memory, sizeof memory);
    if (base64_decode(&w, BASE64_PADDED, tokens_word(rest)) ||
        w.size <= KEY_ID_SIZE || !tokens_skip(rest, "\n"))
        return false;
    *ours = w.size == SIGNED_SIZE;
    if (*ours) memcpy(signature, memory, SIGNED_SIZE);
    return true;
}

/* The next signature of the journal's name. */
static bool next_signature(const struct checkpoint *c, struct bytes *rest,
                           uint8_t signature[SIGNED_SIZE])
{
    char origin[sizeof ORIGIN + 2 * RECORD_ID_SIZE];
    struct bytes name;
    struct writer w;
    bool ours;

    writer_init(&w, origin, sizeof origin);
    put_origin(&w, c);
    while (take_signature(rest, &name, signature, &ours))
        if (ours && bytes_equal(name, writer_bytes(&w))) return true;
    return false;
}

/* Takes off all lines of signatures. */
static bool take_signatures(struct bytes *rest, struct checkpoint *c)
{
    uint8_t signature[SIGNED_SIZE];
    const struct bytes start = *rest;
    struct bytes name;
    bool ours;

    while (take_signature(rest, &name, signature, &ours))
        continue;
    c->signatures = bytes_of(start.data, start.size - rest->size);
    struct bytes lines = c->signatures;
    return next_signature(c, &lines, signature);
}

enum err checkpoint_read(struct checkpoint *c, struct bytes *text)
{
    uint8_t memory[CHECKPOINT_TEXT_MAX];
    struct checkpoint read = {0};
    struct bytes rest = *text;
    struct writer w;

    if (!take_text(&rest, &read)) return ERR_FORMAT;
    writer_init(&w, memory, sizeof memory);
    put_text(&w, &read);
    if (!bytes_equal(writer_bytes(&w),
                     bytes_of(text->data, text->size - rest.size)))
        return ERR_FORMAT;
    if (!take_signatures(&rest, &read)) return ERR_FORMAT;
    *c = read;
    *text = rest;
    return ERR_OK;
}

bool checkpoint_is_same(const struct checkpoint *a, const struct checkpoint *b)
{
    uint8_t memory[2][CHECKPOINT_TEXT_MAX];
    struct writer w[2];

    writer_init(&w[0], memory[0], sizeof memory[0]);
    writer_init(&w[1], memory[1], sizeof memory[1]);
    put_text(&w[0], a);
    put_text(&w[1], b);
    return bytes_equal(writer_bytes(&w[0]), writer_bytes(&w[1]));
}

enum err checkpoint_verify(const struct checkpoint *c,
                           const uint8_t key[RECORD_KEY_SIZE])
{
    uint8_t id[KEY_ID_SIZE], signature[SIGNED_SIZE];
    struct record_seal seal = c->seal;
    struct bytes rest = c->signatures;

    key_id(c, key, id);
    while (next_signature(c, &rest, signature)) {
        memcpy(seal.signature, signature + KEY_ID_SIZE, sizeof seal.signature);
        if (memcmp(id, signature, sizeof id) == 0 &&
            !seal_verify(key, c->kind, c->time, c->journal_id, &seal))
            return ERR_OK;
    }
    return ERR_AUTH;
}
