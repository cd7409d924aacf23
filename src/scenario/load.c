#include "scenario/load.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { NAMES_LISTED = 8 }; /* that an error shows of those declared */

void load_wrong(struct load *l, struct scenario_position position,
                const char *format, ...)
{
    char text[ERRMSG_SIZE];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    scenario_errors_add(l->errors, ERR_FORMAT, position, "%s", text);
}

bool load_is_other(struct load *l, const struct yaml_node *tree,
                   const char *ours, const char *other, const char *what)
{
    const struct yaml_node *found = NULL;

    for (const struct yaml_node *n = tree->first; n; n = n->next) {
        if (strcmp(n->key ? n->key : "", ours) == 0) return false;
        if (strcmp(n->key ? n->key : "", other) == 0) found = n;
    }
    if (found) load_wrong(l, found->key_position, "%s", what);
    return found != NULL;
}

/* The search for a guess is left out once no more errors are shown. */
static bool is_shown(struct load *l, struct scenario_position position)
{
    if (l->errors->count < l->errors->capacity) return true;
    load_wrong(l, position, "unknown");
    return false;
}

void load_unknown_word(struct load *l, struct scenario_position position,
                       const char *what, const char *word,
                       const struct name_words *words)
{
    if (!is_shown(l, position)) return;
    const char *guess = name_words_near(words, word);
    if (guess)
        load_wrong(l, position, "unknown %s \"%.64s\"; did you mean \"%s\"?",
                   what, word, guess);
    else
        load_wrong(l, position, "unknown %s \"%.64s\", expected %s", what, word,
                   name_words_list(words, l->arena));
}

void load_unknown_name(struct load *l, struct scenario_position position,
                       const char *what, const char *name,
                       const struct names *names)
{
    const char *texts[NAMES_LISTED];

    if (names->unread || !is_shown(l, position)) return;
    const char *guess = names_near(names, name);
    if (guess) {
        load_wrong(l, position, "unknown %s \"%.64s\"; did you mean \"%s\"?",
                   what, name, guess);
        return;
    }
    if (names->count == 0) {
        load_wrong(l, position, "unknown %s \"%.64s\", for no %s is declared",
                   what, name, what);
        return;
    }
    struct name_words listed = {.texts = texts};
    for (; listed.count < names->count && listed.count < NAMES_LISTED;
         listed.count++)
        texts[listed.count] = names->items[listed.count].text;
    load_wrong(l, position, "unknown %s \"%.64s\", expected %s%s", what, name,
               names->count > NAMES_LISTED ? "a declared one such as " : "",
               name_words_list(&listed, l->arena));
}
