#include "journal/checkpoint.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "crypto/base64.h"
#include "crypto/sha256.h"
#include "journal/seal.h"
#include "journal/tokens.h"

/* A note is written in one go by put_note. It is read field by field by
 * take_note, with the functions of tokens.h; then the result is written again,
 * and only a text of the very same bytes counts, so that no other spelling of a
 * number or a key passes. Writing and verifying work out the key's id; reading
 * takes the one in the note. */

enum { KEY_ID_SIZE = CHECKPOINT_KEY_ID_SIZE, LINE_MAX_SIZE = 256 };

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

static void put_note(struct writer *w, const struct checkpoint *c,
                     const uint8_t id[KEY_ID_SIZE])
{
    const struct record_seal *s = &c->seal;
    uint8_t signature[KEY_ID_SIZE + RECORD_SIGNATURE_SIZE];
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
    writer_put_text(w, "\n\n" SIGNATURE_MARK);
    put_origin(w, c);
    writer_put_text(w, " ");
    memcpy(signature, id, KEY_ID_SIZE);
    memcpy(signature + KEY_ID_SIZE, s->signature, sizeof s->signature);
    base64_encode(w, BASE64_PADDED, bytes_of(signature, sizeof signature));
    writer_put_text(w, "\n");
}

void checkpoint_write(const struct checkpoint *c,
                      const uint8_t key[RECORD_KEY_SIZE], struct writer *out)
{
    uint8_t id[KEY_ID_SIZE];

    key_id(c, key, id);
    put_note(out, c, id);
}

/* ---- Reading: field by field, then the whole is written again ---- */

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

static bool take_note(struct bytes *rest, struct checkpoint *c,
                      uint8_t id[KEY_ID_SIZE])
{
    uint8_t signature[KEY_ID_SIZE + RECORD_SIGNATURE_SIZE];
    struct record_seal *s = &c->seal;
    struct checkpoint again;
    uint64_t kind, time;

    if (!take_origin(rest, c) || !tokens_skip(rest, "\n") ||
        !tokens_number(rest, &s->tree_size) || !tokens_skip(rest, "\n") ||
        !tokens_base64(rest, s->root, sizeof s->root) ||
        !tokens_skip(rest, "\nseal ") || !tokens_number(rest, &kind) ||
        !tokens_skip(rest, " epoch ") || !tokens_number(rest, &s->epoch) ||
        !tokens_skip(rest, " time ") || !tokens_number(rest, &time) ||
        !tokens_skip(rest, " next ") ||
        !tokens_base64(rest, s->next_key, sizeof s->next_key) ||
        !tokens_skip(rest, "\n\n" SIGNATURE_MARK) ||
        !take_origin(rest, &again) || !tokens_skip(rest, " ") ||
        !tokens_base64(rest, signature, sizeof signature) ||
        !tokens_skip(rest, "\n"))
        return false;
    if (kind != JOURNAL_SEAL && kind != JOURNAL_CLOSE) return false;
    if (time > INT64_MAX) return false;
    c->kind = (enum journal_kind)kind;
    c->time = (instant)time;
    memcpy(id, signature, KEY_ID_SIZE);
    memcpy(s->signature, signature + KEY_ID_SIZE, sizeof s->signature);
    return true;
}

enum err checkpoint_read(struct checkpoint *c, struct bytes *text)
{
    uint8_t memory[CHECKPOINT_TEXT_MAX], id[KEY_ID_SIZE];
    struct checkpoint read = {0};
    struct bytes rest = *text;
    struct writer w;

    if (!take_note(&rest, &read, id)) return ERR_FORMAT;
    writer_init(&w, memory, sizeof memory);
    put_note(&w, &read, id);
    if (!bytes_equal(writer_bytes(&w),
                     bytes_of(text->data, text->size - rest.size)))
        return ERR_FORMAT;
    *c = read;
    memcpy(c->key_id, id, sizeof c->key_id);
    *text = rest;
    return ERR_OK;
}

enum err checkpoint_verify(const struct checkpoint *c,
                           const uint8_t key[RECORD_KEY_SIZE])
{
    uint8_t id[KEY_ID_SIZE];

    key_id(c, key, id);
    if (memcmp(id, c->key_id, sizeof id) != 0) return ERR_AUTH;
    return seal_verify(key, c->kind, c->time, c->journal_id, &c->seal);
}
