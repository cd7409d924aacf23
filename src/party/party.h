/* A party: a pure state machine with one door. Event in, effects out; no
 * socket, clock, file or entropy of its own. */
#ifndef PARTY_PARTY_H
#define PARTY_PARTY_H

#include "crypto/identity.h"
#include "crypto/noise.h"
#include "party/desk.h"
#include "party/effect.h"

/* What is known of every party: its name and its public keys. */
struct party_peer {
    const char *name;
    struct identity_public pub;
};

struct party_channel {
    const char *name;
    const struct noise_pattern *pattern; /* NULL: carried without a session */
};

#define PARTY_NONE UINT32_MAX /* an index that names nobody */

/* Who and what there is; shared by all parties and never written to. */
struct party_world {
    const struct party_peer *peers;
    size_t peer_count;
    const struct party_channel *channels;
    size_t channel_count;
    uint32_t directory; /* keeps the keys of the others; or PARTY_NONE */
};

struct party {
    const struct party_world *world;
    uint32_t self; /* its index among the peers */
    const char *name;
    struct identity identity;
    struct rng_root root;     /* its streams are named after it */
    struct arena *arena;      /* what it must keep; lives as long as it */
    struct holding *holdings; /* party/document.h */
    struct session *sessions; /* party/session.h */
    struct desk desk;
};

/* A step in hand: what happens, and what comes of it. Passed down by all
 * that works for party_step. */
struct step {
    const struct event *event;
    struct effects *out;
};

/* The party's long-term keys, as its root determines them. */
void party_identity(struct identity *id, const struct rng_root *root,
                    const char *name);

/* Of the world only the party's own name is read: the peers' keys may follow.
 * handling: the time its desk needs for one document; 0: at once. */
void party_init(struct party *p, const struct party_world *world, uint32_t self,
                const struct rng_root *root, struct arena *arena,
                duration handling);
void party_fini(struct party *p);

/* The one door. Whatever an event holds, the party stays sound: what is
 * refused or rejected is recorded among the effects. */
void party_step(struct party *p, const struct event *event,
                struct effects *out);

#endif
