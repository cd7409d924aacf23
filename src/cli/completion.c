#include "cli/completion.h"

#include <string.h>

/* A value or an operand that is a file is told by its word. */
static const struct {
    const char *word;
    enum completion_offer offer;
} offers[] = {
    {"FILE", COMPLETION_FILE},         {"STATE", COMPLETION_FILE},
    {"NOTE", COMPLETION_FILE},         {"FOLDER", COMPLETION_FOLDER},
    {"STUDY", COMPLETION_FOLDER},      {"RUN", COMPLETION_RUN},
    {"SCENARIO", COMPLETION_SCENARIO}, {"COMMAND", COMPLETION_WORDS},
    {"LESSON", COMPLETION_LEARN},      {"NUMBER", COMPLETION_LESSON},
};

static enum completion_offer offer_of(const char *word)
{
    for (size_t i = 0; i < sizeof offers / sizeof *offers; i++)
        if (strcmp(offers[i].word, word) == 0) return offers[i].offer;
    return COMPLETION_NOTHING;
}

enum completion_offer completion_of_value(const struct options_row *r)
{
    return r->offer || r->words ? COMPLETION_WORDS : offer_of(r->value);
}

const char *completion_operand(const struct subcommand *c, struct arena *a)
{
    static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const char *form = "";
    size_t size = 0;

    for (size_t i = 0; i < COMMAND_FORMS_MAX && c->forms[i] && !size; i++) {
        form = c->forms[i] + (c->forms[i][0] == '[');
        size = strspn(form, capitals);
    }
    return arena_format(a, "%.*s", (int)size, form);
}

enum completion_offer completion_of_operand(const struct subcommand *c)
{
    struct arena a;

    if (c->takes_study) return COMPLETION_STUDY;
    arena_init(&a);
    const enum completion_offer offer = offer_of(completion_operand(c, &a));
    arena_fini(&a);
    return offer;
}

const char *completion_words(const struct options_row *r, struct arena *a)
{
    const char *all = "", *word;

    for (size_t i = 0; (word = options_word(r, a, i)); i++)
        all = arena_format(a, "%s%s%s", all, i > 0 ? " " : "", word);
    return all;
}

const char *completion_commands(struct arena *a)
{
    const struct subcommand *c;
    const char *all = "";

    for (size_t i = 0; (c = subcommand_at(i)); i++)
        all = arena_format(a, "%s%s%s", all, i > 0 ? " " : "", c->name);
    return all;
}

void completion_quote(const char *at, const char *escape, const char *signs,
                      FILE *out)
{
    fputc('\'', out);
    for (; *at; at++) {
        if (*at == '\'') {
            fputs(escape, out);
            continue;
        }
        if (strchr(signs, *at)) fputc('\\', out);
        fputc(*at, out);
    }
    fputc('\'', out);
}
