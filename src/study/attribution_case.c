#include "study/attribution_case.h"

#include "document/mark.h"
#include "opener/copies.h"

/* A case in hand. */
struct attribution_case_reading {
    struct reader *reader;
    const struct scenario *scenario;
    struct arena arena;
    uint32_t document;
    instant until;
};

static const struct scenario_document *
document_of(const struct attribution_case_reading *q)
{
    return &q->scenario->documents[q->document];
}

/* Reads the copy that a party received until then. */
static void read_copy(struct attribution_case_reading *q, uint32_t party,
                      const char **texts)
{
    copies_read(q->reader, q->scenario, party, q->document, q->until, &q->arena,
                texts);
}

/* Gives each holder the marks of its copy. The author keeps the document as
 * written, with the first wording of each choice. */
static enum err read_holders(struct attribution_case_reading *q,
                             struct attribution *a, const char **texts,
                             struct errmsg *e)
{
    const struct scenario_document *d = document_of(q);
    enum err rc = ERR_OK;

    for (size_t i = 0; i < a->holder_count && !rc; i++) {
        int8_t *bits;

        if (i == a->author)
            for (size_t k = 0; k < d->portion_count; k++)
                texts[k] = mark_apply(&a->arena, d->portions[k].text, NULL);
        else
            read_copy(q, a->holders[i].party, texts);
        rc = attribution_marks(&a->arena, d, texts, &bits, e);
        if (!rc) a->holders[i].bits = bits;
    }
    return rc;
}

/* A text that came to light may show any portions in any places. */
static enum err judge_copy(struct attribution_case_reading *q,
                           struct attribution_case *c, const char *surfaced,
                           struct errmsg *e)
{
    const struct scenario_document *d = document_of(q);
    const char **texts =
        arena_array(&q->arena, d->portion_count, sizeof *texts);
    int8_t *observed;

    if (surfaced)
        for (size_t i = 0; i < d->portion_count; i++)
            texts[i] = surfaced;
    else
        read_copy(q, c->surfacing.party, texts);
    enum err rc = attribution_marks(&q->arena, d, texts, &observed, e);
    if (!rc) rc = read_holders(q, &c->found, texts, e);
    if (!rc)
        attribution_judge(&c->found, observed, attribution_choices(d),
                          ATTRIBUTION_ERROR);
    return rc;
}

enum err attribution_case_init(struct attribution_case *c, struct reader *r,
                               const struct ledger *l, uint32_t document,
                               const char *surfaced, struct errmsg *e)
{
    struct attribution_case_reading q = {
        .reader = r, .scenario = l->scenario, .document = document};
    struct rng_root root;

    *c = (struct attribution_case){.surfacing.party = SCENARIO_NONE};
    if (attribution_surfaced(l, document, &c->surfacing))
        c->until = c->surfacing.time;
    else if (surfaced)
        c->until = l->last;
    else
        return err_set(e, ERR_MISSING,
                       "the public never held %s in this run; give a copy "
                       "with --surfaced FILE",
                       l->scenario->documents[document].name);
    q.until = c->until;
    arena_init(&q.arena);
    attribution_init(&c->found, l, document, c->until);
    rng_root_init(&root, r->header.seed, r->header.run);
    attribution_take_code(&c->found, l->scenario, document, &root);
    rng_root_fini(&root);
    const enum err rc = judge_copy(&q, c, surfaced, e);
    arena_fini(&q.arena);
    if (rc) attribution_fini(&c->found);
    return rc;
}

void attribution_case_fini(struct attribution_case *c)
{
    attribution_fini(&c->found);
}
