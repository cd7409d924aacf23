#include "study/attribution_case.h"

#include "document/mark.h"
#include "opener/copies.h"
#include "scenario/scenario_query.h"

/* Each holder's copy is read from the bytes that it received. Where a copy left
 * it choices, the holder opens its commitment, as it would before a judge: salt
 * and bits follow from the run's seed, and have to be those that its author
 * holds the commitment to. What is not opened says nothing. */

/* A case in hand. */
struct attribution_case_reading {
    struct reader *reader;
    const struct scenario *scenario;
    struct rng_root root; /* of the run */
    struct arena arena;
    uint32_t document;
    instant until;
    struct bytes *commitments; /* each party's, as its author has it; or none */
};

static const struct scenario_document *
document_of(const struct attribution_case_reading *q)
{
    return &q->scenario->documents[q->document];
}

static const char *author_of(const struct attribution_case_reading *q)
{
    return q->scenario->parties[document_of(q)->author].name;
}

/* The commitments to marks of the document that its author had by then. */
static void find_commitments(struct attribution_case_reading *q)
{
    struct reader_frame f;
    struct record r;
    struct arena step;

    q->commitments = arena_array(&q->arena, q->scenario->party_count,
                                 sizeof *q->commitments);
    arena_init(&step);
    reader_rewind(q->reader);
    while (!reader_next(q->reader, &f) && f.time <= q->until) {
        if (f.kind != JOURNAL_EVENT) continue;
        arena_reset(&step);
        if (record_decode(&step, f.body, &r)) break;
        if (r.kind != RECORD_MARKS_COMMITTED || !r.peer ||
            !record_names(r.document, document_of(q)->name) ||
            !record_names(r.party, author_of(q)))
            continue;
        const uint32_t party = scenario_find_actor(q->scenario, r.peer);
        if (party < q->scenario->party_count)
            q->commitments[party] = arena_copy(&q->arena, r.fingerprint);
    }
    arena_fini(&step);
}

/* Has the party open its commitment to so many marks. */
static bool open_commitment(struct attribution_case_reading *q, uint32_t party,
                            uint32_t count, struct mark_own *own)
{
    uint8_t hash[MARK_SALT_SIZE];

    mark_choose(&q->arena, &q->root, q->scenario->parties[party].name,
                author_of(q), document_of(q)->name, count, own);
    mark_commit(own, hash);
    return bytes_equal(q->commitments[party], bytes_of(hash, sizeof hash));
}

/* Makes the choices that a copy leaves: by the bits, or the first of each. */
static void word_texts(struct attribution_case_reading *q, uint32_t left,
                       const uint8_t *bits, const char **texts)
{
    const size_t count = document_of(q)->portion_count;
    struct bytes at;
    size_t all = 0;

    for (size_t i = 0; i < count; i++) {
        if (!texts[i] || choices_check(bytes_of_text(texts[i]), &at)) return;
        all += choices_count(bytes_of_text(texts[i]));
    }
    for (size_t i = 0; i < count && all == left; i++) {
        const size_t choices = choices_count(bytes_of_text(texts[i]));

        texts[i] = mark_apply(&q->arena, texts[i], bits);
        if (bits) bits += choices;
    }
}

/* Reads the marks of the copy that a party received until then. *chose: half of
 * them are its own. */
static enum err read_copy(struct attribution_case_reading *q, uint32_t party,
                          struct arena *a, int8_t **bits, bool *chose,
                          struct errmsg *e)
{
    const struct scenario_document *d = document_of(q);
    const char **texts =
        arena_array(&q->arena, d->portion_count, sizeof *texts);
    struct mark_own own;
    uint32_t left;

    copies_read(q->reader, q->scenario,
                &(struct copies_wanted){party, q->document, q->until},
                &q->arena, texts, &left);
    if (left > attribution_choices(d)) left = 0;
    *chose = left > 0 && open_commitment(q, party, left, &own);
    if (left > 0) word_texts(q, left, *chose ? own.bits : NULL, texts);
    const enum err rc = attribution_marks(a, d, texts, bits, e);
    if (!rc && left > 0 && !*chose)
        attribution_forget_chosen(*bits, attribution_choices(d));
    return rc;
}

/* The author keeps the document as written, with the first wording of each
 * choice. */
static enum err read_draft(struct attribution_case_reading *q, struct arena *a,
                           int8_t **bits, struct errmsg *e)
{
    const struct scenario_document *d = document_of(q);
    const char **texts =
        arena_array(&q->arena, d->portion_count, sizeof *texts);

    for (size_t k = 0; k < d->portion_count; k++)
        texts[k] = mark_apply(&q->arena, d->portions[k].text, NULL);
    return attribution_marks(a, d, texts, bits, e);
}

/* Gives each holder the marks of its copy. */
static enum err read_holders(struct attribution_case_reading *q,
                             struct attribution *a, struct errmsg *e)
{
    enum err rc = ERR_OK;

    for (size_t i = 0; i < a->holder_count && !rc; i++) {
        struct attribution_holder *h = &a->holders[i];
        int8_t *bits = NULL;

        rc = i == a->author
                 ? read_draft(q, &a->arena, &bits, e)
                 : read_copy(q, h->party, &a->arena, &bits, &h->chose, e);
        h->bits = bits;
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
    bool chose;

    for (size_t i = 0; i < d->portion_count; i++)
        texts[i] = surfaced;
    enum err rc =
        surfaced
            ? attribution_marks(&q->arena, d, texts, &observed, e)
            : read_copy(q, c->surfacing.party, &q->arena, &observed, &chose, e);
    if (!rc) rc = read_holders(q, &c->found, e);
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
    rng_root_init(&q.root, r->header.seed, r->header.run);
    attribution_take_code(&c->found, l->scenario, document, &q.root);
    find_commitments(&q);
    const enum err rc = judge_copy(&q, c, surfaced, e);
    rng_root_fini(&q.root);
    arena_fini(&q.arena);
    if (rc) attribution_fini(&c->found);
    return rc;
}

void attribution_case_fini(struct attribution_case *c)
{
    attribution_fini(&c->found);
}
