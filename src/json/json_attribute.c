#include "json/json_attribute.h"

#include "json/json_run.h"

static void put_holder(struct json *j, const struct json_attribute *a,
                       size_t number)
{
    const struct attribution *all = a->attribution;
    const struct attribution_holder *h = &all->holders[number];

    json_open_object(j, NULL);
    json_run_party(j, "party", a->scenario, h->party);
    json_bool(j, "author", number == all->author);
    json_time(j, "since", h->since);
    json_number(j, "readers", h->readers);
    json_real(j, "weight", h->weight);
    json_real(j, "prior", h->prior);
    if (h->bits) {
        json_open_object(j, "marks");
        json_number(j, "readable", h->known);
        json_number(j, "equal", h->equal);
        json_close(j);
    } else {
        json_null(j, "marks");
    }
    json_bool(j, "closest", h->closest);
    if (all->bias)
        json_real(j, "score", h->score);
    else
        json_null(j, "score");
    json_bool(j, "accused", h->accused);
    json_real(j, "to_author", h->to_author);
    json_real(j, "to_others", h->to_others);
    json_close(j);
}

/* The code that the marks are asked to be. */
static void put_code(struct json *j, const struct attribution *a)
{
    if (a->code.needs == 0) {
        json_null(j, "code");
        return;
    }
    json_open_object(j, "code");
    json_number(j, "colluders", a->code.colluders);
    json_number(j, "users", a->code.users);
    json_number(j, "places", a->code.places);
    json_number(j, "needs", a->code.needs);
    if (a->bias)
        json_real(j, "threshold", a->threshold);
    else
        json_null(j, "threshold");
    json_close(j);
}

static void put_surfacing(struct json *j, const struct json_attribute *a)
{
    const struct attribution_surfacing *s = a->surfacing;

    if (!s) {
        json_null(j, "surfaced");
        return;
    }
    json_open_object(j, "surfaced");
    json_time(j, "time", s->time);
    json_run_party(j, "party", a->scenario, s->party);
    json_close(j);
}

void json_attribute_put(struct json *j, const struct json_attribute *a)
{
    const struct attribution *all = a->attribution;

    json_open_object(j, NULL);
    json_run_put(j, a->scenario, a->header);
    json_text(j, "document", a->scenario->documents[a->document].name);
    json_text(j, "file", a->file);
    put_surfacing(j, a);
    json_time(j, "until", a->until);
    json_open_array(j, "holders");
    for (size_t i = 0; i < all->holder_count; i++)
        put_holder(j, a, i);
    json_close(j);
    json_bool(j, "marked", all->marked);
    json_number(j, "closest", all->closest_count);
    put_code(j, all);
    json_bool(j, "damaged", a->damaged);
    json_close(j);
}
