#include "study/set_aside.h"

#include "scenario/scenario_query.h"
#include "wire/outline.h"

static void add_item(struct set_aside *s, struct set_aside_item item)
{
    s->items =
        arena_grow(&s->arena, s->items, s->count, &s->room, sizeof *s->items);
    s->items[s->count++] = item;
}

static void drop_item(struct set_aside *s, uint32_t party, uint32_t document)
{
    size_t kept = 0;

    for (size_t i = 0; i < s->count; i++)
        if (s->items[i].party != party || s->items[i].document != document)
            s->items[kept++] = s->items[i];
    s->count = kept;
}

void set_aside_init(struct set_aside *s)
{
    *s = (struct set_aside){0};
    arena_init(&s->arena);
}

/* True of records that can change what is set aside. */
static bool set_aside_takes(const struct set_aside *s, enum record_kind kind)
{
    return kind == RECORD_PROOF_SET_ASIDE ||
           (kind == RECORD_CHECKED && s->count > 0);
}

/* Only the author's signature proves the text; others prove transfers. */
void set_aside_add(struct set_aside *s, const struct scenario *sc, instant time,
                   uint64_t seq, const struct record *r)
{
    if (!set_aside_takes(s, r->kind)) return;
    const uint32_t party =
        r->party ? scenario_find_party(sc, r->party) : SCENARIO_NONE;
    const uint32_t document =
        r->document ? scenario_find_document(sc, r->document) : SCENARIO_NONE;

    if (party == SCENARIO_NONE || document == SCENARIO_NONE) return;
    const char *author = sc->parties[sc->documents[document].author].name;
    if (r->kind == RECORD_PROOF_SET_ASIDE && !record_names(r->peer, author))
        return;
    drop_item(s, party, document);
    if (r->kind == RECORD_PROOF_SET_ASIDE)
        add_item(s, (struct set_aside_item){.party = party,
                                            .document = document,
                                            .time = time,
                                            .seq = seq});
}

void set_aside_read(struct set_aside *s, struct reader *r,
                    const struct scenario *sc, instant until)
{
    struct reader_frame f;
    struct record record;
    struct outline o;
    struct arena step;

    set_aside_init(s);
    arena_init(&step);
    reader_rewind(r);
    while (!reader_next(r, &f) && f.time <= until) {
        if (f.kind != JOURNAL_EVENT || outline_read(f.body, &o) ||
            !set_aside_takes(s, o.kind))
            continue;
        arena_reset(&step);
        if (record_decode(&step, f.body, &record)) break;
        set_aside_add(s, sc, f.time, f.seq, &record);
    }
    arena_fini(&step);
}

void set_aside_fini(struct set_aside *s)
{
    arena_fini(&s->arena);
}

const struct set_aside_item *set_aside_find(const struct set_aside *s,
                                            uint32_t party, uint32_t document)
{
    for (size_t i = 0; s && i < s->count; i++)
        if (s->items[i].party == party && s->items[i].document == document)
            return &s->items[i];
    return NULL;
}
