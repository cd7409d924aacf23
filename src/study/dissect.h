/* Opens the layers of what travelled in a run: frame, Noise message, message,
 * envelope, copy, statements, portions. Out of the journal's bytes and the
 * keys alone: a simulated run's derive again from its seed. */
#ifndef STUDY_DISSECT_H
#define STUDY_DISSECT_H

#include "crypto/identity.h"
#include "crypto/noise.h"
#include "journal/reader.h"
#include "scenario/scenario.h"
#include "wire/frame.h"
#include "wire/message.h"

/* A signed statement that was taken out, and whether its signature holds. */
struct dissect_statement {
    struct message_signed bytes;
    struct message_statement statement;
    bool readable; /* statement could be decoded */
    bool holds;    /* the signature is the named signer's; false: or unsigned */
};

/* One frame, as deep as the keys reach. What was not reached has size 0. */
struct dissect_layers {
    uint64_t seq; /* of the record that put it on the channel */
    instant time;
    uint32_t from, to; /* parties; SCENARIO_NONE: not of this scenario */
    const char *channel;
    uint64_t exchange;
    struct bytes whole; /* the frame with its head */
    struct frame frame;
    const struct noise_pattern *pattern; /* NULL: no session */
    uint64_t repeats; /* the record that sent the same bytes; 0: none */
    struct bytes raw; /* the message within */
    struct message message;
    uint32_t opened_by; /* whose key opened the envelope; or NONE */
    struct bytes plain; /* the copy, out of its envelope */
    struct message_copy copy;
    struct dissect_statement transfer; /* or the receipt, or co-signature */
    struct dissect_statement *earlier; /* copy.earlier_count of them */
    struct message_portion *portions;  /* a leaf each; no name: hidden */
};

/* A journal being dissected. */
struct dissect {
    struct arena arena;              /* of the sessions */
    const struct scenario *scenario; /* borrowed, as is the reader */
    struct reader *reader;
    struct rng_root root;
    struct identity *identities; /* a party each */
    struct dissect_session *sessions;
    struct dissect_seen *seen; /* frames of the exchange so far */
};

/* Derives the parties' keys again from the header's seed. ERR_UNSUPPORTED
 * for a journal that is not of a simulated run. */
MUST_CHECK enum err dissect_init(struct dissect *d, struct reader *r,
                                 const struct scenario *sc);
void dissect_fini(struct dissect *d);

/* Hands the layers of each frame of the exchange to `found`, in order; how
 * many there were is given back. What `found` is given lives until it
 * returns. */
size_t dissect_exchange(struct dissect *d, uint64_t exchange,
                        void (*found)(void *context,
                                      const struct dissect_layers *layers),
                        void *context);

#endif
