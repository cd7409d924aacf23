/* Arrows: the acts of one actor towards another, each from its sending to its
 * taking up with its fate, and the frames that carried them, from a journal
 * alone. */
#ifndef STUDY_ARROWS_H
#define STUDY_ARROWS_H

#include "opener/passage.h"
#include "study/notes.h"

#define ARROWS_NONE UINT32_MAX /* no arrow */

enum arrows_fate {
    ARROWS_UNDER_WAY,
    ARROWS_WAITING, /* in the inbox */
    ARROWS_TAKEN,
    ARROWS_REFUSED,
    ARROWS_LOST,
    ARROWS_GIVEN_UP,
    ARROWS_FORGED,   /* taken up, and not what its sender sent */
    ARROWS_REPLAYED, /* taken up, what its sender sent, from another */
    ARROWS_FATE_COUNT
};

/* An act of one actor towards another. Where the record of the act is not among
 * those read, it begins with its arrival. */
struct arrows_item {
    uint64_t act, arrived, taken; /* records; 0: none. Refused: taken is that */
    uint64_t exchange;
    uint32_t from, to, document; /* NONE: none that is known */
    uint32_t channel;            /* NONE: the open press, or none */
    enum message_kind message;
    enum arrows_fate fate;
    bool violation; /* breaks a marking */
    uint32_t frame; /* that brought it, or the first that carried it; NONE */
    uint32_t carried, lost; /* frames */
    uint32_t before;        /* the arrow before it in the exchange; NONE */
};

struct arrows {
    struct arena arena;
    const struct scenario *scenario; /* borrowed */
    struct arrows_item *items;       /* in the order of their first records */
    size_t count, room;
    struct passage passage;
    uint32_t *carries; /* a frame each: the arrow that it carries; or NONE */
    size_t carry_room;
    struct notes notes; /* the last arrow of an exchange, by its number */
};

void arrows_init(struct arrows *x, const struct scenario *sc);
void arrows_fini(struct arrows *x);

/* Adds a record. Records are given in the journal's order. */
void arrows_record(struct arrows *x, uint64_t seq, const struct record *r);

/* Adds the bytes of the frame that the record added last has sent, opened as
 * far as keys reach. */
void arrows_opened(struct arrows *x, const struct opener_layers *l);

/* Settles the fates. Comes after the last record. */
void arrows_finish(struct arrows *x);

#endif
