#include "machine/directory.h"

#include <assert.h>

#include "session/outgoing.h"

struct directory_kept {
    uint32_t owner; /* its key in the table */
    struct bytes credential;
};

static struct directory_kept *find_kept(const struct party *p, uint32_t owner)
{
    return table_find(&p->kept_keys, bytes_of(&owner, sizeof owner));
}

static void keep_credential(struct party *p, uint32_t owner,
                            struct bytes credential)
{
    struct directory_kept *k = find_kept(p, owner);

    if (!k) {
        k = arena_alloc(p->arena, sizeof *k);
        k->owner = owner;
        table_add(&p->kept_keys, p->arena, bytes_of(&k->owner, sizeof k->owner),
                  k);
    }
    k->credential = arena_copy(p->arena, credential);
}

void directory_hand_on(struct party *p, const struct party_step *step,
                       const struct arrival *arrival,
                       const struct keyring_offer *o)
{
    struct arena *a = step->out->arena;
    struct credential c = o->credential;
    uint8_t signature[IDENTITY_SIGNATURE_SIZE];
    struct message m = {
        .kind = MESSAGE_KEY,
        .exchange = arrival->message.exchange,
        .precedence = arrival->message.precedence,
    };
    struct bytes encoded;

    assert(p->self == p->world->directory);
    identity_sign(&p->identity, c.statement, signature);
    c.voucher = bytes_of(signature, sizeof signature);
    enum err rc = credential_encode(a, &c, &m.credential);
    if (!rc) rc = message_encode(a, &m, &encoded);
    if (rc) {
        party_record(p, step, RECORD_REJECTED, m.exchange, o->peer,
                     arrival->channel)
            ->reason = REASON_TOO_LARGE;
        return;
    }
    if (!o->statement.revoked) keep_credential(p, o->peer, m.credential);
    for (size_t i = 0; i < p->world->subscriber_count; i++) {
        const struct party_route *route = &p->world->subscribers[i];
        const struct outgoing_route to = {.peer = route->party,
                                          .channel = route->channel};
        if (to.peer != o->peer)
            outgoing_at_once(p, step, &to, m.exchange, encoded);
    }
}

void directory_handle(struct party *p, const struct party_step *step,
                      const struct arrival *arrival)
{
    const struct message *asked = &arrival->message;
    const uint32_t owner =
        asked->owner ? party_find(p->world, asked->owner) : PARTY_NONE;
    const struct directory_kept *k =
        owner == PARTY_NONE ? NULL : find_kept(p, owner);
    enum record_reason reason = REASON_NONE;
    struct bytes encoded;

    if (p->self != p->world->directory)
        reason = REASON_OUT_OF_TURN;
    else
        reason = k ? keyring_missing(p, owner) : REASON_NO_KEY;
    if (reason) {
        party_record(p, step, RECORD_REJECTED, asked->exchange, arrival->peer,
                     arrival->channel)
            ->reason = reason;
        return;
    }
    const struct message m = {
        .kind = MESSAGE_KEY,
        .exchange = asked->exchange,
        .precedence = asked->precedence,
        .credential = k->credential,
    };
    enum err rc = message_encode(step->out->arena, &m, &encoded);
    assert(rc == ERR_OK);
    party_record(p, step, RECORD_KEY_GIVEN, asked->exchange, arrival->peer,
                 arrival->channel)
        ->owner = party_peer_name(p, owner);
    const struct outgoing_route route = outgoing_route_back(arrival);
    outgoing_at_once(p, step, &route, m.exchange, encoded);
}
