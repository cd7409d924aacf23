/* A party's prekeys, its own and, with a directory, those of others: with a
 * bundle of them a peer can begin a session while the owner is away. */
#ifndef PARTY_PREKEYS_H
#define PARTY_PREKEYS_H

#include "base/arena.h"
#include "crypto/x3dh.h"
#include "party/event.h"
#include "wire/record.h"

struct party;
struct party_step;

enum {
    PREKEYS_DEFAULT = 20, /* one-time prekeys of a party, in stock */
    PREKEYS_MAX = 1000    /* of them, and of all that go with one signed one */
};

/* A signed prekey is replaced after the first, and its secret wiped so long
 * after that. */
#define PREKEYS_RENEW (7 * DAY)
#define PREKEYS_KEEP  (21 * DAY)

/* The asker that was given a bundle, and for which session. */
struct prekeys_taker {
    uint32_t asker; /* PARTY_NONE: not given yet */
    uint64_t session;
};

struct prekeys_one_time {
    struct x3dh_prekey key;
    bool used; /* its secret is wiped */
    struct prekeys_taker taker;
};

/* A signed prekey, and the one-time prekeys that go with it alone. */
struct prekeys_set {
    struct prekeys_set *older;
    struct x3dh_prekey signed_prekey;
    struct prekeys_one_time *one_time; /* by id; lives in the party's pool */
    size_t count;
    instant until; /* replaced then; of a retired one: wiped then */
};

/* Bundles that another party left, the first without a one-time prekey; each of
 * the others is given away once. */
struct prekeys_shelf {
    struct prekeys_shelf *next;
    uint32_t owner;
    struct x3dh_bundle *bundles;
    struct prekeys_taker *takers; /* of the bundles */
    size_t count;
    uint32_t channel; /* over which they were left */
    bool told;        /* their owner knows that half are gone */
};

/* Drawn when first needed: most parties never do. */
struct prekeys {
    size_t stock; /* of one-time prekeys that are neither given nor used */
    duration renew, keep;              /* of signed ones */
    struct prekeys_set *sets;          /* the newest, which is in use, first */
    uint32_t signed_ids, one_time_ids; /* drawn so far */
    struct event_timer timer;          /* while there are sets */
    struct prekeys_shelf *shelves;     /* a directory's */
    bool left;    /* the own bundles lie with the directory */
    bool changed; /* there are others to be left there */
};

void prekeys_init(struct prekeys *k, size_t stock);
void prekeys_fini(struct prekeys *k);

/* The prekey of that id, from a stream of its own named after party, kind
 * ("signed" or "one-time") and id. The holder of the root can draw it again. */
void prekeys_draw(struct x3dh_prekey *out, const struct rng_root *root,
                  const char *party, const char *kind, uint32_t id);

/* Draws the own prekeys where there are none yet; from then on the timer
 * replaces and wipes them in time. */
void prekeys_begin(struct party *p, const struct party_step *step);
void prekeys_timer(struct party *p, const struct party_step *step);

/* Fills the stock up where half of it is gone. */
void prekeys_refill(struct party *p);

/* The own prekeys that an initial message names; one_time is NULL where it
 * names none. ERR_MISSING when there are none such, or no longer. */
MUST_CHECK enum err prekeys_find(const struct party *p,
                                 const struct x3dh_initial *initial,
                                 const struct x3dh_prekey **signed_prekey,
                                 struct prekeys_one_time **one_time);

/* Wipes a one-time prekey with which a message has opened. */
void prekeys_spend(struct prekeys_one_time *one_time);

/* A bundle of the own prekeys in use, signed by the identity in force: with the
 * one-time prekey that the session was given before, or else with one of those
 * left; bare where there is none, or NULL takes it. */
struct x3dh_bundle prekeys_give(struct party *p,
                                const struct prekeys_taker *taker);

/* All bundles to be left with the directory: a bare one, and one for each
 * one-time prekey that the party has not given itself. */
struct x3dh_bundle *prekeys_give_all(const struct party *p, struct arena *a,
                                     size_t *count);

/* The reason why a bundle of the owner's is not taken: the identity in it is
 * revoked or disputed, or else its signature does not hold. */
enum record_reason prekeys_wrong(const struct party *p, uint32_t owner,
                                 const struct x3dh_bundle *bundle);

/* The owner's shelf; NULL for none. */
struct prekeys_shelf *prekeys_find_shelf(const struct party *p, uint32_t owner);

/* Puts an owner's bundles, the first of them bare, on its shelf in place of
 * those there. One-time prekeys that were given stay given. */
void prekeys_fill_shelf(struct party *p, uint32_t owner, uint32_t channel,
                        const struct x3dh_bundle *bundles, size_t count);

/* The last one-time prekey given off a shelf of which half are gone; 0 while
 * there are more. */
uint32_t prekeys_low(const struct prekeys_shelf *shelf);

/* Takes the directory's word that it has given the own one-time prekeys up to
 * that id. */
void prekeys_note_given(struct party *p, uint32_t directory, uint64_t id);

/* A bundle off the shelf, as prekeys_give. */
struct x3dh_bundle prekeys_take(struct prekeys_shelf *shelf,
                                const struct prekeys_taker *taker);

#endif
