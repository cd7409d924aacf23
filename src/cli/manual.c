#include "cli/manual.h"

#include <ctype.h>
#include <string.h>

#include "cli/options.h"

/* scdoc's source is text in which stars make bold and underscores underline,
 * a backslash takes the meaning off the next sign, and what is indented by a
 * tab stands under the line before it. A paragraph is a line here. The forms of
 * a command are gone through word by word for what is bold in them; all else is
 * printed as the tables have it. */

static void put_plain(const char *at, FILE *out)
{
    for (; *at; at++) {
        if (strchr("\\*_`", *at)) fputc('\\', out);
        fputc(*at, out);
    }
}

static void put_marked(char mark, const char *word, FILE *out)
{
    fputc(mark, out);
    put_plain(word, out);
    fputc(mark, out);
}

/* Options are bold, and what stands for something else is underlined. */
static void put_word(const char *word, FILE *out)
{
    if (word[0] == '-' && word[1])
        put_marked('*', word, out);
    else if (isupper((unsigned char)word[0]))
        put_marked('_', word, out);
    else
        put_plain(word, out);
}

/* The words of a form, between which there are brackets, bars and spaces. */
static void put_form(const char *form, FILE *out)
{
    static const char between[] = "[]| ";
    struct arena a;

    arena_init(&a);
    while (*form) {
        const size_t size = strcspn(form, between);

        if (size > 0)
            put_word(arena_format(&a, "%.*s", (int)size, form), out);
        else
            fputc(*form, out);
        form += size > 0 ? size : 1;
    }
    arena_fini(&a);
}

static void put_section(const char *heading, FILE *out)
{
    fprintf(out, "\n# %s\n\n", heading);
}

static void put_head(const char *name, const char *summary, FILE *out)
{
    fprintf(out, "%s(1) \"demarche " DEMARCHE_VERSION "\"\n", name);
    put_section("NAME", out);
    fprintf(out, "%s - ", name);
    put_plain(summary, out);
    fputc('\n', out);
}

static void put_text(const char *text, FILE *out)
{
    put_plain(text, out);
    fputc('\n', out);
}

static void put_option(const struct options_row *r, FILE *out)
{
    if (r->letter) fprintf(out, "*-%c*, ", r->letter);
    fputs("*--", out);
    put_plain(r->name, out);
    fputc('*', out);
    if (r->value) {
        fputc(' ', out);
        put_form(r->value, out);
    }
    fputs("\n\t", out);
    put_text(r->text, out);
    fputc('\n', out);
}

static void put_operands(const struct subcommand *c, FILE *out)
{
    struct subcommand_word w;

    for (size_t i = 0; c->operand && c->operand(i, &w); i++) {
        fputc('\n', out);
        put_marked('*', w.word, out);
        fputs("\n\t", out);
        put_text(w.text, out);
    }
}

static void put_synopsis(const struct subcommand *c, FILE *out)
{
    const char *form;
    struct arena a;

    arena_init(&a);
    for (size_t i = 0; (form = subcommand_form(c, i, &a)); i++) {
        if (i > 0) fputs("++\n", out);
        fprintf(out, "*demarche %s* ", c->name);
        put_form(form, out);
    }
    arena_fini(&a);
    fputc('\n', out);
}

void manual_command(const struct subcommand *c, FILE *out)
{
    struct arena a;

    arena_init(&a);
    put_head(arena_format(&a, "demarche-%s", c->name), c->summary, out);
    arena_fini(&a);
    put_section("SYNOPSIS", out);
    put_synopsis(c, out);
    put_section("DESCRIPTION", out);
    put_text(c->about, out);
    put_operands(c, out);
    if (c->options) put_section("OPTIONS", out);
    for (const struct options_row *r = c->options; r && r->name; r++)
        put_option(r, out);
    put_section("EXIT STATUS", out);
    put_text(c->exits ? c->exits : SUBCOMMAND_EXITS, out);
    if (c->exits) fputs("\nOtherwise as of *demarche*(1).\n", out);
    put_section("SEE ALSO", out);
    fputs("*demarche*(1)\n", out);
}

void manual_overview(FILE *out)
{
    const struct subcommand *c;

    put_head("demarche",
             "simulates exchanges of documents, and shows who knows what", out);
    put_section("SYNOPSIS", out);
    fputs("*demarche* _COMMAND_ ...++\n"
          "*demarche help* [_COMMAND_]++\n"
          "*demarche --version*\n",
          out);
    put_section("DESCRIPTION", out);
    fputs("Parties exchange signed, confidential documents over channels that "
          "are slow, lossy and observed, as a scenario says. A run is in "
          "virtual time, and writes a journal, out of which all questions are "
          "answered. Each command has a page of its own.\n",
          out);
    put_section("COMMANDS", out);
    for (size_t i = 0; (c = subcommand_at(i)); i++) {
        fprintf(out, "*demarche-%s*(1)\n\t", c->name);
        put_text(c->summary, out);
        fputc('\n', out);
    }
    put_section("EXIT STATUS", out);
    put_text(SUBCOMMAND_EXITS, out);
    put_section("ENVIRONMENT", out);
    fputs("*NO_COLOR*\n\tIf it is not empty, output has no colour. It has none "
          "either where it goes to no terminal.\n\n"
          "*DEMARCHE_DATA*\n\tThe folder whose _scenarios/_ has what is found "
          "by name, in place of what was installed.\n",
          out);
    put_section("SEE ALSO", out);
    fputs("*demarche-help*(1)\n", out);
}
