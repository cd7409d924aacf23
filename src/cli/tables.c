#include "cli/tables.h"

#include <inttypes.h>

#include "cli/options.h"
#include "experiment/measure_all.h"
#include "experiment/secrecy.h"
#include "scenario/stock.h"
#include "view/moment.h"
#include "view/risk.h"
#include "view/trials.h"

/* Each table is the command's own: attack's has a row a tactic, with the number
 * of trials under each verdict; compare's has a row a protection, first without
 * any, with its costs and then its properties; risk's has for each document a
 * row a point of time, then a row a holder. */

enum { COST_COLUMNS = 5, RISK_RUNS = 200 };

static const char *number_text(struct arena *a, uint64_t number)
{
    return arena_format(a, "%" PRIu64, number);
}

/* The worst verdict of a tactic's trials, and their numbers. */
static void fill_tactic(struct page_table_row *row, struct arena *a,
                        const struct trials *t, const struct tactic *tactic)
{
    const struct trials_counts c = trials_count(t, tactic);
    size_t column = 0;

    row->mark = "";
    row->cells[column++] = tactic->name;
    for (unsigned i = 0; i < TRIAL_VERDICT_COUNT; i++) {
        row->cells[column++] =
            c.counts[i] > 0 ? number_text(a, c.counts[i]) : "";
        if (c.counts[i] > 0 && i != TRIAL_IDLE)
            row->mark = trial_verdict_word((enum trial_verdict)i);
    }
    row->cells[column] = tactic->attack;
}

static void fill_attack(struct page_table *t, struct arena *a,
                        const struct tables_question *q,
                        const struct trials *trials)
{
    struct page_table_row *rows = arena_array(a, tactic_count, sizeof *rows);
    size_t broken = 0;

    t->columns[t->column_count++] = "tactic";
    for (int i = 0; i < TRIAL_VERDICT_COUNT; i++)
        t->columns[t->column_count++] =
            trial_verdict_word((enum trial_verdict)i);
    t->columns[t->column_count++] = "attack";
    for (size_t i = 0; i < tactic_count; i++)
        fill_tactic(&rows[i], a, trials, &tactic_rows[i]);
    for (size_t i = 0; i < trials->count; i++)
        broken += trials->results[i].outcome.broken > 0;
    t->rows = rows;
    t->row_count = tactic_count;
    t->title = "Attacks on the copies of this run";
    t->command = arena_format(a, "demarche attack %s.yaml --seed %" PRIu64,
                              q->scenario->name, q->seed);
    t->note = broken == 0
                  ? "Every claim of the protections holds."
                  : arena_format(a, "Claims that do not hold: %zu.", broken);
}

enum err tables_attack(struct page_table *t, struct arena *a,
                       const struct tables_question *q, struct errmsg *e)
{
    struct trials trials = {.protect = SCENARIO_NONE};
    struct trial_result *results;
    struct trial trial;

    *t = (struct page_table){.name = "attack"};
    enum err rc =
        trial_init(&trial, q->scenario, SCENARIO_NONE, q->seed, q->run, e);
    if (rc) return rc;
    rc = trial_play_all(&trial, NULL, q->runner, a, &results, &trials.count, e);
    trials.trial = &trial;
    trials.results = results;
    if (!rc) fill_attack(t, a, q, &trials);
    trial_fini(&trial);
    return rc;
}

static void fill_protection(struct page_table_row *row, struct arena *a,
                            const struct measure *m)
{
    row->mark = "";
    row->cells[0] = arena_text(a, m->name);
    row->cells[1] = number_text(a, m->documents);
    row->cells[2] = number_text(a, m->bytes);
    row->cells[3] = number_text(a, m->frames);
    row->cells[4] = number_text(a, m->trips);
    for (int i = 0; i < MEASURE_COUNT; i++)
        row->cells[COST_COLUMNS + i] =
            measure_verdict_word(m->answers[i].verdict);
}

/* First what is nothing, then the scenario's own. */
static enum err choose_protections(const struct scenario *stocked, size_t own,
                                   uint32_t *out, size_t *count,
                                   struct errmsg *e)
{
    uint32_t open;
    enum err rc = options_protection(&open, stocked, "open", e);

    if (rc) return rc;
    out[(*count)++] = open;
    for (uint32_t i = 0; i < own; i++)
        if (i != open) out[(*count)++] = i;
    return ERR_OK;
}

enum err tables_compare(struct page_table *t, struct arena *a,
                        const struct tables_question *q, struct errmsg *e)
{
    static const char *const costs[COST_COLUMNS] = {
        "protection", "copies", "bytes", "frames", "round trips"};
    struct scenario stocked = *q->scenario;
    const size_t own = stocked.protection_count;
    uint32_t *chosen = arena_array(a, own + 1, sizeof *chosen);
    struct page_table_row *rows = arena_array(a, own + 1, sizeof *rows);
    struct measure_all all = {.scenario = &stocked,
                              .protections = chosen,
                              .seed = q->seed,
                              .run = q->run,
                              .items =
                                  arena_array(a, own + 1, sizeof *all.items)};

    *t = (struct page_table){.name = "compare",
                             .title = "Protections beside each other",
                             .rows = rows};
    stock_add(&stocked, a);
    enum err rc = choose_protections(&stocked, own, chosen, &all.count, e);
    if (!rc) rc = measure_all_play(&all, a, q->runner, e);
    for (size_t i = 0; i < all.count && !rc; i++)
        fill_protection(&rows[t->row_count++], a, &all.items[i]);
    for (int i = 0; i < COST_COLUMNS; i++)
        t->columns[t->column_count++] = costs[i];
    for (int i = 0; i < MEASURE_COUNT; i++)
        t->columns[t->column_count++] = measure_word((enum measure_property)i);
    t->command = arena_format(a, "demarche compare %s.yaml --seed %" PRIu64,
                              q->scenario->name, q->seed);
    t->note = "Each answer comes from attempts to break the property; n.a.: "
              "nothing to try it on.";
    return rc;
}

/* One row: up to when it leaked, or who leaked first. */
static void fill_risk(struct page_table *t, struct page_table_row *row,
                      struct arena *a, const char *what,
                      const struct secrecy *s, const struct secrecy_document *d,
                      const struct secrecy_share *share)
{
    char computed[RISK_SHARE_SIZE], counted[RISK_SHARE_SIZE];

    risk_share(computed, share->computed);
    risk_share(counted, share->counted);
    row->cells[0] = s->scenario->documents[d->document].name;
    row->cells[1] = what;
    row->cells[2] = d->computable ? arena_text(a, computed) : "";
    row->cells[3] = arena_text(a, counted);
    row->cells[4] =
        arena_format(a, "%.1f to %.1f %%", 100 * share->interval.low,
                     100 * share->interval.high);
    row->mark = "";
    t->row_count++;
}

static void fill_risks(struct page_table *t, struct arena *a,
                       const struct secrecy *s)
{
    size_t rows = 0;

    for (size_t i = 0; i < s->document_count; i++)
        rows += SECRECY_POINTS + s->documents[i].holder_count;
    struct page_table_row *row = arena_array(a, rows, sizeof *row);
    t->rows = row;
    for (size_t i = 0; i < s->document_count; i++) {
        const struct secrecy_document *d = &s->documents[i];
        for (size_t k = 0; k < SECRECY_POINTS; k++) {
            char time[MOMENT_SIZE];
            moment_full(time, s->points[k]);
            fill_risk(t, row++, a, arena_format(a, "out by %.16s", time), s, d,
                      &d->out[k]);
        }
        for (size_t k = 0; k < d->holder_count; k++) {
            const struct secrecy_holder *h = &d->holders[k];
            fill_risk(t, row++, a,
                      arena_format(a, "%s leaks it first",
                                   s->scenario->parties[h->party].name),
                      s, d, &h->first);
        }
    }
}

enum err tables_risk(struct page_table *t, struct arena *a,
                     const struct tables_question *q, struct errmsg *e)
{
    static const char *const columns[] = {"document", "what", "computed",
                                          "counted", "95 % interval"};
    struct secrecy secrecy;
    enum err rc = ERR_OK;

    *t = (struct page_table){.name = "risk", .title = "How likely it leaks"};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        t->columns[t->column_count++] = columns[i];
    t->command = arena_format(a, "demarche risk %s.yaml --seed %" PRIu64,
                              q->scenario->name, q->seed);
    secrecy_init(&secrecy, q->scenario, q->scenario->end);
    if (secrecy.document_count > 0)
        rc = secrecy_study(&secrecy, q->seed, RISK_RUNS, q->runner, e);
    if (!rc) fill_risks(t, a, &secrecy);
    t->note = secrecy.document_count == 0
                  ? "Nothing leaks in this scenario: its script has no leak."
                  : arena_format(a,
                                 "Computed from the hazards of all holders, "
                                 "and counted in %d runs: out by a time with "
                                 "Wilson's interval, who is first by Aalen and "
                                 "Johansen's estimate. Both rest on the rates "
                                 "that the scenario assumes.",
                                 RISK_RUNS);
    secrecy_fini(&secrecy);
    return rc;
}
