#include "export/timesketch.h"

#include <inttypes.h>

#include "export/quote.h"
#include "json/json.h"
#include "view/phrase.h"

/* Timesketch requires the first four, with its timestamp in microseconds; the
 * others can be searched. */
static void put_line(struct job *j, const struct job_event *event)
{
    const struct record *r = &event->record;
    FILE *out = j->out;

    fputs("{\"message\":", out);
    json_put_text(phrase_whole(&j->arena, j->scenario, r), out);
    fputs(",\"datetime\":", out);
    quote_time(event->time, out);
    fprintf(out, ",\"timestamp\":%" PRId64 ",\"timestamp_desc\":\"%s\"",
            event->time / MICROSECOND, record_kind_row(r->kind)->name);
    fprintf(out, ",\"record\":%" PRIu64, event->seq);
    for (size_t i = 0; i < RECORD_FIELD_COUNT; i++) {
        const struct record_field f = record_field_at(r, i);
        if (f.type != RECORD_FIELD_PAYLOAD) quote_json_field(&f, out);
    }
    fputs("}\n", out);
}

enum err timesketch_write(struct job *j, struct errmsg *e)
{
    struct job_event event;

    (void)e;
    while (job_next(j, &event))
        put_line(j, &event);
    return ERR_OK;
}
