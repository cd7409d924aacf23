#include "view/risk.h"

#include <assert.h>
#include <inttypes.h>

#include "experiment/circle.h"
#include "statistics/proportion.h"
#include "view/grid.h"
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

/* "12.3 %", "12.0 %", "8.2 to 17.2 %". */
static void put_share(struct grid *g, const struct secrecy_share *share,
                      bool computable)
{
    char computed[RISK_SHARE_SIZE], counted[RISK_SHARE_SIZE];

    risk_share(computed, share->computed);
    risk_share(counted, share->counted);
    grid_put(g, "%s", computable ? computed : "-");
    grid_put(g, "%s", counted);
    grid_put(g, "%.1f to %.1f %%", 100 * share->interval.low,
             100 * share->interval.high);
}

static void put_share_heads(struct grid *g)
{
    grid_put(g, "computed");
    grid_put(g, "counted");
    grid_put(g, "95 %% interval");
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
                       const struct secrecy_document *d, struct arena *a,
                       FILE *out)
{
    char time[MOMENT_SIZE];
    struct grid g;

    draw_caption(page, s, "Leaked by a time: share of ",
                 "; 95 % interval: Wilson", out);
    grid_init(&g, a, 4);
    grid_put(&g, "leaked by");
    put_share_heads(&g);
    for (size_t i = 0; i < SECRECY_POINTS; i++) {
        moment_full(time, s->points[i]);
        grid_put(&g, "%.16s", time);
        put_share(&g, &d->out[i], d->computable);
    }
    grid_draw(&g, INDENT, out);
}

/* "2022-01-28 01:00 to 2022-01-29 05:00", "2022-01-28 01:00 or later", "-". */
static void put_times(struct grid *g, instant start,
                      const struct survival_quantile *q)
{
    char low[MOMENT_SIZE], high[MOMENT_SIZE];

    moment_full(low, instant_add(start, q->low));
    if (q->high < SURVIVAL_NEVER) {
        moment_full(high, instant_add(start, q->high));
        grid_put(g, "%.16s to %.16s", low, high);
    } else if (q->low > 0) {
        grid_put(g, "%.16s or later", low);
    } else {
        grid_put(g, "-");
    }
}

static void draw_quantiles(const struct risk_page *page,
                           const struct secrecy *s,
                           const struct secrecy_document *d, struct arena *a,
                           FILE *out)
{
    char time[MOMENT_SIZE];
    struct grid g;

    draw_caption(page, s, "First leak: Kaplan-Meier, ",
                 "; 95 % interval: log-log band", out);
    grid_init(&g, a, 3);
    grid_put(&g, "leaked in");
    grid_put(&g, "by");
    grid_put(&g, "95 %% interval");
    for (int i = 0; i < SECRECY_QUANTILES; i++) {
        const struct survival_quantile *q = &d->quantiles[i];

        grid_put(&g, "%.0f %% of runs", 100 * SECRECY_QUANTILE(i));
        if (q->time < SURVIVAL_NEVER)
            moment_full(time, instant_add(s->scenario->start, q->time));
        grid_put(&g, "%.16s", q->time < SURVIVAL_NEVER ? time : "later");
        put_times(&g, s->scenario->start, q);
    }
    grid_draw(&g, INDENT, out);
}

static void draw_holders(const struct risk_page *page, const struct secrecy *s,
                         const struct secrecy_document *d, struct arena *a,
                         FILE *out)
{
    struct grid g;

    draw_caption(page, s, "Leaks first: Aalen-Johansen, ",
                 "; 95 % interval: log-log band", out);
    grid_init(&g, a, 6);
    grid_put(&g, "leaks first");
    grid_put(&g, "readers");
    grid_put(&g, "a day");
    put_share_heads(&g);
    for (size_t i = 0; i < d->holder_count; i++) {
        const struct secrecy_holder *h = &d->holders[i];
        const struct scenario_party *party = &s->scenario->parties[h->party];

        grid_put(&g, "%s", party->name);
        grid_put(&g, "%" PRIu32, party->readers);
        if (h->rate > 0)
            grid_put(&g, "%.3g", h->rate);
        else
            grid_put(&g, "-");
        put_share(&g, &h->first, d->computable);
    }
    grid_draw(&g, INDENT, out);
}

static void draw_document(const struct risk_page *page, const struct secrecy *s,
                          const struct secrecy_document *d, FILE *out)
{
    struct arena a;

    arena_init(&a);
    fputc('\n', out);
    style_paragraph(&page->style, STYLE_TITLE,
                    s->scenario->documents[d->document].name, out);
    draw_curve(page, s, d, &a, out);
    fputc('\n', out);
    draw_quantiles(page, s, d, &a, out);
    fputc('\n', out);
    draw_holders(page, s, d, &a, out);
    if (!d->computable) {
        text_put_spaces(INDENT, out);
        text_put_wrapped(d->dependent
                             ? "Not computed: one leak may lead to another."
                             : "Not computed: the scenario draws the time of a "
                               "leak from no hazard.",
                         INDENT, INDENT, out);
    }
    arena_fini(&a);
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
    for (size_t i = 0; i < s->document_count; i++)
        draw_document(page, s, &s->documents[i], out);
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

static void put_circle(struct grid *g, const struct risk_page *page,
                       const struct ledger *l, uint32_t document)
{
    char share[RISK_SHARE_SIZE];
    double people;
    const double leaked =
        circle_leaked(l, document, page->by, page->half_life, &people);

    if (people <= 0) return;
    risk_share(share, leaked);
    grid_put(g, "%s", l->scenario->documents[document].name);
    grid_put(g, "%.0f", people);
    grid_put(g, "%s", share);
    grid_put(g, "%.1f", circle_years(people, 0.95));
}

void risk_draw_circles(const struct risk_page *page, const struct ledger *l,
                       FILE *out)
{
    struct arena a;
    struct grid g;

    assert(page->half_life >= 0);
    arena_init(&a);
    draw_risk_heading(page, l->scenario, "one run", out);
    fputc('\n', out);
    grid_init(&g, &a, 4);
    grid_put(&g, "document");
    grid_put(&g, "people");
    grid_put(&g, "leaked");
    grid_put(&g, "95 %% in years");
    for (uint32_t i = 0; i < l->scenario->document_count; i++)
        put_circle(&g, page, l, i);
    grid_draw(&g, INDENT, out);
    arena_fini(&a);
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
