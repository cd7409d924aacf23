#include "cli/learn_notebook.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/folder.h"
#include "cli/input.h"
#include "cli/output.h"
#include "json/json.h"
#include "live/wall_clock.h"
#include "scenario/yaml.h"

/* The file is JSON: a list of lessons with their answers. JSON of this kind is
 * YAML, too, and is read as that. What is in the file and not of the form that
 * is written here makes it no notebook, and it is left alone. It is written
 * anew after each answer, beside the old one, which it then replaces. Somebody
 * may have two lessons open: of those the file has, only one's own is taken
 * from memory. */

#define FOLDER    "demarche"
#define FILE_NAME "learn.json"

/* In $XDG_DATA_HOME, which must be absolute, or in ~/.local/share. */
static const char *notebook_folder(struct arena *a)
{
    const char *data = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");

    if (data && data[0] == '/') return arena_format(a, "%s/" FOLDER, data);
    if (home && home[0] == '/')
        return arena_format(a, "%s/.local/share/" FOLDER, home);
    return NULL;
}

/* ---- Reading ---- */

static const struct yaml_node *member(const struct yaml_node *node,
                                      const char *key)
{
    if (node->kind != YAML_MAPPING) return NULL;
    for (const struct yaml_node *n = node->first; n; n = n->next)
        if (strcmp(n->key, key) == 0) return n;
    return NULL;
}

static const char *member_text(const struct yaml_node *node, const char *key)
{
    const struct yaml_node *n = member(node, key);

    return n && n->kind == YAML_SCALAR && n->text ? n->text : NULL;
}

static bool member_true(const struct yaml_node *node, const char *key)
{
    const char *value = member_text(node, key);

    return value && strcmp(value, "true") == 0;
}

static bool read_answers(const struct yaml_node *node,
                         struct learn_notebook_page *page)
{
    const struct yaml_node *list = member(node, "answers");

    if (!list || list->kind != YAML_SEQUENCE ||
        list->count > LEARN_NOTEBOOK_ANSWERS_MAX)
        return false;
    for (const struct yaml_node *n = list->first; n; n = n->next) {
        struct learn_notebook_answer *answer = &page->answers[page->count++];
        answer->step = member_text(n, "step");
        answer->given = member_text(n, "given");
        answer->right = member_true(n, "right");
        if (!answer->step || !answer->given) return false;
    }
    return true;
}

static bool read_page(const struct yaml_node *node,
                      struct learn_notebook_page *page)
{
    const char *number = member_text(node, "number");
    const char *hash = member_text(node, "sha256");
    const char *date = member_text(node, "date");

    if (!number || !hash || !date) return false;
    page->number = (uint32_t)strtoul(number, NULL, 10);
    page->done = member_true(node, "done");
    page->step = member_text(node, "step");
    return bytes_from_hex(page->hash, SHA256_SIZE, hash) == ERR_OK &&
           instant_parse(&page->date, date) == ERR_OK &&
           read_answers(node, page);
}

static bool read_pages(struct learn_notebook *n, struct bytes source)
{
    struct scenario_errors errors;

    scenario_errors_init(&errors);
    const struct yaml_node *root = yaml_parse(&n->arena, source, &errors);
    bool good = root && errors.count == 0;
    scenario_errors_fini(&errors);
    const struct yaml_node *list = good ? member(root, "lessons") : NULL;
    good = list && list->kind == YAML_SEQUENCE &&
           list->count <= LEARN_NOTEBOOK_LESSONS_MAX;
    for (const struct yaml_node *p = good ? list->first : NULL; p && good;
         p = p->next)
        good = read_page(p, &n->pages[n->count++]);
    return good;
}

/* The file as it is now; ERR_FORMAT: it is no notebook. */
static enum err read_file(struct learn_notebook *n, struct errmsg *e)
{
    struct bytes source;
    struct errmsg ignored;
    struct stat st;

    n->pages = arena_array(&n->arena, LEARN_NOTEBOOK_LESSONS_MAX + 1,
                           sizeof *n->pages);
    if (!n->path || stat(n->path, &st) != 0) return ERR_OK;
    /* A pipe of that name would be waited for. */
    enum err rc = S_ISREG(st.st_mode)
                      ? input_read(&n->arena, n->path, LEARN_NOTEBOOK_SIZE_MAX,
                                   &source, &ignored)
                      : ERR_FORMAT;
    if (!rc && read_pages(n, source)) return ERR_OK;
    n->count = 0;
    return err_set(e, ERR_FORMAT,
                   "%s does not hold what demarche learn keeps, and is left as "
                   "it is; demarche learn --forget removes it",
                   n->path);
}

void learn_notebook_init(struct learn_notebook *n)
{
    *n = (struct learn_notebook){.count = 0};
    arena_init(&n->arena);
    n->folder = notebook_folder(&n->arena);
    if (n->folder)
        n->path = folder_file(&n->arena, n->folder, FILE_NAME);
    else
        (void)err_set(&n->broken, ERR_MISSING,
                      "neither XDG_DATA_HOME nor HOME names a folder");
    (void)!read_file(n, &n->broken);
}

void learn_notebook_fini(struct learn_notebook *n)
{
    arena_fini(&n->arena);
}

/* ---- Pages ---- */

struct learn_notebook_page *learn_notebook_find(const struct learn_notebook *n,
                                                uint32_t number)
{
    for (size_t i = 0; i < n->count; i++)
        if (n->pages[i].number == number) return &n->pages[i];
    return NULL;
}

struct learn_notebook_page *learn_notebook_page(struct learn_notebook *n,
                                                uint32_t number,
                                                const uint8_t *hash)
{
    struct learn_notebook_page *page = learn_notebook_find(n, number);

    if (page && memcmp(page->hash, hash, SHA256_SIZE) == 0) return page;
    if (!page) {
        if (n->count == LEARN_NOTEBOOK_LESSONS_MAX) n->count--;
        page = &n->pages[n->count++];
    }
    *page = (struct learn_notebook_page){.number = number};
    memcpy(page->hash, hash, SHA256_SIZE);
    return page;
}

const struct learn_notebook_answer *
learn_notebook_answer(const struct learn_notebook_page *page, const char *step)
{
    for (size_t i = 0; i < page->count; i++)
        if (strcmp(page->answers[i].step, step) == 0) return &page->answers[i];
    return NULL;
}

void learn_notebook_note(struct learn_notebook *n,
                         struct learn_notebook_page *page, const char *step,
                         const char *given, bool right)
{
    if (page->count == LEARN_NOTEBOOK_ANSWERS_MAX ||
        learn_notebook_answer(page, step))
        return;
    page->answers[page->count++] = (struct learn_notebook_answer){
        .step = step, .given = arena_text(&n->arena, given), .right = right};
    page->date = wall_clock_now();
}

/* ---- Writing ---- */

static void put_page(struct json *j, const struct learn_notebook_page *page)
{
    json_open_object(j, NULL);
    json_number(j, "number", page->number);
    json_hex(j, "sha256", bytes_of(page->hash, SHA256_SIZE));
    json_time(j, "date", page->date);
    json_bool(j, "done", page->done);
    if (page->step) json_text(j, "step", page->step);
    json_open_array(j, "answers");
    for (size_t i = 0; i < page->count; i++) {
        json_open_object(j, NULL);
        json_text(j, "step", page->answers[i].step);
        json_text(j, "given", page->answers[i].given);
        json_bool(j, "right", page->answers[i].right);
        json_close(j);
    }
    json_close(j);
    json_close(j);
}

static enum err write_pages(const struct learn_notebook *n,
                            const struct learn_notebook *now,
                            const struct learn_notebook_page *own,
                            struct errmsg *e)
{
    const struct output_target target = {
        .path = n->path, .force = true, .regular = true, .lasting = true};
    struct output o;
    struct json j;

    const enum err rc = output_open(&o, &target, e);
    if (rc) return rc;
    json_init(&j, o.file);
    json_open_object(&j, NULL);
    json_open_array(&j, "lessons");
    for (size_t i = 0; i < now->count; i++)
        put_page(&j,
                 now->pages[i].number == own->number ? own : &now->pages[i]);
    if (!learn_notebook_find(now, own->number)) put_page(&j, own);
    json_close(&j);
    json_close(&j);
    json_finish(&j);
    return output_close(&o, false, e);
}

enum err learn_notebook_save(const struct learn_notebook *n,
                             const struct learn_notebook_page *own,
                             struct errmsg *e)
{
    struct learn_notebook now = {.folder = n->folder, .path = n->path};

    if (!n->path) return ERR_OK;
    arena_init(&now.arena);
    enum err rc = read_file(&now, e);
    if (!rc) rc = folder_make(n->folder, NULL, e);
    if (!rc) rc = write_pages(n, &now, own, e);
    arena_fini(&now.arena);
    return rc;
}

enum err learn_notebook_forget(const struct learn_notebook *n, bool *was,
                               struct errmsg *e)
{
    *was = n->path && unlink(n->path) == 0;
    if (*was || !n->path || errno == ENOENT) return ERR_OK;
    return err_set(e, ERR_IO, "cannot remove %s: %s", n->path, strerror(errno));
}
