#include "cli/plan.h"

#include "cli/input.h"
#include "cli/notice.h"

static const struct input_changes unchanged = {.count = 0};

static void say_study(const struct results_study *s, const char *file,
                      struct scenario_errors *errors)
{
    struct arena a;

    arena_init(&a);
    scenario_errors_print(stderr,
                          file ? input_label(&a, file, &unchanged)
                               : arena_format(&a, "%s.yaml", s->name),
                          s->study, errors);
    arena_fini(&a);
}

enum err plan_design(struct design *d, const struct results_study *s,
                     const char *file)
{
    struct scenario_errors errors;

    scenario_errors_init(&errors);
    const enum err rc = design_parse(d, s->name, s->study, &errors);
    if (rc) say_study(s, file, &errors);
    scenario_errors_fini(&errors);
    return rc;
}

/* What is wrong is in the study's file, or in its scenario as a point has it.
 */
enum err plan_points(struct points *p, const struct design *d,
                     const struct results_study *s, const char *file,
                     const char *command)
{
    struct scenario_errors errors;
    struct bytes changed = {0};
    struct errmsg e = {{0}};
    struct arena a;

    arena_init(&a);
    scenario_errors_init(&errors);
    const struct points_source source = {s->scenario_name, s->scenario,
                                         s->seed};
    const enum err rc = points_make(p, d, &source, &a, &changed, &errors, &e);
    if (rc && errors.count > 0 && changed.size > 0)
        scenario_errors_print(
            stderr, arena_format(&a, "%s.yaml, changed", s->scenario_name),
            changed, &errors);
    else if (rc && errors.count > 0)
        say_study(s, file, &errors);
    else if (rc)
        (void)notice_failed(command, &e);
    scenario_errors_fini(&errors);
    arena_fini(&a);
    return rc;
}
