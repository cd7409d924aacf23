/* The answers that a learner has given, kept in a file of the learner's own:
 * learn.json in the folder demarche of the user's data. No name is in it. */
#ifndef CLI_LEARN_NOTEBOOK_H
#define CLI_LEARN_NOTEBOOK_H

#include "base/arena.h"
#include "base/instant.h"
#include "crypto/sha256.h"

enum {
    LEARN_NOTEBOOK_LESSONS_MAX = 100,
    LEARN_NOTEBOOK_ANSWERS_MAX = 8,
    LEARN_NOTEBOOK_SIZE_MAX = 1024 * 1024
};

/* The first answer to a question. */
struct learn_notebook_answer {
    const char *step, *given;
    bool right;
};

struct learn_notebook_page {
    uint32_t number;
    uint8_t hash[SHA256_SIZE]; /* of the lesson's file */
    instant date;              /* of the last answer */
    bool done;
    const char *step; /* the one to go on with */
    struct learn_notebook_answer answers[LEARN_NOTEBOOK_ANSWERS_MAX];
    size_t count;
};

struct learn_notebook {
    struct arena arena;
    const char *folder, *path; /* NULL: there is no place for it */
    struct errmsg broken;      /* why nothing is kept; "": it is */
    struct learn_notebook_page *pages;
    size_t count;
};

/* Reads the file, if there is one. One that is no notebook is left as it is,
 * and nothing is kept. */
void learn_notebook_init(struct learn_notebook *n);
void learn_notebook_fini(struct learn_notebook *n);

/* The page of a lesson, or NULL; and one that is there afterwards, which is
 * empty unless it was of this very file. */
struct learn_notebook_page *learn_notebook_find(const struct learn_notebook *n,
                                                uint32_t number);
struct learn_notebook_page *learn_notebook_page(struct learn_notebook *n,
                                                uint32_t number,
                                                const uint8_t *hash);

/* Notes an answer, unless the step has one. */
void learn_notebook_note(struct learn_notebook *n,
                         struct learn_notebook_page *page, const char *step,
                         const char *given, bool right);

/* The name, in place of a step's, of the change that was right. */
#define LEARN_NOTEBOOK_FIX "fix"

/* The answer to a step, or NULL. */
const struct learn_notebook_answer *
learn_notebook_answer(const struct learn_notebook_page *page, const char *step);

/* Writes the file with this page, and with the others that it has by now. */
MUST_CHECK enum err learn_notebook_save(const struct learn_notebook *n,
                                        const struct learn_notebook_page *own,
                                        struct errmsg *e);

/* Removes it; true if there was one. */
MUST_CHECK enum err learn_notebook_forget(const struct learn_notebook *n,
                                          bool *was, struct errmsg *e);

#endif
