#include "cli/help.h"

#include <string.h>
#include <unistd.h>

#include "base/writer.h"
#include "cli/completion.h"
#include "cli/learn_shelf.h"
#include "cli/manual.h"
#include "cli/notice.h"
#include "cli/options.h"
#include "cli/shipped_list.h"
#include "view/text.h"

/* The overview is a line a subcommand. A page is made of what the subcommand
 * says of itself: its forms, each wrapped so that what stands in brackets stays
 * together; what it is about; its operands and options in two columns; and its
 * exit status. help_main reads the command line for either, or has the same
 * printed for `man` or a shell. */

/* A word that is wider stands in a line of its own. */
enum { INDENT = 2, GAP = 2, WORD_MAX = 19 };

#define NO_BREAK_SPACE "\u00a0"

void help_overview(FILE *out)
{
    const struct subcommand *c;
    size_t width = 0;

    for (size_t i = 0; (c = subcommand_at(i)); i++)
        width = text_wider(width, INDENT + strlen(c->name) + GAP);
    text_put_wrapped(
        "demarche: simulates exchanges of documents, and shows who knows what",
        0, 0, out);
    fputs("\nUsage: demarche COMMAND ...\n\n", out);
    for (size_t i = 0; (c = subcommand_at(i)); i++)
        text_put_field(c->name, width, c->summary, out);
    fputc('\n', out);
    text_put_wrapped("Exit status: " SUBCOMMAND_EXITS, 0, 0, out);
}

/* Keeps the words in brackets on one line. */
static const char *keep_together(struct arena *a, const char *form)
{
    const size_t room = sizeof NO_BREAK_SPACE * strlen(form) + 1;
    struct writer w;
    bool within = false;

    writer_init(&w, arena_alloc(a, room), room);
    for (; *form; form++) {
        within = *form == '[' || (within && *form != ']');
        if (within && *form == ' ')
            writer_put_text(&w, NO_BREAK_SPACE);
        else
            writer_put(&w, form, 1);
    }
    return (const char *)w.data;
}

static void put_forms(const struct subcommand *c, FILE *out)
{
    const char *form;
    struct arena a;

    arena_init(&a);
    for (size_t i = 0; (form = subcommand_form(c, i, &a)); i++) {
        const char *head = arena_format(&a, "demarche %s ", c->name);

        fputs(head, out);
        text_put_wrapped(keep_together(&a, form), strlen(head), strlen(head),
                         out);
    }
    arena_fini(&a);
}

/* The i-th of what the page explains: operands, then options. */
static bool word_at(const struct subcommand *c, bool options, size_t i,
                    struct arena *a, struct subcommand_word *out)
{
    if (!options) return c->operand && c->operand(i, out);
    if (!c->options || !c->options[i].name) return false;
    *out = (struct subcommand_word){options_heading(&c->options[i], a),
                                    c->options[i].text};
    return true;
}

static size_t width_of(const struct subcommand *c, struct arena *a)
{
    struct subcommand_word w;
    size_t width = 0;

    for (int options = 0; options < 2; options++)
        for (size_t i = 0; word_at(c, options, i, a, &w); i++)
            if (strlen(w.word) <= WORD_MAX)
                width = text_wider(width, INDENT + strlen(w.word) + GAP);
    return width;
}

static void put_words(const struct subcommand *c, bool options, FILE *out)
{
    struct subcommand_word w;
    struct arena a;

    arena_init(&a);
    const size_t width = width_of(c, &a);
    for (size_t i = 0; word_at(c, options, i, &a, &w); i++) {
        if (i == 0) fputc('\n', out);
        if (strlen(w.word) > WORD_MAX) {
            fprintf(out, "%*s%s\n", INDENT, "", w.word);
            w.word = "";
        }
        text_put_field(w.word, width, w.text, out);
    }
    arena_fini(&a);
}

static void put_exits(const struct subcommand *c, FILE *out)
{
    struct arena a;

    if (!c->exits) return;
    arena_init(&a);
    fputc('\n', out);
    text_put_wrapped(arena_format(&a, "Exit status: %s", c->exits), 0, 0, out);
    arena_fini(&a);
}

static void put_paragraph(const char *text, FILE *out)
{
    if (!text) return;
    fputc('\n', out);
    text_put_wrapped(text, 0, 0, out);
}

void help_command(const struct subcommand *c, FILE *out)
{
    struct arena a;

    arena_init(&a);
    text_put_wrapped(arena_format(&a, "demarche %s: %s", c->name, c->summary),
                     0, 0, out);
    arena_fini(&a);
    fputc('\n', out);
    put_forms(c, out);
    put_paragraph(c->about, out);
    put_words(c, false, out);
    put_words(c, true, out);
    put_exits(c, out);
}

const struct subcommand *help_find(const char *name)
{
    const struct subcommand *c;
    struct name_nearest near;

    name_nearest_init(&near, name);
    for (size_t i = 0; (c = subcommand_at(i)); i++) {
        if (strcmp(c->name, name) == 0) return c;
        name_nearest_try(&near, c->name);
    }
    name_nearest_try(&near, "--help");
    name_nearest_try(&near, "--version");
    if (near.best)
        (void)notice_wrong(NULL, "no command is named %s; did you mean %s?",
                           name, near.best);
    else
        (void)notice_wrong(NULL, "no command is named %s", name);
    return NULL;
}

static int help_lists(const struct help_request *q)
{
    return q->scenarios + q->studies + q->lessons;
}

/* What ships, of the one kind that is asked for. */
static int help_list(const struct help_request *q)
{
    struct learn_shelf shelf;
    struct errmsg e;

    if (!q->lessons)
        return shipped_list(q->studies ? SHIPPED_STUDY : SHIPPED_SCENARIO,
                            stdout, &e)
                   ? notice_failed("help", &e)
                   : COMMAND_OK;
    learn_shelf_init(&shelf);
    const int exit_code = learn_shelf_list(&shelf, "help", stdout);
    learn_shelf_fini(&shelf);
    return exit_code;
}

int help_main(int argc, char **argv)
{
    static void (*const completions[])(FILE * out) = {
        completion_bash, completion_zsh, completion_fish};
    struct help_request q = {0};
    const struct subcommand *c = NULL;
    const int exit_code = options_read(argc, argv, subcommand_help.options, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (optind + 1 < argc)
        return notice_wrong(argv[0], "expected at most one COMMAND");
    if (q.completes && (q.man || optind < argc))
        return notice_wrong(argv[0], "--completion is for all commands: it "
                                     "takes no COMMAND, and no --man");
    if (help_lists(&q) > 1 ||
        (help_lists(&q) && (q.completes || q.man || optind < argc)))
        return notice_wrong(argv[0], "--scenarios, --studies and --lessons "
                                     "stand alone");
    if (optind < argc && !(c = help_find(argv[optind]))) return COMMAND_USAGE;
    if (help_lists(&q)) return help_list(&q);
    if (q.completes)
        completions[q.shell](stdout);
    else if (q.man)
        c ? manual_command(c, stdout) : manual_overview(stdout);
    else
        c ? help_command(c, stdout) : help_overview(stdout);
    return COMMAND_OK;
}
