#include "cli/reporting_looks.h"

#include <string.h>
#include <unistd.h>

#include "cli/captured.h"
#include "cli/folder.h"
#include "cli/output.h"
#include "cli/subcommand.h"

/* A command about a scenario gets a copy of the one in the journal, in a folder
 * of its own that is gone again afterwards. The lesson is the journal's, which
 * may be anybody's: it may use few commands and options, and no file but those
 * that ship with the lesson of that name. */

enum { LOOKS_WORDS_MAX = 64, LOOKS_TEXT_MAX = 16 * 1024 };

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

    *c = (struct reporting_copy){0};
    if (!is_plain(h->scenario_name) || folder_temporary(a, &c->folder, &e))
        return;
    c->path = arena_format(a, "%s/%s.yaml", c->folder, h->scenario_name);
    const struct output_target target = {.path = c->path, .regular = true};
    if (!output_write(&target, h->scenario, &e)) return;
    (void)rmdir(c->folder);
    c->path = NULL;
}

static void copy_fini(const struct reporting_copy *c)
{
    if (!c->path) return;
    (void)unlink(c->path);
    (void)rmdir(c->folder);
}

static const struct reporting_looks_command {
    const char *name;
    const struct subcommand *subcommand;
    bool scenario; /* what it is about: that, or a run */
} commands[] = {
    {"attack", &subcommand_attack, true},
    {"metadata", &subcommand_metadata, true},
    {"risk", &subcommand_risk, true},
    {"attribute", &subcommand_attribute, false},
    {"why", &subcommand_why, false},
    {"why-not", &subcommand_why_not, false},
};

/* The command of a line that is not shown by a view; or NULL. */
static const struct reporting_looks_command *find_command(const char *line)
{
    const size_t size = strcspn(line, " ");

    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strlen(commands[i].name) == size &&
            strncmp(commands[i].name, line, size) == 0)
            return &commands[i];
    return NULL;
}

/* The words of a command under way. */
struct reporting_looks_words {
    const char *items[LOOKS_WORDS_MAX + 1];
    size_t count;
};

static void add_word(struct reporting_looks_words *w, const char *word)
{
    if (w->count < LOOKS_WORDS_MAX) w->items[w->count++] = word;
}

/* One word, in which single quotes group blanks; moves *at behind it. */
static const char *take_word(struct arena *a, const char **at)
{
    char *word = arena_alloc(a, strlen(*at) + 1);
    bool quoted = false;
    size_t size = 0;

    for (; **at && (quoted || **at != ' '); (*at)++)
        if (**at == '\'')
            quoted = !quoted;
        else
            word[size++] = **at;
    *at += strspn(*at, " ");
    return word;
}

/* True for an option that takes no file, and no more time. */
static bool is_allowed(const char *option)
{
    static const char *const options[] = {"--tactic", "--protect", "--by",
                                          "--model",  "--padding", "--cover",
                                          "--hold",   "--all"};

    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (strcmp(option, options[i]) == 0) return true;
    return false;
}

/* Adds the words behind the command's name. False: one is not allowed. */
static bool add_rest(struct reporting_looks_words *w, const char *at,
                     const struct reporting_looks *r, struct arena *a)
{
    while (*at) {
        const char *word = take_word(a, &at);
        const bool surfaced = strcmp(word, "--surfaced") == 0;

        if (*word == '-' && !surfaced && !is_allowed(word)) return false;
        add_word(w, word);
        if (!surfaced) continue;
        word = take_word(a, &at);
        if (!is_plain(word)) return false;
        add_word(w, arena_format(a, "%s/%s", r->folder, word));
    }
    return w->count < LOOKS_WORDS_MAX;
}

static void add_changes(struct reporting_looks_words *w,
                        const struct reporting_looks *r)
{
    const struct lesson_texts *changes =
        &r->evidence->scenario.lesson->fix.right.changes;

    for (size_t i = 0; r->again && i < changes->count; i++) {
        add_word(w, "--change");
        add_word(w, changes->items[i].text);
    }
}

static const char *print_look(const struct reporting_looks *r, struct arena *a,
                              const struct reporting_looks_command *command,
                              const char *line,
                              const struct reporting_copy *copy)
{
    const char *rest = line + strcspn(line, " ");
    struct reporting_looks_words words = {.count = 0};
    struct captured c;
    struct errmsg e;

    add_word(&words, command->name);
    add_word(&words, command->scenario ? copy->path : r->path);
    if (!add_rest(&words, rest + strspn(rest, " "), r, a)) return NULL;
    if (command->scenario) add_changes(&words, r);
    if (words.count == LOOKS_WORDS_MAX ||
        captured_run(&c, a, command->subcommand, words.items, &e) ||
        c.status != COMMAND_OK)
        return NULL;
    return arena_format(
        a, "%.*s",
        (int)(c.out.size < LOOKS_TEXT_MAX ? c.out.size : LOOKS_TEXT_MAX),
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
    for (size_t i = 0; copy.path && i < looks->count; i++) {
        const char *line = looks->items[i].command.text;
        const struct reporting_looks_command *command = find_command(line);

        if (command && (command->scenario || !r->again))
            out[i] = print_look(r, a, command, line, &copy);
    }
    copy_fini(&copy);
    return out;
}
