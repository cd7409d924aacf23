/* How a copy was protected on its way: the seal about it, and the session that
 * it went in. */
#ifndef EXPERIMENT_CAPTURE_WAY_H
#define EXPERIMENT_CAPTURE_WAY_H

#include "base/arena.h"
#include "crypto/noise_pattern.h"
#include "wire/message.h"

enum capture_way_session {
    CAPTURE_WAY_NONE,
    CAPTURE_WAY_NOISE,
    CAPTURE_WAY_RATCHET,
    CAPTURE_WAY_GROUP,
    CAPTURE_WAY_SESSION_COUNT
};

struct capture_way {
    enum message_seal seal;
    enum capture_way_session session;
    const struct noise_pattern *pattern; /* NOISE; NULL: not seen */
    unsigned early; /* NOISE: it rode in this message of the handshake, from 1;
                       0: the session was open */
    bool initiated; /* NOISE: by the sender; no part of the way */
};

/* The role in the session aside. */
bool capture_way_same(const struct capture_way *a, const struct capture_way *b);

/* "age in Noise XX", "ratchet", "in the clear"; for people. */
const char *capture_way_text(struct arena *a, const struct capture_way *way);

#endif
