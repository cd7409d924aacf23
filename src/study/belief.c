#include "study/belief.h"

#include <stdlib.h>

#include "crypto/identity.h"
#include "opener/initial_keys.h"
#include "scenario/scenario_query.h"
#include "wire/record.h"

/* beliefs_read enters every party's own first key, then takes the records in
 * order: a row of the table names the kinds that bear on keys, and the function
 * that adds a belief, ends one, or compares. In the end all are sorted by
 * owner, believer and time. */

static struct belief *add_belief(struct beliefs *b, struct belief belief)
{
    b->items =
        arena_grow(&b->arena, b->items, b->count, &b->room, sizeof *b->items);
    belief.fingerprint = arena_copy(&b->arena, belief.fingerprint);
    b->items[b->count] = belief;
    return &b->items[b->count++];
}

/* True for a belief in the key that the record names, or where it names none:
 * the newest belief then counts. */
static bool is_key_of(const struct belief *belief, const struct record *r)
{
    return r->serial == 0 ||
           (belief->serial == r->serial &&
            (belief->fingerprint.size == 0 ||
             bytes_equal(belief->fingerprint, r->fingerprint)));
}

/* The party's newest belief about the peer's key; a key of which nothing was
 * said yet is the one known from the start. */
static struct belief *enter_belief(struct beliefs *b, uint32_t party,
                                   uint32_t peer, const struct record *r)
{
    for (size_t i = b->count; i-- > 0;)
        if (b->items[i].party == party && b->items[i].peer == peer &&
            is_key_of(&b->items[i], r))
            return &b->items[i];
    /* The parties' own first keys were entered first. */
    const bool named = r->serial > 0;
    return add_belief(
        b, (struct belief){.party = party,
                           .peer = peer,
                           .serial = named ? r->serial : b->items[peer].serial,
                           .fingerprint = named ? r->fingerprint
                                                : b->items[peer].fingerprint,
                           .trust = RECORD_TRUST_PINNED,
                           .since = INSTANT_MIN});
}

static void take_key(struct beliefs *b, uint32_t party, uint32_t peer,
                     const struct record *r, instant time)
{
    add_belief(b, (struct belief){.party = party,
                                  .peer = peer,
                                  .serial = r->serial,
                                  .fingerprint = r->fingerprint,
                                  .trust = r->trust,
                                  .since = time});
}

static void end_key(struct beliefs *b, uint32_t party, uint32_t peer,
                    const struct record *r, instant time)
{
    struct belief *belief = enter_belief(b, party, peer, r);

    belief->end = BELIEF_VOID;
    belief->ended = time;
}

static void compare_numbers(struct beliefs *b, uint32_t party, uint32_t peer,
                            const struct record *r, instant time)
{
    struct belief *belief = enter_belief(b, party, peer, r);

    if (r->kind == RECORD_NUMBERS_MATCH) {
        belief->compared = true;
        belief->compared_at = time;
    } else {
        belief->end = BELIEF_DISPUTED;
        belief->ended = time;
    }
}

static void take_record(struct beliefs *b, const struct record *r, instant time)
{
    static const struct {
        enum record_kind kind;
        bool own; /* it is of the party's own key */
        void (*take)(struct beliefs *, uint32_t, uint32_t,
                     const struct record *, instant);
    } rows[] = {
        {RECORD_KEY_ROTATED, true, take_key},
        {RECORD_KEY_REVOKED, true, end_key},
        {RECORD_KEY_TAKEN, false, take_key},
        {RECORD_KEY_REPLACED, false, take_key},
        {RECORD_KEY_VOID, false, end_key},
        {RECORD_NUMBERS_MATCH, false, compare_numbers},
        {RECORD_NUMBERS_DIFFER, false, compare_numbers},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].kind != r->kind || !r->party) continue;
        const char *name = rows[i].own ? r->party : r->peer;
        const uint32_t party = scenario_find_party(b->scenario, r->party);
        const uint32_t peer =
            name ? scenario_find_party(b->scenario, name) : SCENARIO_NONE;
        if (party != SCENARIO_NONE && peer != SCENARIO_NONE)
            rows[i].take(b, party, peer, r, time);
    }
}

/* Everybody's first key. */
static void enter_first_keys(struct beliefs *b, const struct record_header *h)
{
    struct rng_root root;

    rng_root_init(&root, h->seed, h->run);
    const struct party_peer *peers =
        initial_keys_peers(&b->arena, b->scenario, &root);
    for (uint32_t i = 0; i < b->scenario->party_count; i++) {
        uint8_t fingerprint[IDENTITY_FINGERPRINT_SIZE];
        identity_fingerprint(&peers[i].pub, fingerprint);
        add_belief(b, (struct belief){.party = i,
                                      .peer = i,
                                      .serial = 1,
                                      .fingerprint = bytes_of(
                                          fingerprint, sizeof fingerprint),
                                      .since = INSTANT_MIN});
    }
    rng_root_fini(&root);
}

static int by_peer(const void *a, const void *b)
{
    const struct belief *x = a, *y = b;
    /* The owner's own belief comes first. */
    const bool own[2] = {x->party == x->peer, y->party == y->peer};

    if (x->peer != y->peer) return x->peer < y->peer ? -1 : 1;
    if (own[0] != own[1]) return own[0] ? -1 : 1;
    if (x->party != y->party) return x->party < y->party ? -1 : 1;
    return (x->since > y->since) - (x->since < y->since);
}

enum err beliefs_read(struct beliefs *b, struct reader *r,
                      const struct scenario *sc, instant until)
{
    struct reader_frame f;
    struct record record;
    struct arena a;
    enum err rc = ERR_OK;

    *b = (struct beliefs){.scenario = sc};
    arena_init(&b->arena);
    arena_init(&a);
    enter_first_keys(b, &r->header);
    reader_rewind(r);
    while (!rc && !reader_next(r, &f) && f.time <= until) {
        arena_reset(&a);
        if (f.kind != JOURNAL_EVENT) continue;
        rc = record_decode(&a, f.body, &record);
        if (!rc) take_record(b, &record, f.time);
    }
    arena_fini(&a);
    if (b->count > 0) qsort(b->items, b->count, sizeof *b->items, by_peer);
    return rc;
}

void beliefs_fini(struct beliefs *b)
{
    arena_fini(&b->arena);
}
