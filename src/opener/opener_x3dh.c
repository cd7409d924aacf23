#include "opener/opener_x3dh.h"

#include <string.h>

#include "opener/opener_keys.h"
#include "opener/opener_secret.h"
#include "party/prekeys.h"
#include "session/session_ratchet.h"

/* Bundles are noted as they travel. A first frame is then worked out from
 * either side: as the responder, with stolen prekeys (opener_x3dh_respond) or
 * with those that its generator draws again (opener_x3dh_redraw), or as the
 * initiator, out of the bundle and its generator (opener_x3dh_initiate). */

/* A prekey bundle that travelled to a session's initiator. */
struct opener_bundle {
    struct opener_bundle *next;
    uint64_t session;
    struct x3dh_bundle bundle;
};

void opener_x3dh_note(struct opener *o, const struct opener_layers *l)
{
    struct opener_bundle *b;
    struct message m;

    if (message_decode(&o->last, l->frame.payload, &m) ||
        m.kind != MESSAGE_BUNDLE)
        return;
    b = arena_alloc(&o->arena, sizeof *b);
    if (x3dh_decode_bundle(&b->bundle, m.bundle)) return;
    b->session = m.counter;
    b->next = o->bundles;
    o->bundles = b;
}

/* Notes the agreements in the order of X3DH section 3.3; the fourth takes a
 * one-time prekey. */
static void note_agreements(struct opener *o,
                            const uint8_t *const meetings[][2], size_t count)
{
    static const char *const names[X3DH_AGREEMENTS_MAX] = {
        "DH1 = DH(IK_A, SPK_B)",
        "DH2 = DH(EK_A, IK_B)",
        "DH3 = DH(EK_A, SPK_B)",
        "DH4 = DH(EK_A, OPK_B)",
    };
    uint8_t shared[X3DH_KEY_SIZE];

    for (size_t i = 0; i < count; i++)
        if (!identity_agree(meetings[i][0], meetings[i][1], shared))
            opener_secret(o, names[i], shared, sizeof shared);
    explicit_bzero(shared, sizeof shared);
}

/* Takes both names and keys to sign into AD, as the two sides do. */
static void bind_parties(const struct opener *o, const struct opener_layers *l,
                         const struct identity_public *initiator,
                         const struct identity_public *responder,
                         struct x3dh_agreement *agreement)
{
    const struct x3dh_party a = {o->peers[l->from].name, initiator->sign};
    const struct x3dh_party b = {o->peers[l->to].name, responder->sign};

    x3dh_bind(&agreement->ad, &a, &b);
}

/* The keys of a party among which that one is; NULL: none are known. */
static const struct identity_public *
find_public(const struct opener *o, uint32_t party,
            const uint8_t agree[IDENTITY_KEY_SIZE])
{
    const struct identity_public *pub;

    for (size_t n = 0; (pub = opener_keys_public(o, party, n)); n++)
        if (memcmp(pub->agree, agree, sizeof pub->agree) == 0) return pub;
    return NULL;
}

enum err opener_x3dh_respond(struct opener *o, const struct opener_layers *l,
                             const struct identity *own,
                             const struct x3dh_prekey *signed_prekey,
                             const struct x3dh_prekey *one_time,
                             const struct x3dh_initial *initial,
                             struct x3dh_agreement *agreement)
{
    const uint8_t *const meetings[][2] = {
        {signed_prekey->secret, initial->identity},
        {own->agree_secret, initial->ephemeral},
        {signed_prekey->secret, initial->ephemeral},
        {one_time ? one_time->secret : NULL, initial->ephemeral},
    };

    enum err rc =
        x3dh_respond(own, signed_prekey, one_time, initial, agreement);
    note_agreements(o, meetings, one_time ? 4 : 3);
    if (rc || initial->bare) return rc;
    const struct identity_public *peer =
        find_public(o, l->from, initial->identity);
    if (!peer) return ERR_MISSING;
    bind_parties(o, l, peer, &own->pub, agreement);
    return ERR_OK;
}

enum err opener_x3dh_redraw(struct opener *o, const struct opener_layers *l,
                            const struct x3dh_initial *initial,
                            struct x3dh_prekey *signed_prekey,
                            struct x3dh_agreement *agreement)
{
    const struct keys_party *keys = &o->keys->parties[l->to];
    const char *name = o->peers[l->to].name;
    struct x3dh_prekey one_time;

    prekeys_draw(signed_prekey, &keys->root, name, "signed",
                 initial->signed_prekey_id);
    prekeys_draw(&one_time, &keys->root, name, "one-time",
                 initial->one_time_id);
    enum err rc = opener_x3dh_respond(o, l, &keys->identity, signed_prekey,
                                      initial->has_one_time ? &one_time : NULL,
                                      initial, agreement);
    x3dh_prekey_fini(&one_time);
    return rc;
}

enum err opener_x3dh_initiate(struct opener *o, const struct opener_layers *l,
                              bool bare, uint8_t first[X3DH_KEY_SIZE],
                              struct x3dh_agreement *agreement)
{
    const struct keys_party *keys = &o->keys->parties[l->from];
    const struct opener_bundle *b = o->bundles;
    struct x3dh_prekey ephemeral;
    struct x3dh_initial initial;
    struct rng rng;

    while (b && b->session != l->frame.session)
        b = b->next;
    if (!b) return ERR_MISSING;
    session_ratchet_stream(&rng, &keys->root, o->peers[l->from].name, "x3dh",
                           l->channel, o->peers[l->to].name, l->frame.session);
    struct rng again = rng;
    /* The peer may have new keys since; its bundle tells which it used. */
    enum err rc = x3dh_initiate(&keys->identity, &b->bundle.identity,
                                &b->bundle, &rng, &initial, agreement);
    x3dh_prekey_init(&ephemeral, 0, &again);
    const uint8_t *const meetings[][2] = {
        {keys->identity.agree_secret, b->bundle.signed_prekey},
        {ephemeral.secret, b->bundle.identity.agree},
        {ephemeral.secret, b->bundle.signed_prekey},
        {ephemeral.secret, b->bundle.one_time},
    };
    note_agreements(o, meetings, b->bundle.has_one_time ? 4 : 3);
    memcpy(first, b->bundle.signed_prekey, X3DH_KEY_SIZE);
    if (!rc && !bare)
        bind_parties(o, l, &keys->identity.pub, &b->bundle.identity, agreement);
    x3dh_prekey_fini(&ephemeral);
    rng_fini(&again);
    rng_fini(&rng);
    return rc;
}
