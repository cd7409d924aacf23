#include "cli/options.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "scenario/names.h"
#include "view/text.h"

int options_next(int argc, char **argv, const struct option *options)
{
    opterr = 0;
    /* _only, for there are no short forms: then an unknown one is stepped over
     * like any other, and can be quoted. */
    return getopt_long_only(argc, argv, ":", options, NULL);
}

/* The whole line is made safe, for it quotes what was typed or read. */
static void complain(const char *command, const char *format, va_list args)
{
    char text[ERRMSG_SIZE];

    vsnprintf(text, sizeof text, format, args);
    fprintf(stderr, "demarche %s: ", command);
    text_put(text, stderr);
    fprintf(stderr, "\nSee: demarche help %s\n", command);
}

int options_wrong(const char *command, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    complain(command, format, args);
    va_end(args);
    return COMMAND_USAGE;
}

int options_complain(char **argv, int answer)
{
    const char *option = argv[optind - 1];

    if (answer == ':')
        return options_wrong(argv[0], "%s needs a value", option);
    if (optopt) return options_wrong(argv[0], "%s takes no value", option);
    return options_wrong(argv[0], "no option is named %s", option);
}

enum err options_number(uint64_t *out, const char *text)
{
    char *end;

    if (text[0] < '0' || text[0] > '9') return ERR_FORMAT;
    errno = 0;
    const unsigned long long value = strtoull(text, &end, 10);

    if (errno || *end) return ERR_FORMAT;
    *out = value;
    return ERR_OK;
}

static enum err missing(struct errmsg *e, const char *what, const char *name,
                        const struct nearest *near)
{
    if (near->best) {
        return err_set(e, ERR_MISSING,
                       "no %s in this scenario is named %s; did you mean %s?",
                       what, name, near->best);
    }
    return err_set(e, ERR_MISSING, "no %s in this scenario is named %s", what,
                   name);
}

enum err options_party(uint32_t *out, const struct scenario *sc,
                       const char *name, struct errmsg *e)
{
    struct nearest near;

    *out = name ? scenario_find_actor(sc, name) : SCENARIO_NONE;
    if (!name || *out != SCENARIO_NONE) return ERR_OK;
    nearest_init(&near, name);
    for (size_t i = 0; i < sc->actor_count; i++) {
        nearest_try(&near, sc->parties[i].name);
    }
    return missing(e, "party", name, &near);
}

enum err options_document(uint32_t *out, const struct scenario *sc,
                          const char *name, struct errmsg *e)
{
    struct nearest near;

    *out = name ? scenario_find_document(sc, name) : SCENARIO_NONE;
    if (!name || *out != SCENARIO_NONE) return ERR_OK;
    nearest_init(&near, name);
    for (size_t i = 0; i < sc->document_count; i++) {
        nearest_try(&near, sc->documents[i].name);
    }
    return missing(e, "document", name, &near);
}

struct style options_style(void)
{
    const char *off = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    const bool plain =
        (off && off[0]) || !terminal || strcmp(terminal, "dumb") == 0;

    return (struct style){.colour = !plain && isatty(STDOUT_FILENO)};
}
