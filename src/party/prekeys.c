#include "party/prekeys.h"

#include <assert.h>
#include <string.h>

#include "party/keyring.h"
#include "party/outgoing.h"

enum { SIGNED_ID = 1 }; /* of the one signed prekey; others from 1, too */

_Static_assert(2 * PREKEYS_MAX * X3DH_BUNDLE_SIZE < MESSAGE_SIZE_MAX,
               "the bundles of all prekeys fit in a message");

void prekeys_init(struct prekeys *k, size_t count)
{
    assert(count <= PREKEYS_MAX);
    *k = (struct prekeys){.count = count};
}

void prekeys_fini(struct prekeys *k)
{
    x3dh_prekey_fini(&k->signed_prekey);
    for (size_t i = 0; k->one_time && i < k->count; i++)
        x3dh_prekey_fini(&k->one_time[i]);
}

void prekeys_draw(struct x3dh_prekey *out, const struct rng_root *root,
                  const char *party, const char *kind, uint32_t id)
{
    struct arena a;
    struct rng rng;

    arena_init(&a);
    rng_init(&rng, root, party, arena_format(&a, "prekey/%s/%u", kind, id));
    x3dh_prekey_init(out, id, &rng);
    rng_fini(&rng);
    arena_fini(&a);
}

static struct prekeys_shelf *find_shelf(const struct party *p, uint32_t owner)
{
    struct prekeys_shelf *shelf = p->prekeys.shelves;

    while (shelf && shelf->owner != owner)
        shelf = shelf->next;
    return shelf;
}

static struct prekeys_shelf *add_shelf(struct party *p, uint32_t owner,
                                       size_t count)
{
    struct prekeys_shelf *shelf = arena_alloc(p->arena, sizeof *shelf);

    *shelf = (struct prekeys_shelf){
        .next = p->prekeys.shelves,
        .owner = owner,
        .bundles = arena_array(p->arena, count, sizeof *shelf->bundles),
        .count = count,
        .takers = arena_array(p->arena, count, sizeof *shelf->takers),
    };
    p->prekeys.shelves = shelf;
    return shelf;
}

/* Draws the prekeys and makes a bundle of each. What is signed is the same in
 * all of them, and is signed once. */
static struct prekeys_shelf *own_shelf(struct party *p)
{
    struct prekeys *k = &p->prekeys;

    if (k->one_time) return find_shelf(p, p->self);
    struct prekeys_shelf *shelf = add_shelf(p, p->self, k->count);
    k->one_time = arena_array(p->arena, k->count, sizeof *k->one_time);
    prekeys_draw(&k->signed_prekey, &p->root, p->name, "signed", SIGNED_ID);
    for (size_t i = 0; i < k->count; i++) {
        prekeys_draw(&k->one_time[i], &p->root, p->name, "one-time",
                     (uint32_t)i + 1);
        struct x3dh_bundle *b = &shelf->bundles[i];
        if (i == 0)
            x3dh_sign_bundle(b, &p->identity, &k->signed_prekey,
                             &k->one_time[0]);
        else
            *b = shelf->bundles[0];
        b->one_time_id = k->one_time[i].id;
        memcpy(b->one_time, k->one_time[i].public, sizeof b->one_time);
    }
    return shelf;
}

enum err prekeys_find(struct party *p, const struct x3dh_initial *initial,
                      const struct x3dh_prekey **signed_prekey,
                      struct x3dh_prekey **one_time)
{
    struct prekeys *k = &p->prekeys;

    (void)own_shelf(p);
    *signed_prekey = &k->signed_prekey;
    *one_time = NULL;
    if (initial->signed_prekey_id != SIGNED_ID) return ERR_MISSING;
    if (!initial->has_one_time) return ERR_OK;
    if (initial->one_time_id == 0 || initial->one_time_id > k->count)
        return ERR_MISSING;
    *one_time = &k->one_time[initial->one_time_id - 1];
    return (*one_time)->id == 0 ? ERR_MISSING : ERR_OK;
}

static void reject(const struct party *p, const struct party_step *step,
                   const struct inbox_arrival *arrival,
                   enum record_reason reason)
{
    party_record(p, step, RECORD_REJECTED, arrival->message.exchange,
                 arrival->peer, arrival->channel)
        ->reason = reason;
}

void prekeys_leave(struct party *p, const struct party_step *step)
{
    const struct prekeys_shelf *shelf = own_shelf(p);
    const size_t size = shelf->count * X3DH_BUNDLE_SIZE;
    uint8_t *bundles = arena_alloc(step->out->arena, size);
    const struct outgoing_route way = {.peer = p->world->directory,
                                       .channel = p->directory_channel};
    const struct message m = {
        .kind = MESSAGE_PREKEYS,
        .precedence = 3,
        .bundle = bytes_of(bundles, size),
    };
    struct bytes encoded;

    p->prekeys.left = true;
    for (size_t i = 0; i < shelf->count; i++)
        x3dh_encode_bundle(bundles + i * X3DH_BUNDLE_SIZE, &shelf->bundles[i]);
    enum err rc = message_encode(step->out->arena, &m, &encoded);
    assert(rc == ERR_OK);
    party_record(p, step, RECORD_PREKEYS_LEFT, 0, way.peer, way.channel)
        ->count = (uint32_t)shelf->count;
    outgoing_at_once(p, step, &way, 0, encoded);
}

/* What is signed is the signed prekey under the identity: the same in all
 * bundles, whether or not their one-time prekeys are used. */
void prekeys_renew(struct party *p, const struct party_step *step)
{
    struct prekeys *k = &p->prekeys;
    struct x3dh_bundle bare;

    if (!k->one_time) return;
    struct prekeys_shelf *shelf = own_shelf(p);
    x3dh_sign_bundle(&bare, &p->identity, &k->signed_prekey, NULL);
    for (size_t i = 0; i < shelf->count; i++) {
        shelf->bundles[i].identity = bare.identity;
        memcpy(shelf->bundles[i].signature, bare.signature,
               sizeof bare.signature);
    }
    if (k->left) prekeys_leave(p, step);
}

/* The next bundle of a shelf for a session, or the one that it had before.
 * Of bundles that lie with the directory as well, each side begins at another
 * end, lest two be given the same. */
static struct x3dh_bundle take(struct prekeys_shelf *shelf, uint32_t asker,
                               uint64_t session, bool from_end)
{
    size_t i = 0;

    while (i < shelf->given && (shelf->takers[i].asker != asker ||
                                shelf->takers[i].session != session))
        i++;
    if (i < shelf->count) {
        shelf->takers[i] = (struct prekeys_taker){asker, session};
        if (i == shelf->given) shelf->given++;
        return shelf->bundles[from_end ? shelf->count - 1 - i : i];
    }
    struct x3dh_bundle bare = shelf->bundles[0];
    bare.has_one_time = false;
    bare.one_time_id = 0;
    memset(bare.one_time, 0, sizeof bare.one_time);
    return bare;
}

enum record_reason prekeys_wrong(const struct party *p, uint32_t owner,
                                 const struct x3dh_bundle *bundle)
{
    const enum record_reason reason =
        keyring_reason(p, owner, bundle->identity.agree);

    return reason == REASON_REVOKED || reason == REASON_DISPUTED
               ? reason
               : REASON_BAD_SIGNATURE;
}

/* Why the party hands out nothing of this owner's; REASON_NONE when it does.
 * What is under an identity that is void would be refused. */
static enum record_reason withheld(const struct party *p, uint32_t owner,
                                   const struct prekeys_shelf *shelf)
{
    if (!shelf) return REASON_NO_PREKEYS;
    return keyring_reason(p, owner, shelf->bundles[0].identity.agree) ==
                   REASON_REVOKED
               ? REASON_REVOKED
               : REASON_NONE;
}

void prekeys_handle_request(struct party *p, const struct party_step *step,
                            const struct inbox_arrival *arrival)
{
    struct arena *a = step->out->arena;
    const struct message *asked = &arrival->message;
    const uint32_t owner =
        asked->owner ? party_find(p->world, asked->owner) : PARTY_NONE;
    struct prekeys_shelf *shelf =
        owner == p->self ? own_shelf(p) : find_shelf(p, owner);
    uint8_t *bytes = arena_alloc(a, X3DH_BUNDLE_SIZE);
    struct bytes encoded;

    const enum record_reason reason = withheld(p, owner, shelf);
    if (reason) {
        reject(p, step, arrival, reason);
        return;
    }
    const struct x3dh_bundle bundle = take(shelf, arrival->peer, asked->counter,
                                           owner == p->self && p->prekeys.left);
    x3dh_encode_bundle(bytes, &bundle);
    const struct message m = {
        .kind = MESSAGE_BUNDLE,
        .exchange = asked->exchange,
        .precedence = asked->precedence,
        .counter = asked->counter,
        .owner = asked->owner,
        .bundle = bytes_of(bytes, X3DH_BUNDLE_SIZE),
    };
    enum err rc = message_encode(a, &m, &encoded);
    assert(rc == ERR_OK);
    party_record(p, step,
                 bundle.has_one_time ? RECORD_BUNDLE_GIVEN
                                     : RECORD_PREKEYS_SPENT,
                 m.exchange, arrival->peer, arrival->channel)
        ->owner = p->world->peers[owner].name;
    const struct outgoing_route way = {arrival->peer, arrival->channel,
                                       arrival->carriage};
    outgoing_at_once(p, step, &way, m.exchange, encoded);
}

/* Whether the bundles are those of the shelf but for who signed them. */
static bool same_prekeys(const struct prekeys_shelf *shelf,
                         const struct x3dh_bundle *bundles, size_t count)
{
    if (count != shelf->count) return false;
    for (size_t i = 0; i < count; i++)
        if (bundles[i].one_time_id != shelf->bundles[i].one_time_id ||
            memcmp(bundles[i].one_time, shelf->bundles[i].one_time,
                   sizeof bundles[i].one_time) != 0)
            return false;
    return true;
}

/* Whether the signature of both is the same, over the same. */
static bool same_signed(const struct x3dh_bundle *a,
                        const struct x3dh_bundle *b)
{
    return memcmp(&a->identity, &b->identity, sizeof a->identity) == 0 &&
           a->signed_prekey_id == b->signed_prekey_id &&
           memcmp(a->signed_prekey, b->signed_prekey,
                  sizeof a->signed_prekey) == 0 &&
           memcmp(a->signature, b->signature, sizeof a->signature) == 0;
}

/* Each of them the owner's, by the key that he is known by now; REASON_NONE
 * when they are. */
static enum record_reason read_deposit(const struct party *p,
                                       const struct inbox_arrival *arrival,
                                       struct x3dh_bundle *bundles,
                                       size_t count)
{
    const struct identity_public *owner = keyring_current(p, arrival->peer);

    if (!owner) return keyring_missing(p, arrival->peer);
    for (size_t i = 0; i < count; i++) {
        const struct bytes one =
            bytes_of(arrival->message.bundle.data + i * X3DH_BUNDLE_SIZE,
                     X3DH_BUNDLE_SIZE);
        if (x3dh_decode_bundle(&bundles[i], one) || !bundles[i].has_one_time)
            return REASON_MALFORMED;
        if (i > 0 && same_signed(&bundles[i], &bundles[i - 1])) continue;
        if (x3dh_verify_bundle(&bundles[i], owner))
            return prekeys_wrong(p, arrival->peer, &bundles[i]);
    }
    return REASON_NONE;
}

void prekeys_handle_deposit(struct party *p, const struct party_step *step,
                            const struct inbox_arrival *arrival)
{
    const size_t size = arrival->message.bundle.size;
    const size_t count = size / X3DH_BUNDLE_SIZE;
    struct x3dh_bundle *bundles =
        arena_array(step->out->arena, count, sizeof *bundles);
    struct prekeys_shelf *shelf = find_shelf(p, arrival->peer);
    enum record_reason reason = REASON_NONE;

    if (p->world->directory != p->self)
        reason = REASON_OUT_OF_TURN;
    else if (count == 0 || count > PREKEYS_MAX || size % X3DH_BUNDLE_SIZE != 0)
        reason = REASON_MALFORMED;
    else
        reason = read_deposit(p, arrival, bundles, count);
    if (!reason && shelf && !same_prekeys(shelf, bundles, count))
        reason = REASON_OUT_OF_TURN;
    if (reason) {
        reject(p, step, arrival, reason);
        return;
    }
    if (!shelf) shelf = add_shelf(p, arrival->peer, count);
    memcpy(shelf->bundles, bundles, count * sizeof *bundles);
}
