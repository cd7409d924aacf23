#include "opener/copies.h"

#include <assert.h>

/* One party's copy of a document, while it is looked for. */
struct copies_search {
    const struct scenario_document *document;
    uint32_t party;
    struct arena *arena;
    const char **texts;
    uint32_t *left;
};

static void keep_texts(void *context, const struct opener_layers *l)
{
    const struct copies_search *s = context;
    const struct scenario_document *d = s->document;

    if (l->to != s->party || !l->portions ||
        !record_names(l->message.document, d->name))
        return;
    for (size_t i = 0; i < l->copy.leaf_count; i++)
        for (size_t k = 0; k < d->portion_count; k++)
            if (!s->texts[k] &&
                record_names(l->portions[i].name, d->portions[k].name)) {
                s->texts[k] = arena_text(s->arena, l->portions[i].text);
                *s->left = l->transfer.statement.left;
            }
}

/* The exchanges by which the party received the document. */
static size_t find_exchanges(struct reader *r, const struct scenario *sc,
                             const struct copies_search *s, instant until,
                             uint64_t exchanges[COPIES_MAX])
{
    struct reader_frame f;
    struct record record;
    struct arena step;
    size_t count = 0;

    arena_init(&step);
    reader_rewind(r);
    while (count < COPIES_MAX && !reader_next(r, &f) && f.time <= until) {
        if (f.kind != JOURNAL_EVENT) continue;
        if (record_decode(&step, f.body, &record)) break;
        if (record.kind == RECORD_RECEIVED &&
            record_names(record.party, sc->parties[s->party].name) &&
            record_names(record.document, s->document->name))
            exchanges[count++] = record.exchange;
        arena_reset(&step);
    }
    arena_fini(&step);
    return count;
}

void copies_read(struct reader *r, const struct scenario *sc,
                 const struct copies_wanted *wanted, struct arena *a,
                 const char **texts, uint32_t *left)
{
    assert(wanted->party < sc->party_count);
    assert(wanted->document < sc->document_count);
    struct copies_search s = {&sc->documents[wanted->document], wanted->party,
                              a, texts, left};
    uint64_t exchanges[COPIES_MAX];
    struct dissect d;

    *left = 0;
    for (size_t i = 0; i < s.document->portion_count; i++)
        texts[i] = NULL;
    const size_t count = find_exchanges(r, sc, &s, wanted->until, exchanges);
    dissect_init(&d, r, sc, SCENARIO_NONE);
    for (size_t i = 0; i < count; i++)
        dissect_exchange(&d, exchanges[i], keep_texts, &s);
    dissect_fini(&d);
}
