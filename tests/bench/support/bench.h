/* Shared by the benches: how a work is timed, and the rows that are printed.
 *
 * A row is one figure and, where there is one, what it is held against:
 *  a floor, less than which the work cannot cost, whosever the code;
 *  a peer, somebody else's program that does the same work;
 *  before, the same work done by an older commit of this program.
 * The ratio is the cost in that of the other: 1.00 is as dear, more is dearer.
 * A floor with a ratio below 1 is none, and is called beaten. */
#ifndef BENCH_SUPPORT_BENCH_H
#define BENCH_SUPPORT_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bench {
    const char *name;
    bool json;  /* a row is a line of JSON */
    bool brief; /* each thing once, for a moment: figures mean nothing */
};

/* Takes --json and --brief off the words and prints the heading. Returns the
 * words that are left. */
char **bench_begin(struct bench *b, char **argv, const char *name,
                   const char *title);

/* How often to do something: in brief the second number. */
int bench_often(const struct bench *b, int often, int brief);

enum bench_beside { BENCH_ALONE, BENCH_FLOOR, BENCH_PEER, BENCH_BEFORE };

struct bench_row {
    const char *unit; /* one that ends in /s is a rate: more of it is cheaper */
    double value;
    enum bench_beside beside;
    double other;
    const char *of; /* whose it is */
};

/* Prints a row by the name that the format gives. */
void bench_row(const struct bench *b, const struct bench_row *row,
               const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Says something that is no row; where rows are JSON, on standard error. */
void bench_say(const struct bench *b, const char *text);

/* Processor time of this program, in nanoseconds: what other programs do in the
 * meantime does not count. */
int64_t bench_ns(void);

/* The least of what was seen so far: disturbances only ever add. */
void bench_least(double *least, double seen);

/* Works that are done in turns, each of which returns its own nanoseconds. */
enum { BENCH_WORKS_MAX = 4 };

struct bench_turns {
    double (*works[BENCH_WORKS_MAX])(void *data);
    double least[BENCH_WORKS_MAX]; /* 0: not done */
};

/* Goes through them so often; a NULL among them is left out. */
void bench_turns(struct bench_turns *t, int often, void *data);

/* The peak of this program's memory so far, in MB. */
double bench_memory(void);

/* So much memory, zeroed, which the caller frees; there is always some. */
void *bench_room(size_t count, size_t size);

/* Ends the program where something is not as it has to be. */
void bench_must(bool so, const char *what);

#endif
