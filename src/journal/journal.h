/* The append-only, tamper-evident journal of one run: how it is written. */
#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H

#include "base/instant.h"
#include "crypto/identity.h"
#include "crypto/merkle.h"
#include "journal/storage.h"
#include "wire/record.h"

enum {
    JOURNAL_VERSION = 2, /* 1 was never released */
    /* A feature bit: the parties' keys, agreements and signatures are hashes
     * that stand in for the curve. The journal's own seals are real. */
    JOURNAL_STAND_IN = 1,
    JOURNAL_FEATURES = JOURNAL_STAND_IN, /* all bits that this program knows */
    JOURNAL_FRAME_MAX = 1024 * 1024,
    JOURNAL_EPOCH_RECORDS = 4096, /* frames between two seals */
    JOURNAL_RESERVE = 64 * 1024,
    JOURNAL_BATCH_SIZE =
        1024 * 1024,             /* the most that a batch leaves unsynced */
    JOURNAL_INDEX_RECORDS = 256, /* frames between two entries */
    JOURNAL_INDEX_ENTRY = 16,
    JOURNAL_SEED_SIZE = 32
};

/* The time at which appended frames are forced onto the disk: whenever the
 * operating system likes; by the batch; or before append returns. A CLOSE is
 * forced except in the first case. */
#define JOURNAL_DURABILITY_MAP(X) \
    X(NONE, "none")               \
    X(BATCH, "batch")             \
    X(EACH, "each")

enum journal_durability {
#define JOURNAL_DURABILITY(name, text) JOURNAL_##name,
    JOURNAL_DURABILITY_MAP(JOURNAL_DURABILITY)
#undef JOURNAL_DURABILITY
        JOURNAL_DURABILITY_COUNT
};

/* The way in which a journal is kept; all zero is that of journal_create. */
struct journal_options {
    const struct storage *storage; /* NULL: the system's */
    enum journal_durability durability;
    const char *index; /* path of the sidecar to write; NULL: none */
    /* The private key of the first epoch, JOURNAL_SEED_SIZE bytes, which the
     * caller wipes; NULL: the journal is unkeyed. */
    const uint8_t *sign_key;
};

enum journal_kind {
    JOURNAL_HEADER = 1,
    JOURNAL_EVENT = 2,
    JOURNAL_SEAL = 3,
    JOURNAL_CLOSE = 4,
    JOURNAL_FAULT = 5
};

/* A journal being written. Buffers in memory and writes whole frames. Where
 * the file system can, it sets JOURNAL_RESERVE aside ahead of the frames it
 * takes in, so that a full disk still gets FAULT and CLOSE. Nor does it take
 * any memory once it is created: a machine out of memory gets them too. Once it
 * has failed, it takes no more: every later call gives ERR_IO. */
struct journal;

/* Begins a journal in an open, empty, writable file that it takes a lock on
 * and from now on owns (a memfd will do); on failure the file is left empty
 * and the caller's. The caller fills in the header's texts, scenario, seed,
 * run, features and semantics; the rest is filled in here. The first key
 * follows from seed and run, and the keys evolve from there. ERR_EXISTS when
 * the file is not empty, ERR_STATE when somebody else holds its lock. */
MUST_CHECK enum err journal_create(struct journal **out, int fd,
                                   struct record_header *header, instant now,
                                   struct errmsg *e);

/* The same, kept by the options, whose pointers are borrowed until the journal
 * is closed. */
MUST_CHECK enum err journal_create_with(struct journal **out, int fd,
                                        const struct journal_options *options,
                                        struct record_header *header,
                                        instant now, struct errmsg *e);

/* Appends an event of at most RECORD_BODY_MAX bytes at a time no earlier than
 * the last one's. *seq: its sequence number (the header is 0). When no space
 * can be set aside, the frames taken in are closed with a FAULT. When a write
 * fails, the file is cut back to its last whole frame and a FAULT and a CLOSE
 * are tried, once. When a sync fails, nothing is tried any more. All of these
 * are ERR_IO. */
MUST_CHECK enum err journal_append(struct journal *j, instant now,
                                   struct bytes body, uint64_t *seq,
                                   struct errmsg *e);

/* The hash of the last frame taken in, which the next one bears. */
void journal_last(const struct journal *j, uint8_t hash[MERKLE_HASH_SIZE]);

/* Writes the frames appended so far into the file; fails like journal_append.
 */
MUST_CHECK enum err journal_flush(struct journal *j, struct errmsg *e);

/* Forces them onto the disk, unless the durability is NONE. */
MUST_CHECK enum err journal_sync(struct journal *j, struct errmsg *e);

/* Ends the journal of a run that cannot go on: writes FAULT, with the reason,
 * and CLOSE. Text that a record cannot hold gives way to a general one. Does
 * nothing to a journal that has failed by itself. */
void journal_fault(struct journal *j, instant now, const char *why);

/* Writes CLOSE unless there is one, at a time no earlier than the last frame's,
 * and closes the file and frees; also after an error, which it reports again.
 */
MUST_CHECK enum err journal_close(struct journal *j, instant now,
                                  struct errmsg *e);

#endif
