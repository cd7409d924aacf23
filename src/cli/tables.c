#include "cli/tables.h"

#include <inttypes.h>

#include "cli/options.h"
#include "experiment/measure.h"
#include "scenario/stock.h"
#include "view/trials.h"

/* Each table is the command's own: attack's has a row a tactic, with the number
 * of trials under each verdict; compare's has a row a protection, first without
 * any, with its costs and then its properties. */

enum { COST_COLUMNS = 5 };

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
    rc = trial_play_all(&trial, NULL, a, &results, &trials.count, e);
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

enum err tables_compare(struct page_table *t, struct arena *a,
                        const struct tables_question *q, struct errmsg *e)
{
    static const char *const costs[COST_COLUMNS] = {
        "protection", "copies", "bytes", "frames", "round trips"};
    struct scenario stocked = *q->scenario;
    const size_t own = stocked.protection_count;
    struct page_table_row *rows = arena_array(a, own + 1, sizeof *rows);
    struct measure measure;
    uint32_t open;

    *t = (struct page_table){.name = "compare",
                             .title = "Protections beside each other",
                             .rows = rows};
    stock_add(&stocked, a);
    enum err rc = options_protection(&open, &stocked, "open", e);
    for (uint32_t i = 0; i <= own && !rc; i++) {
        const uint32_t protection = i == 0 ? open : i - 1;

        if (i > 0 && protection == open) continue;
        rc = measure_protection(&measure, a, &stocked, protection, q->seed,
                                q->run, e);
        if (!rc) fill_protection(&rows[t->row_count++], a, &measure);
    }
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
