#include "experiment/accusation.h"

#include <string.h>

#include "document/document_wording.h"
#include "document/mark.h"
#include "scenario/scenario_query.h"

/* The wording of each copy is read where its holder keeps it, so that no frame
 * has to be opened and no key is needed. The author keeps the document as
 * written, with the first wording of each choice. */

static const char *const *author_texts(struct arena *a,
                                       const struct scenario_document *d)
{
    const char **texts = arena_array(a, d->portion_count, sizeof *texts);

    for (size_t i = 0; i < d->portion_count; i++)
        texts[i] = mark_apply(a, d->portions[i].text, NULL);
    return texts;
}

/* The text of each portion in hand; NULL: it is not. */
static const char *const *held_texts(struct arena *a, const struct party *p,
                                     const struct scenario_document *d,
                                     const struct document_holding *held)
{
    const char **texts = arena_array(a, d->portion_count, sizeof *texts);
    struct document_holding h = {.leaf_count = 0};

    if (held && document_worded(p, a, held, &h)) h.leaf_count = 0;
    for (size_t i = 0; i < h.leaf_count; i++) {
        struct message_portion portion;

        if (h.leaves[i].portion.size == 0 ||
            message_decode_portion(a, h.leaves[i].portion, &portion))
            continue;
        for (size_t k = 0; k < d->portion_count; k++)
            if (strcmp(d->portions[k].name, portion.name) == 0)
                texts[k] = portion.text;
    }
    return texts;
}

/* What a copy shows of the document's choices. A copy too long to be read shows
 * none. */
static int8_t *marks_of(struct arena *a, const struct scenario_document *d,
                        const char *const *texts)
{
    int8_t *bits = NULL;
    struct errmsg e;

    return attribution_marks(a, d, texts, &bits, &e) ? NULL : bits;
}

/* The marks of the copy that a party has. *chose: half of them are its own; a
 * copy that leaves them to somebody else says nothing there. */
static const int8_t *held_marks(struct arena *a, const struct party *p,
                                const struct scenario_document *d, bool *chose)
{
    const struct document_holding *h = document_find(p, d->name);
    int8_t *bits = marks_of(a, d, held_texts(a, p, d, h));

    *chose = h && h->left > 0 && h->chose;
    if (h && h->left > 0 && !*chose && bits)
        attribution_forget_chosen(bits, attribution_choices(d));
    return bits;
}

static void find_likeliest(struct accusation *out, const struct attribution *a)
{
    double best = -1;

    for (size_t i = 0; i < a->holder_count; i++) {
        const struct attribution_holder *h = &a->holders[i];

        if (h->to_author > best) {
            best = h->to_author;
            out->likeliest = h->party;
        } else if (h->to_author == best) {
            out->likeliest = SCENARIO_NONE;
        }
        out->wrongly +=
            h->party != out->leaker && h->to_author >= ACCUSATION_CERTAIN;
    }
}

bool accusation_of(struct accusation *out, const struct ledger *l,
                   const struct runtime *rt, uint32_t document)
{
    const struct scenario_document *d = &l->scenario->documents[document];
    struct attribution_surfacing at;
    struct attribution a;

    if (!attribution_surfaced(l, document, &at)) return false;
    *out = (struct accusation){.leaker = at.giver, .likeliest = SCENARIO_NONE};
    attribution_init(&a, l, document, at.time);
    bool chose;
    const int8_t *observed =
        held_marks(&a.arena, &rt->parties[at.party], d, &chose);
    for (size_t i = 0; i < a.holder_count; i++) {
        struct attribution_holder *h = &a.holders[i];

        h->bits =
            i == a.author
                ? marks_of(&a.arena, d, author_texts(&a.arena, d))
                : held_marks(&a.arena, &rt->parties[h->party], d, &h->chose);
    }
    attribution_take_code(&a, l->scenario, document,
                          &rt->parties[d->author].root);
    const bool held = a.holder_count > 0;
    if (held)
        attribution_judge(&a, observed, observed ? attribution_choices(d) : 0,
                          ATTRIBUTION_ERROR);
    if (held) find_likeliest(out, &a);
    attribution_fini(&a);
    return held;
}
