#include "party/keyring.h"

#include <assert.h>
#include <string.h>

#include "party/party.h"

/* A keyring starts without entries: `newest` then answers from the world's
 * table, for peers that are pinned. The first change makes an entry
 * (`make_entry`), which holds the peer's keys from then on.
 *
 * A credential goes through `keyring_read`, which checks that its own key
 * signed it, and `keyring_take`. There the table `rules` gives the verdict, by
 * the party's policy, what it holds of the peer (`state_of`) and what backs
 * the credential (`backing_of`). All that verifies, seals or shakes hands asks
 * the functions that only read: for the key in force, a key that was shown,
 * the maker of a signature. */

struct keyring_entry {
    uint32_t peer;            /* its key in the table */
    struct keyring_key *keys; /* the newest first; NULL: none */
};

/* Tells whether the world's table counts for this peer. A party knows itself,
 * and one that goes by a directory knows the directory. */
static bool is_pinned(const struct party *p, uint32_t peer)
{
    return p->keyring.policy == KEYRING_PINNED || peer == p->self ||
           (p->keyring.policy == KEYRING_DIRECTORY &&
            peer == p->world->directory);
}

static struct keyring_entry *find_entry(const struct party *p, uint32_t peer)
{
    return table_find(&p->keyring.entries, bytes_of(&peer, sizeof peer));
}

/* The peer's newest key; where there is no entry, the world's, written into
 * `first`, though a party knows its own by itself. NULL when it knows none. */
static const struct keyring_key *newest(const struct party *p, uint32_t peer,
                                        struct keyring_key *first)
{
    const struct keyring_entry *e = find_entry(p, peer);

    if (e) return e->keys;
    if (!is_pinned(p, peer)) return NULL;
    *first = (struct keyring_key){
        .pub = peer == p->self ? p->identity.pub : p->world->peers[peer].pub,
        .serial = 1,
        .trust = KEYRING_PINNED,
        .from = INSTANT_MIN,
        .until = INSTANT_MAX,
    };
    return first;
}

/* Notes whose key to agree with it is. */
static void note_agreed(struct party *p, struct keyring_entry *e,
                        const struct keyring_key *k)
{
    const struct bytes agree = bytes_of(k->pub.agree, sizeof k->pub.agree);

    if (!table_find(&p->keyring.agreed, agree))
        table_add(&p->keyring.agreed, p->arena, agree, e);
}

/* An entry to write to, begun from what is known so far. */
static struct keyring_entry *make_entry(struct party *p, uint32_t peer)
{
    struct keyring_entry *e = find_entry(p, peer);
    struct keyring_key first;

    if (e) return e;
    const struct keyring_key *known = newest(p, peer, &first);
    e = arena_alloc(p->arena, sizeof *e);
    e->peer = peer;
    if (known) {
        e->keys = arena_alloc(p->arena, sizeof *e->keys);
        *e->keys = *known;
        note_agreed(p, e, e->keys);
    }
    table_add(&p->keyring.entries, p->arena, bytes_of(&e->peer, sizeof e->peer),
              e);
    return e;
}

/* Tells whether the world's table has that key to agree with for `other`, and
 * the party goes by it. */
static bool pinned_with(const struct party *p, uint32_t peer, uint32_t other,
                        const uint8_t agree[IDENTITY_KEY_SIZE])
{
    return other != peer && other != PARTY_NONE && is_pinned(p, other) &&
           memcmp(p->world->peers[other].pub.agree, agree, IDENTITY_KEY_SIZE) ==
               0;
}

/* Tells whether the party knows that key to agree with as another's. */
static bool is_anothers(const struct party *p, uint32_t peer,
                        const uint8_t agree[IDENTITY_KEY_SIZE])
{
    const struct keyring_entry *e =
        table_find(&p->keyring.agreed, bytes_of(agree, IDENTITY_KEY_SIZE));

    if (e) return e->peer != peer;
    if (p->keyring.policy != KEYRING_PINNED)
        return pinned_with(p, peer, p->self, agree) ||
               pinned_with(p, peer, p->world->directory, agree);
    for (uint32_t i = 0; i < p->world->peer_count; i++)
        if (pinned_with(p, peer, i, agree)) return true;
    return false;
}

static enum record_reason standing_reason(enum keyring_standing standing)
{
    static const enum record_reason reasons[] = {
        [KEYRING_GOOD] = REASON_NONE,
        [KEYRING_VOID] = REASON_REVOKED,
        [KEYRING_DISPUTED] = REASON_DISPUTED,
    };

    return reasons[standing];
}

enum record_reason keyring_missing(const struct party *p, uint32_t peer)
{
    struct keyring_key first;
    const struct keyring_key *k = newest(p, peer, &first);

    return k ? standing_reason(k->standing) : REASON_NO_KEY;
}

enum keyring_trust keyring_newest_trust(const struct party *p, uint32_t peer)
{
    struct keyring_key first;
    const struct keyring_key *k = newest(p, peer, &first);

    assert(k);
    return k->trust;
}

const struct identity_public *keyring_current(const struct party *p,
                                              uint32_t peer)
{
    return keyring_missing(p, peer) ? NULL : keyring_good(p, peer, 0);
}

void keyring_cannot(const struct party *p, const struct party_step *step,
                    uint64_t exchange, enum record_verb verb, uint32_t peer)
{
    struct record *r =
        effect_record(step->out, RECORD_KEY_REFUSED, exchange, NULL);

    r->peer = party_peer_name(p, peer);
    r->verb = verb;
    r->reason = keyring_missing(p, peer);
    assert(r->reason);
}

const struct identity_public *keyring_good(const struct party *p, uint32_t peer,
                                           size_t n)
{
    const struct keyring_entry *e = find_entry(p, peer);

    if (!e && is_pinned(p, peer))
        return n == 0 ? &p->world->peers[peer].pub : NULL;
    for (const struct keyring_key *k = e ? e->keys : NULL; k; k = k->older)
        if (k->standing == KEYRING_GOOD && n-- == 0) return &k->pub;
    return NULL;
}

bool keyring_admits_stranger(const struct party *p, uint32_t peer)
{
    return p->keyring.policy == KEYRING_FIRST_USE &&
           keyring_missing(p, peer) == REASON_NO_KEY;
}

enum record_reason keyring_reason(const struct party *p, uint32_t peer,
                                  const uint8_t agree[IDENTITY_KEY_SIZE])
{
    struct keyring_key first;
    const struct keyring_key *k = newest(p, peer, &first);

    if (!k) return REASON_NO_KEY;
    while (k && memcmp(k->pub.agree, agree, sizeof k->pub.agree) != 0)
        k = k->older;
    return k ? standing_reason(k->standing) : REASON_UNKNOWN_PEER;
}

const struct identity_public *
keyring_find(const struct party *p, uint32_t peer,
             const uint8_t agree[IDENTITY_KEY_SIZE])
{
    const struct identity_public *pub;

    for (size_t n = 0; (pub = keyring_good(p, peer, n)); n++)
        if (memcmp(pub->agree, agree, sizeof pub->agree) == 0) return pub;
    return NULL;
}

bool keyring_knows(const struct party *p, uint32_t peer,
                   const uint8_t agree[IDENTITY_KEY_SIZE])
{
    return keyring_reason(p, peer, agree) == REASON_NONE;
}

enum record_reason
keyring_verify(const struct party *p, uint32_t signer, struct bytes message,
               const uint8_t signature[IDENTITY_SIGNATURE_SIZE], instant dated)
{
    struct keyring_key first;
    const struct keyring_key *k = newest(p, signer, &first);

    if (!k) return REASON_NO_KEY;
    while (k && identity_verify(&k->pub, message, signature))
        k = k->older;
    if (!k) return REASON_BAD_SIGNATURE;
    /* The holder of a void key can write any date. */
    if (k->standing != KEYRING_GOOD) return standing_reason(k->standing);
    return dated < k->from || dated > k->until ? REASON_NOT_IN_FORCE
                                               : REASON_NONE;
}

struct identity_public keyring_stated(const struct credential_statement *s)
{
    struct identity_public pub;

    memcpy(pub.sign, s->sign, sizeof pub.sign);
    memcpy(pub.agree, s->agree, sizeof pub.agree);
    return pub;
}

enum err keyring_read(const struct party *p, struct arena *a,
                      struct bytes encoded, uint32_t from,
                      struct keyring_offer *out)
{
    *out = (struct keyring_offer){.from = from, .peer = PARTY_NONE};
    enum err rc = credential_decode(a, encoded, &out->credential);
    if (!rc)
        rc = credential_decode_statement(a, out->credential.statement,
                                         &out->statement);
    if (rc) return rc;
    out->peer = party_find(p->world, out->statement.party);
    if (out->peer == PARTY_NONE) return ERR_FORMAT;
    const struct identity_public pub = keyring_stated(&out->statement);
    return identity_verify(&pub, out->credential.statement,
                           out->credential.signature.data);
}

/* The backing of a credential, in one party's eyes. */
enum keyring_backing {
    BACKING_NONE,      /* nothing but the key itself */
    BACKING_PEER,      /* handed over by the party that it names */
    BACKING_DIRECTORY, /* vouched for by the directory */
    BACKING_KEY,       /* signed by the key in force */
    BACKING_COUNT
};

static enum keyring_backing backing_of(const struct party *p,
                                       const struct keyring_offer *o,
                                       const struct keyring_key *held)
{
    const struct credential *c = &o->credential;
    const struct identity_public *directory =
        p->world->directory == PARTY_NONE
            ? NULL
            : keyring_current(p, p->world->directory);
    uint8_t fingerprint[IDENTITY_FINGERPRINT_SIZE];

    if (held && c->previous.size > 0 && o->statement.replacing) {
        identity_fingerprint(&held->pub, fingerprint);
        if (memcmp(fingerprint, o->statement.replaces, sizeof fingerprint) ==
                0 &&
            !identity_verify(&held->pub, c->statement, c->previous.data))
            return BACKING_KEY;
    }
    if (directory && c->voucher.size > 0 &&
        !identity_verify(directory, c->statement, c->voucher.data))
        return BACKING_DIRECTORY;
    return o->from == o->peer ? BACKING_PEER : BACKING_NONE;
}

/* The party's knowledge of the peer so far. */
enum keyring_state {
    STATE_NOTHING,
    STATE_HELD,     /* a key it relies on */
    STATE_COMPARED, /* and has compared */
    STATE_VOID,     /* its key is revoked */
    STATE_DISPUTED, /* the numbers were not the same */
    STATE_COUNT
};

static enum keyring_state state_of(const struct keyring_key *held)
{
    if (!held) return STATE_NOTHING;
    if (held->standing == KEYRING_VOID) return STATE_VOID;
    if (held->standing == KEYRING_DISPUTED) return STATE_DISPUTED;
    return held->compared ? STATE_COMPARED : STATE_HELD;
}

/* The verdict on a key that is new to the party, with its reason. On first use
 * only the first key is taken. The word of a directory counts until the parties
 * have compared numbers. */
static const struct keyring_rule {
    enum keyring_verdict verdict;
    enum record_reason reason;
} rules[KEYRING_DIRECTORY + 1][STATE_COUNT][BACKING_COUNT] =
    {
#define REFUSE(why)                   \
    {                                 \
        KEYRING_REFUSED, REASON_##why \
    }
#define TAKE                       \
    {                              \
        KEYRING_TAKEN, REASON_NONE \
    }
#define REPLACE                       \
    {                                 \
        KEYRING_REPLACED, REASON_NONE \
    }
        [KEYRING_PINNED] =
            {
                [STATE_NOTHING] = {REFUSE(NO_KEY), REFUSE(NO_KEY),
                                   REFUSE(NO_KEY), REFUSE(NO_KEY)},
                [STATE_HELD] = {REFUSE(UNKNOWN_PEER), REFUSE(UNKNOWN_PEER),
                                REFUSE(UNKNOWN_PEER), REPLACE},
                [STATE_COMPARED] = {REFUSE(UNKNOWN_PEER), REFUSE(UNKNOWN_PEER),
                                    REFUSE(UNKNOWN_PEER), REPLACE},
                [STATE_VOID] = {REFUSE(REVOKED), REFUSE(REVOKED),
                                REFUSE(REVOKED), REFUSE(REVOKED)},
                [STATE_DISPUTED] = {REFUSE(DISPUTED), REFUSE(DISPUTED),
                                    REFUSE(DISPUTED), REFUSE(DISPUTED)},
            },
        [KEYRING_FIRST_USE] =
            {
                [STATE_NOTHING] = {REFUSE(NO_KEY), TAKE, REFUSE(NO_KEY),
                                   REFUSE(NO_KEY)},
                [STATE_HELD] = {REFUSE(UNKNOWN_PEER), REFUSE(UNKNOWN_PEER),
                                REFUSE(UNKNOWN_PEER), REPLACE},
                [STATE_COMPARED] = {REFUSE(UNKNOWN_PEER), REFUSE(UNKNOWN_PEER),
                                    REFUSE(UNKNOWN_PEER), REPLACE},
                [STATE_VOID] = {REFUSE(REVOKED), REFUSE(REVOKED),
                                REFUSE(REVOKED), REFUSE(REVOKED)},
                [STATE_DISPUTED] = {REFUSE(DISPUTED), REFUSE(DISPUTED),
                                    REFUSE(DISPUTED), REFUSE(DISPUTED)},
            },
        [KEYRING_DIRECTORY] =
            {
                [STATE_NOTHING] = {REFUSE(NO_KEY), REFUSE(NO_KEY), TAKE,
                                   REFUSE(NO_KEY)},
                [STATE_HELD] = {REFUSE(UNKNOWN_PEER), REFUSE(UNKNOWN_PEER),
                                REPLACE, REPLACE},
                [STATE_COMPARED] = {REFUSE(UNKNOWN_PEER), REFUSE(UNKNOWN_PEER),
                                    REFUSE(UNKNOWN_PEER), REPLACE},
                [STATE_VOID] = {REFUSE(REVOKED), REFUSE(REVOKED), REPLACE,
                                REFUSE(REVOKED)},
                [STATE_DISPUTED] = {REFUSE(DISPUTED), REFUSE(DISPUTED), REPLACE,
                                    REFUSE(DISPUTED)},
            },
#undef REFUSE
#undef TAKE
#undef REPLACE
};

static void add_key(struct party *p, const struct keyring_offer *o,
                    enum keyring_backing backing)
{
    static const enum keyring_trust trusts[BACKING_COUNT] = {
        [BACKING_NONE] = KEYRING_FIRST_USE,
        [BACKING_PEER] = KEYRING_FIRST_USE,
        [BACKING_DIRECTORY] = KEYRING_DIRECTORY,
        [BACKING_KEY] = KEYRING_SUCCESSION,
    };
    struct keyring_entry *e = make_entry(p, o->peer);
    struct keyring_key *k = arena_alloc(p->arena, sizeof *k);

    *k = (struct keyring_key){
        .older = e->keys,
        .pub = keyring_stated(&o->statement),
        .serial = o->statement.serial,
        .trust = trusts[backing],
        .from = o->statement.from,
        .until = INSTANT_MAX,
    };
    if (e->keys) e->keys->until = o->statement.from;
    e->keys = k;
    note_agreed(p, e, k);
}

/* Finds one of the peer's keys by its bytes; NULL when it is none of them. */
static struct keyring_key *find_key(struct keyring_key *keys,
                                    const struct identity_public *pub)
{
    while (keys && memcmp(&keys->pub, pub, sizeof *pub) != 0)
        keys = keys->older;
    return keys;
}

/* The reason against the key to agree with that is stated: its holder has not
 * signed the statement, or is another party. */
static enum record_reason reason_against(const struct party *p,
                                         const struct keyring_offer *o,
                                         const struct identity_public *pub)
{
    const struct credential *c = &o->credential;

    if (c->possession.size == 0 ||
        identity_proven(pub, c->statement, c->possession.data))
        return REASON_NO_POSSESSION;
    return is_anothers(p, o->peer, pub->agree) ? REASON_SHARED_KEY
                                               : REASON_NONE;
}

/* The verdict on a key that the party does not have. A directory's word bears
 * no date, and whoever recorded an old one can bring it again: it puts nobody
 * back to a key before the one held, unless that one is disputed. */
static enum keyring_verdict judge_new(const struct party *p,
                                      const struct keyring_offer *o,
                                      const struct keyring_key *held,
                                      enum keyring_backing backing,
                                      enum record_reason *reason)
{
    const struct identity_public pub = keyring_stated(&o->statement);
    const struct keyring_rule *rule =
        &rules[p->keyring.policy][state_of(held)][backing];

    *reason = rule->reason;
    if (!*reason && held && held->standing != KEYRING_DISPUTED &&
        o->statement.serial < held->serial)
        *reason = REASON_UNKNOWN_PEER;
    if (!*reason) *reason = reason_against(p, o, &pub);
    return *reason ? KEYRING_REFUSED : rule->verdict;
}

/* A revocation may overtake the statement of its key. Where the directory
 * vouches for it the key is taken, and is void; another party's word would let
 * anybody shut out a party that is not known yet. */
static enum keyring_verdict revoke_key(struct party *p,
                                       const struct keyring_offer *o,
                                       enum record_reason *reason)
{
    const struct identity_public pub = keyring_stated(&o->statement);
    struct keyring_entry *e = make_entry(p, o->peer);
    struct keyring_key *k = find_key(e->keys, &pub);

    if (!k) {
        const enum keyring_backing backing = backing_of(p, o, e->keys);
        if (backing != BACKING_DIRECTORY ||
            judge_new(p, o, e->keys, backing, reason) == KEYRING_REFUSED) {
            *reason = REASON_UNKNOWN_PEER;
            return KEYRING_REFUSED;
        }
        add_key(p, o, backing);
        k = e->keys;
    }
    if (k->standing == KEYRING_VOID) return KEYRING_KNOWN;
    k->standing = KEYRING_VOID;
    return KEYRING_REVOKED;
}

enum keyring_verdict keyring_take(struct party *p,
                                  const struct keyring_offer *o,
                                  enum record_reason *reason)
{
    const struct identity_public pub = keyring_stated(&o->statement);
    struct keyring_key first;
    const struct keyring_key *held = newest(p, o->peer, &first);
    const struct keyring_key *k = held;

    *reason = REASON_NONE;
    if (o->statement.revoked) return revoke_key(p, o, reason);
    while (k && memcmp(&k->pub, &pub, sizeof pub) != 0)
        k = k->older;
    if (k) {
        *reason = standing_reason(k->standing);
        return *reason ? KEYRING_REFUSED : KEYRING_KNOWN;
    }
    const enum keyring_backing backing = backing_of(p, o, held);
    const enum keyring_verdict verdict = judge_new(p, o, held, backing, reason);
    if (verdict != KEYRING_REFUSED) add_key(p, o, backing);
    return verdict;
}

void keyring_renew(struct party *p, const struct keyring_offer *own)
{
    assert(own->peer == p->self);
    add_key(p, own, BACKING_KEY);
}

void keyring_settle(struct party *p, uint32_t peer, bool same)
{
    struct keyring_key *k = make_entry(p, peer)->keys;

    assert(k && k->standing == KEYRING_GOOD);
    if (same)
        k->compared = true;
    else
        k->standing = KEYRING_DISPUTED;
}
