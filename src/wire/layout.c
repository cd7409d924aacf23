#include "wire/layout.h"

#include <assert.h>
#include <string.h>

#include "message.pb-c.h"
#include "record.pb-c.h"
#include "wire/scan.h"

static const ProtobufCMessageDescriptor *const bodies[LAYOUT_BODY_COUNT] = {
    [LAYOUT_MESSAGE] = &demarche__message__message__descriptor,
    [LAYOUT_COPY] = &demarche__message__copy__descriptor,
    [LAYOUT_STATEMENT] = &demarche__message__statement__descriptor,
    [LAYOUT_PORTION] = &demarche__message__portion__descriptor,
    [LAYOUT_CREDENTIAL] = &demarche__message__credential__descriptor,
    [LAYOUT_HEADER] = &demarche__record__header__descriptor,
    [LAYOUT_EVENT] = &demarche__record__event__descriptor,
    [LAYOUT_SEAL] = &demarche__record__seal__descriptor,
    [LAYOUT_FAULT] = &demarche__record__fault__descriptor,
};

/* Bytes that are themselves an encoded message, for they are signed or may be
 * sealed: the names of their fields, and the message in each. */
static const struct {
    const char *field;
    const ProtobufCMessageDescriptor *message;
} nested[] = {
    {"copy", &demarche__message__copy__descriptor},
    {"portion", &demarche__message__portion__descriptor},
    {"credential", &demarche__message__credential__descriptor},
};

static const ProtobufCMessageDescriptor *
statement_of(const ProtobufCFieldDescriptor *f)
{
    const ProtobufCFieldDescriptor *const of_key =
        protobuf_c_message_descriptor_get_field(
            &demarche__message__credential__descriptor, 1);

    return f == of_key ? &demarche__message__key_statement__descriptor
                       : &demarche__message__statement__descriptor;
}

static const ProtobufCMessageDescriptor *
within(const ProtobufCFieldDescriptor *f)
{
    if (strcmp(f->name, "statement") == 0) return statement_of(f);
    for (size_t i = 0; i < sizeof nested / sizeof *nested; i++)
        if (strcmp(f->name, nested[i].field) == 0) return nested[i].message;
    return NULL;
}

static enum layout_type type_of(const ProtobufCFieldDescriptor *f)
{
    if (f->type == PROTOBUF_C_TYPE_STRING) return LAYOUT_TEXT;
    if (f->type == PROTOBUF_C_TYPE_BYTES || f->type == PROTOBUF_C_TYPE_MESSAGE)
        return LAYOUT_BYTES;
    return f->flags & PROTOBUF_C_FIELD_FLAG_PACKED ? LAYOUT_BYTES
                                                   : LAYOUT_NUMBER;
}

struct layout_visit {
    void (*met)(void *context, const struct layout_field *item);
    void *context;
};

static void pass_on(void *context, const struct scan_field *field)
{
    const struct layout_visit *w = context;
    const struct layout_field item = {
        .name = field->descriptor->name,
        .depth = field->depth,
        .at = field->at,
        .head = field->head,
        .value = field->value,
        .type = type_of(field->descriptor),
        .number = field->number,
        .deeper = field->deeper,
    };

    w->met(w->context, &item);
}

enum err layout_walk(enum layout_body body, struct bytes b,
                     void (*met)(void *context,
                                 const struct layout_field *item),
                     void *context)
{
    struct layout_visit w = {met, context};
    const struct scan_visitor visitor = {pass_on, &w, within};

    assert(body < LAYOUT_BODY_COUNT);
    return scan_visit(bodies[body], b, &visitor);
}
