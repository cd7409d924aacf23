/* The append-only, tamper-evident journal of one run: how it is written. */
#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H

#include "base/instant.h"
#include "crypto/identity.h"
#include "crypto/merkle.h"
#include "wire/record.h"

enum {
    JOURNAL_VERSION = 1,
    JOURNAL_FRAME_MAX = 1024 * 1024,
    JOURNAL_EPOCH_RECORDS = 4096, /* frames between two seals */
    JOURNAL_SEED_SIZE = 32
};

enum journal_kind {
    JOURNAL_HEADER = 1,
    JOURNAL_EVENT = 2,
    JOURNAL_SEAL = 3,
    JOURNAL_CLOSE = 4,
    JOURNAL_FAULT = 5
};

/* A journal being written. Buffers in memory and flushes whole frames. */
struct journal;

/* Begins a journal in an open, empty, writable file that it takes a lock on
 * and from now on owns (a memfd will do). The caller fills the header's
 * fields but version and first_key; key_seed starts the evolving seal keys
 * and is wiped from memory epoch by epoch. */
MUST_CHECK enum err journal_create(struct journal **out, int fd,
                                   struct record_header *header,
                                   const uint8_t key_seed[JOURNAL_SEED_SIZE],
                                   instant now, struct errmsg *e);

/* Appends an event at a time no earlier than the last one's. *seq: its
 * sequence number (the header is 0). On a write error the file is cut back
 * to its last whole frame and every later call gives ERR_IO. */
MUST_CHECK enum err journal_append(struct journal *j, instant now,
                                   struct bytes body, uint64_t *seq,
                                   struct errmsg *e);

/* What was appended so far, into the file. */
MUST_CHECK enum err journal_flush(struct journal *j, struct errmsg *e);

/* Writes CLOSE, flushes, closes the file and frees; also after an error. */
MUST_CHECK enum err journal_close(struct journal *j, instant now,
                                  struct errmsg *e);

#endif
