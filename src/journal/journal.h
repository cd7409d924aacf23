/* The append-only, tamper-evident journal of one run: how it is written. */
#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H

#include "base/instant.h"
#include "crypto/identity.h"
#include "crypto/merkle.h"
#include "wire/record.h"

enum {
    JOURNAL_VERSION = 1,
    JOURNAL_FEATURES = 0, /* the feature bits that this program knows */
    JOURNAL_FRAME_MAX = 1024 * 1024,
    JOURNAL_EPOCH_RECORDS = 4096, /* frames between two seals */
    JOURNAL_RESERVE = 64 * 1024,
    JOURNAL_SEED_SIZE = 32
};

enum journal_kind {
    JOURNAL_HEADER = 1,
    JOURNAL_EVENT = 2,
    JOURNAL_SEAL = 3,
    JOURNAL_CLOSE = 4,
    JOURNAL_FAULT = 5
};

/* A journal being written. Buffers in memory and flushes whole frames. Where
 * the file system can, it sets JOURNAL_RESERVE aside ahead of what it takes
 * in, so that a full disk still gets FAULT and CLOSE. */
struct journal;

/* Begins a journal in an open, empty, writable file that it takes a lock on
 * and from now on owns (a memfd will do); on failure the file is left empty
 * and the caller's. The caller fills the header's fields but version,
 * scenario_hash and first_key; key_seed starts the evolving seal keys, and
 * the journal's copy is wiped epoch by epoch. ERR_EXISTS when the file is not
 * empty, ERR_STATE when somebody else holds its lock. */
MUST_CHECK enum err journal_create(struct journal **out, int fd,
                                   struct record_header *header,
                                   const uint8_t key_seed[JOURNAL_SEED_SIZE],
                                   instant now, struct errmsg *e);

/* Appends an event at a time no earlier than the last one's. *seq: its
 * sequence number (the header is 0). When no space can be set aside, what was
 * taken in is closed with a FAULT; on a write error the file is cut back to
 * its last whole frame; every later call then gives ERR_IO. */
MUST_CHECK enum err journal_append(struct journal *j, instant now,
                                   struct bytes body, uint64_t *seq,
                                   struct errmsg *e);

/* What was appended so far, into the file. */
MUST_CHECK enum err journal_flush(struct journal *j, struct errmsg *e);

/* Writes CLOSE, flushes, closes the file and frees; also after an error,
 * which it reports again. */
MUST_CHECK enum err journal_close(struct journal *j, instant now,
                                  struct errmsg *e);

#endif
