#include "study/attribution.h"

#include <assert.h>
#include <string.h>

#include "base/real.h"
#include "document/mark.h"
#include "document/tardos.h"
#include "scenario/scenario_query.h"

/* First the case: when the document came to light (attribution_surfaced), and
 * what a copy shows of its choices (attribution_marks). Then the suspects: each
 * holder's weight by its readers, its hazard and the days that it had the text
 * (attribution_init). attribution_judge holds the marks of the copy that came
 * to light against those of each holder's, by Bayes' rule. */

bool attribution_surfaced(const struct ledger *l, uint32_t document,
                          struct attribution_surfacing *out)
{
    struct ledger_mark mark;
    bool found = false;

    for (uint32_t i = 0; i < l->scenario->party_count; i++) {
        if (l->scenario->parties[i].kind != PARTY_PUBLIC ||
            !ledger_since_any(l, i, document, LEVEL_HOLDS, &mark))
            continue;
        if (found && mark.time >= out->time) continue;
        *out = (struct attribution_surfacing){mark.time, i, mark.peer};
        found = true;
    }
    return found;
}

size_t attribution_choices(const struct scenario_document *d)
{
    size_t count = 0;

    for (size_t i = 0; i < d->portion_count; i++)
        count += choices_count(bytes_of_text(d->portions[i].text));
    return count;
}

enum err attribution_marks(struct arena *a, const struct scenario_document *d,
                           const char *const *texts, int8_t **bits,
                           struct errmsg *e)
{
    int8_t *bit = arena_array(a, attribution_choices(d), sizeof *bit);

    *bits = bit;
    for (size_t i = 0; i < d->portion_count; i++) {
        const char *pattern = d->portions[i].text;
        const size_t count = choices_count(bytes_of_text(pattern));
        if (!texts[i])
            memset(bit, MARK_UNKNOWN, count);
        else if (count > 0 && mark_read(pattern, texts[i], bit))
            return err_set(e, ERR_LIMIT, "the copy is longer than %d words",
                           MARK_WORDS_MAX);
        bit += count;
    }
    return ERR_OK;
}

/* Each party's hazard on the document, its entries added up. A party without
 * one gets the mean of the others', or 1. */
static double *find_rates(struct arena *a, const struct scenario *sc,
                          uint32_t document)
{
    double *rates = arena_array(a, sc->party_count, sizeof *rates);
    double sum = 0;
    size_t stated = 0;

    for (size_t i = 0; i < sc->entry_count; i++) {
        const struct scenario_entry *e = &sc->entries[i];

        if (e->verb == RECORD_VERB_LEAK && e->document == document &&
            e->hazard.per_reader > 0)
            rates[e->from] += scenario_hazard_rate(&e->hazard, 1);
    }
    for (size_t i = 0; i < sc->party_count; i++) {
        sum += rates[i];
        stated += rates[i] > 0;
    }
    for (size_t i = 0; i < sc->party_count; i++)
        if (rates[i] == 0) rates[i] = stated > 0 ? sum / (double)stated : 1;
    return rates;
}

static void add_holder(struct attribution *a, const struct ledger *l,
                       uint32_t document, uint32_t party, double rate,
                       instant surfaced)
{
    const struct scenario *sc = l->scenario;
    struct ledger_mark mark;

    if (sc->parties[party].kind == PARTY_PUBLIC ||
        !ledger_since_any(l, party, document, LEVEL_HOLDS, &mark) ||
        mark.time >= surfaced)
        return;
    if (party == sc->documents[document].author) a->author = a->holder_count;
    a->holders[a->holder_count++] = (struct attribution_holder){
        .party = party,
        .since = mark.time,
        .readers = sc->parties[party].readers,
        .weight = rate * (double)sc->parties[party].readers *
                  (double)(surfaced - mark.time) / (double)DAY,
    };
}

void attribution_init(struct attribution *a, const struct ledger *l,
                      uint32_t document, instant surfaced)
{
    const size_t parties = l->scenario->party_count;
    double all = 0;

    *a = (struct attribution){
        .author = parties,
        .code = collusion_asked(l->scenario, document),
    };
    arena_init(&a->arena);
    a->holders = arena_array(&a->arena, parties, sizeof *a->holders);
    const double *rates = find_rates(&a->arena, l->scenario, document);
    for (uint32_t i = 0; i < parties; i++)
        add_holder(a, l, document, i, rates[i], surfaced);
    if (a->author == parties) a->author = a->holder_count;
    for (size_t i = 0; i < a->holder_count; i++)
        all += a->holders[i].weight;
    for (size_t i = 0; i < a->holder_count; i++)
        a->holders[i].prior = a->holders[i].weight / all;
}

void attribution_take_code(struct attribution *a, const struct scenario *sc,
                           uint32_t document, const struct rng_root *root)
{
    const struct scenario_document *d = &sc->documents[document];
    const struct mark_code code = {a->code.users, a->code.colluders};

    if (a->code.needs == 0 || a->code.places < a->code.needs) return;
    double *bias = arena_array(&a->arena, a->code.places, sizeof *bias);
    mark_code_biases(root, sc->parties[d->author].name, d->name, &code, bias,
                     a->code.places);
    a->bias = bias;
    a->threshold =
        tardos_limit(code.users, (uint32_t)a->code.places, MARK_CODE_ERROR);
}

void attribution_fini(struct attribution *a)
{
    arena_fini(&a->arena);
}

/* The log-likelihood of the surfaced copy if it is this holder's own. It
 * follows from the counts alone, so that copies that are as similar get one
 * number. */
static double fit_counts(size_t shown, size_t known, size_t equal, double error)
{
    return (double)equal * real_ln(1 - error) +
           (double)(known - equal) * real_ln(error) +
           (double)(shown - known) * real_ln(0.5);
}

static double fit_copy(struct attribution_holder *h, const int8_t *observed,
                       size_t choices, double error)
{
    size_t shown = 0;

    h->known = h->equal = 0;
    for (size_t i = 0; i < choices; i++) {
        if (observed[i] == MARK_UNKNOWN) continue;
        shown++;
        if (!h->bits || h->bits[i] == MARK_UNKNOWN) continue;
        h->known++;
        h->equal += h->bits[i] == observed[i];
    }
    return fit_counts(shown, h->known, h->equal, error);
}

/* The same if its author made it, to be like this holder's: what the holder
 * chose is not known to the author. */
static double fit_planted(const struct attribution_holder *h, double fit,
                          const int8_t *observed, size_t choices, double error)
{
    size_t shown = 0, known = 0, equal = 0;

    if (!h->chose || !h->bits) return fit;
    for (size_t i = 0; i < choices; i++) {
        if (observed[i] == MARK_UNKNOWN) continue;
        shown++;
        if (i % 2 == 1 || h->bits[i] == MARK_UNKNOWN) continue;
        known++;
        equal += h->bits[i] == observed[i];
    }
    return fit_counts(shown, known, equal, error);
}

void attribution_forget_chosen(int8_t *bits, size_t choices)
{
    for (size_t i = 1; i < choices; i += 2)
        bits[i] = MARK_UNKNOWN;
}

/* Scales the weights to add up to 1. If all are 0, the copy is nobody's. */
static void share_weights(double *weights, size_t count)
{
    double all = 0;

    for (size_t i = 0; i < count; i++)
        all += weights[i];
    for (size_t i = 0; i < count && all > 0; i++)
        weights[i] /= all;
}

/* The marks of colluders' copies are mixed, so that only a code's scores speak
 * against a holder. */
static void judge_by_code(struct attribution *a, const int8_t *observed)
{
    a->marked = false;
    a->closest_count = 0;
    for (size_t i = 0; i < a->holder_count; i++) {
        struct attribution_holder *h = &a->holders[i];

        h->closest = false;
        h->to_author = h->to_others = h->prior;
        if (!a->bias || !h->bits || i == a->author) continue;
        for (size_t k = 0; k < a->code.places; k++) {
            const size_t at = a->code.shared ? 2 * k : k;

            if (observed[at] != MARK_UNKNOWN && h->bits[at] != MARK_UNKNOWN)
                h->score += tardos_term(a->bias[k], (uint8_t)h->bits[at],
                                        (uint8_t)observed[at]);
        }
        h->accused = h->score > a->threshold;
        if (h->accused) h->to_author = 1 - MARK_CODE_ERROR;
    }
}

void attribution_judge(struct attribution *a, const int8_t *observed,
                       size_t choices, double error)
{
    const size_t count = a->holder_count;
    double *fits = arena_array(&a->arena, count, sizeof *fits);
    double *author = arena_array(&a->arena, count, sizeof *author);

    assert(error > 0 && error < 1);
    double best = 0, planted = 0;
    for (size_t i = 0; i < count; i++) {
        fits[i] = fit_copy(&a->holders[i], observed, choices, error);
        const double like =
            fit_planted(&a->holders[i], fits[i], observed, choices, error);
        if (i == 0 || fits[i] > best) best = fits[i];
        if (i == 0 || like > planted) planted = like;
    }
    a->closest_count = 0;
    for (size_t i = 0; i < count; i++) {
        a->holders[i].closest = fits[i] == best;
        a->closest_count += a->holders[i].closest;
    }
    a->marked = a->closest_count < count;
    /* Only ratios matter: the best is set to 1, so that no other vanishes by
     * underflow alone. */
    for (size_t i = 0; i < count; i++) {
        fits[i] = real_exp(fits[i] - best);
        author[i] = a->holders[i].prior * fits[i];
        fits[i] = a->holders[i].prior *
                  (i == a->author ? real_exp(planted - best) : fits[i]);
    }
    share_weights(author, count);
    share_weights(fits, count);
    for (size_t i = 0; i < count; i++) {
        a->holders[i].to_author = author[i];
        a->holders[i].to_others = fits[i];
    }
    if (a->code.needs > 0) judge_by_code(a, observed);
}
