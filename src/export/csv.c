#include "export/csv.h"

#include <inttypes.h>

#include "export/quote.h"
#include "view/phrase.h"

static void put_causes(const struct record *r, FILE *out)
{
    fputs(",\"", out);
    for (size_t i = 0; i < r->cause_count; i++)
        fprintf(out, "%s%" PRIu64, i == 0 ? "" : " ", r->causes[i]);
    fputc('"', out);
}

static void put_line(struct job *j, const struct job_event *event)
{
    const struct record *r = &event->record;
    FILE *out = j->out;

    fprintf(out, "%" PRIu64 ",", event->seq);
    quote_time(event->time, out);
    quote_csv_next(record_kind_row(r->kind)->name, out);
    quote_csv_next(r->party, out);
    quote_csv_next(r->peer, out);
    fputc(',', out);
    if (r->exchange > 0) fprintf(out, "%" PRIu64, r->exchange);
    put_causes(r, out);
    quote_csv_next(r->document, out);
    quote_csv_next(r->portion_count > 0 ? arena_join(&j->arena, r->portions,
                                                     r->portion_count, " ")
                                        : NULL,
                   out);
    quote_csv_next(r->channel, out);
    quote_csv_next(
        r->reason != REASON_NONE ? record_reason_text(r->reason) : NULL, out);
    quote_csv_next(r->text, out);
    fputc(',', out);
    if (r->data.size > 0) fprintf(out, "%zu", r->data.size);
    quote_csv_next(phrase_whole(&j->arena, j->scenario, r), out);
    fputs("\r\n", out);
}

enum err csv_write(struct job *j, struct errmsg *e)
{
    struct job_event event;

    (void)e;
    fputs("record,time,kind,party,peer,exchange,causes,document,portions,"
          "channel,reason,text,bytes,sentence\r\n",
          j->out);
    while (job_next(j, &event))
        put_line(j, &event);
    return ERR_OK;
}
