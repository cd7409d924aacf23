#include "cli/options.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/subcommand.h"
#include "cli/notice.h"
#include "crypto/curve.h"

/* A subcommand gives a table of its options. options_read goes through the
 * words: one that begins with "-" is the name of a row, whose value is parsed
 * by its kind into the request; the first that is wrong ends the command with
 * a message. The names of parties, documents and the like are resolved later,
 * in options_named.c, once the scenario is known. No name is abbreviated: what
 * is short for one option today would be short for two tomorrow. */

/* A decimal number without a sign. */
static bool parse_number(uint64_t *out, const char *digits)
{
    char *end;

    assert(digits);
    if (digits[0] < '0' || digits[0] > '9') return false;
    errno = 0;
    const unsigned long long value = strtoull(digits, &end, 10);

    if (errno || *end) return false;
    *out = value;
    return true;
}

/* Each kind of value has a function that takes it: NULL, or what the option
 * takes instead. */
typedef const char *take_function(const struct options_row *r, struct arena *a,
                                  void *out, const char *value);

static const char *take_flag(const struct options_row *r, struct arena *a,
                             void *out, const char *value)
{
    (void)r, (void)a, (void)value;
    *(bool *)out = true;
    return NULL;
}

static const char *take_text(const struct options_row *r, struct arena *a,
                             void *out, const char *value)
{
    (void)r, (void)a;
    *(const char **)out = value;
    return NULL;
}

static const char *take_number(const struct options_row *r, struct arena *a,
                               void *out, const char *value)
{
    const uint64_t most = r->most ? r->most : UINT64_MAX;
    uint64_t *number = out;

    if (parse_number(number, value) && *number >= r->least && *number <= most)
        return NULL;
    if (r->most)
        return arena_format(a, "a number from %" PRIu64 " to %" PRIu64,
                            r->least, r->most);
    return r->least ? arena_format(a, "a number from %" PRIu64, r->least)
                    : "a number";
}

static const char *take_time(const struct options_row *r, struct arena *a,
                             void *out, const char *value)
{
    (void)r, (void)a;
    return instant_parse(out, value) ? instant_expected(value) : NULL;
}

static const char *take_span(const struct options_row *r, struct arena *a,
                             void *out, const char *value)
{
    char least[DURATION_TEXT_SIZE];
    const char *expected;
    duration *span = out;

    if (duration_parse(span, value, &expected)) return expected;
    if ((uint64_t)*span >= r->least) return NULL;
    duration_format(least, (duration)r->least);
    return arena_format(a, "a span of %s or more", least);
}

static const char *take_word(const struct options_row *r, struct arena *a,
                             void *out, const char *value)
{
    uint32_t *word = out;

    *word = name_words_find(r->words, value);
    return *word == NAMES_NONE ? name_words_list(r->words, a) : NULL;
}

static const char *take_other(const struct options_row *r, struct arena *a,
                              void *out, const char *value)
{
    (void)a;
    return r->take(out, value);
}

static take_function *const takes[OPTION_KIND_COUNT] = {
    [OPTION_FLAG] = take_flag,     [OPTION_TEXT] = take_text,
    [OPTION_NUMBER] = take_number, [OPTION_TIME] = take_time,
    [OPTION_SPAN] = take_span,     [OPTION_WORD] = take_word,
    [OPTION_OTHER] = take_other,
};

static const char *take_value(const struct options_row *r, struct arena *a,
                              char *request, const char *value)
{
    if (r->given) *(bool *)(void *)(request + r->given - 1) = true;
    return takes[r->kind](r, a, request + r->at, value);
}

/* A command line being read: the words up to `next`, of which the operands
 * are kept until they are put behind the options. */
struct options_reading {
    char **argv;
    int argc, next;
    const struct options_row *rows;
    void *request;
    bool met[OPTIONS_MAX]; /* rows so far */
    struct arena arena;
};

/* True for "--name" and "--name=value", and for "-l" where the row has that
 * letter. */
static bool names_row(const struct options_row *r, const char *word)
{
    if (word[1] != '-') return r->letter && word[1] == r->letter && !word[2];
    const size_t size = strcspn(word + 2, "=");

    return strlen(r->name) == size && strncmp(word + 2, r->name, size) == 0;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A guess is what the word may be short for, or what is spelt like it: the
 * first by the alphabet, whatever the order of the table. */
static const char *guess_option(const struct options_row *rows,
                                const char *name)
{
    const char *names[OPTIONS_MAX] = {NULL};
    const size_t size = strlen(name);
    struct name_nearest near;
    size_t count = 0;

    for (; rows[count].name; count++)
        names[count] = rows[count].name;
    qsort(names, count, sizeof *names, compare_names);
    name_nearest_init(&near, name);
    for (size_t i = 0; i < count; i++) {
        if (size > 0 && strncmp(names[i], name, size) == 0) return names[i];
        name_nearest_try(&near, names[i]);
    }
    return near.best;
}

static int unknown_option(struct options_reading *g, const char *word)
{
    const char *option =
        arena_format(&g->arena, "%.*s", (int)strcspn(word, "="), word);
    const char *guess = guess_option(g->rows, option + strspn(option, "-"));

    if (guess)
        return notice_wrong(g->argv[0],
                            "no option is named %s; did you mean --%s?", option,
                            guess);
    return notice_wrong(g->argv[0], "no option is named %s", option);
}

/* The option's value, from behind its "=" or from the next word. */
static int find_value(struct options_reading *g, const struct options_row *r,
                      const char *word, const char **value)
{
    const char *equals = word[1] == '-' ? strchr(word, '=') : NULL;

    *value = equals ? equals + 1 : NULL;
    if (!r->value)
        return equals ? notice_wrong(g->argv[0], "%s takes no value", word)
                      : COMMAND_OK;
    if (!*value && g->next < g->argc) *value = g->argv[g->next++];
    if (!*value) return notice_wrong(g->argv[0], "%s needs a value", word);
    return **value ? COMMAND_OK
                   : notice_wrong(g->argv[0],
                                  "--%s is given an empty value; leave the "
                                  "option out, or name one",
                                  r->name);
}

static int read_option(struct options_reading *g, const char *word)
{
    const struct options_row *r = g->rows;
    const char *value;

    while (r->name && !names_row(r, word))
        r++;
    if (!r->name) return unknown_option(g, word);
    if (g->met[r - g->rows] && !r->many)
        return notice_wrong(g->argv[0], "--%s is given twice", r->name);
    g->met[r - g->rows] = true;
    const int exit_code = find_value(g, r, word, &value);
    if (exit_code != COMMAND_OK) return exit_code;
    const char *wanted = take_value(r, &g->arena, g->request, value);
    if (wanted)
        return notice_wrong(g->argv[0], "--%s takes %s, not %s", r->name,
                            wanted, value);
    return COMMAND_OK;
}

int options_read(int argc, char **argv, const struct options_row *rows,
                 void *request)
{
    static const struct options_row none[] = {{0}};
    struct options_reading g = {.argv = argv,
                                .argc = argc,
                                .next = 1,
                                .rows = rows ? rows : none,
                                .request = request};
    int exit_code = COMMAND_OK, count = 0;

    for (int i = 0; g.rows[i].name; i++)
        assert(i < OPTIONS_MAX);
    arena_init(&g.arena);
    char **operands = arena_array(&g.arena, (size_t)argc, sizeof *operands);
    while (exit_code == COMMAND_OK && g.next < argc) {
        char *word = argv[g.next++];

        if (strcmp(word, "--") == 0)
            while (g.next < argc)
                operands[count++] = argv[g.next++];
        else if (!word[0])
            exit_code = notice_wrong(argv[0], "one of its words is empty");
        else if (word[0] != '-' || !word[1])
            operands[count++] = word;
        else
            exit_code = read_option(&g, word);
    }
    optind = argc - count;
    for (int i = 0; i < count; i++)
        argv[optind + i] = operands[i];
    arena_fini(&g.arena);
    return exit_code;
}

const char *options_heading(const struct options_row *r, struct arena *a)
{
    const char *letter = r->letter ? arena_format(a, "-%c, ", r->letter) : "";

    return arena_format(a, "%s--%s%s%s", letter, r->name, r->value ? " " : "",
                        r->value ? r->value : "");
}

const char *options_word(const struct options_row *r, struct arena *a, size_t i)
{
    if (r->offer) return r->offer(a, i);
    return r->words && i < r->words->count ? r->words->texts[i] : NULL;
}

int options_operand(int argc, char **argv, const char *what, const char **out)
{
    if (optind + 1 != argc)
        return notice_wrong(argv[0], "expected one %s", what);
    *out = argv[optind];
    return COMMAND_OK;
}

static const char *const curves[] = {"real", "stand-in"};
const struct name_words options_curves = {curves, 2};

const char *options_crypto(void *request, const char *value)
{
    const uint32_t word = name_words_find(&options_curves, value);

    (void)request;
    if (word == NAMES_NONE) return "real or stand-in";
    curve_use(word == 1 ? curve_stand_in() : curve_real());
    return NULL;
}

#define COLOR_VARIABLE "DEMARCHE_COLOR"

static const char *const colors[] = {"auto", "always", "never"};
const struct name_words options_colors = {colors, 3};

const char *options_color(void *request, const char *value)
{
    (void)request;
    if (name_words_find(&options_colors, value) == NAMES_NONE)
        return "auto, always or never";
    setenv(COLOR_VARIABLE, value, 1);
    return NULL;
}

/* True unless the environment speaks against colour on a terminal. */
static bool suits_colour(void)
{
    const char *off = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");

    return !(off && off[0]) && terminal && strcmp(terminal, "dumb") != 0;
}

struct style options_style(void)
{
    const char *wish = getenv(COLOR_VARIABLE);

    if (wish && strcmp(wish, "always") == 0)
        return (struct style){.colour = true};
    if (wish && strcmp(wish, "never") == 0) return (struct style){0};
    return (struct style){.colour = suits_colour() && isatty(STDOUT_FILENO)};
}
