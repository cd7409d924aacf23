/* Marks: the words that a copy uses where its author left a choice. They
 * survive another case, layout or punctuation, but not another wording. */
#ifndef DOCUMENT_MARK_H
#define DOCUMENT_MARK_H

#include "base/arena.h"
#include "base/choices.h"
#include "crypto/rng.h"

enum {
    MARK_UNKNOWN = -1,
    MARK_WORDS_MAX = 2048 /* of a surfaced text; its original may have twice */
};

/* The chance that a code accuses any innocent of its users. */
#define MARK_CODE_ERROR 0.01

/* The marks as a code against colluders (document/tardos.h): among so many
 * users, so many of them. colluders 0: no code, but fair bits. */
struct mark_code {
    uint32_t users, colluders;
};

/* The number of choices that it takes; 0: no code. */
size_t mark_code_needs(const struct mark_code *code);

/* The biases of its choices, which are its author's secret. There are as many
 * choices as it takes. */
void mark_code_biases(const struct rng_root *root, const char *author,
                      const char *document, const struct mark_code *code,
                      double *bias, size_t count);

/* The mark of one recipient's copy: a bit, 0 or 1, for each choice of the
 * document, in order. It follows from the root of its author's streams. The
 * bits are fair, unless there are as many as a code takes. */
void mark_draw(const struct rng_root *root, const char *author,
               const char *document, const char *recipient,
               const struct mark_code *code, uint8_t *bits, size_t count);

/* The text with its choices made: by the bits, one for each, or without bits
 * (NULL) the first way of each. */
const char *mark_apply(struct arena *a, const char *text, const uint8_t *bits);

/* Reads the choices of `text` out of a text that surfaced: 0 or 1 for each, or
 * MARK_UNKNOWN where its words are neither way, or both as well. The alignment
 * of the two leaves over the fewest words on either side, so that parts may be
 * missing, added or reworded. ERR_LIMIT past MARK_WORDS_MAX. */
MUST_CHECK enum err mark_read(const char *text, const char *surfaced,
                              int8_t *bits);

#endif
