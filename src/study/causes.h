/* Causes: the chain of records from an event back to its origin, from a journal
 * alone. */
#ifndef STUDY_CAUSES_H
#define STUDY_CAUSES_H

#include "study/catalog.h"
#include "study/ledger.h"

/* The way from a record to the one that explains it. */
enum causes_way {
    CAUSES_ASKED,   /* none: the chain begins here */
    CAUSES_STEP,    /* done with what was received in the same step */
    CAUSES_INBOX,   /* taken from the inbox */
    CAUSES_ARRIVED, /* received in this frame */
    CAUSES_CARRIED, /* the arrived frame was sent by this */
    CAUSES_DONE,    /* the frame carries this act out */
    CAUSES_HAD,     /* the act's party gained the document by this */
    CAUSES_LED      /* the record names this one as a cause */
};

/* The end of a chain. */
enum causes_end {
    CAUSES_AUTHORED, /* with the author's drafting */
    CAUSES_SCRIPTED, /* with a record that names no cause */
    CAUSES_BROKEN    /* the journal does not show what came before */
};

/* One event of the journal, without its texts. */
struct causes_record {
    instant time;
    enum record_kind kind;
    uint32_t party, peer, document; /* SCENARIO_NONE: none that is known */
    uint64_t exchange;
    uint64_t causes[RECORD_CAUSES_MAX];
    size_t cause_count;
};

/* A journal, read by record number. */
struct causes {
    struct catalog catalog;
    const struct ledger *ledger; /* borrowed; of the same journal */
};

struct causes_link {
    uint64_t seq;
    enum causes_way way; /* from the previous link to this one */
};

/* The requested record and its chain of causes, the latest record first. */
struct causes_answer {
    uint32_t document, portion;
    enum record_level level;
    const struct causes_link *links;
    size_t count;
    enum causes_end end;
};

/* Indexes the journal up to the time at which the ledger ends. The reader is
 * borrowed; each of the questions below moves it. */
void causes_init(struct causes *c, struct reader *r, const struct ledger *l);
void causes_fini(struct causes *c);

/* The event of that number, read from the journal; false: there is none. */
bool causes_record(const struct causes *c, uint64_t seq,
                   struct causes_record *out);

/* The same with its texts, into the arena. ERR_MISSING: there is none. */
MUST_CHECK enum err causes_read(const struct causes *c, struct arena *a,
                                uint64_t seq, struct record *r);

/* The numbers of an exchange's events from one on, in order, into the arena. */
const uint64_t *causes_exchange(const struct causes *c, struct arena *a,
                                uint64_t exchange, uint64_t from,
                                size_t *count);

/* True for a kind of act that is carried out by sending; for a kind of record
 * that a received message brings about. */
bool causes_is_sending(enum record_kind kind);
bool causes_is_taking(enum record_kind kind);

/* Traces the record `seq` back. A holder along the way is explained by how it
 * gained `portion` (SCENARIO_NONE: the whole) at `level`, or at the nearest
 * level below. Each link has a smaller number than the one before, whatever the
 * journal claims, so every chain ends. */
struct causes_answer causes_trace(const struct causes *c, struct arena *a,
                                  uint64_t seq, uint32_t portion,
                                  enum record_level level);

#endif
