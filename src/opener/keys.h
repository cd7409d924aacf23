/* The secrets that somebody holds: of each party nothing, its long-term keys,
 * its memory as well, or all that it can ever draw. */
#ifndef OPENER_KEYS_H
#define OPENER_KEYS_H

#include "opener/memory.h"
#include "party/party.h"

/* The part of a party's secrets that is held; each includes the ones before
 * it. */
enum keys_reach {
    KEYS_NOTHING,
    KEYS_IDENTITY, /* its long-term keys */
    KEYS_STATE,    /* its memory too, as it stood at an instant */
    KEYS_ALL       /* its generator: every key it will ever draw */
};

/* Long-term keys that a party had earlier. */
struct keys_earlier {
    struct keys_earlier *next;
    struct identity identity;
};

struct keys_party {
    enum keys_reach reach;
    struct identity identity;     /* from KEYS_IDENTITY on */
    struct keys_earlier *earlier; /* the newest first */
    struct memory memory;         /* from KEYS_STATE on */
    struct rng_root root;         /* KEYS_ALL */
};

struct keys {
    struct arena arena;
    struct keys_party *parties; /* as many as there are */
    size_t count;
    uint32_t *all; /* the parties of KEYS_ALL */
    size_t all_count, all_room;
};

/* Nothing of anybody. */
void keys_init(struct keys *k, size_t parties);

/* Wipes it all. */
void keys_fini(struct keys *k);

/* Secrets add up: long-term keys other than those held are newer ones, and a
 * later snapshot of a party's memory joins the earlier ones. */
void keys_add_identity(struct keys *k, uint32_t party,
                       const struct identity *identity);

/* The long-term keys that the party has, those that it replaced as well; and
 * its memory with them. */
void keys_add_identities(struct keys *k, const struct party *p);
void keys_add_state(struct keys *k, const struct party *p);
void keys_add_all(struct keys *k, uint32_t party, const struct rng_root *root,
                  const char *name);

/* The party's long-term keys that were followed by `age` newer ones; NULL where
 * none such are held. */
const struct identity *keys_identity(const struct keys *k, uint32_t party,
                                     size_t age);

/* A session as it stood when its party's memory was taken; NULL for none. */
const struct memory_session *keys_session(const struct keys *k, uint32_t party,
                                          uint32_t peer, const char *channel,
                                          uint64_t number);

#endif
