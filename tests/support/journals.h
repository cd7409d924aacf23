/* Small journals in memory, for the tests of writer, reader and verify. */
#ifndef TESTS_SUPPORT_JOURNALS_H
#define TESTS_SUPPORT_JOURNALS_H

#include "journal/journal.h"

/* A new file in memory; the test fails when there is none. */
int journals_file(void);

/* A journal begun in the file; the same bytes every time. */
struct journal *journals_begin(int fd);

/* The same, kept as the options say; NULL when it cannot be. */
struct journal *journals_begin_with(int fd,
                                    const struct journal_options *options,
                                    struct errmsg *e);

/* The i-th event: most are short, every 50th is of `large` bytes. */
enum err journals_event(struct journal *j, uint64_t i, size_t large,
                        struct errmsg *e);

/* The time of the i-th event; a close comes at the time of the next one. */
instant journals_time(uint64_t i);

/* The bytes of the file, in the arena. */
struct bytes journals_contents(struct arena *a, int fd);

/* The bytes of a journal of so many events, closed or left open. */
struct bytes journals_make(struct arena *a, uint64_t events, bool closed);

#endif
