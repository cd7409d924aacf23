/* A party's copy of a document, read from the bytes that travelled. */
#ifndef OPENER_COPIES_H
#define OPENER_COPIES_H

#include "opener/dissect.h"

enum { COPIES_MAX = 64 }; /* copies received; later ones are not read */

/* The copy that is looked for: a party's, as it had it up to and including a
 * time. */
struct copies_wanted {
    uint32_t party, document;
    instant until;
};

/* The texts of the document's portions, each as the party received it first;
 * NULL for each that it did not receive. They live in the arena. *left: the
 * choices that they leave to their recipient, by the statement of the copy; 0:
 * they are plain texts. */
void copies_read(struct reader *r, const struct scenario *sc,
                 const struct copies_wanted *wanted, struct arena *a,
                 const char **texts, uint32_t *left);

#endif
