#include "experiment/capture_way.h"

bool capture_way_same(const struct capture_way *a, const struct capture_way *b)
{
    return a->seal == b->seal && a->session == b->session &&
           a->pattern == b->pattern && a->early == b->early;
}

static const char *session_text(struct arena *a, const struct capture_way *way)
{
    static const char *const texts[CAPTURE_WAY_SESSION_COUNT] = {
        [CAPTURE_WAY_NOISE] = "Noise",
        [CAPTURE_WAY_RATCHET] = "ratchet",
        [CAPTURE_WAY_GROUP] = "group",
    };
    const char *text = texts[way->session];

    if (way->pattern) text = arena_format(a, "%s %s", text, way->pattern->name);
    return way->early > 0 ? arena_format(a, "%s, early %u", text, way->early)
                          : text;
}

const char *capture_way_text(struct arena *a, const struct capture_way *way)
{
    static const char *const seals[MESSAGE_SEAL_COUNT] = {
        [MESSAGE_SEAL_AGE] = "age",
        [MESSAGE_SEAL_HPKE_BASE] = "HPKE base",
        [MESSAGE_SEAL_HPKE_AUTH] = "HPKE auth",
    };
    const char *seal = seals[way->seal];
    const char *session = session_text(a, way);

    if (seal && session) return arena_format(a, "%s in %s", seal, session);
    if (!seal && !session) return "in the clear";
    return seal ? seal : session;
}
