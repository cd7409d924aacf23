/* A study at work: its points made, its runs played or taken up again, and
 * what they say told. */
#ifndef CLI_STUDYING_H
#define CLI_STUDYING_H

#include "results/results.h"

#define STUDYING_RESULTS  "results.sqlite"
#define STUDYING_STUDY    "study.yaml"
#define STUDYING_RUNS     "runs.csv"
#define STUDYING_OUTCOMES "outcomes.csv"

/* The command line. */
struct studying_request {
    const char *command; /* for messages */
    const char *folder;  /* NULL: studies/NAME */
    uint64_t runs, seed; /* 0: as the study says */
    uint64_t threads, keep;
    uint64_t shard, shards; /* 0: all of it */
    bool resume, force, quiet;
    bool curve; /* what answers for it was chosen */
};

/* Takes "2/8", for an option's row. */
const char *studying_take_shard(void *out, const char *value);

/* Carries out the study of that text and name; `folder` is the one that its
 * scenario's path starts from. */
int studying_run(const struct studying_request *q, const char *name,
                 struct bytes study, const char *folder);

/* Tells of a folder's results, having merged those of its shards into one. */
int studying_merge(const struct studying_request *q);

#endif
