/* What a party's memory holds of its sessions at an instant: whoever takes it
 * reads what they carry from then on. */
#ifndef OPENER_MEMORY_H
#define OPENER_MEMORY_H

#include "crypto/sender_key.h"
#include "crypto/sha256.h"
#include "party/party.h"
#include "session/handshake.h"

/* One session, as it stood. The texts are borrowed from the party's world. */
struct memory_session {
    struct memory_session *next;
    uint32_t peer;
    const char *channel;
    uint64_t number;
    bool open;                         /* the ciphers have their keys */
    struct handshake handshake;        /* whose roles are told by its noise */
    struct noise_cipher send, receive; /* open */
    struct session_ratchet *ratchet;   /* of the ratchet instead; or NULL */
};

/* A sender key of a group, the party's own or a member's, as far along as it
 * was. */
struct memory_group {
    struct memory_group *next;
    uint64_t group;
    uint32_t from; /* whose key it is */
    struct sender_key_distribution key;
};

/* Copies of all sessions that are not closed, in the arena, which wipes them
 * in its turn. The party's generator is not among what is taken. */
struct memory_session *memory_take(const struct party *p, struct arena *a);

/* Copies of the sender keys of all groups, in the arena; the keys of skipped
 * messages are not included. */
struct memory_group *memory_take_groups(const struct party *p, struct arena *a);

/* A hash of all secrets that would be taken: as long as it stays the same,
 * another theft gives nothing else. The count of what was sent under a key is
 * no secret. The arena is for the work alone. */
void memory_fingerprint(const struct party *p, struct arena *a,
                        uint8_t out[SHA256_SIZE]);

#endif
