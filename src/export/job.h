/* One export under way: the records it comes from, and where it goes. */
#ifndef EXPORT_JOB_H
#define EXPORT_JOB_H

#include <stdio.h>

#include "journal/reader.h"
#include "scenario/scenario.h"

/* All is borrowed, the arena aside. */
struct job {
    struct reader *reader;
    const struct scenario *scenario;
    FILE *out;          /* NULL for a format that writes the file itself */
    const char *path;   /* of the output, for such a format */
    const char *name;   /* of the output, for messages */
    const char *note;   /* NULL, or a line for formats that have comments */
    bool opened;        /* with the decrypted layers of each frame */
    bool cut;           /* not all records could be read */
    struct arena arena; /* of the current record */
};

/* One record of the journal; its texts and bytes live until the next one is
 * read. */
struct job_event {
    uint64_t seq;
    instant time;
    struct record record;
    struct reader_frame frame; /* that it came in */
};

void job_init(struct job *j, struct reader *r, const struct scenario *sc);
void job_fini(struct job *j);

/* Starts again at the first record. */
void job_rewind(struct job *j);

/* Reads the next record. False after the last, at one that cannot be read
 * (which sets `cut`), and once writing to `out` has failed. */
bool job_next(struct job *j, struct job_event *event);

/* The place of a party or adversary in the scenario. A name that is not in it,
 * and NULL, have the place after the last. */
uint32_t job_party(const struct job *j, const char *name);

/* The name at a place, which is at most the one after the last. */
const char *job_party_name(const struct job *j, uint32_t place);

#endif
