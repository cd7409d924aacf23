/* The four verdicts on a journal: OK, INCOMPLETE, TORN, FAIL. */
#ifndef JOURNAL_VERIFY_H
#define JOURNAL_VERIFY_H

#include "journal/reader.h"

#define VERIFY_VERDICT_MAP(X)                                                 \
    X(OK, "closed and sealed; every record holds")                            \
    X(INCOMPLETE, "a clean cut: every record holds, but it was never closed") \
    X(TORN, "the tail is torn; the records before it hold")                   \
    X(FAIL, "a record does not hold")

enum verify_verdict {
#define VERIFY_VERDICT(name, text) VERIFY_##name,
    VERIFY_VERDICT_MAP(VERIFY_VERDICT)
#undef VERIFY_VERDICT
        VERIFY_VERDICT_COUNT
};

enum { VERIFY_FAULT_SIZE = 256 };

struct verify_result {
    enum verify_verdict verdict;
    uint64_t frames;         /* that hold */
    uint64_t seals;          /* SEAL and CLOSE among them */
    uint64_t bytes;          /* up to the last frame that holds */
    uint64_t last_event;     /* the offset of the last EVENT among them; or 0 */
    bool unkeyed;            /* shows accidents only, not tampering */
    struct merkle_hash root; /* of the frames that hold */
    uint64_t bad_seq;        /* FAIL, TORN: the first that does not hold */
    const char *why;         /* FAIL, TORN: what does not hold about it */
    char fault[VERIFY_FAULT_SIZE]; /* what a FAULT says, or its start; or "" */
};

const char *verify_verdict_name(enum verify_verdict verdict);
const char *verify_verdict_text(enum verify_verdict verdict);

/* Walks the bytes once, linearly, following no pointer. Works on any bytes;
 * writes nothing. */
void verify_bytes(struct bytes file, struct verify_result *result);

/* The same over an open journal, which is then at its start again. ERR_IO when
 * it cannot be read to its end, which leaves no verdict. Its watch finds what
 * holds so far in the result. */
MUST_CHECK enum err
verify_reader(struct reader *r, struct verify_result *result, struct errmsg *e);

#endif
