#include "json/json_check.h"

#include "scenario/scenario_query.h"

static void put_counts(struct json *j, const struct scenario *s)
{
    json_open_object(j, "counts");
    json_number(j, "parties", s->party_count);
    json_number(j, "channels", s->channel_count);
    json_number(j, "documents", s->document_count);
    json_number(j, "entries", scenario_entries(s));
    json_number(j, "expectations", s->expect_count);
    json_close(j);
}

/* Without a place, what is wrong is not with the text. */
static void put_diagnostic(struct json *j, bool warning,
                           const struct scenario_position *place,
                           const char *message)
{
    json_open_object(j, NULL);
    json_text(j, "severity", warning ? "warning" : "error");
    if (place) {
        json_number(j, "line", place->line);
        json_number(j, "column", place->column);
    } else {
        json_null(j, "line");
        json_null(j, "column");
    }
    json_text(j, "message", message);
    json_close(j);
}

void json_check_put(struct json *j, const struct json_check *c)
{
    const struct scenario_errors *errors = c->errors;

    json_open_object(j, NULL);
    json_text(j, "file", c->file);
    json_bool(j, "changed", c->changed);
    json_bool(j, "valid", c->scenario != NULL);
    json_text(j, "title", c->scenario ? c->scenario->title : NULL);
    if (c->scenario)
        put_counts(j, c->scenario);
    else
        json_null(j, "counts");
    json_open_array(j, "diagnostics");
    for (size_t i = 0; i < errors->count; i++)
        put_diagnostic(j, errors->warnings, &errors->items[i].position,
                       errors->items[i].text);
    if (c->unread) put_diagnostic(j, false, NULL, c->unread);
    json_close(j);
    json_bool(j, "more", errors->more);
    json_close(j);
}
