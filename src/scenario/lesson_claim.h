/* The claims of a lesson: a sentence as `expect:` has it, or what a command
 * measures, with the bound that it is to keep. */
#ifndef SCENARIO_LESSON_CLAIM_H
#define SCENARIO_LESSON_CLAIM_H

#include "scenario/load.h"

enum lesson_claim_kind {
    LESSON_CLAIM_SENTENCE,
    LESSON_CLAIM_ATTACK,    /* a tactic against a document's copies */
    LESSON_CLAIM_METADATA,  /* guesses from sizes and times */
    LESSON_CLAIM_RISK,      /* the chance of a leak by a time */
    LESSON_CLAIM_ATTRIBUTE, /* the suspicion against a holder */
    LESSON_CLAIM_COUNT
};

/* What an observer guesses, and from what: in the order of the questions and
 * views of experiment/onlooker.h. */
extern const struct name_words lesson_claim_questions, lesson_claim_views;

struct lesson_claim {
    enum lesson_claim_kind kind;
    const char *text; /* on one line, as it may be written */
    struct scenario_position position;
    struct sentence sentence; /* of that kind; of the others all below */
    uint32_t document;        /* but for metadata */
    const char *tactic;       /* attack: its name, which is not looked up */
    bool succeeds;
    uint32_t question, view; /* metadata */
    instant by;              /* risk */
    const char *surfaced;    /* attribute: a file; NULL: the public's copy */
    bool others;             /* the posterior of others, not the author's */
    uint32_t names;          /* a party; SCENARIO_NONE: nobody */
    double limit;            /* at most or at least, from 0 to 1 */
};

/* Reads a claim about the scenario that is being read, whose documents and
 * parties are known; or notes what is wrong with it. */
void lesson_claim_read(struct load *l, const struct yaml_node *node,
                       struct lesson_claim *out);

/* Reads a text, such as "press never holds memo" or "{attack: mitm, document:
 * memo, succeeds: no}", about a scenario that has been read; all that it points
 * to lives in the arena. ERR_FORMAT, ERR_LIMIT: errors says what is wrong, and
 * where in the text. */
MUST_CHECK enum err lesson_claim_parse(struct lesson_claim *out,
                                       struct arena *a,
                                       const struct scenario *s,
                                       const char *text,
                                       struct scenario_errors *errors);

#endif
