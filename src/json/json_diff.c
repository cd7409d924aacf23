#include "json/json_diff.h"

#include "json/json_record.h"
#include "json/json_run.h"

static void put_event(struct json *j, const struct difference_event *e)
{
    if (!e->there) {
        json_null(j, NULL);
        return;
    }
    json_open_object(j, NULL);
    json_number(j, "record", e->seq);
    json_time(j, "time", e->time);
    json_record_put(j, &e->record, false);
    json_close(j);
}

/* A pair of events, one a side; null where none differs. */
static void put_pair(struct json *j, const char *key, bool there,
                     const struct difference_event pair[DIFFERENCE_SIDES])
{
    if (!there) {
        json_null(j, key);
        return;
    }
    json_open_array(j, key);
    for (size_t i = 0; i < DIFFERENCE_SIDES; i++)
        put_event(j, &pair[i]);
    json_close(j);
}

static void put_row(struct json *j, const struct difference_row *row)
{
    json_open_object(j, NULL);
    json_text(j, "party", row->party);
    json_text(j, "document", row->document);
    json_text(j, "level", record_level_text(row->level));
    json_open_array(j, "since");
    for (size_t i = 0; i < DIFFERENCE_SIDES; i++)
        if (row->reached[i])
            json_time(j, NULL, row->time[i]);
        else
            json_null(j, NULL);
    json_close(j);
    json_close(j);
}

static void put_sentence(struct json *j, const struct difference_sentence *s)
{
    json_open_object(j, NULL);
    json_text(j, "sentence", s->text);
    json_open_array(j, "verdicts");
    for (size_t i = 0; i < DIFFERENCE_SIDES; i++)
        json_text(j, NULL,
                  s->there[i] ? judge_verdict_word(s->verdict[i]) : NULL);
    json_close(j);
    json_close(j);
}

static void put_side(struct json *j, const struct json_diff_side *side)
{
    json_open_object(j, NULL);
    json_text(j, "file", side->path);
    json_run_put(j, side->scenario, side->header);
    json_bool(j, "damaged", side->damaged);
    json_close(j);
}

void json_diff_put(struct json *j, const struct difference *c,
                   const struct json_diff_side sides[DIFFERENCE_SIDES])
{
    json_open_object(j, NULL);
    json_open_array(j, "sides");
    for (size_t i = 0; i < DIFFERENCE_SIDES; i++)
        put_side(j, &sides[i]);
    json_close(j);
    json_bool(j, "same", difference_is_same(c));
    if (c->same_scenario)
        json_null(j, "scenario_line");
    else
        json_number(j, "scenario_line", c->line);
    put_pair(j, "first", c->parted, c->first);
    put_pair(j, "shown", c->retold, c->told);
    json_open_array(j, "knowledge");
    for (size_t i = 0; i < c->row_count; i++)
        put_row(j, &c->rows[i]);
    json_close(j);
    json_open_array(j, "expectations");
    for (size_t i = 0; i < c->sentence_count; i++)
        put_sentence(j, &c->sentences[i]);
    json_close(j);
    json_close(j);
}
