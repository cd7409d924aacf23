#include "export/jsonl.h"

#include <inttypes.h>

#include "export/quote.h"
#include "view/phrase.h"

static void put_line(struct job *j, const struct job_event *event)
{
    const struct record *r = &event->record;
    FILE *out = j->out;

    fprintf(out, "{\"record\":%" PRIu64 ",\"time\":", event->seq);
    quote_time(event->time, out);
    for (size_t i = 0; i < RECORD_FIELD_COUNT; i++) {
        const struct record_field f = record_field_at(r, i);
        quote_json_field(&f, out);
    }
    quote_json_member("sentence", phrase_whole(&j->arena, j->scenario, r), out);
    fputs("}\n", out);
}

enum err jsonl_write(struct job *j, struct errmsg *e)
{
    struct job_event event;

    (void)e;
    while (job_next(j, &event))
        put_line(j, &event);
    return ERR_OK;
}
