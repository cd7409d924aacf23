/* Opens the bytes on a channel layer by layer: frame, Noise message, message,
 * envelope, copy, statements, portions, as deep as the keys reach. */
#ifndef OPENER_OPENER_H
#define OPENER_OPENER_H

#include "opener/keys.h"
#include "wire/frame.h"
#include "wire/message.h"

#define OPENER_NONE UINT32_MAX /* a party that is none */

/* A signed statement, and whether its signature holds. */
struct opener_statement {
    struct message_signed bytes;
    struct message_statement statement;
    bool readable;                 /* statement could be decoded */
    struct identity_public signer; /* the key that holds, or the first one */
    bool holds;                    /* the named signer's signature verifies */
};

enum { OPENER_SECRETS_MAX = 16 };

/* A secret on the way to what a frame holds, under the standard's name for it,
 * and its fingerprint: the first 4 bytes, in hex, of SHA-256 over
 * "demarche/fingerprint/1" and the secret. */
struct opener_secret {
    const char *name;
    struct bytes key;
    char fingerprint[2 * 4 + 1];
};

/* One frame, as deep as the keys reach. A layer that was not reached has size
 * 0. */
struct opener_layers {
    /* Given by the caller: */
    uint64_t seq; /* of the record that put it on the channel */
    instant time;
    uint32_t from, to; /* its sender and its recipient */
    const char *channel;
    const struct noise_pattern *pattern; /* the channel's; NULL: no session */
    uint64_t exchange;
    struct bytes whole; /* the frame with its head */
    struct frame frame;
    uint64_t repeats; /* the record that sent the same bytes; 0: none */
    /* Found: */
    uint32_t session_by; /* secrets that opened the session; or NONE */
    const struct noise_pattern *handshake; /* of a handshake; NULL: none */
    uint64_t index;                        /* of the message within it */
    const struct opener_secret *secrets;   /* until the next frame */
    size_t secret_count;
    const char *initial;    /* an X3DH initial message in words; NULL: none */
    size_t initial_size;    /* of it, where the payload begins */
    const char *header;     /* a ratchet's or group's header in words; NULL */
    struct bytes raw;       /* the message within */
    struct bytes malformed; /* bytes in its place that are no message */
    struct message message;
    struct opener_statement around; /* signed around the envelope */
    uint32_t opened_by; /* party whose key opened the envelope; or NONE */
    const struct identity *opened_with; /* that key */
    struct bytes plain;                 /* the copy, out of its envelope */
    struct message_copy copy;
    struct opener_statement transfer; /* or the receipt, or co-signature */
    struct opener_statement *earlier; /* copy.earlier_count of them */
    struct message_portion *portions; /* a leaf each; no name: hidden */
};

/* Whoever follows a run's frames: the public keys that all know, the secrets
 * held, and the sessions followed from their first frame. */
struct opener {
    struct arena arena;
    const struct party_peer *peers; /* borrowed, as are the keys */
    size_t peer_count;
    struct table names; /* of the peers */
    const struct keys *keys;
    struct opener_session *sessions;
    struct opener_bundle *bundles;
    struct opener_ratchet *ratchets;
    struct opener_sender_key *sender_keys; /* read on their way */
    struct opener_sender_key *drawn;       /* drawn from generators */
    struct opener_key *learned;            /* see opener_keys.h */
    size_t learned_count;
    struct opener_late *late; /* frames of groups that await their key */
    bool fresh;               /* a key has come that may open some of them */
    struct arena last;        /* of the frame followed last */
    struct opener_found {
        struct bytes whole; /* the frame */
        uint32_t by;        /* secrets that opened it; or NONE */
        struct bytes raw;
        struct opener_secret secrets[OPENER_SECRETS_MAX];
        size_t count;
    } found;
};

void opener_init(struct opener *o, const struct party_peer *peers,
                 size_t peer_count, const struct keys *keys);
void opener_fini(struct opener *o);

/* A frame of which nothing was found yet. What one opener finds is not for
 * another. */
struct opener_layers opener_given(const struct opener_layers *l);

/* Follows a frame. Frames are given in the order in which they were sent, since
 * a session is followed from its first frame on. Only the given part of `l` is
 * read. */
void opener_follow(struct opener *o, const struct opener_layers *l);

/* Fills in the layers of a frame, whatever stood there; they live in the arena.
 * A message of the ratchet or a group is found only in the frame that was
 * followed last. */
void opener_open(const struct opener *o, struct arena *a,
                 struct opener_layers *l);

/* The same of l->raw alone, a message that was read by other means. */
void opener_open_message(const struct opener *o, struct arena *a,
                         struct opener_layers *l);

/* The same of a message that waited in a party's memory when that was stolen,
 * into layers without a frame. */
void opener_open_stolen(const struct opener *o, struct arena *a, uint32_t by,
                        const struct memory_message *m,
                        struct opener_layers *l);

#endif
