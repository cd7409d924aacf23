/* The questions of a lesson, with what is said to each answer; and the texts
 * of a lesson, which keep their places in the file. */
#ifndef SCENARIO_LESSON_QUESTION_H
#define SCENARIO_LESSON_QUESTION_H

#include "scenario/field.h"

struct lesson_text {
    const char *text; /* NULL: it was not given */
    struct scenario_position position;
};

struct lesson_texts {
    const struct lesson_text *items;
    size_t count;
};

enum {
    LESSON_CHOICES_MIN = 2,
    LESSON_CHOICES_MAX = 5,
    LESSON_TEXTS_MAX = 64 /* of one list */
};

/* The form of an answer. */
enum lesson_answer {
    LESSON_CHOICE,  /* one of several, by its letter */
    LESSON_NUMBER,  /* a number near enough to the right one */
    LESSON_SENTENCE /* a sentence that one run makes true, and no other */
};

struct lesson_choice {
    const char *letter; /* "a" to "e" */
    struct lesson_text say, because;
    bool right;
};

struct lesson_question {
    struct lesson_text ask;
    enum lesson_answer answer;
    struct scenario_position position;
    const struct lesson_choice *choices;
    size_t choice_count;
    double is, within;               /* a right number is at most so far off */
    const char *unit;                /* NULL: none */
    struct lesson_text below, above; /* said to a number that is not right */
    uint32_t run;                    /* the run of a true sentence: 1 or 2 */
    struct lesson_text because;      /* said to a right number, a sentence */
};

/* The keys of a question, and of a choice, a number and a sentence in it. */
extern const struct field_section lesson_question_section;

/* struct lesson_question. */
void lesson_question_read(struct load *l, const struct yaml_node *node,
                          const struct field *field, void *out);

/* struct lesson_text; struct lesson_texts: one text, or a list. */
void lesson_question_text(struct load *l, const struct yaml_node *node,
                          const struct field *field, void *out);
void lesson_question_texts(struct load *l, const struct yaml_node *node,
                           const struct field *field, void *out);

/* The items of a list, or noted that it is none, empty or past the limit. */
MUST_CHECK bool lesson_question_list(struct load *l,
                                     const struct yaml_node *node,
                                     const char *what);

#endif
