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

/* The marks of a copy that its recipient shares in: every second choice is the
 * recipient's, beginning with the second. */
enum { MARK_SALT_SIZE = 32 };

struct mark_own {
    uint8_t salt[MARK_SALT_SIZE];
    const uint8_t *bits; /* 0 or 1 each */
    size_t count;
};

/* The number of choices that are the recipient's, of so many. */
size_t mark_own_count(size_t choices);

/* The recipient's choices for an author's document, in the arena. They follow
 * from the root of the recipient's streams, and nobody else knows them. */
void mark_choose(struct arena *a, const struct rng_root *root,
                 const char *recipient, const char *author,
                 const char *document, size_t count, struct mark_own *out);

/* The commitment to them: SHA-256 over a label, the salt and the bits. */
void mark_commit(const struct mark_own *own, uint8_t out[MARK_SALT_SIZE]);

/* The text with the author's choices made, one bit for each choice of the text,
 * and the recipient's left, as a text of choices again. `before`: choices of
 * the document before this text. */
const char *mark_leave(struct arena *a, const char *text, const uint8_t *bits,
                       size_t before);

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
