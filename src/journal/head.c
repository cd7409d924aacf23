#include "journal/head.h"

#include <assert.h>
#include <string.h>

#include "base/crc32c.h"
#include "journal/origin.h"

/* A frame is a protobuf message of seven fields with its length before it. Six
 * of the fields have a fixed size, so that all of them lie at fixed offsets and
 * a frame is recognised, and its checksum found, without parsing:
 *
 *   length | magic | crc | seq | time | kind | prev | body
 *
 * head_write copies the constant tags and fills the fields in between; the
 * checksum, over all the other bytes, comes last. head_read goes the other way,
 * from the cheapest check to the dearest: length, tags, checksum; only then the
 * magic, the kind and the time, so that a frame of another journal or a later
 * version is told from a damaged one. */

/* The offsets of a frame's fields, counted from behind the length; each has its
 * tag in the byte before (prev also its length). */
enum {
    AT_MAGIC = 1,
    AT_CRC = 6,
    AT_SEQ = 11,
    AT_TIME = 20,
    AT_KIND = 29,
    AT_PREV = 35,
    AT_BODY_SIZE = 68,
};

/* The bytes that are the same in every frame: the fields' protobuf tags. */
static const struct {
    uint8_t at, value;
} tags[] = {
    {AT_MAGIC - 1, 0x0d}, {AT_CRC - 1, 0x15},       {AT_SEQ - 1, 0x19},
    {AT_TIME - 1, 0x21},  {AT_KIND - 1, 0x2d},      {AT_PREV - 2, 0x32},
    {AT_PREV - 1, 0x20},  {AT_BODY_SIZE - 1, 0x3a},
};

enum { TAG_COUNT = sizeof tags / sizeof *tags };

/* Writes a varint and gives back its size. */
static size_t put_length(uint8_t out[HEAD_LENGTH_MAX], size_t length)
{
    size_t size = 0;

    for (; length >= 0x80; length >>= 7)
        out[size++] = (uint8_t)(length | 0x80);
    out[size++] = (uint8_t)length;
    return size;
}

/* The size of the minimal varint that b begins with; 0 when there is none. */
static size_t get_length(struct bytes b, size_t *length)
{
    size_t value = 0;

    for (size_t i = 0; i < HEAD_LENGTH_MAX && i < b.size; i++) {
        value |= (size_t)(b.data[i] & 0x7f) << (7 * i);
        if (b.data[i] & 0x80) continue;
        if (b.data[i] == 0 && i > 0) return 0;
        *length = value;
        return i + 1;
    }
    return 0;
}

/* Covers the length and all of the frame but the checksum's own four bytes. */
static uint32_t checksum(struct bytes whole, size_t start)
{
    uint32_t crc = crc32c(0, bytes_of(whole.data, start + AT_CRC));

    return crc32c(crc, bytes_from(whole, start + AT_CRC + 4));
}

void head_write(struct writer *w, uint32_t magic, const struct reader_frame *f)
{
    uint8_t head[HEAD_SIZE_MAX], size[HEAD_LENGTH_MAX];
    size_t body_length = put_length(size, f->body.size);
    size_t frame_size = AT_BODY_SIZE + body_length + f->body.size;
    size_t start = put_length(head, frame_size);
    uint8_t *frame = head + start;

    assert(frame_size <= JOURNAL_FRAME_MAX && f->time >= 0);
    for (size_t i = 0; i < TAG_COUNT; i++)
        frame[tags[i].at] = tags[i].value;
    bytes_put_le32(frame + AT_MAGIC, magic);
    bytes_put_le64(frame + AT_SEQ, f->seq);
    bytes_put_le64(frame + AT_TIME, (uint64_t)f->time);
    bytes_put_le32(frame + AT_KIND, f->kind);
    memcpy(frame + AT_PREV, f->prev, sizeof f->prev);
    memcpy(frame + AT_BODY_SIZE, size, body_length);

    size_t before = w->size;
    writer_put(w, head, start + AT_BODY_SIZE + body_length);
    writer_put(w, f->body.data, f->body.size);
    assert(!w->overflow);
    bytes_put_le32(w->data + before + start + AT_CRC,
                   checksum(bytes_from(writer_bytes(w), before), start));
}

uint32_t head_magic(struct bytes file)
{
    size_t length, start = get_length(file, &length);

    if (start == 0 || file.size < start + AT_MAGIC + 4) return 0;
    return bytes_get_le32(file.data + start + AT_MAGIC);
}

bool head_is_begun(struct bytes rest)
{
    size_t length, start = get_length(rest, &length);

    if (start == 0) {
        for (size_t i = 0; i < rest.size; i++)
            if (!(rest.data[i] & 0x80)) return false;
        return rest.size < HEAD_LENGTH_MAX;
    }
    if (length < HEAD_FRAME_MIN || length > JOURNAL_FRAME_MAX ||
        length <= rest.size - start)
        return false;
    for (size_t i = 0; i < TAG_COUNT; i++)
        if (start + tags[i].at < rest.size &&
            rest.data[start + tags[i].at] != tags[i].value)
            return false;
    return true;
}

struct bytes head_look(struct window *file, uint64_t offset)
{
    struct bytes rest = window_at(file, offset, HEAD_LENGTH_MAX);
    size_t length, start = get_length(rest, &length);

    if (start == 0 || length > JOURNAL_FRAME_MAX) return rest;
    return window_at(file, offset, start + length);
}

static bool has_tags(const uint8_t *frame)
{
    for (size_t i = 0; i < TAG_COUNT; i++)
        if (frame[tags[i].at] != tags[i].value) return false;
    return true;
}

bool head_find(struct bytes b, size_t *at)
{
    const size_t places =
        b.size < HEAD_FRAME_MIN ? 0 : b.size - HEAD_FRAME_MIN + 1;

    for (*at = 0; *at < places; ++*at) {
        const uint8_t *found =
            memchr(b.data + *at, tags[0].value, places - *at);
        *at = found ? (size_t)(found - b.data) : places;
        if (found && has_tags(found)) return true;
    }
    return false;
}

/* Checks the tags, and that the body ends exactly where the frame does. */
static bool find_body(struct bytes frame, struct bytes *body)
{
    size_t length, used;

    if (!has_tags(frame.data)) return false;
    used = get_length(bytes_from(frame, AT_BODY_SIZE), &length);
    if (used == 0 || length != frame.size - AT_BODY_SIZE - used) return false;
    *body = bytes_from(frame, AT_BODY_SIZE + used);
    return true;
}

static enum err malformed(const char **why, const char *text)
{
    *why = text;
    return ERR_FORMAT;
}

static enum err unknown(const char **why, const char *text)
{
    *why = text;
    return ERR_UNSUPPORTED;
}

enum err head_read(struct bytes rest, uint32_t magic, struct reader_frame *f,
                   const char **why)
{
    size_t length, start = get_length(rest, &length);
    struct bytes body;

    if (start == 0 || length < HEAD_FRAME_MIN || length > JOURNAL_FRAME_MAX)
        return malformed(why, "it has no proper length");
    if (length > rest.size - start) return malformed(why, "it is cut short");
    struct bytes frame = bytes_of(rest.data + start, length);
    if (!find_body(frame, &body))
        return malformed(why, "its fields are not where they belong");
    struct bytes whole = bytes_of(rest.data, start + length);
    if (bytes_get_le32(frame.data + AT_CRC) != checksum(whole, start))
        return malformed(why, "its checksum does not match");
    if (bytes_get_le32(frame.data + AT_MAGIC) != magic)
        return unknown(why, "it is a frame of another journal");
    uint32_t kind = bytes_get_le32(frame.data + AT_KIND);
    if (kind < JOURNAL_HEADER || kind > JOURNAL_FAULT)
        return unknown(why, "its kind is unknown");
    uint64_t time = bytes_get_le64(frame.data + AT_TIME);
    if (time > INSTANT_MAX) return unknown(why, "its time is out of range");

    *f = (struct reader_frame){
        .whole = whole,
        .seq = bytes_get_le64(frame.data + AT_SEQ),
        .time = (instant)time,
        .kind = (enum journal_kind)kind,
        .body = body,
    };
    memcpy(f->prev, frame.data + AT_PREV, sizeof f->prev);
    return ERR_OK;
}

enum err head_read_header(struct arena *a, const struct reader_frame *f,
                          struct record_header *header, const char **why)
{
    if (f->kind != JOURNAL_HEADER || f->seq != 0)
        return malformed(why, "it is no header");
    const uint64_t version = record_header_version(f->body);
    if (version == 1)
        return unknown(why, "its format version is 1, which was never "
                            "released: run the scenario again");
    if (version != 0 && version != JOURNAL_VERSION)
        return unknown(why, "its format version is unknown to this program");
    if (record_decode_header(a, f->body, header) ||
        header->version != JOURNAL_VERSION)
        return malformed(why, "its body is malformed");
    if (header->features & ~(uint64_t)JOURNAL_FEATURES)
        return unknown(why, "it uses features unknown to this program");
    if (bytes_get_le32(header->journal_id) != head_magic(f->whole))
        return malformed(why, "its magic is not that of its journal id");
    return origin_holds(header, why) ? ERR_OK : ERR_FORMAT;
}
