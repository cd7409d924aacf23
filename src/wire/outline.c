#include "wire/outline.h"

#include "record.pb-c.h"
#include "wire/record_field.h"
#include "wire/scan.h"

/* The numbers of Event's fields in record.proto. */
enum { KIND = 1, EXCHANGE = 4, CAUSES = 5, DOCUMENT = 6 };

/* An outline being read. */
struct outline_sketch {
    struct outline outline;
    bool broken; /* a number is unknown */
};

static void take_causes(struct outline_sketch *s, struct bytes packed)
{
    struct outline *o = &s->outline;
    uint64_t cause;

    while (scan_varint(&packed, &cause)) {
        s->broken = s->broken || o->cause_count == RECORD_CAUSES_MAX;
        if (s->broken) return;
        o->causes[o->cause_count++] = cause;
    }
}

static bool is_unknown(const struct scan_field *field)
{
    const char *name = field->descriptor->name;

    return field->descriptor->type == PROTOBUF_C_TYPE_UINT32 &&
           record_field_is_code(name) &&
           !record_field_word(name, field->number);
}

static void met(void *context, const struct scan_field *field)
{
    struct outline_sketch *s = context;
    struct outline *o = &s->outline;

    switch (field->descriptor->id) {
    case KIND:
        s->broken = s->broken || field->number >= RECORD_KIND_COUNT;
        if (!s->broken) o->kind = (enum record_kind)field->number;
        break;
    case EXCHANGE:
        o->exchange = field->number;
        break;
    case CAUSES:
        take_causes(s, field->value);
        break;
    case DOCUMENT:
        o->has_document = true;
        break;
    default: /* codes that have to be known; texts, and bytes */
        s->broken = s->broken || is_unknown(field);
        break;
    }
}

enum err outline_read(struct bytes body, struct outline *o)
{
    struct outline_sketch s = {0};
    const struct scan_visitor visitor = {.met = met, .context = &s};

    if (body.size > RECORD_BODY_MAX ||
        scan_visit(&demarche__record__event__descriptor, body, &visitor) ||
        s.broken)
        return ERR_FORMAT;
    *o = s.outline;
    return ERR_OK;
}
