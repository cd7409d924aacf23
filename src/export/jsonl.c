#include "export/jsonl.h"

#include "json/json_record.h"
#include "view/phrase.h"

static void put_line(struct job *j, const struct job_event *event)
{
    const struct record *r = &event->record;
    struct json line;

    json_init(&line, j->out);
    json_open_object(&line, NULL);
    json_number(&line, "record", event->seq);
    json_time(&line, "time", event->time);
    json_record_put(&line, r, true);
    json_text(&line, "sentence", phrase_whole(&j->arena, j->scenario, r));
    json_close(&line);
    json_finish(&line);
}

enum err jsonl_write(struct job *j, struct errmsg *e)
{
    struct job_event event;

    (void)e;
    while (job_next(j, &event))
        put_line(j, &event);
    return ERR_OK;
}
