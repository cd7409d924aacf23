/* Colours of a terminal. They only repeat what the words say. */
#ifndef VIEW_STYLE_H
#define VIEW_STYLE_H

#include <stdbool.h>
#include <stdio.h>

struct style {
    bool colour;
};

enum style_kind {
    STYLE_PLAIN,
    STYLE_TITLE,
    STYLE_QUIET,
    STYLE_GOOD,
    STYLE_OPEN,
    STYLE_BAD,
    STYLE_COUNT
};

/* Sets the style of what is written next, until STYLE_PLAIN. */
void style_set(const struct style *s, enum style_kind kind, FILE *out);

/* A paragraph in this way, wrapped (view/text.h); what follows is plain. */
void style_paragraph(const struct style *s, enum style_kind kind,
                     const char *text, FILE *out);

/* The same for the title of what follows, after an empty line. */
void style_title(const struct style *s, const char *title, FILE *out);

/* "name: text", the name alone in this way; the text goes on at `indent` where
 * it wraps. */
void style_headed(const struct style *s, enum style_kind kind, const char *name,
                  const char *text, size_t indent, FILE *out);

/* The same after an empty line, with the name as a title. */
void style_named(const struct style *s, const char *name, const char *text,
                 size_t indent, FILE *out);

#endif
