#include "machine/bundles.h"

#include <assert.h>
#include <string.h>

#include "party/renewal.h"
#include "session/outgoing.h"
#include "session/session_request.h"

/* A party's own bundles come off its stock (party/prekeys.h) in one of two
 * ways: left with the directory, all of them in one message, at the start and
 * whenever there are others (`bundles_keep`); or given to a peer that asks, one
 * for each session. The directory checks the bundles that are left with it
 * (`read_deposit`), puts them on a shelf of the owner's, and gives them away in
 * the same way (`bundles_handle_request`); when half are gone it tells the
 * owner (`tell_low`), who leaves more. Only a request that is signed gets one
 * with a one-time prekey. */

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
    const struct outgoing_route route = {.peer = p->world->directory,
                                         .channel = p->directory_channel};
    struct bytes encoded;
    size_t count;

    assert(p->directory_channel != PARTY_NONE);
    prekeys_begin(p, step);
    p->prekeys.left = true;
    p->prekeys.changed = false;
    const struct x3dh_bundle *bundles =
        prekeys_give_all(p, step->out->arena, &count);
    const size_t size = count * X3DH_BUNDLE_SIZE;
    uint8_t *bytes = arena_alloc(step->out->arena, size);
    for (size_t i = 0; i < count; i++)
        x3dh_encode_bundle(bytes + i * X3DH_BUNDLE_SIZE, &bundles[i]);
    const struct message m = {
        .kind = MESSAGE_PREKEYS,
        .precedence = MESSAGE_ROUTINE,
        .bundle = bytes_of(bytes, size),
        .credential = renewal_introduction(p),
    };
    enum err rc = message_encode(step->out->arena, &m, &encoded);
    assert(rc == ERR_OK);
    party_record(p, step, RECORD_PREKEYS_LEFT, 0, route.peer, route.channel)
        ->count = (uint32_t)count - 1;
    outgoing_at_once(p, step, &route, 0, encoded);
}

void bundles_keep(struct party *p, const struct party_step *step)
{
    prekeys_refill(p);
    if (p->prekeys.left && p->prekeys.changed) bundles_leave(p, step);
}

/* The reason why the party hands out nothing of this owner's; REASON_NONE when
 * it does. A bundle under a void identity would be refused. */
static enum record_reason withheld(const struct party *p, uint32_t owner,
                                   const struct prekeys_shelf *shelf)
{
    if (owner != p->self && !shelf) return REASON_NO_PREKEYS;
    const uint8_t *agree = owner == p->self ? p->identity.pub.agree
                                            : shelf->bundles[0].identity.agree;
    return keyring_reason(p, owner, agree) == REASON_REVOKED ? REASON_REVOKED
                                                             : REASON_NONE;
}

/* Records a bundle given, and the reason why there is no one-time prekey in it:
 * they are spent, or the request is worth none. */
static void record_given(const struct party *p, const struct party_step *step,
                         const struct arrival *arrival, bool has_one_time,
                         enum record_reason reason)
{
    struct record *r = party_record(
        p, step,
        has_one_time || reason ? RECORD_BUNDLE_GIVEN : RECORD_PREKEYS_SPENT,
        arrival->message.exchange, arrival->peer, arrival->channel);

    r->owner = arrival->message.owner;
    r->reason = reason;
}

/* Tells the owner, once for what it left, that half of its one-time prekeys are
 * given. */
static void tell_low(struct party *p, const struct party_step *step,
                     struct prekeys_shelf *shelf)
{
    const struct outgoing_route route = {.peer = shelf->owner,
                                         .channel = shelf->channel};
    struct message m = {
        .kind = MESSAGE_PREKEYS_LOW,
        .precedence = MESSAGE_ROUTINE,
        .owner = party_peer_name(p, shelf->owner),
        .counter = prekeys_low(shelf),
    };
    struct bytes encoded;

    if (m.counter == 0 || shelf->told) return;
    shelf->told = true;
    session_request_sign(p, step->out->arena, shelf->owner, &m);
    enum err rc = message_encode(step->out->arena, &m, &encoded);
    assert(rc == ERR_OK);
    outgoing_at_once(p, step, &route, 0, encoded);
}

void bundles_handle_low(struct party *p, const struct party_step *step,
                        const struct arrival *arrival)
{
    const struct message *m = &arrival->message;
    enum record_reason reason = REASON_OUT_OF_TURN;

    if (arrival->peer == p->world->directory && p->prekeys.left && m->owner &&
        strcmp(m->owner, p->name) == 0)
        reason = session_request_reason(p, step, arrival);
    if (reason)
        reject_request(p, step, arrival, reason);
    else
        prekeys_note_given(p, arrival->peer, m->counter);
}

void bundles_handle_request(struct party *p, const struct party_step *step,
                            const struct arrival *arrival)
{
    struct arena *a = step->out->arena;
    const struct message *asked = &arrival->message;
    const uint32_t owner =
        asked->owner ? party_find(p->world, asked->owner) : PARTY_NONE;
    struct prekeys_shelf *shelf = prekeys_find_shelf(p, owner);
    const struct prekeys_taker taker = {arrival->peer, asked->counter};
    uint8_t *bytes = arena_alloc(a, X3DH_BUNDLE_SIZE);
    struct bytes encoded;

    enum record_reason reason = withheld(p, owner, shelf);
    if (reason) {
        reject_request(p, step, arrival, reason);
        return;
    }
    if (owner == p->self) prekeys_begin(p, step);
    reason = session_request_reason(p, step, arrival);
    const struct prekeys_taker *worthy = reason ? NULL : &taker;
    const struct x3dh_bundle bundle = owner == p->self
                                          ? prekeys_give(p, worthy)
                                          : prekeys_take(shelf, worthy);
    x3dh_encode_bundle(bytes, &bundle);
    const struct message m = {
        .kind = MESSAGE_BUNDLE,
        .exchange = asked->exchange,
        .precedence = asked->precedence,
        .counter = asked->counter,
        .owner = asked->owner,
        .bundle = bytes_of(bytes, X3DH_BUNDLE_SIZE),
        .credential = renewal_introduction(p),
    };
    enum err rc = message_encode(a, &m, &encoded);
    assert(rc == ERR_OK);
    record_given(p, step, arrival, bundle.has_one_time, reason);
    const struct outgoing_route route = outgoing_route_back(arrival);
    outgoing_at_once(p, step, &route, m.exchange, encoded);
    if (owner != p->self) tell_low(p, step, shelf);
}

/* Tells whether the i-th bundle stands where it should: a bare one first, then
 * those with one-time prekeys by their ids, all with one signed prekey. */
static bool is_in_order(const struct x3dh_bundle *bundles, size_t i)
{
    if (i == 0) return !bundles[0].has_one_time;
    return bundles[i].has_one_time &&
           bundles[i].signed_prekey_id == bundles[0].signed_prekey_id &&
           (i == 1 || bundles[i].one_time_id > bundles[i - 1].one_time_id);
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
        if (x3dh_decode_bundle(&bundles[i], one) || !is_in_order(bundles, i))
            return REASON_MALFORMED;
        if (x3dh_verify_bundle(&bundles[i], owner))
            return prekeys_wrong(p, arrival->peer, &bundles[i]);
    }
    return REASON_NONE;
}

/* Tells whether the shelf has later prekeys than these, of the same identity:
 * an older message that came late, or again. */
static bool is_outdated(const struct prekeys_shelf *shelf,
                        const struct x3dh_bundle *bundles, size_t count)
{
    const struct x3dh_bundle *had = &shelf->bundles[shelf->count - 1];
    const struct x3dh_bundle *last = &bundles[count - 1];

    if (memcmp(&had->identity, &last->identity, sizeof had->identity) != 0)
        return false;
    return last->signed_prekey_id < had->signed_prekey_id ||
           (last->signed_prekey_id == had->signed_prekey_id &&
            last->one_time_id < had->one_time_id);
}

void bundles_handle_deposit(struct party *p, const struct party_step *step,
                            const struct arrival *arrival)
{
    const size_t size = arrival->message.bundle.size;
    const size_t count = size / X3DH_BUNDLE_SIZE;
    struct x3dh_bundle *bundles =
        arena_array(step->out->arena, count, sizeof *bundles);
    const struct prekeys_shelf *shelf = prekeys_find_shelf(p, arrival->peer);
    enum record_reason reason = REASON_NONE;

    if (p->world->directory != p->self)
        reason = REASON_OUT_OF_TURN;
    else if (count == 0 || count > 1 + PREKEYS_MAX ||
             size % X3DH_BUNDLE_SIZE != 0)
        reason = REASON_MALFORMED;
    else
        reason = read_deposit(p, arrival, bundles, count);
    if (!reason && shelf && is_outdated(shelf, bundles, count))
        reason = REASON_OUT_OF_TURN;
    if (reason) {
        reject_request(p, step, arrival, reason);
        return;
    }
    prekeys_fill_shelf(p, arrival->peer, arrival->channel, bundles, count);
}
