#include "wire/scan.h"

#include <assert.h>

/* A recursive walk over the bytes, by the descriptors that protobuf-c itself
 * unpacks by. scan_message goes from field to field and keeps a bit for each
 * that it has seen; scan_field reads the tag, checks that the field may come
 * there and has its wire type, and measures the value: by scan_value, or by
 * scan_packed for an array. A message within is then scanned as well, one level
 * deeper. A visitor is told of each field, and may say that a field of bytes
 * holds a message, which is then scanned, too. */

/* Wire types of the protobuf encoding, and the sizes they give. */
enum {
    WIRE_VARINT = 0,
    WIRE_64BIT = 1,
    WIRE_LENGTH = 2,
    WIRE_32BIT = 5,
    FIELD_COUNT_MAX = 64 /* a bit each in struct scan's seen */
};

static const uint8_t wire_types[] = {
    [PROTOBUF_C_TYPE_INT32] = WIRE_VARINT,
    [PROTOBUF_C_TYPE_SINT32] = WIRE_VARINT,
    [PROTOBUF_C_TYPE_SFIXED32] = WIRE_32BIT,
    [PROTOBUF_C_TYPE_INT64] = WIRE_VARINT,
    [PROTOBUF_C_TYPE_SINT64] = WIRE_VARINT,
    [PROTOBUF_C_TYPE_SFIXED64] = WIRE_64BIT,
    [PROTOBUF_C_TYPE_UINT32] = WIRE_VARINT,
    [PROTOBUF_C_TYPE_FIXED32] = WIRE_32BIT,
    [PROTOBUF_C_TYPE_UINT64] = WIRE_VARINT,
    [PROTOBUF_C_TYPE_FIXED64] = WIRE_64BIT,
    [PROTOBUF_C_TYPE_FLOAT] = WIRE_32BIT,
    [PROTOBUF_C_TYPE_DOUBLE] = WIRE_64BIT,
    [PROTOBUF_C_TYPE_BOOL] = WIRE_VARINT,
    [PROTOBUF_C_TYPE_ENUM] = WIRE_VARINT,
    [PROTOBUF_C_TYPE_STRING] = WIRE_LENGTH,
    [PROTOBUF_C_TYPE_BYTES] = WIRE_LENGTH,
    [PROTOBUF_C_TYPE_MESSAGE] = WIRE_LENGTH,
};

/* The depth of the walk, and the number of fields met on the way. */
struct scan {
    unsigned depth;
    size_t members;
    const struct scan_visitor *visitor; /* NULL: none */
    const uint8_t *start;               /* of the outermost message */
};

static bool scan_message(struct scan *s, const ProtobufCMessageDescriptor *d,
                         struct bytes in);

static bool scan_take(struct bytes *in, uint64_t size, struct bytes *out)
{
    if (size > in->size) return false;
    *out = bytes_of(in->data, (size_t)size);
    *in = bytes_from(*in, (size_t)size);
    return true;
}

/* A varint has at most ten bytes, 64 bits, and no leading group of zeros. */
bool scan_varint(struct bytes *in, uint64_t *out)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < 10 && i < in->size; i++) {
        uint8_t byte = in->data[i];
        if (i == 9 && byte > 1) return false;
        value |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (byte & 0x80) continue;
        if (byte == 0 && i > 0) return false;
        *in = bytes_from(*in, i + 1);
        *out = value;
        return true;
    }
    return false;
}

/* Unicode 15, table 3-7: the well-formed sequences, by their lead byte; the
 * bounds are those of the second byte. Most texts are of single bytes. */
static bool utf8_without_nul(struct bytes text)
{
    static const struct {
        uint8_t lead_low, lead_high, low, high, size;
    } rows[] = {
        {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3},
        {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
        {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };

    while (text.size > 0) {
        const uint8_t *p = text.data;
        if (p[0] > 0 && p[0] < 0x80) {
            text = bytes_from(text, 1);
            continue;
        }
        size_t row = 0, count = sizeof rows / sizeof *rows;
        while (row < count &&
               (p[0] < rows[row].lead_low || p[0] > rows[row].lead_high))
            row++;
        if (row == count || rows[row].size > text.size) return false;
        if (p[1] < rows[row].low || p[1] > rows[row].high) return false;
        for (size_t i = 2; i < rows[row].size; i++)
            if ((p[i] & 0xc0) != 0x80) return false;
        text = bytes_from(text, rows[row].size);
    }
    return true;
}

/* protobuf-c keeps the low bits of a varint too large for its field. */
static bool varint_fits(const ProtobufCFieldDescriptor *f, uint64_t value)
{
    if (f->type == PROTOBUF_C_TYPE_BOOL) return value <= 1;
    if (f->type == PROTOBUF_C_TYPE_UINT32 || f->type == PROTOBUF_C_TYPE_SINT32)
        return value <= UINT32_MAX;
    if (f->type == PROTOBUF_C_TYPE_INT32)
        return value <= INT32_MAX || value >= (uint64_t)INT32_MIN;
    if (f->type == PROTOBUF_C_TYPE_ENUM)
        return value <= INT32_MAX && protobuf_c_enum_descriptor_get_value(
                                         f->descriptor, (int)value) != NULL;
    return true;
}

/* One value without its tag; a scalar of a packed array is one, too. */
static bool scan_value(const ProtobufCFieldDescriptor *f, struct bytes *in)
{
    uint8_t wire = wire_types[f->type];
    uint64_t value;
    struct bytes piece;

    if (wire == WIRE_VARINT)
        return scan_varint(in, &value) && varint_fits(f, value);
    if (wire == WIRE_32BIT) return scan_take(in, 4, &piece);
    if (wire == WIRE_64BIT) return scan_take(in, 8, &piece);
    if (!scan_varint(in, &value) || !scan_take(in, value, &piece)) return false;
    if (f->type == PROTOBUF_C_TYPE_STRING) return utf8_without_nul(piece);
    return true;
}

static bool is_packed(const ProtobufCFieldDescriptor *f)
{
    return f->flags & PROTOBUF_C_FIELD_FLAG_PACKED;
}

/* Fixed numbers are little-endian. */
static uint64_t number_of(const ProtobufCFieldDescriptor *f, struct bytes value)
{
    uint64_t number = 0;

    if (wire_types[f->type] == WIRE_32BIT) return bytes_get_le32(value.data);
    if (wire_types[f->type] == WIRE_64BIT) return bytes_get_le64(value.data);
    if (wire_types[f->type] == WIRE_VARINT) (void)scan_varint(&value, &number);
    return number;
}

/* Shows a field that has been scanned: from its tag up to what follows. */
static void show(struct scan *s, const ProtobufCFieldDescriptor *f,
                 const uint8_t *tag, struct bytes whole, bool deeper)
{
    struct scan_field field = {
        .descriptor = f,
        .depth = s->depth - 1,
        .at = (size_t)(tag - s->start),
        .deeper = deeper,
    };
    struct bytes rest = whole;
    uint64_t size;

    (void)scan_varint(&rest, &size);
    if (is_packed(f) || wire_types[f->type] == WIRE_LENGTH)
        (void)scan_varint(&rest, &size);
    field.head = whole.size - rest.size;
    field.value = rest;
    if (!is_packed(f)) field.number = number_of(f, rest);
    s->visitor->met(s->visitor->context, &field);
}

static bool scan_packed(const ProtobufCFieldDescriptor *f, struct bytes *in)
{
    uint64_t size;
    struct bytes array;

    if (!scan_varint(in, &size) || !scan_take(in, size, &array)) return false;
    if (size == 0) return false;
    while (array.size > 0)
        if (!scan_value(f, &array)) return false;
    return true;
}

/* Members of one oneof share the field that says which of them is there. */
static bool same_place(const ProtobufCFieldDescriptor *a,
                       const ProtobufCFieldDescriptor *b)
{
    return a == b || (a->flags & b->flags & PROTOBUF_C_FIELD_FLAG_ONEOF &&
                      a->quantifier_offset == b->quantifier_offset);
}

static bool may_follow(const ProtobufCMessageDescriptor *d,
                       const ProtobufCFieldDescriptor *f, uint64_t seen)
{
    if (f->label == PROTOBUF_C_LABEL_REPEATED && !is_packed(f)) return true;
    if (!(f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF))
        return !(seen >> (f - d->fields) & 1);
    for (unsigned i = 0; i < d->n_fields; i++)
        if (seen >> i & 1 && same_place(f, &d->fields[i])) return false;
    return true;
}

static bool required_present(const ProtobufCMessageDescriptor *d, uint64_t seen)
{
    for (unsigned i = 0; i < d->n_fields; i++)
        if (d->fields[i].label == PROTOBUF_C_LABEL_REQUIRED && !(seen >> i & 1))
            return false;
    return true;
}

/* The message that a value holds: a field of its own, or encoded within bytes,
 * where other bytes are no error. */
static const ProtobufCMessageDescriptor *
message_within(const struct scan *s, const ProtobufCFieldDescriptor *f,
               struct bytes value)
{
    if (f->type == PROTOBUF_C_TYPE_MESSAGE) return f->descriptor;
    if (!s->visitor || !s->visitor->within || f->type != PROTOBUF_C_TYPE_BYTES)
        return NULL;
    const ProtobufCMessageDescriptor *d = s->visitor->within(f);
    return d && value.size > 0 && !scan_check(d, value) ? d : NULL;
}

/* One field with its tag. */
static bool scan_field(struct scan *s, const ProtobufCMessageDescriptor *d,
                       struct bytes *in, uint64_t *seen)
{
    const struct bytes start = *in;
    uint64_t tag;

    if (s->members++ == SCAN_MEMBERS_MAX) return false;
    if (!scan_varint(in, &tag) || tag > UINT32_MAX) return false;
    const ProtobufCFieldDescriptor *f =
        protobuf_c_message_descriptor_get_field(d, (unsigned)(tag >> 3));
    if (!f || !may_follow(d, f, *seen)) return false;
    *seen |= UINT64_C(1) << (f - d->fields);
    uint8_t wire = is_packed(f) ? WIRE_LENGTH : wire_types[f->type];
    if ((tag & 7) != wire) return false;
    struct bytes value = *in;
    if (is_packed(f) ? !scan_packed(f, in) : !scan_value(f, in)) return false;
    value.size -= in->size;
    if (wire == WIRE_LENGTH) (void)scan_varint(&value, &tag);
    const ProtobufCMessageDescriptor *within = message_within(s, f, value);
    const struct bytes whole = bytes_of(start.data, start.size - in->size);
    if (s->visitor) show(s, f, start.data, whole, within != NULL);
    return !within || scan_message(s, within, value);
}

static bool scan_message(struct scan *s, const ProtobufCMessageDescriptor *d,
                         struct bytes in)
{
    uint64_t seen = 0;

    assert(d->n_fields <= FIELD_COUNT_MAX);
    if (s->depth == SCAN_DEPTH_MAX) return false;
    s->depth++;
    while (in.size > 0)
        if (!scan_field(s, d, &in, &seen)) return false;
    s->depth--;
    return required_present(d, seen);
}

enum err scan_check(const ProtobufCMessageDescriptor *d, struct bytes b)
{
    struct scan s = {.start = b.data};

    return scan_message(&s, d, b) ? ERR_OK : ERR_FORMAT;
}

enum err scan_visit(const ProtobufCMessageDescriptor *d, struct bytes b,
                    const struct scan_visitor *visitor)
{
    struct scan s = {.visitor = visitor, .start = b.data};

    return scan_message(&s, d, b) ? ERR_OK : ERR_FORMAT;
}
