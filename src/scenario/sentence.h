/* The sentences of `expect:` and `when:`, such as "press never holds
 * us-response before 2022-02-02". */
#ifndef SCENARIO_SENTENCE_H
#define SCENARIO_SENTENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/instant.h"

/* The predicates of a sentence about a party and a document. A state predicate
 * names a level of knowledge (1 to 5); an act names something that was done. */
#define SENTENCE_MAP(X)                    \
    X(KNOWS_OF, "knows of", 1)             \
    X(WAS_TOLD, "was told", 2)             \
    X(HOLDS, "holds", 3)                   \
    X(READS, "reads", 3)                   \
    X(VERIFIED, "verified", 4)             \
    X(CAN_PROVE, "can prove", 5)           \
    X(DRAFTS, "drafts", 0)                 \
    X(COMMENTS, "comments on", 0)          \
    X(APPROVES, "approves", 0)             \
    X(OBJECTS, "objects to", 0)            \
    X(ADOPTS, "adopts", 0)                 \
    X(SIGNS, "signs", 0)                   \
    X(SENDS, "sends", 0)                   \
    X(FORWARDS, "forwards", 0)             \
    X(RECEIVES, "receives", 0)             \
    X(BRIEFS, "briefs", 0)                 \
    X(ANNOUNCES, "announces", 0)           \
    X(ACKNOWLEDGES, "acknowledges", 0)     \
    X(WITHHOLDS, "withholds", 0)           \
    X(REPLIES, "replies with", 0)          \
    X(PUBLISHES, "publishes", 0)           \
    X(VIOLATES, "violates", 0)             \
    X(HAS_RECEIPT, "has a receipt for", 0) \
    X(LEAKS, "leaks", 0)

enum sentence_predicate {
#define SENTENCE_CODE(name, words, level) SENTENCE_##name,
    SENTENCE_MAP(SENTENCE_CODE)
#undef SENTENCE_CODE
        SENTENCE_COUNT
};

enum sentence_bound {
    BOUND_NONE,
    BOUND_BY,     /* no later than */
    BOUND_BEFORE, /* earlier than */
    BOUND_AFTER,  /* later than */
    BOUND_AT,     /* already so at */
    BOUND_UNTIL   /* with never: not before */
};

struct sentence {
    const char *text; /* as written */
    uint32_t line;    /* of the file, from 1 */
    bool nested;      /* what `knower` knows of `party` */
    uint32_t knower;
    uint32_t party;
    bool never;
    enum sentence_predicate predicate;
    uint32_t document;
    uint32_t portion; /* of the document; SCENARIO_NONE: the whole */
    enum sentence_bound bound;
    instant time;
};

/* The level of a predicate; 0 for an act. */
int sentence_level(enum sentence_predicate predicate);

/* The party whose records decide it: the knower, or the party itself. */
uint32_t sentence_subject(const struct sentence *s);

struct load;
struct yaml_node;

/* Reads the sentence at node; as a condition of `when` it takes neither
 * `never` nor a bound. Notes what is wrong and leaves no index unresolved
 * then but SCENARIO_NONE. */
void sentence_read(struct load *l, const struct yaml_node *node, bool condition,
                   struct sentence *out);

#endif
