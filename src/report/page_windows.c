#include "report/page_windows.h"

#include "report/page_rows.h"
#include "scenario/scenario_query.h"

static void put_copy(struct json *j, const struct exposure *x, size_t copy,
                     const struct page_names *names)
{
    const struct capture_copy *c = &x->capture.copies[copy];
    const struct scenario *sc = names->scenario;
    struct arena a;

    arena_init(&a);
    json_open_object(j, NULL);
    json_int(
        j, "document",
        page_names_document(names, scenario_find_document(sc, c->document)));
    json_int(j, "from", page_names_actor(names, c->from));
    json_int(j, "to", page_names_actor(names, c->to));
    json_int(j, "channel",
             page_names_channel(names, scenario_find_channel(sc, c->channel)));
    json_text(j, "protection", capture_way_text(&a, &c->way));
    json_number(j, "exchange", c->exchange);
    page_rows_put_time(j, "sent", sc->start, c->sent);
    json_bool(j, "open", x->open[copy]);
    json_close(j);
    arena_fini(&a);
}

static void put_window(struct json *j, size_t copy,
                       const struct exposure_window *w, instant start)
{
    json_open_object(j, NULL);
    json_number(j, "copy", copy);
    page_rows_put_time(j, "from", start, w->from);
    page_rows_put_time(j, "until", start, w->until);
    json_bool(j, "recorded", w->recorded);
    json_bool(j, "late", w->late);
    json_number(j, "level", w->level);
    json_close(j);
}

static void put_theft(struct json *j, const struct exposure *x, size_t theft,
                      const struct page_names *names)
{
    const struct exposure_theft *t = &x->thefts[theft];

    json_open_object(j, NULL);
    json_int(j, "actor", page_names_actor(names, t->party));
    json_text(j, "reach", exposure_reach_name(t->reach));
    json_open_array(j, "windows");
    for (size_t i = 0; i < x->capture.copy_count; i++)
        for (const struct exposure_window *w =
                 exposure_track(x, theft, i)->first;
             w; w = w->next)
            put_window(j, i, w, names->scenario->start);
    json_close(j);
    json_close(j);
}

void page_windows_put(struct json *j, const struct exposure *x,
                      const struct page_names *names)
{
    if (!x) {
        json_null(j, "exposure");
        return;
    }
    json_open_object(j, "exposure");
    json_open_array(j, "copies");
    for (size_t i = 0; i < x->capture.copy_count; i++)
        put_copy(j, x, i, names);
    json_close(j);
    json_open_array(j, "thefts");
    for (size_t i = 0; i < x->theft_count; i++)
        put_theft(j, x, i, names);
    json_close(j);
    json_close(j);
}
