#include "json/json_record.h"

static void put_list(struct json *j, const struct record_field *f)
{
    json_open_array(j, f->name);
    for (size_t i = 0; i < f->count; i++)
        if (f->texts)
            json_text(j, NULL, f->texts[i]);
        else
            json_number(j, NULL, f->numbers[i]);
    json_close(j);
}

static void put_field(struct json *j, const struct record_field *f)
{
    switch (f->type) {
    case RECORD_FIELD_TEXT:
        json_text(j, f->name, f->text);
        break;
    case RECORD_FIELD_TEXTS:
    case RECORD_FIELD_NUMBERS:
        put_list(j, f);
        break;
    case RECORD_FIELD_NUMBER:
        json_number(j, f->name, f->number);
        break;
    case RECORD_FIELD_FLAG:
        json_bool(j, f->name, true);
        break;
    case RECORD_FIELD_BYTES:
    case RECORD_FIELD_PAYLOAD:
        json_hex(j, f->name, f->bytes);
        break;
    }
}

void json_record_put(struct json *j, const struct record *r, bool payload)
{
    for (size_t i = 0; i < RECORD_FIELD_COUNT; i++) {
        const struct record_field f = record_field_at(r, i);
        if (f.there && (payload || f.type != RECORD_FIELD_PAYLOAD))
            put_field(j, &f);
    }
}
