/* A party's state and the world it lives in. All rooms that work for the
 * machine's step are handed both. */
#ifndef PARTY_PARTY_H
#define PARTY_PARTY_H

#include "base/pool.h"
#include "base/table.h"
#include "crypto/identity.h"
#include "crypto/noise.h"
#include "party/arrival.h"
#include "party/effect.h"
#include "party/keyring.h"
#include "party/policy.h"
#include "party/prekeys.h"

/* A party as all others know it: its name and its public keys. */
struct party_peer {
    const char *name;
    struct identity_public pub;
};

struct party_channel {
    const char *name;
    const struct noise_pattern *pattern; /* NULL: carried without a session */
    bool in_person;   /* the speaker is seen: by hand, or before everybody */
    duration nominal; /* a frame's delay: the value, or the median if drawn */
    /* Against observers of traffic (session/outgoing.h, session/cover.h): */
    const void *hold;        /* a span for the world to draw; NULL: none */
    const void *cover;       /* likewise, between dummies */
    size_t unit;             /* messages are padded to multiples; 0: are not */
    const uint32_t *members; /* where there is cover */
    size_t member_count;
};

#define PARTY_NONE UINT32_MAX /* an index that names nobody */

/* A party, and a channel that leads to it. */
struct party_route {
    uint32_t party, channel;
};

/* The parties and channels there are. All parties share the world, and none
 * writes to it; what was worked out of public keys alone lies beside it. */
struct party_world {
    const struct party_peer *peers;
    size_t peer_count;
    struct table names; /* of the peers: party_name_peers */
    const struct party_channel *channels;
    size_t channel_count;
    uint32_t directory; /* keeps the keys of the others; or PARTY_NONE */
    const struct party_route
        *subscribers; /* the directory hands keys to them */
    size_t subscriber_count;
    bool introduces; /* every message carries its sender's credential */
    duration (*draw)(const void *span, struct rng *rng); /* of a channel's */
    struct identity_numbers *numbers; /* worked out once for all parties */
};

/* The term of an own key: its serial, its start, and the key before it. */
struct party_term {
    uint32_t serial; /* from 1 */
    instant from;
    uint8_t replaces[IDENTITY_FINGERPRINT_SIZE];
    bool revoked;
    struct bytes credential; /* party/renewal.h; size 0: not made yet */
};

struct party {
    const struct party_world *world;
    uint32_t self; /* its index among the peers */
    const char *name;
    struct identity identity;        /* the key in force */
    struct party_term term;          /* of that key */
    struct renewal_retired *retired; /* own keys before it: party/renewal.h */
    struct keyring keyring;
    struct policy policy;
    struct rng_root root; /* its streams are named after it */
    struct arena *arena;  /* what it must keep; lives as long as it */
    struct pool *pool;    /* what it keeps until that is settled: messages in
                             flight, delayed, or waiting to be read */
    struct document_holding *holdings; /* document/document.h */
    struct table holding_names;
    struct session *sessions;   /* session/session.h */
    struct table session_pairs; /* by peer and channel */
    struct table session_names; /* by number and peer */
    struct group *groups;       /* group/group.h */
    struct prekeys prekeys;
    struct table inquiries; /* session/inquiry.h, by peer */
    struct table kept_keys; /* machine/directory.h, by owner */
    /* Leads to the directory, with which the party leaves its prekeys.
     * PARTY_NONE where it does not, and for the directory itself. */
    uint32_t directory_channel;
    struct cover *covers;     /* session/cover.h */
    struct marking *markings; /* machine/marking.h */
    struct table pairs;       /* session/outgoing.h, by peer and channel */
    struct outgoing_delayed *delayed; /* session/outgoing.h */
    struct arrival_inbox *inbox;
};

/* A step in hand: its event and its effects so far. The machine passes it down
 * to all that works for the step. */
struct party_step {
    const struct event *event;
    struct effects *out;
};

/* The party's long-term keys, which follow from its root: the first ones, or
 * those of a later serial. */
void party_identity(struct identity *id, const struct rng_root *root,
                    const char *name, uint32_t serial);

/* Enters peers by their names, which no two share, into an empty table; and
 * finds one there: its index, or PARTY_NONE. */
void party_name_peers(struct table *names, struct arena *a,
                      const struct party_peer *peers, size_t count);
uint32_t party_find_peer(const struct table *names,
                         const struct party_peer *peers, const char *name);

/* The same in a world. */
uint32_t party_find(const struct party_world *world, const char *name);

/* The name of one of the world's parties. */
const char *party_peer_name(const struct party *p, uint32_t peer);

/* A record of what happened with a peer over a channel, to fill in further. */
struct record *party_record(const struct party *p,
                            const struct party_step *step,
                            enum record_kind kind, uint64_t exchange,
                            uint32_t peer, uint32_t channel);

/* One of a message that came in: its sender, channel, exchange and document,
 * and the record of its frame as the cause. */
struct record *party_record_arrival(const struct party *p,
                                    const struct party_step *step,
                                    const struct arrival *arrival,
                                    enum record_kind kind);

#endif
