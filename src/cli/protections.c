#include "cli/protections.h"

#include <string.h>

#include "cli/subcommand.h"
#include "cli/notice.h"
#include "cli/options.h"
#include "scenario/recipe.h"
#include "scenario/stock.h"

/* One that is written out comes after the others. */
static int add_recipe(const char *command, struct scenario *s, const char *text,
                      struct arena *a)
{
    struct scenario_protection *all =
        arena_array(a, s->protection_count + 1, sizeof *all);
    struct scenario_errors errors;
    int exit_code = COMMAND_OK;

    memcpy(all, s->protections, s->protection_count * sizeof *all);
    scenario_errors_init(&errors);
    if (recipe_parse(&all[s->protection_count], a, text, &errors))
        exit_code = notice_wrong(command, "%s: %s", text, errors.items[0].text);
    scenario_errors_fini(&errors);
    if (exit_code) return exit_code;
    s->protections = all;
    s->protection_count++;
    return COMMAND_OK;
}

/* True if the last one is one of those before it, by its name; one that is
 * written out is named by its text. */
static bool is_chosen_twice(const struct scenario *s,
                            const struct protections *p)
{
    const char *last = s->protections[p->items[p->count - 1]].name;

    for (size_t i = 0; i + 1 < p->count; i++)
        if (strcmp(s->protections[p->items[i]].name, last) == 0) return true;
    return false;
}

int protections_choose(const char *command, const char *list,
                       struct scenario *s, struct arena *a,
                       struct protections *out)
{
    char *rest = arena_text(a, list);

    for (const char *name; (name = strsep(&rest, ","));) {
        struct errmsg e;
        if (out->count == PROTECTIONS_MAX)
            return notice_wrong(command, "expected at most %d protections",
                                PROTECTIONS_MAX);
        if (!*name)
            return notice_wrong(command, "--protect takes names separated by "
                                         "commas, and one of them is empty");
        uint32_t *item = &out->items[out->count++];
        *item = (uint32_t)s->protection_count;
        const int exit_code = strchr(name, '=')
                                  ? add_recipe(command, s, name, a)
                              : options_protection(item, s, name, &e)
                                  ? notice_wrong(command, "%s", e.text)
                                  : COMMAND_OK;
        if (exit_code) return exit_code;
        if (is_chosen_twice(s, out))
            return notice_wrong(command, "--protect names %s twice", name);
    }
    return COMMAND_OK;
}

const char *protections_word(struct arena *a, size_t i)
{
    (void)a;
    return stock_name(i);
}
