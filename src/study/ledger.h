/* The ledger of a run: each actor's knowledge, with its time and its record,
 * from a journal alone. */
#ifndef STUDY_LEDGER_H
#define STUDY_LEDGER_H

#include "journal/reader.h"
#include "scenario/scenario.h"
#include "study/gain.h"
#include "study/notes.h"

/* In the place of a portion: some of the document, and nothing says which. */
#define LEDGER_SOME (SCENARIO_NONE - 1)

/* The record by which something came true. */
struct ledger_mark {
    instant time;
    uint64_t seq;
    enum record_kind kind;
    uint32_t peer; /* an actor; SCENARIO_NONE: nobody */
};

/* A party's rise to a level on a portion, or on all of them (NONE). */
struct ledger_gain {
    uint32_t party, document, portion;
    enum record_level level;
    struct ledger_mark mark;
};

/* A party's act on a portion, or on all of them (NONE). */
struct ledger_act {
    uint32_t party, document, portion;
    struct ledger_mark mark;
};

/* Memory grows with the parties' knowledge and acts, not with the number of
 * records. */
struct ledger {
    struct arena arena;
    const struct scenario *scenario; /* borrowed */
    struct ledger **nested_views; /* an actor each: what it can tell of others;
                                     NULL: nothing */
    struct notes notes;           /* the last entry of each kind */
    struct ledger_gain *gains;    /* only rises; sorted when finished */
    size_t gain_count, gain_capacity;
    struct ledger_act *acts; /* the first of each kind, and the first after each
                                asked time; sorted when finished */
    size_t act_count, act_capacity;
    instant *asked; /* the times after which something is never to happen */
    size_t asked_count;
    struct gain gain; /* the bound of what records give */
    uint64_t records; /* events added */
    instant last;     /* time of the last frame read */
    bool closed;      /* the journal was closed */
    bool stopped;     /* the run was stopped before its end */
    bool finished;    /* in order: questions, and no more records */
};

/* An empty ledger on a scenario that outlives it. */
void ledger_init(struct ledger *l, const struct scenario *sc);
void ledger_fini(struct ledger *l);

/* Prepares for a sentence that the scenario does not expect; at most one. Comes
 * before the first record. */
void ledger_ask(struct ledger *l, const struct sentence *s);

/* Adds a record, in the journal's order. A record that names a party or
 * document unknown to the scenario adds no knowledge. */
void ledger_add(struct ledger *l, instant time, uint64_t seq,
                const struct record *r);

/* The ledger that decides a sentence: for a nested one the knower's own, of
 * what it can tell about others by its own records; NULL when that is empty. */
const struct ledger *ledger_nested_view(const struct ledger *l,
                                        const struct sentence *s);

/* Sorts what was added. Comes after the last record and before the questions
 * below. */
void ledger_finish(struct ledger *l);

/* The same of a journal that was closed at that time. */
void ledger_close(struct ledger *l, instant time);

/* Reads a whole journal up to and including a time, and finishes. ERR_FORMAT
 * where the journal stops being readable: the ledger then holds what came
 * before and can be used. */
MUST_CHECK enum err ledger_read(struct ledger *l, struct reader *r,
                                instant until);

/* True if the run went on to its end. */
bool ledger_complete(const struct ledger *l);

/* The time at which the party reached a level, 1 or higher, on a portion; with
 * SCENARIO_NONE, on the whole document: on the last of its portions. To be
 * aware of any portion is to be aware of the document. False: never. */
bool ledger_since(const struct ledger *l, uint32_t party, uint32_t document,
                  uint32_t portion, enum record_level level,
                  struct ledger_mark *mark);

/* The same on any one portion of the document. */
bool ledger_since_any(const struct ledger *l, uint32_t party, uint32_t document,
                      enum record_level level, struct ledger_mark *mark);

/* The highest level reached on a portion, or on the whole document (NONE). */
enum record_level ledger_level(const struct ledger *l, uint32_t party,
                               uint32_t document, uint32_t portion);

/* The highest level reached on any portion of the document. */
enum record_level ledger_level_any(const struct ledger *l, uint32_t party,
                                   uint32_t document);

/* The first act later than `after` that the predicate names; with
 * SCENARIO_NONE, on any portion. `after` is INSTANT_MIN for the first of all,
 * or the time of a sentence, expected or asked, that something never happens
 * after it. False: there is none. */
bool ledger_act(const struct ledger *l, uint32_t party, uint32_t document,
                uint32_t portion, enum sentence_predicate predicate,
                instant after, struct ledger_mark *mark);

#endif
