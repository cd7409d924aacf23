/* Why something came about: the chain of records from it back to its origin,
 * out of a journal alone. */
#ifndef STUDY_CAUSES_H
#define STUDY_CAUSES_H

#include "study/catalog.h"
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
    instant time;
    enum record_kind kind;
    uint32_t party, peer, document; /* SCENARIO_NONE: none that is known */
    uint64_t exchange;
    uint64_t causes[RECORD_CAUSES_MAX];
    size_t cause_count;
};

/* A journal whose records can be asked for by number. */
struct causes {
    struct catalog catalog;
    const struct ledger *ledger; /* borrowed; of the same journal */
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

/* Looks through the journal up to the time at which the ledger ends; the
 * reader is borrowed, and moved by each of the questions below. */
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
