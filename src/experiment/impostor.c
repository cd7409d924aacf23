#include "experiment/impostor.h"

#include <string.h>

/* Up to this grade a payload goes to whoever is at the other end. */
enum { DESTINATION_ANYBODY = 1 };

/* The grades of a static key that is shown to whoever asks or answers. */
static bool is_shown(int8_t identity)
{
    return identity == 1 || identity == 2;
}

struct impostor impostor_of(struct arena *a, const struct capture *c,
                            const struct capture_copy *copy,
                            struct grades *last)
{
    const struct capture_way *way = &copy->way;
    const char *does = way->initiated ? "answers" : "opens";
    struct impostor found = {.tried = true};

    if (way->session != CAPTURE_WAY_NOISE || !way->pattern)
        return (struct impostor){0};
    if (!last->pattern || strcmp(last->pattern, way->pattern->name) != 0)
        grades_measure(last, way->pattern->name, c->seed);
    const int8_t text = way->early > 0
                            ? last->rows[way->early - 1].measured.destination
                            : grades_transport(last, way->initiated);
    const int8_t key = last->measured[way->initiated ? 0 : 1];
    if (text <= DESTINATION_ANYBODY && way->seal == MESSAGE_SEAL_NONE)
        found.reads = arena_format(
            a,
            "whoever %s a session in %s's name reads %s (%s, destination %d)",
            does, c->peers[copy->to].name, copy->document, last->pattern, text);
    if (is_shown(key))
        found.learns = arena_format(
            a, "whoever %s a session is shown the key of %s (%s, identity %d)",
            does, c->peers[copy->from].name, last->pattern, key);
    return found;
}
