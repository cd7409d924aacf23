/* Groups under sender keys: every member's own chain, given to each other
 * member over a session that only the two share. */
#ifndef GROUP_GROUP_KEYS_H
#define GROUP_GROUP_KEYS_H

#include "base/arena.h"
#include "crypto/sender_key.h"
#include "wire/frame.h"

enum { GROUP_KEYS_KEPT = 2 }; /* of one member: the newest, and one before */

struct group_protocol;

/* The party's own key. */
struct group_keys {
    uint32_t number; /* of the last one that was drawn; 0: none */
    bool drawn;      /* and still in use */
    struct sender_key key;
};

/* The keys that a member and the party have of each other, the newest first. */
struct group_keys_peer {
    struct sender_key_peer *peer_keys[GROUP_KEYS_KEPT]; /* NULL: none */
    struct sender_key_distribution given[GROUP_KEYS_KEPT];
    size_t given_count;
};

/* The key of that number that a party draws for a group. */
void group_keys_draw(struct sender_key *k, const struct rng_root *root,
                     const char *party, uint64_t group, uint32_t number);

/* The associated data of a frame: the sender, and the frame's head, which names
 * the group. */
struct bytes group_keys_ad(struct arena *a, const char *sender,
                           const struct frame *frame);

/* The row of such groups. */
const struct group_protocol *group_keys_protocol(void);

#endif
