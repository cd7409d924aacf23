/* Groups under sender keys: every member's own chain, given to each other
 * member over a session that only the two share. Of a chain only the present
 * key is kept. */
#ifndef GROUP_GROUP_KEYS_H
#define GROUP_GROUP_KEYS_H

#include "base/arena.h"
#include "crypto/identity.h"
#include "crypto/sender_key.h"
#include "wire/frame.h"

enum {
    GROUP_KEYS_KEPT = 2, /* of one member: the newest, and what has not come
                            under the one before */
    GROUP_KEYS_SINGLE_SIZE = 4 + CHAIN_KEY_SIZE /* encoded */
};

/* Keys of messages that were overtaken are wiped after that long. */
#define GROUP_KEYS_EXPIRY (7 * DAY)

struct group;
struct group_protocol;
struct party;
struct party_step;

/* The party's own key. */
struct group_keys {
    uint32_t number; /* of the last one that was drawn; 0: none */
    uint32_t ended;  /* messages said under the one before it */
    bool drawn;      /* and still in use */
    bool stale;      /* a key of the party's identity is void since: the next
                        message needs another */
    struct sender_key key;
};

/* The key of a single message that the party has said: the chain has moved on,
 * and a member may yet lack it. */
struct group_keys_said {
    uint32_t number, n; /* of the sender key, of the message under it */
    uint8_t mk[CHAIN_KEY_SIZE];
    uint8_t sign_public[SENDER_KEY_PUBLIC_SIZE];
};

/* The keys that a member and the party have of each other, the newest first. */
struct group_keys_peer {
    struct sender_key_peer *peer_keys[GROUP_KEYS_KEPT]; /* NULL: none */
    /* The member's static key, in the session that brought each. */
    uint8_t vouchers[GROUP_KEYS_KEPT][IDENTITY_KEY_SIZE];
    uint32_t ended; /* messages under the key before the newest */
    uint32_t given; /* number of the own key that the member was given last */
};

/* The key of that number that a party draws for a group. */
void group_keys_draw(struct sender_key *k, const struct rng_root *root,
                     const char *party, uint64_t group, uint32_t number);

/* The associated data of a frame: the sender, and the frame's head, which names
 * the group. */
struct bytes group_keys_ad(struct arena *a, const char *sender,
                           const struct frame *frame);

/* The key of a single message in `message_keys` of a message: its number, 4
 * bytes, and the key. false past the last. */
bool group_keys_single(struct bytes message_keys, size_t i, uint32_t *n,
                       const uint8_t **mk);

/* Wipes the keys of messages that were overtaken GROUP_KEYS_EXPIRY ago. */
void group_keys_timer(struct party *p, const struct party_step *step,
                      struct group *g);

/* The row of such groups. */
const struct group_protocol *group_keys_protocol(void);

#endif
