/* Why something came about: the chain of records from it back to its origin,
 * out of a journal alone. */
#ifndef STUDY_CAUSES_H
#define STUDY_CAUSES_H

#include "study/ledger.h"

/* What leads from a record to the one that explains it. */
enum causes_way {
    CAUSES_ASKED,   /* nothing: the chain begins here */
    CAUSES_STEP,    /* it was done with what was just received */
    CAUSES_DESK,    /* it was taken up from the desk */
    CAUSES_ARRIVED, /* it came in this frame */
    CAUSES_CARRIED, /* the frame that arrived is the one sent */
    CAUSES_DONE,    /* the frame was sent to carry this act out */
    CAUSES_HAD,     /* the act takes what its party came to have by this */
    CAUSES_LED      /* the record itself names this one */
};

/* How a chain ends. */
enum causes_end {
    CAUSES_AUTHORED, /* with the author's drafting */
    CAUSES_SCRIPTED, /* with something that no other record led to */
    CAUSES_BROKEN    /* the journal does not tell what came before */
};

/* One event of the journal, without its texts. */
struct causes_record {
    uint64_t offset; /* of its frame in the file; 0: it is no event */
    instant time;
    enum record_kind kind;
    uint32_t party, peer, document; /* SCENARIO_NONE: none that is known */
    uint64_t exchange;
    uint64_t causes[RECORD_CAUSES_MAX];
    size_t cause_count;
};

/* A journal whose records can be asked for by number. */
struct causes {
    struct arena arena;
    struct reader *reader;       /* borrowed, as is the ledger */
    const struct ledger *ledger; /* of the same journal */
    struct causes_record *records;
    uint64_t count;     /* records[0..count) by sequence number */
    uint64_t *exchange; /* the numbers of all that have one, by it */
    size_t exchange_count;
};

struct causes_link {
    uint64_t seq;
    enum causes_way way; /* from the link before to this one */
};

/* What was asked for and the links back from it, the latest record first. */
struct causes_answer {
    uint32_t document, portion;
    enum record_level level;
    const struct causes_link *links;
    size_t count;
    enum causes_end end;
};

/* Reads the journal's events up to the time at which the ledger ends. */
void causes_init(struct causes *c, struct reader *r, const struct ledger *l);
void causes_fini(struct causes *c);

/* The event of that number; NULL when there is none. */
const struct causes_record *causes_record(const struct causes *c, uint64_t seq);

/* Reads a record's texts again, into the arena. ERR_MISSING: there is none. */
MUST_CHECK enum err causes_read(const struct causes *c, struct arena *a,
                                uint64_t seq, struct record *r);

/* The latest record of an exchange before `seq` that fits, asked from the
 * latest on; 0: none does. */
uint64_t causes_before(const struct causes *c, uint64_t exchange, uint64_t seq,
                       bool (*fits)(const struct causes_record *r,
                                    const void *want),
                       const void *want);

/* The numbers of an exchange's records, in order. */
const uint64_t *causes_exchange(const struct causes *c, uint64_t exchange,
                                size_t *count);

/* Whether a record tells of an act that is carried out by sending, or of
 * something that came of one. */
bool causes_is_sending(enum record_kind kind);
bool causes_is_taking(enum record_kind kind);

/* Traces the record `seq` back. Of a document's holders along the way, asks
 * how they came to have `portion` (SCENARIO_NONE: the whole) at `level`, or
 * as near to it as they came. Each link's number is smaller than the one
 * before, whatever the journal claims, so that no chain is endless. */
struct causes_answer causes_trace(const struct causes *c, struct arena *a,
                                  uint64_t seq, uint32_t portion,
                                  enum record_level level);

#endif
