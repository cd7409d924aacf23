#include "export/csv.h"

#include <inttypes.h>

#include "export/quote.h"
#include "view/phrase.h"
#include "wire/record_field.h"

/* A list's items, with spaces between; bytes as hex, and of those that
 * travelled only how many there are. */
static const char *text_of(struct arena *a, const struct record_field *f)
{
    const char *list = NULL;

    switch (f->type) {
    case RECORD_FIELD_TEXT:
        return f->text;
    case RECORD_FIELD_TEXTS:
        return arena_join(a, f->texts, f->count, " ");
    case RECORD_FIELD_NUMBERS:
        for (size_t i = 0; i < f->count; i++)
            list = arena_format(a, "%s%s%" PRIu64, list ? list : "",
                                list ? " " : "", f->numbers[i]);
        return list;
    case RECORD_FIELD_FLAG:
        return "true";
    case RECORD_FIELD_BYTES:
        return arena_hex(a, f->bytes);
    case RECORD_FIELD_NUMBER:
    case RECORD_FIELD_PAYLOAD:
        break;
    }
    return NULL;
}

static void put_field(struct arena *a, const struct record_field *f, FILE *out)
{
    const char *text = f->there ? text_of(a, f) : NULL;

    if (text) {
        quote_csv_next(text, out);
        return;
    }
    fputc(',', out);
    if (f->there)
        fprintf(out, "%" PRIu64,
                f->type == RECORD_FIELD_PAYLOAD ? f->bytes.size : f->number);
}

static void put_head(FILE *out)
{
    const struct record none = {.kind = RECORD_DRAFTED};

    fputs("record,time", out);
    for (size_t i = 0; i < RECORD_FIELD_COUNT; i++) {
        const struct record_field f = record_field_at(&none, i);
        fprintf(out, ",%s", f.type == RECORD_FIELD_PAYLOAD ? "bytes" : f.name);
    }
    fputs(",sentence\r\n", out);
}

static void put_line(struct job *j, const struct job_event *event)
{
    const struct record *r = &event->record;
    FILE *out = j->out;

    fprintf(out, "%" PRIu64 ",", event->seq);
    quote_time(event->time, out);
    for (size_t i = 0; i < RECORD_FIELD_COUNT; i++) {
        const struct record_field f = record_field_at(r, i);
        put_field(&j->arena, &f, out);
    }
    quote_csv_next(phrase_whole(&j->arena, j->scenario, r), out);
    fputs("\r\n", out);
}

enum err csv_write(struct job *j, struct errmsg *e)
{
    struct job_event event;

    (void)e;
    put_head(j->out);
    while (job_next(j, &event))
        put_line(j, &event);
    return ERR_OK;
}
