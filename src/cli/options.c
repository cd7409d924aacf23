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
        return err_set(e, ERR_MISSING, "no %s is named %s; did you mean %s?",
                       what, name, near->best);
    }
    return err_set(e, ERR_MISSING, "no %s is named %s", what, name);
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
    return missing(e, "party in this scenario", name, &near);
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
    return missing(e, "document in this scenario", name, &near);
}

enum err options_channel(uint32_t *out, const struct scenario *sc,
                         const char *name, struct errmsg *e)
{
    struct nearest near;

    *out = SCENARIO_NONE;
    if (!name) return ERR_OK;
    nearest_init(&near, name);
    for (uint32_t i = 0; i < sc->channel_count; i++) {
        nearest_try(&near, sc->channels[i].name);
        if (strcmp(sc->channels[i].name, name) == 0) *out = i;
    }
    if (*out != SCENARIO_NONE) return ERR_OK;
    return missing(e, "channel in this scenario", name, &near);
}

enum err options_protection(uint32_t *out, const struct scenario *sc,
                            const char *name, struct errmsg *e)
{
    struct nearest near;

    *out = SCENARIO_NONE;
    if (!name) return ERR_OK;
    nearest_init(&near, name);
    for (uint32_t i = 0; i < sc->protection_count; i++) {
        nearest_try(&near, sc->protections[i].name);
        if (strcmp(sc->protections[i].name, name) == 0) *out = i;
    }
    if (*out != SCENARIO_NONE) return ERR_OK;
    return missing(e, "protection in this scenario", name, &near);
}

enum err options_portion(const struct scenario *sc, uint32_t document,
                         const char *name, struct errmsg *e)
{
    struct nearest near;

    if (!name) return ERR_OK;
    nearest_init(&near, name);
    for (uint32_t i = 0; i < sc->document_count; i++) {
        if (document != SCENARIO_NONE && document != i) continue;
        for (size_t j = 0; j < sc->documents[i].portion_count; j++) {
            const char *portion = sc->documents[i].portions[j].name;
            if (strcmp(portion, name) == 0) return ERR_OK;
            nearest_try(&near, portion);
        }
    }
    return missing(e, "portion in this scenario", name, &near);
}

/* "FRAME_SENT" is said as "frame-sent". */
static const char *kind_word(struct arena *a, enum record_kind kind)
{
    char *word = arena_text(a, record_kind_row(kind)->name);

    for (char *c = word; *c; c++) {
        if (*c == '_')
            *c = '-';
        else if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    }
    return word;
}

static enum err find_kind(bool kinds[RECORD_KIND_COUNT], const char *word,
                          struct arena *a, struct errmsg *e)
{
    struct nearest near;

    nearest_init(&near, word);
    for (unsigned i = 0; i < RECORD_KIND_COUNT; i++) {
        const char *said = kind_word(a, (enum record_kind)i);
        if (strcmp(word, said) == 0) {
            kinds[i] = true;
            return ERR_OK;
        }
        nearest_try(&near, said);
    }
    return missing(e, "kind of record", word, &near);
}

enum err options_kinds(bool kinds[RECORD_KIND_COUNT], const char *list,
                       struct errmsg *e)
{
    struct arena a;
    enum err rc = ERR_OK;

    arena_init(&a);
    for (char *rest = arena_text(&a, list), *word;
         !rc && (word = strsep(&rest, ","));)
        rc = find_kind(kinds, word, &a, e);
    arena_fini(&a);
    return rc;
}

struct style options_style(void)
{
    const char *off = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    const bool plain =
        (off && off[0]) || !terminal || strcmp(terminal, "dumb") == 0;

    return (struct style){.colour = !plain && isatty(STDOUT_FILENO)};
}
