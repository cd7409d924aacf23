/* The witness of a run: it is shown each record while the journal is written,
 * as the journal has it, and tells of the run what its readers would. */
#ifndef CLI_WITNESS_H
#define CLI_WITNESS_H

#include "view/timeline.h"

/* Memory grows with the ledger, not with the number of records. */
struct witness {
    struct record_header header;
    uint8_t last[MERKLE_HASH_SIZE]; /* of the last frame before the close */
    FILE *rows; /* of the timeline: NULL until the run has a folder; closed by
                   witness_fini */
    struct ledger ledger;
    struct set_aside set_aside;
    struct judge judge; /* when the run is over */
    struct timeline_kept kept;
    struct timeline told;
    uint64_t exchange; /* that of the last document received; or 0 */
    bool tells;        /* prints each record as it happens */
    struct view view;  /* all that views can draw of it but the reader */
};

/* A witness of a run of the scenario, which outlives it. */
void witness_init(struct witness *w, const struct scenario *s, uint64_t seed,
                  uint64_t run);
void witness_fini(struct witness *w);

/* Begins with a run whose rows have their file; where it tells, it prints the
 * heading, and each record as it happens. */
void witness_begin(struct witness *w, bool tells);

/* Takes in a record; the witness is the watcher of a runtime. */
void witness_see(void *watcher, instant now, uint64_t seq,
                 const struct record *r);

/* Judges the run, whose journal was closed at that time. */
void witness_end(struct witness *w, instant time);

#endif
