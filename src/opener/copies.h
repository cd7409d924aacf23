/* A party's copy of a document, read from the bytes that travelled. */
#ifndef OPENER_COPIES_H
#define OPENER_COPIES_H

#include "opener/dissect.h"

enum { COPIES_MAX = 64 }; /* copies received; later ones are not read */

/* The texts of a document's portions, each as the party received it first, up
 * to and including a time; NULL for each that it did not receive. They live in
 * the arena. *left: the choices that they leave to their recipient, by the
 * statement of the copy; 0: they are plain texts. */
void copies_read(struct reader *r, const struct scenario *sc, uint32_t party,
                 uint32_t document, instant until, struct arena *a,
                 const char **texts, uint32_t *left);

#endif
