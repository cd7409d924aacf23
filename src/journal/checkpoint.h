/* A journal's seal as a signed note (C2SP's tlog-checkpoint and signed-note):
 * the state of a log, in a form that can be kept, compared and passed on. */
#ifndef JOURNAL_CHECKPOINT_H
#define JOURNAL_CHECKPOINT_H

#include "base/writer.h"
#include "journal/journal.h"

enum {
    CHECKPOINT_TEXT_MAX = 640,       /* as it is written */
    CHECKPOINT_NOTE_MAX = 16 * 1024, /* with the lines of witnesses */
};

/* The statement of a SEAL or CLOSE, and the journal it is in. */
struct checkpoint {
    uint8_t journal_id[RECORD_ID_SIZE];
    enum journal_kind kind;
    instant time;
    struct record_seal seal;
    struct bytes signatures; /* the lines of a note that was read, borrowed; its
                              * seal has no signature */
};

/* The note. Its origin and key name are demarche/journal/ and the id; its
 * size and root the seal's. An extension line holds what the signature covers
 * besides. The signature's type is ff, for it covers the seal's own statement
 * (docs/journal.md) and not the note's text. key: the epoch's. */
void checkpoint_write(const struct checkpoint *c,
                      const uint8_t key[RECORD_KEY_SIZE], struct writer *out);

/* Reads the note that text begins with and takes it off, its last line's end
 * included. ERR_FORMAT for a text that checkpoint_write would not write, or
 * without a signature of the journal; the signatures are left to verify. Those
 * of others, such as witnesses, may stand beside. */
MUST_CHECK enum err checkpoint_read(struct checkpoint *c, struct bytes *text);

/* True if both state the same of the same journal, whoever signed it. */
bool checkpoint_is_same(const struct checkpoint *a, const struct checkpoint *b);

/* ERR_AUTH unless the key of its epoch made one of the signatures. Signatures
 * of all other keys are ignored, as C2SP's signed-note wants it. */
MUST_CHECK enum err checkpoint_verify(const struct checkpoint *c,
                                      const uint8_t key[RECORD_KEY_SIZE]);

#endif
