/* The section `lesson:` of a scenario: what is asked before and after its runs,
 * and the change of it that makes the claims hold. */
#ifndef SCENARIO_LESSON_H
#define SCENARIO_LESSON_H

#include "scenario/lesson_claim.h"
#include "scenario/lesson_question.h"

enum { LESSON_NUMBER_MAX = 99, LESSON_MINUTES_MAX = 60 };

/* A command that shows something of the runs, without the program's name and
 * without what it is about. */
struct lesson_look {
    struct lesson_text command;
    const char *view; /* of the page; or NULL */
    uint64_t record;  /* 0: not given */
    instant time;     /* INSTANT_MIN: not given */
    const char *mark; /* parts with a slash between; or NULL */
    struct lesson_text ask;
};

struct lesson_looks {
    const struct lesson_look *items;
    size_t count;
};

/* Changes to the scenario, all made together, and what is said to them. */
struct lesson_change {
    struct lesson_texts changes;
    struct lesson_text because; /* the lesson's own may have none */
};

struct lesson_fix {
    struct lesson_text ask;
    struct lesson_change right;
    struct lesson_texts hints;
    const struct lesson_change *wrong; /* under each the claims are broken */
    size_t wrong_count;
    const struct lesson_question *predict; /* of the second run; or NULL */
};

/* The exercise of one's own. A {role} in its texts stands for a name, or for
 * a time, of the learner's scenario. */
struct lesson_exercise {
    struct lesson_text task; /* NULL: there is no exercise */
    struct lesson_texts roles;
    struct lesson_texts holds;   /* claims */
    struct lesson_texts without; /* changes, all together */
    struct lesson_texts broken;  /* claims: `holds` unless given */
    struct lesson_texts under;   /* changes, each by itself */
};

/* What a learner's scenario has for a role. */
struct lesson_role {
    const char *role, *name;
    struct scenario_position position;
};

struct lesson {
    struct scenario_position position; /* of the section's key */
    uint32_t number;
    struct lesson_text idea;
    uint32_t minutes;
    const uint32_t *needs; /* numbers of lessons */
    const struct scenario_position *need_positions;
    size_t need_count;
    struct lesson_texts terms; /* of the glossary */
    uint32_t seed;
    const struct lesson_claim *claims;
    size_t claim_count;
    struct lesson_question predict, transfer;
    struct lesson_looks look, look_again;
    struct lesson_text explain;
    struct lesson_texts read; /* places to read on at */
    struct lesson_fix fix;
    struct lesson_texts keep; /* paths that a change leaves alone */
    struct lesson_texts files;
    struct lesson_exercise exercise;
    /* Of a learner's scenario, which has this and the number alone. */
    const struct lesson_role *roles;
    size_t role_count; /* 0: it is a lesson */
};

/* The keys of the section; and of what is in it. */
extern const struct field_section lesson_section;

/* The views of the page, as `view` names them. */
extern const struct name_words lesson_views;

/* Reads the section of the scenario at `out`. */
void lesson_read(struct load *l, const struct yaml_node *node,
                 const struct field *field, void *out);

#endif
