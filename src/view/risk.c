#include "view/risk.h"

#include <assert.h>
#include <inttypes.h>

#include "experiment/circle.h"
#include "statistics/proportion.h"
#include "view/moment.h"
#include "view/text.h"

/* Draws the probability that documents leak. By hazards, each document has
 * three tables: the probability by several times, the times by which it is a
 * quarter, a half and three quarters, and with the columns of the first, the
 * probability of each holder to leak first; a legend states what the figures
 * rest on. By circles there is one table: the people who know the text of each
 * document, and Grimes's estimate from their number. */

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

/* "     12.3 %      12.0 %    8.2 to  17.2 %". */
static void draw_share(const struct secrecy_share *share, bool computable,
                       FILE *out)
{
    char computed[RISK_SHARE_SIZE], counted[RISK_SHARE_SIZE];

    risk_share(computed, share->computed);
    risk_share(counted, share->counted);
    fprintf(out, "  %10s  %10s  %5.1f to %5.1f %%\n",
            computable ? computed : "-", counted, 100 * share->interval.low,
            100 * share->interval.high);
}

/* A caption tells the number of runs, the method and the interval. */
static void draw_caption(const struct risk_page *page, const struct secrecy *s,
                         const char *before, const char *after, FILE *out)
{
    struct arena a;

    arena_init(&a);
    style_paragraph(&page->style, STYLE_QUIET,
                    arena_format(&a, "%s%" PRIu64 " run%s%s", before, s->runs,
                                 s->runs == 1 ? "" : "s", after),
                    out);
    arena_fini(&a);
}

static void draw_curve(const struct risk_page *page, const struct secrecy *s,
                       const struct secrecy_document *d, FILE *out)
{
    char time[MOMENT_SIZE];

    draw_caption(page, s, "Leaked by a time: share of ",
                 "; 95 % interval: Wilson", out);
    fprintf(out, "  %-*s    computed     counted   95 %% interval\n",
            TIME_WIDTH, "leaked by");
    for (size_t i = 0; i < SECRECY_POINTS; i++) {
        moment_full(time, s->points[i]);
        fprintf(out, "  %-*.16s", TIME_WIDTH, time);
        draw_share(&d->out[i], d->computable, out);
    }
}

/* "2022-01-28 01:00 to 2022-01-29 05:00", "2022-01-28 01:00 or later", "-". */
static void draw_times(instant start, const struct survival_quantile *q,
                       FILE *out)
{
    char low[MOMENT_SIZE], high[MOMENT_SIZE];

    moment_full(low, instant_add(start, q->low));
    if (q->high < SURVIVAL_NEVER) {
        moment_full(high, instant_add(start, q->high));
        fprintf(out, "%.16s to %.16s\n", low, high);
    } else if (q->low > 0) {
        fprintf(out, "%.16s or later\n", low);
    } else {
        fputs("-\n", out);
    }
}

static void draw_quantiles(const struct risk_page *page,
                           const struct secrecy *s,
                           const struct secrecy_document *d, FILE *out)
{
    char time[MOMENT_SIZE];

    draw_caption(page, s, "First leak: Kaplan-Meier, ",
                 "; 95 % interval: log-log band", out);
    fprintf(out, "  %-*s%-*s  95 %% interval\n", NAME_WIDTH, "leaked in",
            NAME_WIDTH, "by");
    for (int i = 0; i < SECRECY_QUANTILES; i++) {
        const struct survival_quantile *q = &d->quantiles[i];

        fprintf(out, "  %.0f %% of runs%*s", 100 * SECRECY_QUANTILE(i),
                NAME_WIDTH - 12, "");
        if (q->time < SURVIVAL_NEVER)
            moment_full(time, instant_add(s->scenario->start, q->time));
        fprintf(out, "%-*.16s  ", NAME_WIDTH,
                q->time < SURVIVAL_NEVER ? time : "later");
        draw_times(s->scenario->start, q, out);
    }
}

static void draw_holders(const struct risk_page *page, const struct secrecy *s,
                         const struct secrecy_document *d, FILE *out)
{
    draw_caption(page, s, "Leaks first: Aalen-Johansen, ",
                 "; 95 % interval: log-log band", out);
    fprintf(out,
            "  %-*s readers   a day    computed     counted   95 %% interval\n",
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
        draw_share(&h->first, d->computable, out);
    }
}

/* A half gives the widest interval. */
static void draw_too_few(const struct risk_page *page, const struct secrecy *s,
                         FILE *out)
{
    const double enough = 0.1, good = 0.05;
    struct arena a;

    if (s->runs >= proportion_runs(enough)) return;
    const struct interval i = proportion_wilson(s->runs / 2, s->runs);
    arena_init(&a);
    fputc('\n', out);
    style_paragraph(
        &page->style, STYLE_OPEN,
        arena_format(&a,
                     "Too few runs to tell: with %" PRIu64
                     " an interval may be %.0f points wide, with "
                     "%" PRIu64 " at most %.0f, with %" PRIu64 " %.0f: --runs.",
                     s->runs, 100 * (i.high - i.low), proportion_runs(enough),
                     200 * enough, proportion_runs(good), 200 * good),
        out);
    arena_fini(&a);
}

/* The legend ends with the uncertainty of a rate fitted to one case, so that
 * nobody takes the figures for more than the rates. */
static void draw_hazards_legend(const struct risk_page *page, FILE *out)
{
    const struct interval rate = secrecy_rate_interval(CASE_DAYS);
    struct arena a;

    arena_init(&a);
    style_set(&page->style, STYLE_QUIET, out);
    fputc('\n', out);
    text_put_wrapped(
        arena_format(
            &a,
            "leaked by: the probability that the document is out by then; "
            "leaked in: the time by which that share of the runs has had its "
            "first leak, or later than the end; leaks first: that this holder "
            "is the first to leak it; a day: the holder's hazard, readers x "
            "rate x motive. computed: from the hazards of all holders, each "
            "from when it holds the text; counted: from the runs, each up to "
            "its first leak or the end. A holder that leaks first in no run, "
            "or in all, has Wilson's interval. Both depend on the assumed "
            "rates: a rate fitted to the one case on record, out after %d "
            "days, has a 95 %% interval of %.4f to %.2f a day for the whole "
            "group.",
            CASE_DAYS, rate.low, rate.high),
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
        draw_curve(page, s, d, out);
        fputc('\n', out);
        draw_quantiles(page, s, d, out);
        fputc('\n', out);
        draw_holders(page, s, d, out);
        if (!d->computable)
            fputs(d->dependent
                      ? "  Not computed: one leak may lead to another.\n"
                      : "  Not computed: the scenario draws the time of a leak "
                        "from no hazard.\n",
                  out);
    }
    if (s->document_count == 0) {
        fputs("\nNothing leaks in this scenario: its script has no leak.\n"
              "For the risk by the number of people: --model grimes\n",
              out);
    } else {
        draw_too_few(page, s, out);
        draw_hazards_legend(page, out);
    }
    arena_fini(&a);
}

static void draw_circle(const struct risk_page *page, const struct ledger *l,
                        uint32_t document, FILE *out)
{
    char share[RISK_SHARE_SIZE];
    double people;
    const double leaked =
        circle_leaked(l, document, page->by, page->half_life, &people);

    if (people <= 0) return;
    risk_share(share, leaked);
    text_put_spaces(INDENT, out);
    text_put_cell(l->scenario->documents[document].name, 2 * NAME_WIDTH, out);
    fprintf(out, "%10.0f%12s%14.1f\n", people, share,
            circle_years(people, 0.95));
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
