#include "cli/completion.h"

#define QUOTE "\\'"

static const char head[] =
    "# Completion of demarche for fish, as printed by:\n"
    "#     demarche help --completion fish\n"
    "\n"
    "function __demarche_begins\n"
    "    test (count (commandline -opc)) -eq 1\n"
    "end\n"
    "\n"
    "function __demarche_is\n"
    "    set -l words (commandline -opc)\n"
    "    test (count $words) -gt 1; and test $words[2] = $argv[1]\n"
    "end\n"
    "\n"
    "function __demarche_shipped\n"
    "    set -l words (commandline -opc)\n"
    "    __fish_complete_suffix .yaml\n"
    "    command -q $words[1]; or return\n"
    "    $words[1] help --$argv[1] 2>/dev/null |\n"
    "        string replace -rf '^  (\\S+) *(.*)$' '$1'\\t'$2'\n"
    "end\n"
    "\n"
    "function __demarche_lessons\n"
    "    set -l words (commandline -opc)\n"
    "    command -q $words[1]; or return\n"
    "    $words[1] help --lessons 2>/dev/null |\n"
    "        string replace -rf '^  (\\S+) *(.*)$' '$1'\\t'$2'\n"
    "end\n"
    "\n"
    "function __demarche_learn\n"
    "    set -l words (commandline -opc)\n"
    "    if test (count $words) -gt 2; and test $words[3] = check\n"
    "        __fish_complete_suffix .journal\n"
    "        return\n"
    "    end\n"
    "    __demarche_lessons\n"
    "    echo check\\t'grade runs'\n"
    "    __fish_complete_suffix .yaml\n"
    "end\n"
    "\n"
    "complete -c demarche -f\n"
    "complete -c demarche -s h -l help -d 'explain a command'\n"
    "complete -c demarche -n __demarche_begins -l version"
    " -d 'print the version'\n";

/* What is offered; of words, up to them. */
static const char *const offers[COMPLETION_OFFER_COUNT] = {
    [COMPLETION_NOTHING] = "",
    [COMPLETION_WORDS] = " -a '",
    [COMPLETION_FILE] = " -F",
    [COMPLETION_FOLDER] = " -a '(__fish_complete_directories)'",
    [COMPLETION_SCENARIO] = " -a '(__demarche_shipped scenarios)'",
    [COMPLETION_STUDY] = " -a '(__demarche_shipped studies)'",
    [COMPLETION_LESSON] = " -k -a '(__demarche_lessons)'",
    [COMPLETION_LEARN] = " -k -a '(__demarche_learn)'",
    [COMPLETION_RUN] = " -a '(__fish_complete_suffix .journal)'",
};

static void put_operand(const struct subcommand *c, struct arena *a, FILE *out)
{
    const enum completion_offer offer = completion_of_operand(c);

    if (offer == COMPLETION_NOTHING) return;
    fprintf(out, "complete -c demarche -n '__demarche_is %s'%s", c->name,
            offers[offer]);
    if (offer == COMPLETION_WORDS) fprintf(out, "%s'", completion_commands(a));
    fputc('\n', out);
}

/* A value, and nothing but what is offered; words of a list after a comma. */
static void put_value(const struct options_row *r, struct arena *a, FILE *out)
{
    const enum completion_offer offer = completion_of_value(r);

    fprintf(out, " -r%s%s", offer == COMPLETION_FILE ? "" : " -f",
            offers[offer]);
    if (offer == COMPLETION_WORDS)
        fprintf(out, r->list ? "(__fish_append , %s)'" : "%s'",
                completion_words(r, a));
}

static void put_option(const struct subcommand *c, const struct options_row *r,
                       struct arena *a, FILE *out)
{
    fprintf(out, "complete -c demarche -n '__demarche_is %s' -l %s", c->name,
            r->name);
    if (r->letter) fprintf(out, " -s %c", r->letter);
    if (r->value) put_value(r, a, out);
    fputs(" -d ", out);
    completion_quote(r->text, QUOTE, "\\", out);
    fputc('\n', out);
}

void completion_fish(FILE *out)
{
    const struct subcommand *c;
    struct arena a;

    arena_init(&a);
    fputs(head, out);
    for (size_t i = 0; (c = subcommand_at(i)); i++) {
        fprintf(out, "\ncomplete -c demarche -n __demarche_begins -a %s -d ",
                c->name);
        completion_quote(c->summary, QUOTE, "\\", out);
        fputc('\n', out);
        put_operand(c, &a, out);
        for (const struct options_row *r = c->options; r && r->name; r++)
            put_option(c, r, &a, out);
    }
    arena_fini(&a);
}
