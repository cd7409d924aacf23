/* What passes on channels as somebody sees it who opens nothing: when, from
 * whom to whom, how long, of which type; and, to mark his guesses by, what it
 * really was. */
#ifndef EXPERIMENT_TRAFFIC_H
#define EXPERIMENT_TRAFFIC_H

#include "scenario/scenario.h"
#include "wire/frame.h"
#include "wire/record.h"

/* A message on its way: what is no handshake, no acknowledgement and nothing
 * that passed before, which the frame's head tells everybody. */
struct traffic_message {
    instant time;
    uint32_t from, to, channel;
    size_t size;  /* of the frame */
    duration gap; /* until the next message on the channel; -1: none came */
    uint32_t document; /* that it carries; SCENARIO_NONE: none, a receipt or a
                          dummy */
};

/* One run, as it is told record by record. */
struct traffic {
    struct arena arena;
    const struct scenario *scenario;
    uint32_t on; /* the channel looked at; SCENARIO_NONE: all of them */
    struct traffic_message *messages; /* in the order in which they passed */
    size_t count, room;
    uint64_t frames, bytes;
    uint64_t carried; /* messages with a document */
    double waited;    /* ns, from the decision to send until they left */
    struct traffic_act *acts;  /* whose copies are yet to leave */
    struct traffic_past *past; /* of sessions: the frames that have passed */
};

void traffic_init(struct traffic *t, const struct scenario *s, uint32_t on);
void traffic_fini(struct traffic *t);

/* Forgets the run, to see another. */
void traffic_begin(struct traffic *t);

/* Takes in one record, in the order of the run. */
void traffic_record(struct traffic *t, instant now, const struct record *r);

/* No more comes: the gaps are known. */
void traffic_end(struct traffic *t);

#endif
