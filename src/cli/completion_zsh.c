#include "cli/completion.h"

/* First the functions that ask the program for names; then the summaries of the
 * commands; then a call of _arguments for each command: an argument an option,
 * with its text in brackets, the word for its value, and what is offered for
 * it. */

#define QUOTE "'\\''"

static const char head[] = "#compdef demarche\n"
                           "# Completion of demarche for zsh, as printed by:\n"
                           "#     demarche help --completion zsh\n"
                           "\n"
                           "# Files of YAML, and the names of those that "
                           "come with demarche.\n"
                           "_demarche_shipped()\n"
                           "{\n"
                           "    local -a names\n"
                           "    local ret=1 line='s/^  \\([[:alnum:]._-]"
                           "\\{1,\\}\\).*/\\1/p'\n"
                           "\n"
                           "    names=(${(f)\"$($program help --$1 "
                           "2>/dev/null | sed -n $line)\"})\n"
                           "    _files -g '*.yaml' && ret=0\n"
                           "    compadd -a names && ret=0\n"
                           "    return ret\n"
                           "}\n"
                           "\n"
                           "# Lessons by number, in their order.\n"
                           "_demarche_lessons()\n"
                           "{\n"
                           "    local -a lessons\n"
                           "    local line='s/^  \\([0-9]\\{1,\\}\\)"
                           " *\\(.*\\)/\\1:\\2/p'\n"
                           "\n"
                           "    lessons=(${(f)\"$($program help --lessons "
                           "2>/dev/null | sed -n $line)\"})\n"
                           "    _describe -V lesson lessons\n"
                           "}\n"
                           "\n"
                           "# A lesson, or check and its runs.\n"
                           "_demarche_learn()\n"
                           "{\n"
                           "    local -a check=('check:grade runs')\n"
                           "    local ret=1\n"
                           "\n"
                           "    if (( CURRENT > 2 )) && [[ $words[2] = check "
                           "]]; then\n"
                           "        _files -g '*.journal'\n"
                           "        return\n"
                           "    fi\n"
                           "    _demarche_lessons && ret=0\n"
                           "    _describe command check && ret=0\n"
                           "    _files -g '*.yaml' && ret=0\n"
                           "    return ret\n"
                           "}\n"
                           "\n"
                           "_demarche()\n"
                           "{\n"
                           "    local program=$words[1]\n"
                           "    local -a subcommands\n"
                           "\n"
                           "    subcommands=(\n";

static const char middle[] =
    "    )\n"
    "    if (( CURRENT == 2 )); then\n"
    "        _describe -t commands command subcommands\n"
    "        _arguments '--help[list the commands]' "
    "'--version[print the version]'\n"
    "        return\n"
    "    fi\n"
    "    shift words\n"
    "    (( CURRENT-- ))\n"
    "    case $words[1] in\n";

/* It is a function's body where zsh loads it, and a file to read elsewhere. */
static const char tail[] = "    esac\n"
                           "}\n"
                           "\n"
                           "if [[ $funcstack[1] = _demarche ]]; then\n"
                           "    _demarche \"$@\"\n"
                           "else\n"
                           "    compdef _demarche demarche\n"
                           "fi\n";

static const char *const actions[COMPLETION_OFFER_COUNT] = {
    [COMPLETION_NOTHING] = " ",
    [COMPLETION_WORDS] = "(",
    [COMPLETION_FILE] = "_files",
    [COMPLETION_FOLDER] = "_files -/",
    [COMPLETION_SCENARIO] = " _demarche_shipped scenarios",
    [COMPLETION_STUDY] = " _demarche_shipped studies",
    [COMPLETION_LESSON] = " _demarche_lessons",
    [COMPLETION_LEARN] = " _demarche_learn",
    [COMPLETION_RUN] = "_files -g \"*.journal\"",
};

/* ":FILE:_files", without quotes. */
static const char *value_of(const struct options_row *r, struct arena *a)
{
    const enum completion_offer offer = completion_of_value(r);

    if (offer != COMPLETION_WORDS)
        return arena_format(a, ":%s:%s", r->value, actions[offer]);
    return r->list
               ? arena_format(a, ":%s:_sequence compadd - %s", r->value,
                              completion_words(r, a))
               : arena_format(a, ":%s:(%s)", r->value, completion_words(r, a));
}

/* One spelling of an option: "--out=" or "-o". */
static void put_spelling(const struct options_row *r, const char *spelling,
                         struct arena *a, FILE *out)
{
    fputs(" \\\n            ", out);
    if (r->many) fputs("'*'", out);
    if (r->letter) fprintf(out, "'(-%c --%s)'", r->letter, r->name);
    fputs(spelling, out);
    completion_quote(arena_format(a, "[%s", r->text), QUOTE, "\\]:", out);
    completion_quote(arena_format(a, "]%s", r->value ? value_of(r, a) : ""),
                     QUOTE, "", out);
}

static void put_command(const struct subcommand *c, struct arena *a, FILE *out)
{
    const enum completion_offer offer = completion_of_operand(c);

    fprintf(out,
            "    (%s)\n"
            "        _arguments \\\n"
            "            '(- *)'{-h,--help}'[explain this command]'",
            c->name);
    for (const struct options_row *r = c->options; r && r->name; r++) {
        if (r->letter)
            put_spelling(r, arena_format(a, "-%c", r->letter), a, out);
        put_spelling(r, arena_format(a, "--%s%s", r->name, r->value ? "=" : ""),
                     a, out);
    }
    if (offer != COMPLETION_NOTHING)
        fprintf(out, " \\\n            '*:%s:%s%s'", completion_operand(c, a),
                actions[offer],
                offer == COMPLETION_WORDS
                    ? arena_format(a, "%s)", completion_commands(a))
                    : "");
    fputs("\n        ;;\n", out);
}

void completion_zsh(FILE *out)
{
    const struct subcommand *c;
    struct arena a;

    arena_init(&a);
    fputs(head, out);
    for (size_t i = 0; (c = subcommand_at(i)); i++) {
        fputs("        ", out);
        completion_quote(arena_format(&a, "%s:%s", c->name, c->summary), QUOTE,
                         "", out);
        fputc('\n', out);
    }
    fputs(middle, out);
    for (size_t i = 0; (c = subcommand_at(i)); i++)
        put_command(c, &a, out);
    fputs(tail, out);
    arena_fini(&a);
}
