/* Opens the layers of what travelled in a run, with all keys or with those of
 * one party. The keys of a simulated run derive again from its seed. */
#ifndef OPENER_DISSECT_H
#define OPENER_DISSECT_H

#include "journal/reader.h"
#include "opener/opener.h"
#include "scenario/scenario.h"

enum { DISSECT_LISTS = 4096 };

/* A journal being dissected. */
struct dissect {
    struct arena arena;              /* of what was seen */
    const struct scenario *scenario; /* borrowed, as is the reader */
    struct reader *reader;
    uint32_t as; /* whose keys; SCENARIO_NONE: all */
    struct keys keys;
    struct party_peer *peers; /* a party each */
    struct opener opener;
    struct dissect_seen *seen[DISSECT_LISTS]; /* frames, by their hash */
    uint64_t next; /* number of the next record, at least */
};

/* Derives the parties' keys again from the header's seed. `as` names one party,
 * who has its own keys alone and sees only its own frames; or an adversary, who
 * sees all frames and has no key; or SCENARIO_NONE for all keys and all frames.
 */
void dissect_init(struct dissect *d, struct reader *r,
                  const struct scenario *sc, uint32_t as);
void dissect_fini(struct dissect *d);

/* The layers of the frame that this record put on a channel; they live in the
 * arena. Records are given in the journal's order, from its first on. False
 * for all other records, and for a frame that `as` does not see. Bytes that are
 * no frame have 0 as their frame's type; frames sent again are told. */
bool dissect_sent(struct dissect *d, const struct reader_frame *f,
                  struct arena *a, struct opener_layers *l);

/* The same, but false for bytes that are no frame, and repeats are not told. */
bool dissect_frame(struct dissect *d, const struct reader_frame *f,
                   struct arena *a, struct opener_layers *l);

/* Calls `found` with the layers of each frame of the exchange, in order, and
 * returns their number. The layers live until `found` returns. Bytes that are
 * no frame are handed on as well, with 0 as their frame's type. */
size_t dissect_exchange(struct dissect *d, uint64_t exchange,
                        void (*found)(void *context,
                                      const struct opener_layers *layers),
                        void *context);

/* The same with all that the exchange rests on (opener/related.h); none where
 * no frame is of its number. */
size_t dissect_related(struct dissect *d, uint64_t exchange,
                       void (*found)(void *context,
                                     const struct opener_layers *layers),
                       void *context);

/* The same for the frame of one record alone; 0 or 1. */
size_t dissect_record(struct dissect *d, uint64_t seq,
                      void (*found)(void *context,
                                    const struct opener_layers *layers),
                      void *context);

#endif
