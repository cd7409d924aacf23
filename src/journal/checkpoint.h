/* A journal's seal as a signed note (C2SP's tlog-checkpoint and signed-note):
 * the state of a log, in a form that can be kept, compared and passed on. */
#ifndef JOURNAL_CHECKPOINT_H
#define JOURNAL_CHECKPOINT_H

#include "base/writer.h"
#include "journal/journal.h"

enum { CHECKPOINT_TEXT_MAX = 640, CHECKPOINT_KEY_ID_SIZE = 4 };

/* The statement of a SEAL or CLOSE, and the journal it is in. */
struct checkpoint {
    uint8_t journal_id[RECORD_ID_SIZE];
    enum journal_kind kind;
    instant time;
    struct record_seal seal;
    uint8_t key_id[CHECKPOINT_KEY_ID_SIZE]; /* of a note that was read */
};

/* The note. Its origin and key name are demarche/journal/ and the id; its
 * size and root the seal's. An extension line holds what the signature covers
 * besides. The signature's type is ff, for it covers the seal's own statement
 * (docs/journal.md) and not the note's text. key: the epoch's. */
void checkpoint_write(const struct checkpoint *c,
                      const uint8_t key[RECORD_KEY_SIZE], struct writer *out);

/* Reads the note that text begins with and takes it off, its last line's end
 * included. ERR_FORMAT for anything that checkpoint_write would not write; the
 * id of the key is left to verify. */
MUST_CHECK enum err checkpoint_read(struct checkpoint *c, struct bytes *text);

/* ERR_AUTH unless the key of its epoch signed it. */
MUST_CHECK enum err checkpoint_verify(const struct checkpoint *c,
                                      const uint8_t key[RECORD_KEY_SIZE]);

#endif
