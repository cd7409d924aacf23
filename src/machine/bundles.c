#include "machine/bundles.h"

#include <assert.h>
#include <string.h>

#include "session/outgoing.h"

/* A party's own bundles come off its shelf (party/prekeys.h) in one of two
 * ways: left with the directory at the start, all of them in one message, or
 * given to a peer that asks, one for each session. The directory checks the
 * bundles that are left with it (`read_deposit`), puts them on a shelf of the
 * owner's, and gives them away by the same function. */

_Static_assert(2 * PREKEYS_MAX * X3DH_BUNDLE_SIZE < MESSAGE_SIZE_MAX,
               "the bundles of all prekeys fit in a message");

static void reject_request(const struct party *p, const struct party_step *step,
                           const struct arrival *arrival,
                           enum record_reason reason)
{
    party_record(p, step, RECORD_REJECTED, arrival->message.exchange,
                 arrival->peer, arrival->channel)
        ->reason = reason;
}

void bundles_leave(struct party *p, const struct party_step *step)
{
    const struct prekeys_shelf *shelf = prekeys_own_shelf(p);
    const size_t size = shelf->count * X3DH_BUNDLE_SIZE;
    uint8_t *bundles = arena_alloc(step->out->arena, size);
    const struct outgoing_route route = {.peer = p->world->directory,
                                         .channel = p->directory_channel};
    const struct message m = {
        .kind = MESSAGE_PREKEYS,
        .precedence = 3,
        .bundle = bytes_of(bundles, size),
    };
    struct bytes encoded;

    assert(p->directory_channel != PARTY_NONE);
    p->prekeys.left = true;
    for (size_t i = 0; i < shelf->count; i++)
        x3dh_encode_bundle(bundles + i * X3DH_BUNDLE_SIZE, &shelf->bundles[i]);
    enum err rc = message_encode(step->out->arena, &m, &encoded);
    assert(rc == ERR_OK);
    party_record(p, step, RECORD_PREKEYS_LEFT, 0, route.peer, route.channel)
        ->count = (uint32_t)shelf->count;
    outgoing_at_once(p, step, &route, 0, encoded);
}

/* The signed part is the signed prekey under the identity: the same in all
 * bundles, used or not. */
void bundles_renew(struct party *p, const struct party_step *step)
{
    struct prekeys *k = &p->prekeys;
    struct x3dh_bundle bare;

    if (!k->one_time) return;
    struct prekeys_shelf *shelf = prekeys_own_shelf(p);
    x3dh_sign_bundle(&bare, &p->identity, &k->signed_prekey, NULL);
    for (size_t i = 0; i < shelf->count; i++) {
        shelf->bundles[i].identity = bare.identity;
        memcpy(shelf->bundles[i].signature, bare.signature,
               sizeof bare.signature);
    }
    if (k->left) bundles_leave(p, step);
}

/* The next bundle of a shelf for a session, or the one that it had before. The
 * party and the directory begin at opposite ends of the same bundles, so that
 * no two sessions get one. */
static struct x3dh_bundle choose_bundle(struct prekeys_shelf *shelf,
                                        uint32_t asker, uint64_t session,
                                        bool from_end)
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

/* The reason why the party hands out nothing of this owner's; REASON_NONE when
 * it does. A bundle under a void identity would be refused. */
static enum record_reason withheld(const struct party *p, uint32_t owner,
                                   const struct prekeys_shelf *shelf)
{
    if (!shelf) return REASON_NO_PREKEYS;
    return keyring_reason(p, owner, shelf->bundles[0].identity.agree) ==
                   REASON_REVOKED
               ? REASON_REVOKED
               : REASON_NONE;
}

void bundles_handle_request(struct party *p, const struct party_step *step,
                            const struct arrival *arrival)
{
    struct arena *a = step->out->arena;
    const struct message *asked = &arrival->message;
    const uint32_t owner =
        asked->owner ? party_find(p->world, asked->owner) : PARTY_NONE;
    struct prekeys_shelf *shelf =
        owner == p->self ? prekeys_own_shelf(p) : prekeys_find_shelf(p, owner);
    uint8_t *bytes = arena_alloc(a, X3DH_BUNDLE_SIZE);
    struct bytes encoded;

    const enum record_reason reason = withheld(p, owner, shelf);
    if (reason) {
        reject_request(p, step, arrival, reason);
        return;
    }
    const struct x3dh_bundle bundle =
        choose_bundle(shelf, arrival->peer, asked->counter,
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
    const struct outgoing_route route = {arrival->peer, arrival->channel,
                                         arrival->carriage};
    outgoing_at_once(p, step, &route, m.exchange, encoded);
}

/* Tells whether the bundles are those of the shelf, signatures aside. */
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

/* Tells whether both have the same signature, over the same. */
static bool same_signed(const struct x3dh_bundle *a,
                        const struct x3dh_bundle *b)
{
    return memcmp(&a->identity, &b->identity, sizeof a->identity) == 0 &&
           a->signed_prekey_id == b->signed_prekey_id &&
           memcmp(a->signed_prekey, b->signed_prekey,
                  sizeof a->signed_prekey) == 0 &&
           memcmp(a->signature, b->signature, sizeof a->signature) == 0;
}

/* Decodes the bundles. REASON_NONE: each is the owner's, by the key that the
 * owner is known by now. */
static enum record_reason read_deposit(const struct party *p,
                                       const struct arrival *arrival,
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

void bundles_handle_deposit(struct party *p, const struct party_step *step,
                            const struct arrival *arrival)
{
    const size_t size = arrival->message.bundle.size;
    const size_t count = size / X3DH_BUNDLE_SIZE;
    struct x3dh_bundle *bundles =
        arena_array(step->out->arena, count, sizeof *bundles);
    struct prekeys_shelf *shelf = prekeys_find_shelf(p, arrival->peer);
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
        reject_request(p, step, arrival, reason);
        return;
    }
    if (!shelf) shelf = prekeys_add_shelf(p, arrival->peer, count);
    memcpy(shelf->bundles, bundles, count * sizeof *bundles);
}
