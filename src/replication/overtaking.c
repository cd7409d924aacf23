#include "replication/overtaking.h"

#include <string.h>

#include "scenario/scenario_query.h"

static bool is_giving(enum record_kind kind)
{
    return kind == RECORD_SENT || kind == RECORD_FORWARDED ||
           kind == RECORD_REPLIED || kind == RECORD_BRIEFED ||
           kind == RECORD_REVIEW_OPENED;
}

void overtaking_init(struct overtaking *o)
{
    *o = (struct overtaking){0};
    arena_init(&o->arena);
}

void overtaking_fini(struct overtaking *o)
{
    arena_fini(&o->arena);
}

static void add_letter(struct overtaking *o, const struct overtaking_letter *l)
{
    o->letters = arena_grow(&o->arena, o->letters, o->count, &o->room,
                            sizeof *o->letters);
    o->letters[o->count++] = *l;
    o->letters[o->count - 1].sent = o->sent++;
}

/* A letter has arrived: all that its sender had sent before, and that is still
 * on its way to the same party, has been overtaken by it. */
static void take_letter(struct overtaking *o, size_t at)
{
    const struct overtaking_letter taken = o->letters[at];

    for (size_t i = 0; i < at; i++)
        o->pairs +=
            o->letters[i].from == taken.from && o->letters[i].to == taken.to;
    o->count--;
    memmove(&o->letters[at], &o->letters[at + 1],
            (o->count - at) * sizeof o->letters[at]);
}

void overtaking_add(struct overtaking *o, const struct scenario *sc,
                    const struct record *r)
{
    if (!r->party || !r->peer || r->exchange == 0) return;
    const uint32_t party = scenario_find_actor(sc, r->party);
    if (is_giving(r->kind)) {
        add_letter(o, &(struct overtaking_letter){
                          .exchange = r->exchange,
                          .from = party,
                          .to = scenario_find_actor(sc, r->peer)});
    } else if (r->kind == RECORD_RECEIVED || r->kind == RECORD_TOLD) {
        for (size_t i = 0; i < o->count; i++)
            if (o->letters[i].exchange == r->exchange &&
                o->letters[i].to == party) {
                take_letter(o, i);
                return;
            }
    }
}
