#include "export/timesketch.h"

#include "json/json_record.h"
#include "view/phrase.h"

/* Timesketch requires the first four, with its timestamp in microseconds; the
 * others can be searched. */
static void put_line(struct job *j, const struct job_event *event)
{
    const struct record *r = &event->record;
    struct json line;

    json_init(&line, j->out);
    json_open_object(&line, NULL);
    json_text(&line, "message", phrase_whole(&j->arena, j->scenario, r));
    json_time(&line, "datetime", event->time);
    json_int(&line, "timestamp", event->time / MICROSECOND);
    json_text(&line, "timestamp_desc", record_kind_row(r->kind)->name);
    json_number(&line, "record", event->seq);
    json_record_put(&line, r, false);
    json_close(&line);
    json_finish(&line);
}

enum err timesketch_write(struct job *j, struct errmsg *e)
{
    struct job_event event;

    (void)e;
    while (job_next(j, &event))
        put_line(j, &event);
    return ERR_OK;
}
