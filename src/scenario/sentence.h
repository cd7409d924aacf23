/* The sentences of `expect:` and `when:`, such as "press never holds
 * us-response before 2022-02-02". */
#ifndef SCENARIO_SENTENCE_H
#define SCENARIO_SENTENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/instant.h"
#include "scenario/scenario_errors.h"
#include "wire/record.h"

/* The predicates of a sentence about a party and a document. A state names the
 * level of knowledge from which on it holds; an act names the kind of record by
 * which it is seen. */
#define SENTENCE_MAP(STATE, ACT)                        \
    STATE(KNOWS_OF, "knows of", AWARE)                  \
    STATE(WAS_TOLD, "was told", TOLD)                   \
    STATE(HOLDS, "holds", HOLDS)                        \
    STATE(READS, "reads", HOLDS)                        \
    STATE(VERIFIED, "verified", VERIFIED)               \
    STATE(CAN_PROVE, "can prove", PROVABLE)             \
    ACT(DRAFTS, "drafts", DRAFTED)                      \
    ACT(COMMENTS, "comments on", COMMENTED)             \
    ACT(APPROVES, "approves", APPROVED)                 \
    ACT(OBJECTS, "objects to", OBJECTED)                \
    ACT(ADOPTS, "adopts", ADOPTED)                      \
    ACT(SIGNS, "signs", SIGNED)                         \
    ACT(SENDS, "sends", SENT)                           \
    ACT(FORWARDS, "forwards", FORWARDED)                \
    ACT(RECEIVES, "receives", RECEIVED)                 \
    ACT(BRIEFS, "briefs", BRIEFED)                      \
    ACT(ANNOUNCES, "announces", ANNOUNCED)              \
    ACT(ACKNOWLEDGES, "acknowledges", ACKNOWLEDGED)     \
    ACT(WITHHOLDS, "withholds", WITHHELD)               \
    ACT(REPLIES, "replies with", REPLIED)               \
    ACT(PUBLISHES, "publishes", PUBLISHED)              \
    ACT(VIOLATES, "violates", VIOLATED)                 \
    ACT(HAS_RECEIPT, "has a receipt for", RECEIPT_HELD) \
    ACT(LEAKS, "leaks", LEAKED)

enum sentence_predicate {
#define SENTENCE_CODE(name, words, seen) SENTENCE_##name,
    SENTENCE_MAP(SENTENCE_CODE, SENTENCE_CODE)
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
    struct scenario_position place; /* of the predicate */
    uint32_t document;
    uint32_t portion; /* of the document; SCENARIO_NONE: the whole */
    enum sentence_bound bound;
    instant time;
};

/* The level of a predicate; 0 for an act. */
int sentence_level(enum sentence_predicate predicate);

/* "can prove"; "by", or NULL for no bound. */
const char *sentence_predicate_words(enum sentence_predicate predicate);
const char *sentence_bound_word(enum sentence_bound bound);

/* The kind of record by which an act is seen. */
enum record_kind sentence_kind(enum sentence_predicate predicate);

/* The predicate as it is written. */
const char *sentence_words(enum sentence_predicate predicate);

/* The party whose records decide it: the knower, or the party itself. */
uint32_t sentence_subject(const struct sentence *s);

struct load;
struct yaml_node;

/* Reads the sentence at node; as a condition of `when` it takes neither
 * `never` nor a bound. Notes what is wrong and leaves no index unresolved
 * then but SCENARIO_NONE; document is NONE where the predicate is unknown. */
void sentence_read(struct load *l, const struct yaml_node *node, bool condition,
                   struct sentence *out);

#endif
