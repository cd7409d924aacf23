/* Prekeys (X3DH, section 3.2): a party's own, with which others agree on keys
 * while it is away, and the shelves of bundles that it hands out. The directory
 * has shelves of others' bundles, too. */
#ifndef PARTY_PREKEYS_H
#define PARTY_PREKEYS_H

#include "base/arena.h"
#include "crypto/x3dh.h"
#include "wire/record.h"

struct party;

enum {
    PREKEYS_DEFAULT = 20, /* one-time prekeys of a party */
    PREKEYS_MAX = 1000
};

/* The asker that was given a bundle, and for which session. */
struct prekeys_taker {
    uint32_t asker;
    uint64_t session;
};

/* Bundles of one owner, each with a one-time prekey of its own, which is
 * given away once. */
struct prekeys_shelf {
    struct prekeys_shelf *next;
    uint32_t owner;
    struct x3dh_bundle *bundles;
    size_t count, given;
    struct prekeys_taker *takers; /* of the bundles given */
};

/* Drawn when first needed: most parties never do. */
struct prekeys {
    size_t count; /* of one-time prekeys at first */
    struct x3dh_prekey signed_prekey;
    struct x3dh_prekey *one_time; /* id 0: used, and wiped; NULL: not drawn */
    struct prekeys_shelf *shelves;
    bool left; /* the own bundles lie with the directory */
};

void prekeys_init(struct prekeys *k, size_t count);
void prekeys_fini(struct prekeys *k);

/* The prekey of that id, from a stream of its own named after party, kind
 * ("signed" or "one-time") and id. The holder of the root can draw it again. */
void prekeys_draw(struct x3dh_prekey *out, const struct rng_root *root,
                  const char *party, const char *kind, uint32_t id);

/* The own prekeys that an initial message names; one_time is NULL where it
 * names none. ERR_MISSING when there are none such, or no longer. */
MUST_CHECK enum err prekeys_find(struct party *p,
                                 const struct x3dh_initial *initial,
                                 const struct x3dh_prekey **signed_prekey,
                                 struct x3dh_prekey **one_time);

/* The reason why a bundle of the owner's is not taken: the identity in it is
 * revoked or disputed, or else its signature does not hold. */
enum record_reason prekeys_wrong(const struct party *p, uint32_t owner,
                                 const struct x3dh_bundle *bundle);

/* The owner's shelf; NULL for none. A new one has room for so many bundles. The
 * party's own is filled when first needed. */
struct prekeys_shelf *prekeys_find_shelf(const struct party *p, uint32_t owner);
struct prekeys_shelf *prekeys_add_shelf(struct party *p, uint32_t owner,
                                        size_t count);
struct prekeys_shelf *prekeys_own_shelf(struct party *p);

#endif
