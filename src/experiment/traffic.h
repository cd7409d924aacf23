/* Traffic as an observer sees it who opens nothing: each message's time, ends
 * and length; and, to mark the observer's guesses, the document that it really
 * carried. */
#ifndef EXPERIMENT_TRAFFIC_H
#define EXPERIMENT_TRAFFIC_H

#include "scenario/scenario.h"
#include "wire/frame.h"
#include "wire/record.h"

/* A message on its way. Handshakes, acknowledgements and frames sent again are
 * none, which their heads tell everybody. */
struct traffic_message {
    instant time;
    uint32_t from, to, channel;
    size_t size;  /* of the frame */
    duration gap; /* until the next message on the channel; -1: none came */
    uint32_t document; /* carried; SCENARIO_NONE: none, a receipt or a dummy */
};

/* One run, given record by record. */
struct traffic {
    struct arena arena;
    const struct scenario *scenario;
    uint32_t on; /* the channel watched; SCENARIO_NONE: all */
    struct traffic_message *messages; /* in the order of passing */
    size_t count, room;
    uint64_t frames, bytes;
    uint64_t carried;          /* messages with a document */
    double waited;             /* ns, from the act of sending to the frame */
    struct traffic_act *acts;  /* acts whose copies are yet to leave */
    struct traffic_past *past; /* counters that have passed, by session */
};

void traffic_init(struct traffic *t, const struct scenario *s, uint32_t on);
void traffic_fini(struct traffic *t);

/* Forgets the run, for another. */
void traffic_begin(struct traffic *t);

/* Takes in one record, in the order of the run. */
void traffic_record(struct traffic *t, instant now, const struct record *r);

/* Ends the run: the gaps are known. */
void traffic_end(struct traffic *t);

#endif
