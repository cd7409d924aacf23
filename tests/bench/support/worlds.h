/* Worlds of any size: the texts of scenarios, as a program reads them, in words
 * of the language that older commits know as well; and a run of one in this
 * process. */
#ifndef BENCH_SUPPORT_WORLDS_H
#define BENCH_SUPPORT_WORLDS_H

#include "scenario/scenario.h"

/* The text of a scenario as it is put together. */
struct worlds_text {
    char *data; /* the caller frees it */
    size_t size, room;
};

/* Writes a world of that size, whose channel has these keys. */
typedef void worlds_write(struct worlds_text *t, uint32_t n,
                          const char *channel);

worlds_write worlds_star;    /* one sender to n parties */
worlds_write worlds_pairs;   /* n / 2 pairs, a document each */
worlds_write worlds_chain;   /* n parties, each waits and passes it on */
worlds_write worlds_waiting; /* n / 2 entries that wait for one another's act */
worlds_write worlds_talk;    /* n sends, as they are, among 12 parties */
worlds_write worlds_formal;  /* the same signed, sealed and receipted */
worlds_write worlds_dummies; /* no document, but some n dummies between two */
worlds_write worlds_large;   /* n sends of half a megabyte, sealed */
worlds_write worlds_watched; /* n sends, n observers on their channel */

/* The scenario of such a text. */
void worlds_parse(struct scenario *s, worlds_write *write, uint32_t n,
                  const char *channel);

/* Plays it once into a file without a name. Returns the nanoseconds from the
 * first event to the last, and the number of events. */
double worlds_play(const struct scenario *s, uint64_t *events);

#endif
