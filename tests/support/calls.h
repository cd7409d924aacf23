/* The system's calls, of which one fails as told. A test that uses this stands
 * between the rooms and the C library; its calls are the system's own as long
 * as none is told to fail. */
#ifndef TESTS_SUPPORT_CALLS_H
#define TESTS_SUPPORT_CALLS_H

enum calls_kind {
    CALLS_OPEN,
    CALLS_STAT,
    CALLS_FSTAT,
    CALLS_DUP,
    CALLS_MEMFD,
    CALLS_READ,
    CALLS_PREAD,
    CALLS_WRITE,
    CALLS_PWRITE,
    CALLS_FSYNC,
    CALLS_FLOCK,
    CALLS_FTRUNCATE,
    CALLS_FALLOCATE,
    CALLS_CLOSE,
    CALLS_KINDS
};

/* In place of an errno. */
enum {
    CALLS_SHORT = -1,  /* half of the bytes are read or written */
    CALLS_NOTHING = -2 /* none, and no error */
};

/* From here on calls are counted, and the n-th of a kind fails with an errno;
 * 0: none does. A close that fails closes all the same. */
void calls_begin(enum calls_kind kind, unsigned n, int error);

/* No further call fails; gives their numbers since calls_begin. */
void calls_end(unsigned counts[CALLS_KINDS]);

#endif
