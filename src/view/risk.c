#include "view/risk.h"

#include <assert.h>
#include <inttypes.h>

#include "view/moment.h"
#include "view/text.h"

/* Draws the probability that documents leak. By hazards, each document has two
 * tables with the same columns: the probability by several times, then that of
 * each holder to leak first; a legend states what the figures rest on. By
 * circles there is one table: the people who know the text of each document,
 * and Grimes's estimate from their number. */

enum {
    INDENT = 2,
    NAME_WIDTH = 18,
    TIME_WIDTH = 34,
    CASE_DAYS = 7 /* of the one case on record: 26 January to 2 February */
};

void risk_share(char out[RISK_SHARE_SIZE], double share)
{
    const bool small = share > 0 && share < 0.001;

    snprintf(out, RISK_SHARE_SIZE, small ? "%.2g %%" : "%.1f %%", 100 * share);
}

static void draw_risk_heading(const struct risk_page *page,
                              const struct scenario *sc, const char *how,
                              FILE *out)
{
    char start[MOMENT_SIZE], by[MOMENT_SIZE];
    struct arena a;

    arena_init(&a);
    moment_full(start, sc->start);
    moment_full(by, page->by);
    style_paragraph(&page->style, STYLE_TITLE, sc->title, out);
    style_paragraph(&page->style, STYLE_QUIET,
                    arena_format(&a,
                                 "%s, seed %" PRIu64 ", %.16s to %.16s UTC: %s",
                                 sc->name, page->seed, start, by, how),
                    out);
    arena_fini(&a);
}

/* "  2022-02-02 00:00      12.3 %   12.0 %   8.2 to 17.2 %". */
static void draw_shares(double computed, bool computable, uint64_t seen,
                        uint64_t runs, FILE *out)
{
    char share[RISK_SHARE_SIZE], counted[RISK_SHARE_SIZE];
    double low, high;

    assert(runs > 0);
    risk_share(share, computed / (double)runs);
    risk_share(counted, (double)seen / (double)runs);
    secrecy_interval(seen, runs, &low, &high);
    fprintf(out, "  %10s  %10s  %5.1f to %5.1f %%\n", computable ? share : "-",
            counted, 100 * low, 100 * high);
}

static void draw_curve(const struct secrecy *s,
                       const struct secrecy_document *d, FILE *out)
{
    char time[MOMENT_SIZE];

    fprintf(out, "  %-*s    computed     counted   95 %% of the count\n",
            TIME_WIDTH, "leaked by");
    for (size_t i = 0; i < SECRECY_POINTS; i++) {
        moment_full(time, s->points[i]);
        fprintf(out, "  %-*.16s", TIME_WIDTH, time);
        draw_shares(d->out[i], d->computable, d->seen[i], s->runs, out);
    }
}

static void draw_holders(const struct secrecy *s,
                         const struct secrecy_document *d, FILE *out)
{
    fprintf(out,
            "  %-*s readers   a day    computed     counted   95 %% of the "
            "count\n",
            NAME_WIDTH, "leaks first");
    for (size_t i = 0; i < d->holder_count; i++) {
        const struct secrecy_holder *h = &d->holders[i];
        const struct scenario_party *party = &s->scenario->parties[h->party];

        text_put_spaces(INDENT, out);
        text_put_cell(party->name, NAME_WIDTH, out);
        if (h->rate > 0)
            fprintf(out, "%8" PRIu32 "%8.3g", party->readers, h->rate);
        else
            fprintf(out, "%8" PRIu32 "%8s", party->readers, "-");
        draw_shares(h->first, d->computable, h->first_seen, s->runs, out);
    }
}

/* The legend ends with the uncertainty of a rate fitted to one case, so that
 * nobody takes the figures for more than the rates. */
static void draw_hazards_legend(const struct risk_page *page,
                                const struct secrecy *s, FILE *out)
{
    double low, high;
    struct arena a;

    arena_init(&a);
    secrecy_rate_interval(CASE_DAYS, &low, &high);
    style_set(&page->style, STYLE_QUIET, out);
    fputc('\n', out);
    text_put_wrapped(
        arena_format(
            &a,
            "leaked by: the probability that the document is out by then; "
            "leaks first: that this holder is the first to leak it; a day: the "
            "holder's hazard, readers x rate x motive. computed: from the "
            "hazards of all holders, each from when it holds the text; "
            "counted: the share in %" PRIu64
            " runs, with its 95 %% interval. Both depend on the assumed rates: "
            "a rate fitted to the one case on record, out after %d days, has a "
            "95 %% interval of %.4f to %.2f a day for the whole group.",
            s->runs, CASE_DAYS, low, high),
        0, 0, out);
    style_set(&page->style, STYLE_PLAIN, out);
    arena_fini(&a);
}

void risk_draw_hazards(const struct risk_page *page, const struct secrecy *s,
                       FILE *out)
{
    struct arena a;

    arena_init(&a);
    draw_risk_heading(page, s->scenario,
                      s->document_count == 0
                          ? "no leaks"
                          : arena_format(&a, "%" PRIu64 " run%s", s->runs,
                                         s->runs == 1 ? "" : "s"),
                      out);
    for (size_t i = 0; i < s->document_count; i++) {
        const struct secrecy_document *d = &s->documents[i];

        fputc('\n', out);
        style_paragraph(&page->style, STYLE_TITLE,
                        s->scenario->documents[d->document].name, out);
        draw_curve(s, d, out);
        fputc('\n', out);
        draw_holders(s, d, out);
        if (!d->computable)
            fputs(d->dependent
                      ? "  Not computed: one leak may lead to another.\n"
                      : "  Not computed: the scenario draws the time of a leak "
                        "from no hazard.\n",
                  out);
    }
    if (s->document_count == 0)
        fputs("\nNothing leaks in this scenario: its script has no leak.\n"
              "For the risk by the number of people: --model grimes\n",
              out);
    else
        draw_hazards_legend(page, s, out);
    arena_fini(&a);
}

static void draw_circle(const struct risk_page *page, const struct ledger *l,
                        uint32_t document, FILE *out)
{
    char share[RISK_SHARE_SIZE];
    double people;
    const double leaked =
        secrecy_circle(l, document, page->by, page->half_life, &people);

    if (people <= 0) return;
    risk_share(share, leaked);
    text_put_spaces(INDENT, out);
    text_put_cell(l->scenario->documents[document].name, 2 * NAME_WIDTH, out);
    fprintf(out, "%10.0f%12s%14.1f\n", people, share,
            secrecy_grimes_years(people, 0.95));
}

void risk_draw_circles(const struct risk_page *page, const struct ledger *l,
                       FILE *out)
{
    assert(page->half_life >= 0);
    draw_risk_heading(page, l->scenario, "one run", out);
    fprintf(out, "\n  %-*s%10s%12s%14s\n", 2 * NAME_WIDTH, "document", "people",
            "leaked", "95 % in years");
    for (uint32_t i = 0; i < l->scenario->document_count; i++)
        draw_circle(page, l, i, out);
    style_set(&page->style, STYLE_QUIET, out);
    fputc('\n', out);
    text_put_wrapped("people: all readers of all holders but the public, each "
                     "from when it has the text. leaked: the probability of a "
                     "leak by then, after Grimes (PLOS ONE 2016, corrected): "
                     "each person leaks with probability 4.09e-6 a year, "
                     "whatever the document. 95 % in years: the years until a "
                     "leak is 95 % likely.",
                     0, 0, out);
    style_set(&page->style, STYLE_PLAIN, out);
}
