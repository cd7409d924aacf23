/* The passage of frames: when each was sent, arrived or was lost, and in which
 * frame something came, by the records that frames pass on their way. */
#ifndef OPENER_PASSAGE_H
#define OPENER_PASSAGE_H

#include "opener/traits.h"
#include "scenario/scenario.h"
#include "wire/record.h"

#define PASSAGE_NONE UINT32_MAX /* no frame */

/* A frame on a channel. */
struct passage_frame {
    uint64_t sent, arrived, lost; /* records; 0: none. The first of each */
    size_t size;                  /* bytes; 0: not seen */
    struct traits traits;
    uint64_t repeats; /* the record that sent the same bytes; 0: none */
};

/* A record that a frame has passed. */
struct passage_hop {
    uint64_t seq;
    uint32_t frame; /* NONE: of an adversary's own making */
    uint32_t by;    /* the adversary that made it; SCENARIO_NONE */
    bool forged;    /* it bears a text that its author never wrote */
    bool replayed;  /* that adversary sent bytes again that others had sent */
};

struct passage {
    struct arena arena;
    const struct scenario *scenario; /* borrowed */
    struct passage_frame *frames;    /* in the order of sending */
    size_t count, room;
    struct passage_hop *hops; /* in the order of records */
    size_t hop_count, hop_room;
};

void passage_init(struct passage *p, const struct scenario *sc);
void passage_fini(struct passage *p);

/* Adds a record; records are given in the journal's order. Gives back the frame
 * that it sends, or that passes it; NONE for any other record. */
uint32_t passage_record(struct passage *p, uint64_t seq,
                        const struct record *r);

/* Notes the bytes of the frame that was sent last. */
void passage_opened(struct passage *p, const struct opener_layers *l);

/* The first of the record's causes that a frame passed; NULL: none. Valid until
 * the next record is added. */
const struct passage_hop *passage_before(const struct passage *p,
                                         const struct record *r);

#endif
