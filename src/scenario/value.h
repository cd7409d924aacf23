/* Single values of a scenario: texts, words, numbers, times and spans. Each
 * reader reads one field as field.h says. */
#ifndef SCENARIO_VALUE_H
#define SCENARIO_VALUE_H

#include "scenario/field.h"

/* const char *: lines of UTF-8 without other control characters. */
void value_text(struct load *l, const struct yaml_node *node,
                const struct field *field, void *out);

/* An enum: the place of the word in field->words. */
void value_word(struct load *l, const struct yaml_node *node,
                const struct field *field, void *out);

/* const char *: the word itself, one of field->words. */
void value_word_text(struct load *l, const struct yaml_node *node,
                     const struct field *field, void *out);

/* bool: yes or no, as the words that an error lists, or true or false. */
extern const struct name_words value_yes_no_words;
void value_yes_no(struct load *l, const struct yaml_node *node,
                  const struct field *field, void *out);

/* uint32_t: a whole number from 1 to a thousand million. */
void value_count(struct load *l, const struct yaml_node *node,
                 const struct field *field, void *out);

/* The same from 0 on. */
void value_count_or_none(struct load *l, const struct yaml_node *node,
                         const struct field *field, void *out);

/* double from 0 to 1: written 1% or 0.01. */
void value_probability(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out);

void value_instant(struct load *l, const struct yaml_node *node,
                   const struct field *field, void *out);

/* duration, such as 25 min. */
void value_span(struct load *l, const struct yaml_node *node,
                const struct field *field, void *out);

/* For a key whose value is read afterwards, from its node. */
void value_later(struct load *l, const struct yaml_node *node,
                 const struct field *field, void *out);

/* The text of a scalar, or NULL after noting that what was expected. */
const char *value_scalar(struct load *l, const struct yaml_node *node,
                         const char *expected);

/* A decimal number such as 40, 0.0004 or 4.0e-05, of at most 15 digits, and
 * where it ends; false when it is none. The same bits on every machine. */
bool value_number(double *out, const char *text, const char **end);

#endif
