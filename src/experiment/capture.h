/* A run's frames on every channel, all recorded, and the copies that they
 * held. */
#ifndef EXPERIMENT_CAPTURE_H
#define EXPERIMENT_CAPTURE_H

#include "experiment/capture_way.h"
#include "experiment/sweep.h"
#include "opener/finding.h"
#include "opener/opener.h"
#include "scenario/scenario.h"
#include "wire/record.h"

#define CAPTURE_NONE UINT32_MAX /* no copy */

/* A document, or a part of it, on its way to one party. */
struct capture_copy {
    const char *document;
    const char *portions; /* "open-door, hotline"; NULL: all of it */
    const char **names;   /* of these portions, */
    size_t name_count;    /* as many; 0: all of it */
    uint32_t from, to;
    const char *channel;
    struct capture_way way;
    uint64_t session;    /* 0: no session */
    uint32_t sender_key; /* in a group: the number of its sender's key */
    uint64_t exchange;
    instant sent;            /* the first time: a frame may be sent again */
    enum record_level level; /* that reading it gives; told or higher */
};

struct capture_frame {
    struct opener_layers seen; /* only the given part */
    uint32_t copy;             /* or NONE */
};

/* A party took new long-term keys. */
struct capture_renewal {
    struct capture_renewal *earlier;
    uint32_t party, serial;
    size_t frame; /* the first one sent after it */
};

struct capture {
    struct arena arena;
    const struct scenario *scenario; /* borrowed */
    uint64_t seed, run;
    struct party_peer *peers; /* a party each */
    struct rng_root root;
    struct capture_renewal *renewals; /* the newest first */
    struct capture_frame *frames;
    size_t frame_count, frame_room;
    struct capture_copy *copies; /* in the order in which they were sent */
    size_t copy_count, copy_room;
};

/* Plays the run, and opens every frame with all parties' keys. */
MUST_CHECK enum err capture_init(struct capture *c, const struct scenario *sc,
                                 uint64_t seed, uint64_t run, struct errmsg *e);
void capture_fini(struct capture *c);

/* The level that reading a copy gives, with the document and portions in
 * `text`; unaware where no text could be read. */
enum record_level capture_level(struct arena *a, const struct opener_layers *l,
                                struct finding *text);

/* Tells whether a message, opened in `l` with that text, holds the copy. */
bool capture_is_copy(struct arena *a, const struct capture_copy *copy,
                     const struct opener_layers *l, const struct finding *text);

/* Adds the long-term keys that parties took just before this frame, for those
 * whose generator is held. Called for the frames in their order, since a
 * handshake is followed with the keys of its time. */
void capture_renew(const struct capture *c, struct keys *k, size_t frame);

#endif
