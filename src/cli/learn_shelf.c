#include "cli/learn_shelf.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/input.h"
#include "cli/notice.h"
#include "cli/shipped.h"
#include "cli/subcommand.h"
#include "view/text.h"

enum { NUMBER_COLUMN = 6 }; /* where the titles begin in a list */

static const struct input_changes unchanged = {.count = 0};

static bool is_lesson(const struct scenario *s)
{
    return s->lesson && s->lesson->role_count == 0;
}

/* True for a lesson, which the caller ends; *rc says what is wrong with others,
 * if anything. */
static bool learn_read(struct scenario *s, const char *path, enum err *rc)
{
    struct input_reading r;

    *rc = input_reading_init(&r, s, path, &unchanged, 1);
    input_reading_fini(&r);
    if (*rc) return false;
    if (is_lesson(s)) return true;
    scenario_fini(s);
    return false;
}

static int by_number(const void *a, const void *b)
{
    const struct learn_lesson *left = a, *right = b;
    const uint32_t one = left->scenario.lesson->number;
    const uint32_t other = right->scenario.lesson->number;

    return one < other ? -1 : one > other;
}

void learn_shelf_init(struct learn_shelf *shelf)
{
    struct shipped_path found;
    size_t most = 0;
    enum err rc;

    *shelf = (struct learn_shelf){.count = 0};
    arena_init(&shelf->arena);
    const char **names = shipped_names(&shelf->arena, SHIPPED_LESSON);
    while (names[most])
        most++;
    shelf->items = arena_array(&shelf->arena, most, sizeof *shelf->items);
    for (size_t i = 0; i < most; i++) {
        struct learn_lesson *l = &shelf->items[shelf->count];
        if (!shipped_named(&found, SHIPPED_LESSON, names[i])) continue;
        if (learn_read(&l->scenario, found.path, &rc)) {
            l->name = names[i];
            l->path = arena_text(&shelf->arena, found.path);
            shelf->count++;
        } else if (rc) {
            notice_say("note: %s is left out; demarche check says what is "
                       "wrong with it",
                       found.path);
        }
    }
    qsort(shelf->items, shelf->count, sizeof *shelf->items, by_number);
}

void learn_shelf_fini(struct learn_shelf *shelf)
{
    for (size_t i = 0; i < shelf->count; i++)
        scenario_fini(&shelf->items[i].scenario);
    arena_fini(&shelf->arena);
}

const struct learn_lesson *learn_shelf_named(const struct learn_shelf *shelf,
                                             const char *name)
{
    for (size_t i = 0; i < shelf->count && access(name, F_OK); i++)
        if (strcmp(shelf->items[i].name, name) == 0) return &shelf->items[i];
    return NULL;
}

const struct learn_lesson *learn_shelf_find(const struct learn_shelf *shelf,
                                            uint64_t number)
{
    for (size_t i = 0; i < shelf->count; i++)
        if (shelf->items[i].scenario.lesson->number == number)
            return &shelf->items[i];
    return NULL;
}

int learn_shelf_missing(const struct learn_shelf *shelf, const char *command,
                        uint64_t number)
{
    struct errmsg e;

    if (shelf->count == 0) {
        (void)shipped_none(&e);
        return notice_failed(command, &e);
    }
    return notice_wrong(
        command, "there is no lesson %" PRIu64 "; demarche learn lists them",
        number);
}

int learn_shelf_list(const struct learn_shelf *shelf, const char *command,
                     FILE *out)
{
    struct arena a;

    if (shelf->count == 0) return learn_shelf_missing(shelf, command, 0);
    arena_init(&a);
    for (size_t i = 0; i < shelf->count; i++) {
        const struct scenario *s = &shelf->items[i].scenario;

        text_put_field(arena_format(&a, "%u", s->lesson->number), NUMBER_COLUMN,
                       s->title, out);
    }
    arena_fini(&a);
    return COMMAND_OK;
}

bool learn_shelf_open(struct learn_lesson *out, struct arena *a,
                      const char *path)
{
    struct errmsg e;

    if (strcmp(path, "-") != 0 && access(path, F_OK)) {
        (void)shipped_missing(SHIPPED_LESSON, path, &e);
        (void)notice_failed("learn", &e);
        return false;
    }
    *out = (struct learn_lesson){.name = arena_text(a, path),
                                 .path = arena_text(a, path)};
    if (input_scenario(&out->scenario, path, &unchanged, 1)) return false;
    if (is_lesson(&out->scenario)) return true;
    scenario_fini(&out->scenario);
    notice_say("%s is no lesson; docs/teaching.md says how to write one", path);
    return false;
}
