#include "cli/reporting_looks.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/learn_look.h"
#include "cli/output.h"

/* A command about a scenario gets a copy of the one in the journal, in a folder
 * of its own that is gone again afterwards. The lesson is the journal's, which
 * may be anybody's: it may use few commands and options, and no file but those
 * that ship with the lesson of that name. */

enum { PRINTED_MAX = 16 * 1024 };

/* The copy. */
struct reporting_copy {
    const char *folder, *path; /* NULL: there is none */
};

/* The name of a file in whichever folder. */
static bool is_plain(const char *name)
{
    return *name && *name != '.' && !strchr(name, '/');
}

static void copy_init(struct reporting_copy *c, struct arena *a,
                      const struct record_header *h)
{
    struct errmsg e;

    const char *temporary = getenv("TMPDIR");
    char *folder = (char *)arena_format(
        a, "%s/demarche-XXXXXX", temporary && *temporary ? temporary : "/tmp");

    *c = (struct reporting_copy){0};
    if (!is_plain(h->scenario_name) || !mkdtemp(folder)) return;
    c->folder = folder;
    c->path = arena_format(a, "%s/%s.yaml", folder, h->scenario_name);
    const struct output_target target = {.path = c->path, .regular = true};
    if (!output_write(&target, h->scenario, &e)) return;
    (void)rmdir(folder);
    c->path = NULL;
}

static void copy_fini(const struct reporting_copy *c)
{
    if (!c->path) return;
    (void)unlink(c->path);
    (void)rmdir(c->folder);
}

/* True if the page has no view of it, before or after the change. */
static bool is_printed(const struct lesson_look *look, bool again)
{
    static const struct {
        const char *view;
        bool again;
    } rows[] = {
        {"attack", true},     {"metadata", true}, {"risk", true},
        {"attribute", false}, {"why", false},
    };

    for (size_t i = 0; look->view && i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].view, look->view) == 0)
            return (!again || rows[i].again) &&
                   strncmp(look->command.text, look->view,
                           strlen(look->view)) == 0;
    return false;
}

/* True if all options are such that take no file and no more time. */
static bool is_allowed(const char *const *words, const char *folder)
{
    static const char *const options[] = {
        "--tactic", "--protect", "--by",  "--model",  "--padding",
        "--cover",  "--hold",    "--all", "--change", "--surfaced"};
    const size_t size = strlen(folder);

    for (size_t i = 0; words[i]; i++) {
        size_t k = 0;

        if (*words[i] != '-') continue;
        while (k < sizeof options / sizeof *options &&
               strcmp(words[i], options[k]) != 0)
            k++;
        if (k == sizeof options / sizeof *options) return false;
        if (strcmp(words[i], "--surfaced") == 0 &&
            (!words[i + 1] || strncmp(words[i + 1], folder, size) != 0 ||
             words[i + 1][size] != '/' || !is_plain(words[i + 1] + size + 1)))
            return false;
    }
    return true;
}

static const char *const *own_changes(const struct lesson *lesson,
                                      struct arena *a)
{
    const struct lesson_texts *changes = &lesson->fix.right.changes;
    const char **out = arena_array(a, changes->count, sizeof *out);

    for (size_t i = 0; i < changes->count; i++)
        out[i] = changes->items[i].text;
    return out;
}

static enum err look_words(const char *const **out, struct arena *a,
                           const struct reporting_looks *r,
                           const struct lesson_look *look,
                           const struct reporting_copy *copy, struct errmsg *e)
{
    const struct scenario *s = &r->evidence->scenario;
    const struct learn_look_place place = {
        .lesson = s->lesson,
        .scenario = copy->path,
        .folder = r->folder,
        .run = r->path,
        .again = r->again,
        .changes = own_changes(s->lesson, a),
        .change_count = s->lesson->fix.right.changes.count,
    };

    return learn_look_words(out, a, &place, look, e);
}

static const char *print_look(const struct reporting_looks *r, struct arena *a,
                              const struct lesson_look *look,
                              const struct reporting_copy *copy)
{
    const char *const *words;
    struct captured c;
    struct errmsg e;

    if (look_words(&words, a, r, look, copy, &e) ||
        !is_allowed(words, r->folder) || captured_run(&c, a, words, &e) ||
        !learn_look_is_good(words, c.status))
        return NULL;
    return arena_format(
        a, "%.*s", (int)(c.out.size < PRINTED_MAX ? c.out.size : PRINTED_MAX),
        (const char *)c.out.data);
}

const char *const *reporting_looks_printed(const struct reporting_looks *r,
                                           const struct lesson_looks *looks,
                                           struct arena *a)
{
    const char **out = arena_array(a, looks->count, sizeof *out);
    struct reporting_copy copy;

    if (strcmp(r->path, "-") == 0) return out;
    copy_init(&copy, a, &r->evidence->reader.header);
    for (size_t i = 0; copy.path && i < looks->count; i++)
        if (is_printed(&looks->items[i], r->again))
            out[i] = print_look(r, a, &looks->items[i], &copy);
    copy_fini(&copy);
    return out;
}
