#include "cli/learn_look.h"

#include <stdio.h>
#include <string.h>

#include "cli/folder.h"
#include "cli/shell_word.h"
#include "cli/subcommand.h"
#include "view/text.h"

/* The words stand in the lesson as one would type them, but for the program's
 * name and for what the command is about, which follows its own name. A command
 * about a scenario gets the learner's changes after it, and the lesson's seed.
 * Only commands that read are in the table: no lesson can write a file. */

enum {
    WORDS_MAX = 64,
    PARTS_MAX = 16,
    PART_SIZE = 64,
    HEADING_LINES = 2,
    WRAPPED_INDENT = 10
};

enum learn_about { ABOUT_RUN, ABOUT_BOTH, ABOUT_SCENARIO };

static const struct learn_command {
    const struct subcommand *subcommand;
    enum learn_about about;
    bool seeded; /* it takes --seed */
    bool found;  /* an exit code of 2 is what was found, no failure */
} commands[] = {
    {&subcommand_show, ABOUT_RUN, false, false},
    {&subcommand_who, ABOUT_RUN, false, false},
    {&subcommand_why, ABOUT_RUN, false, false},
    {&subcommand_why_not, ABOUT_RUN, false, false},
    {&subcommand_stats, ABOUT_RUN, false, false},
    {&subcommand_verify, ABOUT_RUN, false, false},
    {&subcommand_attribute, ABOUT_RUN, false, false},
    {&subcommand_diff, ABOUT_BOTH, false, true},
    {&subcommand_attack, ABOUT_SCENARIO, true, false},
    {&subcommand_exposure, ABOUT_SCENARIO, true, false},
    {&subcommand_metadata, ABOUT_SCENARIO, true, false},
    {&subcommand_risk, ABOUT_SCENARIO, true, false},
    {&subcommand_compare, ABOUT_SCENARIO, true, false},
};

enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static const struct learn_command *look_find(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i].subcommand->name, name) == 0)
            return &commands[i];
    return NULL;
}

enum err learn_look_carry_out(struct captured *c, struct arena *a,
                              const char *const *words, struct errmsg *e)
{
    return captured_run(c, a, look_find(words[0])->subcommand, words, e);
}

bool learn_look_is_good(const char *const *words, int status)
{
    const struct learn_command *c = look_find(words[0]);

    return status == COMMAND_OK || (c && c->found && status == COMMAND_BROKEN);
}

/* Options that write files, of whichever command. */
static bool writes(const char *word)
{
    static const char *const options[] = {"--out", "-o", "--csv", "--extract"};

    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        const size_t size = strlen(options[i]);
        if (strncmp(word, options[i], size) == 0 &&
            (word[size] == '\0' || word[size] == '='))
            return true;
    }
    return false;
}

/* The words being gathered. */
struct learn_words {
    struct arena *arena;
    const char **items;
    size_t count;
};

static enum err put_word(struct learn_words *w, const char *word,
                         struct errmsg *e)
{
    if (w->count == WORDS_MAX)
        return err_set(e, ERR_FORMAT, "more than %d words", WORDS_MAX);
    w->items[w->count++] = word;
    return ERR_OK;
}

/* One word, in which quotes of either kind group blanks; moves *at behind it.
 */
static const char *take_word(struct arena *a, const char **at)
{
    char *word = arena_alloc(a, strlen(*at) + 1);
    size_t size = 0;
    char quote = '\0';
    const char *p = *at;

    for (; *p && (quote || !strchr(" \n", *p)); p++) {
        if (!quote && strchr("'\"", *p))
            quote = *p;
        else if (*p == quote)
            quote = '\0';
        else
            word[size++] = *p;
    }
    word[size] = '\0';
    *at = p;
    return word;
}

static bool is_word(const char *word, const char *other)
{
    return strcmp(word, other) == 0;
}

/* A file of the lesson's lies in the folder of the first run. */
static const char *look_file(const struct learn_look_place *place,
                             const char *word, struct arena *a)
{
    const struct lesson_texts *files = &place->lesson->files;

    for (size_t i = 0; i < files->count; i++)
        if (is_word(word, files->items[i].text))
            return folder_file(a, place->run, word);
    return word;
}

static enum err put_about(struct learn_words *w, const struct learn_command *c,
                          const struct learn_look_place *place,
                          struct errmsg *e)
{
    enum err rc = ERR_OK;

    if (c->about == ABOUT_SCENARIO) return put_word(w, place->scenario, e);
    if (c->about == ABOUT_BOTH || !place->again)
        rc = put_word(w, place->run, e);
    if (!rc && (c->about == ABOUT_BOTH || place->again))
        rc = put_word(w, place->fixed, e);
    return rc;
}

static enum err put_changes(struct learn_words *w,
                            const struct learn_command *c,
                            const struct learn_look_place *place,
                            struct errmsg *e)
{
    enum err rc = ERR_OK;

    if (c->about != ABOUT_SCENARIO) return ERR_OK;
    for (size_t i = 0; place->again && i < place->change_count && !rc; i++) {
        rc = put_word(w, "--change", e);
        if (!rc) rc = put_word(w, place->changes[i], e);
    }
    if (rc || place->lesson->seed == 1 || !c->seeded) return rc;
    rc = put_word(w, "--seed", e);
    return rc ? rc
              : put_word(w, arena_format(w->arena, "%u", place->lesson->seed),
                         e);
}

enum err learn_look_words(const char *const **out, struct arena *a,
                          const struct learn_look_place *place,
                          const struct lesson_look *look, struct errmsg *e)
{
    struct learn_words w = {
        a, arena_array(a, WORDS_MAX + 1, sizeof(const char *)), 0};
    const char *at = look->command.text;
    at += strspn(at, " \n");
    const char *name = take_word(a, &at);
    const struct learn_command *c = look_find(name);

    if (!c)
        return err_set(e, ERR_FORMAT,
                       "a lesson cannot show \"%.32s\", only commands that "
                       "answer about a run or a scenario",
                       name);
    enum err rc = put_word(&w, name, e);
    if (!rc) rc = put_about(&w, c, place, e);
    while (!rc && *(at += strspn(at, " \n"))) {
        const char *word = take_word(a, &at);
        rc = writes(word) ? err_set(e, ERR_FORMAT, "%.32s writes a file", word)
                          : put_word(&w, look_file(place, word, a), e);
    }
    if (!rc) rc = put_changes(&w, c, place, e);
    w.items[w.count] = NULL;
    *out = w.items;
    return rc;
}

const char *learn_look_line(const char *const *words, struct arena *a)
{
    const char *line = "demarche";

    for (; *words; words++)
        line = arena_format(a, "%s %s", line, shell_word(a, *words));
    return line;
}

/* ---- The output ---- */

/* The parts of a mark, with a slash between. */
struct learn_mark {
    char parts[PARTS_MAX][PART_SIZE];
    size_t count;
};

static struct learn_mark read_mark(const char *mark)
{
    struct learn_mark m = {.count = 0};

    while (mark && *mark && m.count < PARTS_MAX) {
        const size_t size = strcspn(mark, "/");
        if (size > 0)
            snprintf(m.parts[m.count++], PART_SIZE, "%.*s", (int)size, mark);
        mark += size + (mark[size] == '/');
    }
    return m;
}

static bool is_in_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '-';
}

/* As words of their own: no part is found within a longer word. */
static bool holds_part(const struct learn_mark *m, const char *line,
                       size_t size)
{
    for (size_t i = 0; i < m->count; i++) {
        const size_t part = strlen(m->parts[i]);
        for (size_t at = 0; at + part <= size; at++)
            if (memcmp(line + at, m->parts[i], part) == 0 &&
                (at == 0 || !is_in_word(line[at - 1])) &&
                (at + part == size || !is_in_word(line[at + part])))
                return true;
    }
    return false;
}

static size_t lines_of(struct bytes b)
{
    size_t count = 0;

    for (size_t i = 0; i < b.size; i++)
        count += b.data[i] == '\n' || i + 1 == b.size;
    return count;
}

/* Empty lines at the beginning and the end are left out. */
static struct bytes trimmed(struct bytes b)
{
    while (b.size > 0 && b.data[0] == '\n')
        b = bytes_from(b, 1);
    while (b.size > 1 && b.data[b.size - 1] == '\n' &&
           b.data[b.size - 2] == '\n')
        b.size--;
    return b;
}

/* An output that is being cut. */
struct learn_cut {
    struct learn_mark mark;
    FILE *out; /* NULL: the lines are counted */
    size_t shown;
    size_t most; /* lines of a heading, of HEADING_LINES */
    /* The lines at the top of a paragraph, until one of it is marked: they may
     * be the heading of its columns. */
    struct bytes heading[HEADING_LINES];
    size_t headings, line; /* of the paragraph */
    bool open;             /* a line of the paragraph was shown */
    /* Where the last marked line begins, and how many lines follow it. */
    size_t indent, after;
    bool follows; /* all of these belong to it */
    /* The wrapped line that the line before belongs to, up to its end. */
    struct bytes begun;
    struct bytes before;
};

static void cut_show(struct learn_cut *c, struct bytes line)
{
    if (c->out && c->shown < LEARN_LOOK_LINES)
        fwrite(line.data, 1, line.size, c->out);
    c->shown++;
}

static size_t indent_of(struct bytes line)
{
    size_t indent = 0;

    while (indent < line.size && line.data[indent] == ' ')
        indent++;
    return indent;
}

/* True for a line that is further in than where the one before it began, and
 * whose first word had no room there; of a third line and more, as far in as
 * the second. */
static bool is_wrapped(const struct learn_cut *c, struct bytes line)
{
    const size_t indent = indent_of(line);
    const bool third = c->begun.size > c->before.size;
    size_t word = indent;

    while (word < line.size && !strchr(" \n", (char)line.data[word]))
        word++;
    if (c->begun.size == 0 || indent <= indent_of(c->begun) ||
        (third && indent != indent_of(c->before)))
        return false;
    return indent > indent_of(c->begun) + WRAPPED_INDENT ||
           c->before.size + word - indent > text_columns(stdout);
}

/* True for a line that goes on with the marked one before it: the next line, if
 * it is further in, and those below it that are wrapped. */
static bool is_continued(struct learn_cut *c, struct bytes line, bool wrapped)
{
    const size_t indent = indent_of(line);

    c->after++;
    c->follows =
        c->follows &&
        (wrapped || (c->after == 1 ? indent > c->indent
                                   : indent > c->indent + WRAPPED_INDENT));
    return c->follows;
}

static struct bytes first_line(struct bytes b)
{
    const uint8_t *end = memchr(b.data, '\n', b.size);

    return bytes_of(b.data, end ? (size_t)(end - b.data) + 1 : b.size);
}

/* Shows the lines that a marked one goes on with. */
static void cut_show_begun(struct learn_cut *c)
{
    struct bytes line;

    for (struct bytes b = c->begun; b.size > 0; b = bytes_from(b, line.size)) {
        line = first_line(b);
        cut_show(c, line);
    }
}

static void cut_line(struct learn_cut *c, struct bytes line)
{
    const bool marked =
        holds_part(&c->mark, (const char *)line.data, line.size);
    const bool wrapped = is_wrapped(c, line);

    if (line.data[0] == '\n') {
        c->headings = c->line = 0;
        c->open = c->follows = false;
        c->begun = bytes_of(NULL, 0);
        return;
    }
    if (marked && !c->open) {
        /* The line that this one goes on with is no heading. */
        if (wrapped && c->headings > 0 && c->headings == c->line) c->headings--;
        for (size_t i = 0; i < c->headings; i++)
            cut_show(c, c->heading[i]);
    }
    if (marked && wrapped && !c->follows) cut_show_begun(c);
    if (marked && wrapped && c->follows) {
        c->after++;
    } else if (marked) {
        c->indent = indent_of(line);
        c->after = 0;
        c->follows = true;
    }
    if (marked || is_continued(c, line, wrapped))
        cut_show(c, line);
    else if (c->line < c->most && !c->open)
        c->heading[c->headings++] = line;
    c->open = c->open || marked;
    c->line++;
    c->begun =
        wrapped ? bytes_of(c->begun.data, c->begun.size + line.size) : line;
    c->before = line;
}

static bool has_marked(struct bytes b, const struct learn_mark *m)
{
    return holds_part(m, (const char *)b.data, b.size);
}

/* Cuts an output; gives the lines that are left, shown or not. */
static size_t cut_output(struct bytes rest, const char *mark, size_t most,
                         FILE *out)
{
    struct learn_cut cut = {.mark = read_mark(mark), .out = out, .most = most};
    struct bytes line;

    for (; rest.size > 0; rest = bytes_from(rest, line.size)) {
        line = first_line(rest);
        cut_line(&cut, line);
    }
    return cut.shown;
}

static void show_first(struct bytes rest, FILE *out)
{
    struct learn_cut whole = {.out = out};
    struct bytes line;

    for (; rest.size > 0; rest = bytes_from(rest, line.size)) {
        line = first_line(rest);
        cut_show(&whole, line);
    }
}

void learn_look_print(const struct captured *c, const char *mark, FILE *out)
{
    const struct learn_mark m = read_mark(mark);
    const struct bytes b = trimmed(c->out);
    const size_t all = lines_of(b);
    size_t most = HEADING_LINES;

    if (all <= LEARN_LOOK_LINES || !has_marked(b, &m)) {
        show_first(b, out);
    } else {
        /* What is marked comes before its headings. */
        while (most > 0 && cut_output(b, mark, most, NULL) > LEARN_LOOK_LINES)
            most--;
        (void)cut_output(b, mark, most, out);
    }
    if (all > LEARN_LOOK_LINES)
        fprintf(out, "... all of it, %zu lines: the command above\n", all);
}
