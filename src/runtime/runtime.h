/* A scenario at work: its parties, its script, and one step around each
 * party, the same in every world: machine_step, record, carry out effects. */
#ifndef RUNTIME_RUNTIME_H
#define RUNTIME_RUNTIME_H

#include "journal/journal.h"
#include "machine/machine.h"
#include "runtime/driver.h"
#include "scenario/scenario.h"

struct runtime {
    const struct scenario *scenario;
    struct rng_root root;
    struct journal *journal; /* NULL: nobody will read this run */
    uint64_t last;           /* without one: the number of the last frame */
    struct driver driver;
    struct arena arena; /* of the run */
    struct arena step;  /* of the step in hand */
    struct party_world world;
    struct identity_numbers numbers;
    struct party *parties;
    const uint32_t *to_directory;     /* a party each: the channel; or NONE */
    struct runtime_opening *openings; /* the acts before the script */
    uint32_t opening_count;
    struct table waiting;  /* the places of conditions */
    uint64_t *roots;       /* an exchange each: its first record */
    size_t exchange_count; /* exchanges are numbered from 1 */
    size_t exchange_room;
    /* Told of every record as it is written, unless it is NULL: of what the
     * very bytes that the journal was given decode to. */
    void (*watch)(void *watcher, instant now, uint64_t seq,
                  const struct record *record);
    void *watcher;
    struct errmsg *error; /* receives the first failure */
};

/* Builds the parties and gives the script to the driver. A network of the
 * scenario has been drawn, with the same seed. The journal is borrowed, or
 * NULL: then records are numbered as in one, and not kept. `error` receives the
 * first failure of this and all later calls, which ends the run: ERR_IO, the
 * journal's; ERR_LIMIT, a record that is too large for it, or the driver's. */
MUST_CHECK enum err runtime_init(struct runtime *rt,
                                 const struct scenario *scenario, uint64_t seed,
                                 uint64_t run, struct journal *journal,
                                 const struct driver *driver,
                                 struct errmsg *error);
void runtime_fini(struct runtime *rt);

/* The world's calls; they fail as runtime_init does. */
MUST_CHECK enum err runtime_entry(struct runtime *rt, instant now,
                                  uint32_t entry, uint64_t cause);
MUST_CHECK enum err runtime_arrive(struct runtime *rt, instant now,
                                   const struct driver_parcel *parcel);
MUST_CHECK enum err runtime_timer(struct runtime *rt, instant now,
                                  uint32_t party, struct event_timer *timer);

#endif
