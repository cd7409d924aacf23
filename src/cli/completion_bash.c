#include "cli/completion.h"

/* One function with a case for each option that has a value, by the words of
 * its command and itself, and one for all else of each command. */

static const char head[] =
    "# Completion of demarche for bash, as printed by:\n"
    "#     demarche help --completion bash\n"
    "\n"
    "# Words out of a list; after a comma, one more of them.\n"
    "_demarche_words()\n"
    "{\n"
    "    local before=${2%\"${2##*,}\"}\n"
    "\n"
    "    mapfile -t COMPREPLY < <(compgen -P \"$before\" -W \"$1\" -- "
    "\"${2##*,}\")\n"
    "}\n"
    "\n"
    "# Files of a kind, and the folders that may have some.\n"
    "_demarche_files()\n"
    "{\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    mapfile -t COMPREPLY < <(\n"
    "        case $1 in\n"
    "        any) compgen -f -- \"$2\" ;;\n"
    "        folder) compgen -d -- \"$2\" ;;\n"
    "        *) compgen -d -- \"$2\"; compgen -f -X \"!$1\" -- \"$2\" ;;\n"
    "        esac)\n"
    "}\n"
    "\n"
    "# Such files, unless $3 is set, and the names of those that come with "
    "demarche.\n"
    "_demarche_shipped()\n"
    "{\n"
    "    local names='s/^  \\([[:alnum:]._-]\\{1,\\}\\).*/\\1/p'\n"
    "\n"
    "    [ \"$3\" ] || _demarche_files '*.yaml' \"$2\"\n"
    "    names=$(\"${COMP_WORDS[0]}\" help \"--$1\" 2>/dev/null | "
    "sed -n \"$names\")\n"
    "    mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -W \"$names $4\" "
    "-- \"$2\")\n"
    "}\n"
    "\n"
    "# A lesson, or check and its runs.\n"
    "_demarche_learn()\n"
    "{\n"
    "    if [ \"$COMP_CWORD\" -gt 2 ] && [ \"${COMP_WORDS[2]}\" = check ]; "
    "then\n"
    "        _demarche_files '*.journal' \"$1\"\n"
    "    else\n"
    "        _demarche_shipped lessons \"$1\" \"\" check\n"
    "    fi\n"
    "}\n"
    "\n"
    "_demarche()\n"
    "{\n"
    "    local word=${COMP_WORDS[COMP_CWORD]} "
    "before=${COMP_WORDS[COMP_CWORD-1]}\n"
    "\n"
    "    COMPREPLY=()\n"
    "    # An option with its value, --seed=7, comes as three words.\n"
    "    if [ \"$word\" = = ]; then\n"
    "        word=\n"
    "    elif [ \"$before\" = = ] && [ \"$COMP_CWORD\" -gt 2 ]; then\n"
    "        before=${COMP_WORDS[COMP_CWORD-2]}\n"
    "    fi\n"
    "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
    "        _demarche_words '--help --version ";

static const char middle[] = "' \"$word\"\n"
                             "        return\n"
                             "    fi\n"
                             "    case ${COMP_WORDS[1]}:$before:$word in\n";

static const char tail[] = "    esac\n"
                           "}\n"
                           "\n"
                           "complete -F _demarche demarche\n";

/* The call that offers something, by its kind; of words, up to them. */
static const char *const calls[COMPLETION_OFFER_COUNT] = {
    [COMPLETION_NOTHING] = "",
    [COMPLETION_WORDS] = "_demarche_words '",
    [COMPLETION_FILE] = "_demarche_files any \"$word\" ",
    [COMPLETION_FOLDER] = "_demarche_files folder \"$word\" ",
    [COMPLETION_SCENARIO] = "_demarche_shipped scenarios \"$word\" ",
    [COMPLETION_STUDY] = "_demarche_shipped studies \"$word\" ",
    [COMPLETION_LESSON] = "_demarche_shipped lessons \"$word\" alone ",
    [COMPLETION_LEARN] = "_demarche_learn \"$word\" ",
    [COMPLETION_RUN] = "_demarche_files '*.journal' \"$word\" ",
};

static void put_call(enum completion_offer offer, const char *words, FILE *out)
{
    fputs(calls[offer], out);
    if (offer == COMPLETION_WORDS) fprintf(out, "%s' \"$word\" ", words);
    fputs(";;\n", out);
}

static void put_value(const struct subcommand *c, const struct options_row *r,
                      struct arena *a, FILE *out)
{
    fprintf(out, "    %s:--%s:*", c->name, r->name);
    if (r->letter) fprintf(out, " | %s:-%c:*", c->name, r->letter);
    fputs(") ", out);
    put_call(completion_of_value(r), completion_words(r, a), out);
}

/* The options, as words. */
static const char *options_of(const struct subcommand *c, struct arena *a)
{
    const char *all = "--help";

    for (const struct options_row *r = c->options; r && r->name; r++) {
        all = arena_format(a, "%s --%s", all, r->name);
        if (r->letter) all = arena_format(a, "%s -%c", all, r->letter);
    }
    return all;
}

/* Options where a dash stands, or where there is nothing else. */
static void put_rest(const struct subcommand *c, struct arena *a, FILE *out)
{
    const enum completion_offer offer = completion_of_operand(c);

    fprintf(out, "    %s:*:%s) ", c->name,
            offer == COMPLETION_NOTHING ? "*" : "-*");
    put_call(COMPLETION_WORDS, options_of(c, a), out);
    if (offer == COMPLETION_NOTHING) return;
    fprintf(out, "    %s:*) ", c->name);
    put_call(offer, completion_commands(a), out);
}

void completion_bash(FILE *out)
{
    const struct subcommand *c;
    struct arena a;

    arena_init(&a);
    fprintf(out, "%s%s%s", head, completion_commands(&a), middle);
    for (size_t i = 0; (c = subcommand_at(i)); i++) {
        for (const struct options_row *r = c->options; r && r->name; r++)
            if (r->value) put_value(c, r, &a, out);
        put_rest(c, &a, out);
    }
    fputs(tail, out);
    arena_fini(&a);
}
