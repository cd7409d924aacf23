/* The figures of a run: what travelled, how long it took, what went wrong. */
#ifndef STUDY_STATS_H
#define STUDY_STATS_H

#include "journal/reader.h"
#include "scenario/scenario.h"

enum { STATS_PRECEDENCES = PRECEDENCE_ROUTINE + 1 };

/* Spans of time, kept one by one: percentiles are exact. */
struct stats_spans {
    duration *items; /* in order */
    size_t count, capacity;
};

/* What a channel carried. */
struct stats_channel {
    uint64_t frames; /* put on it */
    uint64_t bytes;
    uint64_t again; /* of the frames: in a session, sent once more */
    uint64_t lost, doubled, arrived;
    uint64_t sessions;       /* ends of sessions that were opened */
    struct stats_spans took; /* from sent to arrived, a frame each */
};

/* What was sent, forwarded, replied, briefed or given to review under a
 * precedence, which is that of the script's entry. */
struct stats_precedence {
    uint64_t sent;
    uint64_t received;
    struct stats_spans took; /* from the act to the peer's having it */
};

/* Memory grows by eight bytes for whatever arrives, and with the sessions and
 * what is on its way; not with the records. */
struct stats {
    struct arena arena;
    const struct scenario *scenario; /* borrowed */
    uint64_t records, exchanges;
    struct stats_channel *channels; /* those of the scenario, and one for
                                       frames on none of them */
    struct stats_precedence precedences[STATS_PRECEDENCES];
    uint64_t rejected[REASON_COUNT]; /* and refused: by reason */
    uint64_t set_aside;              /* frames that told nothing new */
    uint64_t undelivered;
    uint64_t receipts_given, receipts_held;
    struct stats_table *table; /* what is not settled yet */
};

void stats_init(struct stats *s, const struct scenario *sc);
void stats_fini(struct stats *s);

/* Takes in a whole journal. ERR_FORMAT where it stops being
 * readable: the figures are then of what came before. */
MUST_CHECK enum err stats_read(struct stats *s, struct reader *r);

/* The shortest span that so many of a hundred do not exceed (the nearest
 * rank); of 0, the shortest of all. There has to be one. */
duration stats_percentile(const struct stats_spans *spans, unsigned percent);

/* Receipts that were given and have not reached whom they are for. */
uint64_t stats_outstanding(const struct stats *s);

#endif
