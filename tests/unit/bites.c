/* Each tactic succeeds where its row says that it does, with real bytes: one
 * that never succeeds would show nothing where it is stopped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "experiment/trial.h"
#include "scenario/recipe.h"
#include "support/program.h"
#include "support/stories.h"

static void tell_story(struct scenario *s, struct arena *a, const char *name)
{
    size_t size;
    char *text = program_read(
        arena_format(a, "%s/tests/tactics/%s.yaml", SOURCE_DIR, name), &size);

    assert_non_null(text);
    stories_parse(s, name, bytes_of(text, size));
    free(text);
}

/* The protection as one more of the scenario's; its index. */
static uint32_t add_protection(struct scenario *s, struct arena *a,
                               const char *recipe)
{
    const size_t count = s->protection_count;
    struct scenario_protection *all = arena_array(a, count + 1, sizeof *all);
    struct scenario_errors errors;

    if (count > 0) memcpy(all, s->protections, count * sizeof *all);
    scenario_errors_init(&errors);
    if (recipe_parse(&all[count], a, recipe, &errors))
        fail_msg("%s: %s", recipe, errors.items[0].text);
    scenario_errors_fini(&errors);
    s->protections = all;
    s->protection_count = count + 1;
    return (uint32_t)count;
}

/* The best that the tactic gets to against any copy of the story. */
static struct trial_outcome bite(const struct tactic *t)
{
    struct trial_outcome best = {0};
    struct trial_result *results;
    struct scenario s;
    struct trial trial;
    struct errmsg e;
    struct arena a;
    size_t count = 0;

    arena_init(&a);
    tell_story(&s, &a, t->story);
    const uint32_t protect = add_protection(&s, &a, t->bites);
    if (trial_init(&trial, &s, protect, 1, 0, &e) ||
        trial_play_all(&trial, t, NULL, &a, &results, &count, &e))
        fail_msg("%s", e.text);
    for (size_t i = 0; i < count; i++)
        if (results[i].outcome.verdict >= best.verdict)
            best = results[i].outcome;
    trial_fini(&trial);
    scenario_fini(&s);
    arena_fini(&a);
    return best;
}

/* Tactics that make the recipient hold what nobody vouches for, and no more:
 * only a fault of the program could make it take that for verified. */
static bool stays_unverified(const struct tactic *t)
{
    static const char *const names[] = {"tamper", "splice", "forwarding",
                                        "pose", "reflect"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(t->name, names[i]) == 0) return true;
    return false;
}

/* It gets as far as breaks a claim, if the protection had made it. */
static void test_each_bites(void **state)
{
    (void)state;
    for (size_t i = 0; i < tactic_count; i++) {
        const struct tactic *t = &tactic_rows[i];
        /* No protection has receipts that name nobody; that its receipt is one
         * that its owner takes is shown in unit/handover. */
        if (strcmp(t->name, "pass-on") == 0) continue;
        if (!t->story || !t->bites)
            fail_msg("%s: the row does not say where it bites", t->name);
        const struct trial_outcome o = bite(t);
        if (o.verdict != TRIAL_SUCCEEDED)
            fail_msg("%s does not succeed in %s under %s: %s", t->name,
                     t->story, t->bites, trial_verdict_word(o.verdict));
        if (t->tests && (o.level < t->breaks) != stays_unverified(t))
            fail_msg("%s only gets to %s", t->name, record_level_text(o.level));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_each_bites)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
