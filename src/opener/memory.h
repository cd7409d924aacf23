/* The secrets in a party's memory at an instant: a theft takes them all. The
 * generator and the documents are elsewhere (docs/adversaries.md). */
#ifndef OPENER_MEMORY_H
#define OPENER_MEMORY_H

#include "crypto/sender_key.h"
#include "crypto/sha256.h"
#include "party/party.h"
#include "session/handshake.h"

/* One session that is not closed, as it stood. The texts are borrowed from the
 * party's world. */
struct memory_session {
    struct memory_session *next;
    uint32_t peer;
    const char *channel;
    uint64_t number;
    bool open;                         /* the ciphers have their keys */
    struct handshake handshake;        /* not open: with its secrets */
    struct noise_cipher send, receive; /* open */
    struct session_ratchet *ratchet;   /* of the ratchet instead; or NULL */
};

/* A sender key of a group, the party's own or a member's, as far along as it
 * was, or no chain (n SENDER_KEY_OVER); and the keys of single messages. */
struct memory_group {
    struct memory_group *next;
    uint64_t group;
    uint32_t from; /* whose key it is */
    struct sender_key_distribution key;
    const struct sender_key_kept *kept;
    size_t kept_count;
};

/* A prekey that has not been destroyed. */
struct memory_prekey {
    struct memory_prekey *next;
    bool one_time;
    struct x3dh_prekey key;
};

/* A message in the clear, which waits: to be handled, to be sent, or to be
 * confirmed. */
struct memory_message {
    struct memory_message *next;
    uint32_t from, to;
    const char *channel;
    uint64_t exchange;
    struct bytes raw;
};

/* What one theft, or several, took of a party; the newest comes first. */
struct memory {
    struct memory_session *sessions;
    struct memory_group *groups;
    struct memory_prekey *prekeys;
    struct memory_message *messages;
};

/* Adds copies of all that the party's memory holds, in the arena, which wipes
 * them in its turn. */
void memory_take(const struct party *p, struct arena *a, struct memory *m);

/* A hash of all secrets that would be taken: as long as it stays the same,
 * another theft gives nothing else. The count of what was sent under a key is
 * no secret. The arena is for the work alone. */
void memory_fingerprint(const struct party *p, struct arena *a,
                        uint8_t out[SHA256_SIZE]);

/* Tells whether some of it may be wiped by the time alone, without a record. */
bool memory_expires(const struct party *p);

#endif
