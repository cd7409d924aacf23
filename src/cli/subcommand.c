#include "cli/subcommand.h"

#include "cli/help.h"

static const char *const shells[] = {"bash", "zsh", "fish"};
static const struct name_words shell_words = {shells, 3};

static const struct options_row help_options[] = {
    {"man", NULL,
     "its manual page as source for scdoc; to read it: demarche help COMMAND "
     "--man | scdoc | man -l -",
     OPTIONS_FLAG(struct help_request, man)},
    {"scenarios", NULL, "list the scenarios that come with demarche",
     OPTIONS_FLAG(struct help_request, scenarios)},
    {"studies", NULL, "list the studies that come with demarche",
     OPTIONS_FLAG(struct help_request, studies)},
    {"lessons", NULL, "list the lessons by their numbers",
     OPTIONS_FLAG(struct help_request, lessons)},
    {"completion", "bash|zsh|fish", "what a shell needs to complete commands",
     OPTIONS_WORD(struct help_request, shell, &shell_words),
     OPTIONS_GIVEN(struct help_request, completes)},
    {0},
};

/* Here and not in help.c, which needs the list of all of them. */
const struct subcommand subcommand_help = {
    .name = "help",
    .summary = "explain a command",
    .forms = {"[COMMAND] [--man]", "--completion bash|zsh|fish",
              "--scenarios|--studies|--lessons"},
    .about = "Prints the options of a command; without one, the list of all "
             "commands. A scenario that is listed is run by its name, from "
             "any folder.",
    .options = help_options,
};

const struct subcommand *subcommand_at(size_t i)
{
    static const struct subcommand *const all[] = {
#define SUBCOMMAND_ADDRESS(name) &subcommand_##name,
        SUBCOMMAND_MAP(SUBCOMMAND_ADDRESS)
#undef SUBCOMMAND_ADDRESS
    };

    return i < sizeof all / sizeof *all ? all[i] : NULL;
}

const char *subcommand_form(const struct subcommand *c, size_t i,
                            struct arena *a)
{
    const char *form = i < COMMAND_FORMS_MAX ? c->forms[i] : NULL;

    for (const struct options_row *r = c->options; form && r && r->name; r++)
        if (r->common)
            form = arena_format(a, "%s [%s]", form, options_heading(r, a));
    return form;
}
