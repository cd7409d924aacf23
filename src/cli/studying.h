/* A study at work: its points made, its runs played or taken up again, and
 * what they say told. */
#ifndef CLI_STUDYING_H
#define CLI_STUDYING_H

#include "cli/input.h"
#include "cli/shards.h"
#include "results/results.h"

#define STUDYING_STUDY "study.yaml"

/* Other processes that play the runs. */
struct studying_players {
    void *context;
    /* Tells them of the study, before its first run. */
    void (*share)(void *context, const struct results_study *s);
    struct jobs_runner runner;
};

/* The command line. */
struct studying_request {
    const char *command;                    /* for messages */
    const struct studying_players *players; /* NULL: threads of this one */
    const char *folder;                     /* NULL: studies/NAME */
    const struct input_changes *changes;    /* of the scenario; or NULL */
    uint64_t runs, seed;                    /* 0: as the study says */
    uint64_t threads, keep;
    uint64_t shard, shards; /* 0: all of it */
    bool resume, force, quiet;
    bool curve; /* what answers for it was chosen */
};

/* Takes "2/8", for an option's row. */
const char *studying_take_shard(void *out, const char *value);

/* Carries out the study of that text, which has the name of its file; `folder`
 * is the one that its
 * scenario's path starts from. */
int studying_run(const struct studying_request *q, const char *file,
                 struct bytes study, const char *folder);

/* Goes on with the study in q->folder, out of its results alone. */
int studying_resume(const struct studying_request *q);

/* Reads what was studied out of the first of a folder's parts; out of the
 * results of the whole, if there is none. */
MUST_CHECK enum err studying_read(struct results_study *out, const char *folder,
                                  const struct shards *there, struct arena *a,
                                  struct errmsg *e);

#endif
