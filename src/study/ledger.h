/* Who knows what, since when and by which record: read out of a journal and
 * out of nothing else. */
#ifndef STUDY_LEDGER_H
#define STUDY_LEDGER_H

#include "journal/reader.h"
#include "scenario/scenario.h"
#include "study/altered.h"
#include "study/notes.h"

/* The record by which something came about. */
struct ledger_mark {
    instant time;
    uint64_t seq;
    enum record_kind kind;
    uint32_t peer; /* of the scenario's parties; SCENARIO_NONE: nobody */
};

/* A party's rise to a level on a portion, or on all of them (NONE). */
struct ledger_gain {
    uint32_t party, document, portion;
    enum record_level level;
    struct ledger_mark mark;
};

/* Something that a party did with a portion or with all of them (NONE). */
struct ledger_act {
    uint32_t party, document, portion;
    struct ledger_mark mark;
};

/* What is kept grows with what parties come to have and do, not with the
 * number of records. */
struct ledger {
    struct arena arena;
    const struct scenario *scenario; /* borrowed */
    struct ledger **nested_views;    /* a party each; NULL: knows of nobody */
    struct notes notes;              /* what was noted of each so far */
    struct ledger_gain *gains;       /* only rises; finished: in order */
    size_t gain_count, gain_capacity;
    struct ledger_act *acts; /* the first of each kind, and the first after
                              * each time asked for; finished: in order */
    size_t act_count, act_capacity;
    instant *asked; /* the times after which something is never to happen */
    size_t asked_count;
    struct altered altered; /* other texts under a document's name */
    uint64_t records;       /* events taken in */
    instant last;           /* time of the last frame taken in */
    bool closed;            /* the journal was closed */
    bool stopped;           /* the run was stopped before its end */
};

/* An empty ledger on a scenario that outlives it. */
void ledger_init(struct ledger *l, const struct scenario *sc);
void ledger_fini(struct ledger *l);

/* Keeps what is needed to decide this sentence, too; those that the scenario
 * expects are provided for. Comes before the first record. */
void ledger_ask(struct ledger *l, const struct sentence *s);

/* Takes in one record, in the journal's order. A record that names a party or
 * document which the scenario does not know is no part of any knowledge. */
void ledger_add(struct ledger *l, instant time, uint64_t seq,
                const struct record *r);

/* What a sentence is decided by: the ledger, or what its knower can tell of
 * others out of his own records, a ledger of its own. NULL: nothing. */
const struct ledger *ledger_nested_view(const struct ledger *l,
                                        const struct sentence *s);

/* Puts everything in order; needed before the questions below, and nothing is
 * added afterwards. */
void ledger_finish(struct ledger *l);

/* Takes in a whole journal up to and including a time, and finishes.
 * ERR_FORMAT where the journal stops being readable: the ledger then holds
 * what came before and can be used. */
MUST_CHECK enum err ledger_read(struct ledger *l, struct reader *r,
                                instant until);

/* Whether the run went on to its end, as far as the journal tells. */
bool ledger_complete(const struct ledger *l);

/* When the party reached a level, 1 or higher, on a portion; with
 * SCENARIO_NONE, on the whole document: on the last of its portions. To be
 * aware of any portion is to be aware of the document. False: never. */
bool ledger_since(const struct ledger *l, uint32_t party, uint32_t document,
                  uint32_t portion, enum record_level level,
                  struct ledger_mark *mark);

/* As ledger_since, but on any one portion of the document. */
bool ledger_since_any(const struct ledger *l, uint32_t party, uint32_t document,
                      enum record_level level, struct ledger_mark *mark);

/* The highest level reached on a portion, or on the whole document (NONE). */
enum record_level ledger_level(const struct ledger *l, uint32_t party,
                               uint32_t document, uint32_t portion);

/* The highest level reached on any portion of the document. */
enum record_level ledger_level_any(const struct ledger *l, uint32_t party,
                                   uint32_t document);

/* Acts in the order of the journal: the first one later than `after`
 * (INSTANT_MIN: of all; else the time of a sentence that is expected or was
 * asked, and says that something never happens after it) that the predicate
 * names. With SCENARIO_NONE, on any
 * portion. False: there is none. */
bool ledger_act(const struct ledger *l, uint32_t party, uint32_t document,
                uint32_t portion, enum sentence_predicate predicate,
                instant after, struct ledger_mark *mark);

#endif
