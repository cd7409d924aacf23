#include "json/json_exposure.h"

#include "json/json_run.h"
#include "json/json_seal.h"

/* The copies come first, by number, each with the way that it went; then each
 * theft with its windows, each of one copy; then, for each way and reach, the
 * forward secrecy and post-compromise security that the windows show. */

static void put_way(struct json *j, const struct capture_way *way)
{
    static const char *const sessions[CAPTURE_WAY_SESSION_COUNT] = {
        [CAPTURE_WAY_NONE] = "none",
        [CAPTURE_WAY_NOISE] = "noise",
        [CAPTURE_WAY_RATCHET] = "ratchet",
        [CAPTURE_WAY_GROUP] = "group",
    };

    json_open_object(j, "way");
    json_seal_put(j, "seal", way->seal);
    json_text(j, "session", sessions[way->session]);
    json_text(j, "pattern", way->pattern ? way->pattern->name : NULL);
    if (way->early > 0)
        json_number(j, "handshake_message", way->early);
    else
        json_null(j, "handshake_message");
    json_close(j);
}

static void put_copy(struct json *j, const struct exposure *x, size_t copy)
{
    const struct capture_copy *c = &x->capture.copies[copy];
    const struct scenario *sc = x->capture.scenario;

    json_open_object(j, NULL);
    json_number(j, "copy", copy + 1);
    json_number(j, "exchange", c->exchange);
    json_time(j, "sent", c->sent);
    json_text(j, "document", c->document);
    json_open_array(j, "portions");
    for (size_t i = 0; i < c->name_count; i++)
        json_text(j, NULL, c->names[i]);
    json_close(j);
    json_run_party(j, "from", sc, c->from);
    json_run_party(j, "to", sc, c->to);
    json_text(j, "channel", c->channel);
    put_way(j, &c->way);
    json_text(j, "level", record_level_text(c->level));
    json_bool(j, "open", x->open[copy]);
    json_bool(j, "concerned", exposure_concerns(x, copy));
    json_close(j);
}

static void put_window(struct json *j, size_t copy,
                       const struct exposure_window *w)
{
    json_open_object(j, NULL);
    json_number(j, "copy", copy + 1);
    json_time(j, "from", w->from);
    json_time(j, "until", w->until);
    json_bool(j, "recorded_before", w->recorded);
    json_bool(j, "recorded_after", w->late);
    json_text(j, "level", record_level_text(w->level));
    json_close(j);
}

static void put_theft(struct json *j, const struct exposure *x, size_t theft)
{
    const struct exposure_theft *t = &x->thefts[theft];

    json_open_object(j, NULL);
    json_run_party(j, "party", x->capture.scenario, t->party);
    json_text(j, "steals", exposure_reach_name(t->reach));
    json_open_array(j, "windows");
    for (size_t i = 0; i < x->capture.copy_count; i++)
        for (const struct exposure_window *w =
                 exposure_track(x, theft, i)->first;
             w; w = w->next)
            put_window(j, i, w);
    json_close(j);
    json_close(j);
}

static void put_side(struct json *j, const char *key,
                     const struct post_compromise_side *side)
{
    static const char *const extents[] = {
        [POST_COMPROMISE_NOT] = "none",
        [POST_COMPROMISE_SPAN] = "span",
        [POST_COMPROMISE_ALWAYS] = "always",
    };

    json_open_object(j, key);
    json_text(j, "opened_by", extents[side->extent]);
    if (side->extent == POST_COMPROMISE_SPAN)
        json_seconds(j, "span_s", side->span);
    else
        json_null(j, "span_s");
    json_close(j);
}

static void put_protection(struct json *j, const struct post_compromise *p)
{
    json_open_object(j, NULL);
    put_way(j, &p->way);
    json_text(j, "steals", exposure_reach_name(p->reach));
    json_number(j, "copies", p->copies);
    put_side(j, "after", &p->after);
    put_side(j, "before", &p->before);
    put_side(j, "prior", &p->prior);
    json_bool(j, "in_session", p->in_session);
    json_bool(j, "forward_secret", post_compromise_forward_secret(p));
    json_bool(j, "post_compromise_secure", post_compromise_secure(p));
    json_close(j);
}

void json_exposure_put(struct json *j, const struct exposure *x)
{
    const struct capture *c = &x->capture;
    struct post_compromise *found;
    struct arena a;

    json_open_object(j, NULL);
    json_run_played(j, c->scenario, c->seed, c->run);
    json_open_array(j, "copies");
    for (size_t i = 0; i < c->copy_count; i++)
        put_copy(j, x, i);
    json_close(j);
    json_open_array(j, "thefts");
    for (size_t i = 0; i < x->theft_count; i++)
        put_theft(j, x, i);
    json_close(j);
    arena_init(&a);
    json_open_array(j, "protections");
    const size_t count = post_compromise_of(&a, x, LEVEL_TOLD, &found);
    for (size_t i = 0; i < count; i++)
        put_protection(j, &found[i]);
    json_close(j);
    arena_fini(&a);
    json_close(j);
}
