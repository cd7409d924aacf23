/* Statistics of a run: traffic, latency, and failures. */
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

/* The traffic of a channel. */
struct stats_channel {
    uint64_t frames; /* put on it */
    uint64_t bytes;
    uint64_t again; /* of these: in a session, sent again */
    uint64_t lost, doubled, arrived;
    uint64_t sessions;       /* ends of sessions that opened */
    struct stats_spans took; /* from sent to arrived, a frame each */
};

/* The documents sent, forwarded, replied, briefed or given to review under a
 * precedence, which is that of the script's entry. */
struct stats_precedence {
    uint64_t sent;
    uint64_t received;
    struct stats_spans took; /* from the act to the peer's having it */
};

/* Memory grows by eight bytes an arrival, and with the sessions and frames
 * under way; not with the records. */
struct stats {
    struct arena arena;
    const struct scenario *scenario; /* borrowed */
    uint64_t records, exchanges;
    struct stats_channel *channels; /* those of the scenario, and one for
                                       frames on none of them */
    struct stats_precedence precedences[STATS_PRECEDENCES];
    uint64_t rejected[REASON_COUNT]; /* and refused: by reason */
    uint64_t ignored[REASON_COUNT];  /* frames: by reason */
    uint64_t undelivered;
    uint64_t receipts_given, receipts_held;
    struct stats_table *table; /* what has not arrived yet */
};

void stats_init(struct stats *s, const struct scenario *sc);
void stats_fini(struct stats *s);

/* Takes in one record, in the journal's order. */
void stats_add(struct stats *s, instant time, uint64_t seq,
               const struct record *r);

/* Reads a whole journal. ERR_FORMAT where it stops being readable: the figures
 * then cover what came before. */
MUST_CHECK enum err stats_read(struct stats *s, struct reader *r);

/* The shortest span that so many of a hundred do not exceed (the nearest rank);
 * of 0, the shortest of all. There is at least one span, and percent is at most
 * 100. */
duration stats_percentile(const struct stats_spans *spans, unsigned percent);

#define STATS_NO_LATENCY INT64_MIN /* nothing has arrived */

/* From an act to the peer's having the document, on average over all. */
duration stats_latency(const struct stats *s);

/* Receipts that were given and have not arrived. */
uint64_t stats_outstanding(const struct stats *s);

#endif
