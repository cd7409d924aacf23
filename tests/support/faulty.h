/* A disk that misbehaves as told: calls of a journal's storage that count,
 * fail, fall short, tear, fill up, kill, and forget what was not synced. */
#ifndef TESTS_SUPPORT_FAULTY_H
#define TESTS_SUPPORT_FAULTY_H

#include "journal/storage.h"

enum faulty_call {
    FAULTY_RESERVE,
    FAULTY_WRITE,
    FAULTY_SYNC,
    FAULTY_TRUNCATE,
    FAULTY_CLOSE,
    FAULTY_CALLS
};

enum { FAULTY_PIECES = 4096 };

/* One write, as the disk would have to remember it. */
struct faulty_piece {
    uint64_t at;
    size_t size;
    bool synced;
};

/* All zero but what faulty_init sets: a disk without fault. */
struct faulty {
    struct storage storage; /* what the journal is given */
    unsigned counts[FAULTY_CALLS];

    unsigned fail_at; /* the how manieth call of its kind fails; 0: none */
    enum faulty_call fail;
    int error;        /* its errno */
    bool for_good;    /* and all after it */
    bool torn;        /* a failing write writes half, a failing cut cuts */
    size_t piece;     /* the most that one write takes; 0: all */
    uint64_t room;    /* bytes that the disk has; 0: as many as it takes */
    bool no_reserve;  /* space cannot be set aside */
    uint64_t kill_at; /* the process is killed at so many bytes; 0: never */

    uint64_t size;       /* of the file */
    uint64_t reserved;   /* space set aside from its start */
    uint64_t bytes;      /* written in all */
    unsigned after_sync; /* writes and syncs after a sync that failed */
    bool sync_failed;
    size_t piece_count;
    struct faulty_piece pieces[FAULTY_PIECES];
};

void faulty_init(struct faulty *f);

#endif
