#include "export/jsonl.h"

#include <inttypes.h>

#include "export/quote.h"
#include "view/phrase.h"

static void put_causes(const struct record *r, FILE *out)
{
    if (r->cause_count == 0) return;
    for (size_t i = 0; i < r->cause_count; i++) {
        fprintf(out, "%s%" PRIu64, i == 0 ? ",\"causes\":[" : ",",
                r->causes[i]);
    }
    fputc(']', out);
}

static void put_portions(const struct record *r, FILE *out)
{
    if (r->portion_count == 0) return;
    for (size_t i = 0; i < r->portion_count; i++) {
        fputs(i == 0 ? ",\"portions\":[" : ",", out);
        quote_json(r->portions[i], out);
    }
    fputc(']', out);
}

static void put_line(struct job *j, const struct job_event *event)
{
    const struct record *r = &event->record;
    FILE *out = j->out;

    fprintf(out, "{\"record\":%" PRIu64 ",\"time\":", event->seq);
    quote_time(event->time, out);
    quote_json_member("kind", record_kind_row(r->kind)->name, out);
    quote_json_member("party", r->party, out);
    quote_json_member("peer", r->peer, out);
    if (r->exchange > 0) fprintf(out, ",\"exchange\":%" PRIu64, r->exchange);
    put_causes(r, out);
    quote_json_member("document", r->document, out);
    put_portions(r, out);
    quote_json_member("channel", r->channel, out);
    if (r->reason != REASON_NONE)
        quote_json_member("reason", record_reason_text(r->reason), out);
    quote_json_member("text", r->text, out);
    if (r->data.size > 0) {
        fputs(",\"data\":", out);
        quote_hex(r->data, out);
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
