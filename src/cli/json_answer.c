#include "cli/json_answer.h"

#include "cli/subcommand.h"
#include "cli/exchange.h"
#include "json/json_holdings.h"
#include "json/json_layers.h"
#include "json/json_run.h"
#include "opener/dissect.h"

/* An object under way, whose frames are written as they are opened. */
struct json_answer {
    struct json json;
    const struct view *view;
    const char *asked; /* "exchange" or "record" */
    uint64_t number;   /* of it */
    size_t count;      /* frames so far */
};

/* Comes before the first frame: where there is none, an error may come in its
 * place. */
static void begin_frames(struct json_answer *s)
{
    const struct view *v = s->view;
    struct json *j = &s->json;

    json_init(j, stdout);
    json_open_object(j, NULL);
    json_run_put(j, v->scenario, v->header);
    json_number(j, s->asked, s->number);
    json_run_party(j, "as", v->scenario, v->select.as);
    json_open_array(j, "frames");
}

static void end_frames(struct json_answer *s, struct evidence *ev)
{
    json_close(&s->json);
    json_bool(&s->json, "damaged", evidence_is_damaged(ev));
    json_close(&s->json);
    json_finish(&s->json);
}

static void put_frame(void *context, const struct opener_layers *l)
{
    struct json_answer *s = context;

    if (s->count == 0) begin_frames(s);
    s->count++;
    json_layers_put(&s->json, s->view->scenario, l, s->count, s->view->reveal);
}

int json_answer_exchange(struct evidence *ev, const struct view *v,
                         uint64_t exchange)
{
    struct json_answer s = {.view = v, .asked = "exchange", .number = exchange};
    struct dissect d;
    size_t hidden;

    dissect_init(&d, v->reader, v->scenario, v->select.as);
    dissect_related(&d, exchange, put_frame, &s);
    dissect_fini(&d);
    if (s.count == 0) {
        if (exchange_missing(v, exchange, &hidden)) return COMMAND_ERROR;
        begin_frames(&s);
    }
    end_frames(&s, ev);
    return COMMAND_OK;
}

int json_answer_record(struct evidence *ev, const struct view *v,
                       uint64_t record)
{
    struct json_answer s = {.view = v, .asked = "record", .number = record};
    struct dissect d;

    dissect_init(&d, v->reader, v->scenario, SCENARIO_NONE);
    dissect_record(&d, record, put_frame, &s);
    dissect_fini(&d);
    if (s.count == 0) begin_frames(&s);
    end_frames(&s, ev);
    return COMMAND_OK;
}

/* The last record at that time or before, by its number; null for none. */
static void put_last_record(struct json *j, const struct view *v)
{
    struct reader_frame f;
    uint64_t last = 0;
    bool found = false;

    reader_rewind(v->reader);
    while (!reader_next(v->reader, &f) && f.time <= v->at) {
        if (f.kind != JOURNAL_EVENT) continue;
        last = f.seq;
        found = true;
    }
    if (found)
        json_number(j, "record", last);
    else
        json_null(j, "record");
}

int json_answer_who(struct evidence *ev, const struct view *v)
{
    struct set_aside aside;
    struct json j;

    set_aside_read(&aside, v->reader, v->scenario, v->at);
    json_init(&j, stdout);
    json_open_object(&j, NULL);
    json_run_put(&j, v->scenario, v->header);
    json_time(&j, "at", v->at == INSTANT_MAX ? v->ledger->last : v->at);
    put_last_record(&j, v);
    json_holdings_put(&j, v->ledger, &aside, v->select.party,
                      v->select.document);
    json_bool(&j, "damaged", evidence_is_damaged(ev));
    json_close(&j);
    json_finish(&j);
    set_aside_fini(&aside);
    return COMMAND_OK;
}
