#include "opener/opener_ratchet.h"

#include <string.h>

#include "base/writer.h"
#include "crypto/chain.h"
#include "opener/opener_keys.h"
#include "opener/opener_secret.h"
#include "party/prekeys.h"
#include "session/session_ratchet.h"

/* A session is followed with one side's secrets, from one of two sources:
 *
 *   generator                            stolen memory
 *   begin_session: SK = RK from X3DH,    add_stolen: RK, DHs and the two
 *   as initiator or as responder         chains as they stood
 *              |                             |
 *              +-------------+---------------+
 *                            v
 *   find_chain(header.dh): known? -- no, and the peer's --> dh_ratchet:
 *                            |         RK, chain = KDF_RK(RK, DH(DHs, dh)),
 *                            |         then the same for the own answer, whose
 *                            |         pair a stolen memory does not hold
 *                            v
 *   read_message: chain_step up to n gives MK, which opens the frame
 *
 * try_session does this for each session that the frame may be of, and puts the
 * session back as it was if the frame does not open. A key that stolen memory
 * kept for a skipped message is tried first (read_skipped). */

/* A prekey bundle that travelled to a session's initiator. */
struct opener_bundle {
    struct opener_bundle *next;
    uint64_t session;
    struct x3dh_bundle bundle;
};

/* A chain of messages under one ratchet key, known from message `first` on. */
struct opener_ratchet_chain {
    struct opener_ratchet_chain *next;
    uint32_t first;
    uint8_t dh[RATCHET_KEY_SIZE], rk[RATCHET_KEY_SIZE], ck[CHAIN_KEY_SIZE];
    uint32_t seen; /* one past the highest message number */
};

/* A side's chain at the last message of it that was opened, so that a long
 * chain is not walked for each message. */
struct opener_ratchet_ahead {
    const struct opener_ratchet_chain *chain; /* NULL: none was opened */
    uint32_t n;
    uint8_t ck[CHAIN_KEY_SIZE];
};

/* A session with one side's secrets: its ratchet pair, the root key, and the
 * chains so far of both sides. */
struct opener_ratchet {
    struct opener_ratchet *next;
    const char *channel;
    uint32_t sides[2]; /* initiator, responder */
    uint64_t number;
    uint32_t by; /* the side whose secrets are held */
    struct rng rng;
    struct x3dh_ad ad;
    uint8_t rk[RATCHET_KEY_SIZE];
    struct x3dh_prekey pair;              /* DHs */
    struct opener_ratchet_chain *chains;  /* newest first */
    struct opener_ratchet_ahead ahead[2]; /* of each side */
    /* From a stolen memory, pairs drawn after the theft are not known. */
    const struct memory_session *stolen; /* NULL: from the generator */
    bool locked_out;                     /* the peer has answered such a pair */
};

static const struct keys_party *generator_of(const struct opener *o,
                                             uint32_t party)
{
    const struct keys_party *k = &o->keys->parties[party];

    return k->reach == KEYS_ALL ? k : NULL;
}

void opener_ratchet_note(struct opener *o, const struct opener_layers *l)
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

/* The next session after `last` (NULL: the first) that may hold the frame. Each
 * theft gives another. */
static struct opener_ratchet *find_session(const struct opener *o,
                                           const struct opener_layers *l,
                                           const struct opener_ratchet *last)
{
    for (struct opener_ratchet *s = last ? last->next : o->ratchets; s;
         s = s->next)
        if (s->number == l->frame.session &&
            strcmp(s->channel, l->channel) == 0 &&
            (s->sides[0] == l->from || s->sides[1] == l->from))
            return s;
    return NULL;
}

/* RK, chain = KDF_RK(RK, DH(DHs, peer)): adds the chain of the side that has
 * `dh`. */
static enum err add_chain(struct opener *o, struct opener_ratchet *s,
                          const uint8_t peer[RATCHET_KEY_SIZE],
                          const uint8_t dh[RATCHET_KEY_SIZE])
{
    uint8_t shared[RATCHET_KEY_SIZE];

    enum err rc = identity_agree(s->pair.secret, peer, shared);
    if (rc) return rc;
    struct opener_ratchet_chain *c = arena_alloc(&o->arena, sizeof *c);
    memcpy(c->dh, dh, sizeof c->dh);
    ratchet_kdf_rk(s->rk, c->ck, shared);
    memcpy(c->rk, s->rk, sizeof c->rk);
    c->next = s->chains;
    s->chains = c;
    explicit_bzero(shared, sizeof shared);
    return ERR_OK;
}

static struct opener_ratchet_chain *
find_chain(const struct opener_ratchet *s, const uint8_t dh[RATCHET_KEY_SIZE])
{
    struct opener_ratchet_chain *c = s->chains;

    while (c && memcmp(c->dh, dh, sizeof c->dh) != 0)
        c = c->next;
    return c;
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

/* Works out SK as the responder does. */
static enum err as_responder(struct opener *o, const struct keys_party *keys,
                             const struct opener_layers *l,
                             const struct x3dh_initial *initial,
                             struct opener_ratchet *s,
                             struct x3dh_agreement *agreement)
{
    const struct identity_public *peer =
        find_public(o, l->from, initial->identity);
    const uint32_t id = initial->signed_prekey_id;
    const char *name = o->peers[l->to].name;
    struct x3dh_prekey one_time;

    prekeys_draw(&s->pair, &keys->root, name, "signed", id);
    prekeys_draw(&one_time, &keys->root, name, "one-time",
                 initial->one_time_id);
    enum err rc = x3dh_respond(&keys->identity, &s->pair,
                               initial->has_one_time ? &one_time : NULL,
                               initial, agreement);
    const uint8_t *const meetings[][2] = {
        {s->pair.secret, initial->identity},
        {keys->identity.agree_secret, initial->ephemeral},
        {s->pair.secret, initial->ephemeral},
        {one_time.secret, initial->ephemeral},
    };
    note_agreements(o, meetings, initial->has_one_time ? 4 : 3);
    x3dh_prekey_fini(&one_time);
    if (rc || initial->bare) return rc;
    if (!peer) return ERR_MISSING;
    bind_parties(o, l, peer, &keys->identity.pub, agreement);
    return ERR_OK;
}

/* Works out SK as the initiator does, who drew EK_A and had the bundle. */
static enum err as_initiator(struct opener *o, const struct keys_party *keys,
                             const struct opener_layers *l, bool bare,
                             struct opener_ratchet *s,
                             struct x3dh_agreement *agreement)
{
    const struct opener_bundle *b = o->bundles;
    struct x3dh_prekey ephemeral;
    struct x3dh_initial initial;
    struct rng rng;

    while (b && b->session != s->number)
        b = b->next;
    if (!b) return ERR_MISSING;
    session_ratchet_stream(&rng, &keys->root, o->peers[l->from].name, "x3dh",
                           l->channel, o->peers[l->to].name, s->number);
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
    x3dh_prekey_fini(&ephemeral);
    rng_fini(&again);
    rng_fini(&rng);
    if (rc) return rc;
    if (!bare)
        bind_parties(o, l, &keys->identity.pub, &b->bundle.identity, agreement);
    x3dh_prekey_init(&s->pair, 0, &s->rng);
    memcpy(s->rk, agreement->sk, sizeof s->rk);
    return add_chain(o, s, b->bundle.signed_prekey, s->pair.public);
}

/* Begins a session by its first frame: SK from the secrets of the side that is
 * held. */
static struct opener_ratchet *begin_session(struct opener *o,
                                            const struct opener_layers *l)
{
    const bool responder = generator_of(o, l->to) != NULL;
    const uint32_t by = responder ? l->to : l->from;
    const struct keys_party *keys = generator_of(o, by);
    struct x3dh_agreement agreement = {0};
    struct x3dh_initial initial;

    if (!keys || l->frame.payload.size < X3DH_INITIAL_SIZE ||
        x3dh_decode_initial(&initial,
                            bytes_of(l->frame.payload.data, X3DH_INITIAL_SIZE)))
        return NULL;
    struct opener_ratchet *s = arena_alloc(&o->arena, sizeof *s);
    s->channel = arena_text(&o->arena, l->channel);
    s->sides[0] = l->from;
    s->sides[1] = l->to;
    s->number = l->frame.session;
    s->by = by;
    session_ratchet_stream(
        &s->rng, &keys->root, o->peers[by].name, "ratchet", l->channel,
        o->peers[by == l->to ? l->from : l->to].name, s->number);
    enum err rc = responder
                      ? as_responder(o, keys, l, &initial, s, &agreement)
                      : as_initiator(o, keys, l, initial.bare, s, &agreement);
    if (responder) memcpy(s->rk, agreement.sk, sizeof s->rk);
    opener_secret(o, "SK", agreement.sk, sizeof agreement.sk);
    s->ad = agreement.ad;
    x3dh_agreement_fini(&agreement);
    return rc ? NULL : s;
}

/* DHRatchet (section 3.5): the peer's new chain, and the own chain that answers
 * it. Out of a stolen memory the own new pair is not known, so the session ends
 * here. */
static enum err dh_ratchet(struct opener *o, struct opener_ratchet *s,
                           const struct ratchet_header *header)
{
    if (s->locked_out) return ERR_MISSING;
    enum err rc = add_chain(o, s, header->dh, header->dh);
    s->locked_out = s->stolen != NULL;
    if (rc || s->locked_out) return rc;
    x3dh_prekey_init(&s->pair, 0, &s->rng);
    return add_chain(o, s, header->dh, s->pair.public);
}

static void note_secrets(struct opener *o, const struct opener_ratchet_chain *c,
                         uint32_t n, const uint8_t ck[CHAIN_KEY_SIZE],
                         const uint8_t mk[CHAIN_KEY_SIZE])
{
    const uint32_t skipped = n > c->seen ? n - c->seen : 0;

    opener_secret(o, "RK, root key", c->rk, sizeof c->rk);
    opener_secret(o, arena_format(&o->last, "CK, chain key %u", n), ck,
                  CHAIN_KEY_SIZE);
    opener_secret(
        o, arena_format(&o->last, "MK, message key %u, skipped %u", n, skipped),
        mk, CHAIN_KEY_SIZE);
}

/* Opens the frame with the message key that its chain and number lead to. */
static bool read_message(struct opener *o, const struct opener_layers *l,
                         struct opener_ratchet *s,
                         struct opener_ratchet_chain *c,
                         const struct ratchet_header *header)
{
    const struct bytes payload = session_ratchet_payload(&l->frame);
    uint8_t ck[CHAIN_KEY_SIZE], mk[CHAIN_KEY_SIZE], used[CHAIN_KEY_SIZE];
    struct writer w;

    if (!c || header->n < c->first) return false;
    struct opener_ratchet_ahead *ahead = &s->ahead[l->from == s->sides[1]];
    const bool known = ahead->chain == c && ahead->n <= header->n;
    memcpy(ck, known ? ahead->ck : c->ck, sizeof ck);
    for (uint32_t i = known ? ahead->n : c->first; i <= header->n; i++) {
        memcpy(used, ck, sizeof used);
        chain_step(ck, mk);
    }
    writer_init(&w, arena_alloc(&o->last, payload.size), payload.size);
    const bool opened = !ratchet_open(
        mk, session_ratchet_ad(&o->last, &s->ad, &l->frame), payload, &w);
    if (opened) {
        o->found.raw = writer_bytes(&w);
        o->found.by = s->by;
        note_secrets(o, c, header->n, used, mk);
        if (header->n >= c->seen) c->seen = header->n + 1;
        *ahead = (struct opener_ratchet_ahead){.chain = c, .n = header->n};
        memcpy(ahead->ck, used, sizeof ahead->ck);
    }
    explicit_bzero(ck, sizeof ck);
    explicit_bzero(mk, sizeof mk);
    explicit_bzero(used, sizeof used);
    return opened;
}

/* Opens a message that was skipped before the theft, whose key was kept. */
static bool read_skipped(struct opener *o, const struct opener_layers *l,
                         const struct opener_ratchet *s,
                         const struct ratchet_header *header)
{
    const struct bytes payload = session_ratchet_payload(&l->frame);
    const struct ratchet *r = &s->stolen->ratchet->ratchet;
    const struct bytes ad = session_ratchet_ad(&o->last, &s->ad, &l->frame);
    struct writer w;

    for (uint32_t i = 0; i < r->kept; i++) {
        const struct ratchet_skipped *key = &r->skipped[i];
        if (key->n != header->n ||
            memcmp(key->dh, header->dh, sizeof key->dh) != 0)
            continue;
        writer_init(&w, arena_alloc(&o->last, payload.size), payload.size);
        if (ratchet_open(key->mk, ad, payload, &w)) return false;
        o->found.raw = writer_bytes(&w);
        o->found.by = s->by;
        opener_secret(o, "MK, kept for a message passed over", key->mk,
                      sizeof key->mk);
        return true;
    }
    return false;
}

static void add_stolen_chain(struct opener *o, struct opener_ratchet *s,
                             const struct ratchet_chain *chain,
                             const uint8_t dh[RATCHET_KEY_SIZE], uint32_t n)
{
    if (!chain->present) return;
    struct opener_ratchet_chain *c = arena_alloc(&o->arena, sizeof *c);
    memcpy(c->dh, dh, sizeof c->dh);
    memcpy(c->rk, s->rk, sizeof c->rk);
    memcpy(c->ck, chain->key, sizeof c->ck);
    c->first = c->seen = n;
    c->next = s->chains;
    s->chains = c;
}

/* Adds the session as a side's stolen memory shows it, once for each theft. */
static void add_stolen(struct opener *o, const struct opener_layers *l,
                       uint32_t by)
{
    const struct memory_session *m =
        keys_session(o->keys, by, by == l->from ? l->to : l->from, l->channel,
                     l->frame.session);

    if (!m || !m->ratchet) return;
    for (const struct opener_ratchet *s = o->ratchets; s; s = s->next)
        if (s->stolen == m) return;
    const struct ratchet_keys *k = &m->ratchet->ratchet.keys;
    struct opener_ratchet *s = arena_alloc(&o->arena, sizeof *s);
    s->channel = arena_text(&o->arena, l->channel);
    s->sides[0] = l->from;
    s->sides[1] = l->to;
    s->number = l->frame.session;
    s->by = by;
    s->stolen = m;
    s->ad = m->ratchet->ad;
    memcpy(s->rk, k->rk, sizeof s->rk);
    memcpy(s->pair.secret, k->dhs, sizeof k->dhs);
    memcpy(s->pair.public, k->dhs_public, sizeof k->dhs_public);
    add_stolen_chain(o, s, &k->ckr, k->dhr, k->nr);
    add_stolen_chain(o, s, &k->cks, k->dhs_public, k->ns);
    s->next = o->ratchets;
    o->ratchets = s;
}

/* Tries the session's secrets on the frame. A frame that does not open changes
 * nothing. */
static bool try_session(struct opener *o, const struct opener_layers *l,
                        struct opener_ratchet *s,
                        const struct ratchet_header *header)
{
    const struct opener_ratchet before = *s;
    struct opener_ratchet_chain *c = find_chain(s, header->dh);

    if (s->stolen && read_skipped(o, l, s, header)) return true;
    if (!c && l->from != s->by && !dh_ratchet(o, s, header))
        c = find_chain(s, header->dh);
    /* A number far beyond those seen would only cost time. */
    const bool near = c && header->n < c->seen + RATCHET_SKIP_MAX + 1;
    if (near && read_message(o, l, s, c, header)) return true;
    *s = before;
    return false;
}

void opener_ratchet_follow(struct opener *o, const struct opener_layers *l)
{
    const struct bytes payload = session_ratchet_payload(&l->frame);
    struct opener_ratchet *s = NULL;
    struct ratchet_header header;

    if (payload.size < RATCHET_OVERHEAD ||
        ratchet_decode_header(&header, payload))
        return;
    add_stolen(o, l, l->from);
    add_stolen(o, l, l->to);
    while ((s = find_session(o, l, s)))
        if (try_session(o, l, s, &header)) return;
    s = l->frame.type == FRAME_INITIAL ? begin_session(o, l) : NULL;
    if (s && try_session(o, l, s, &header)) {
        s->next = o->ratchets;
        o->ratchets = s;
    } else {
        o->found.count = 0;
    }
}

void opener_ratchet_describe(struct arena *a, struct opener_layers *l)
{
    const struct bytes payload = session_ratchet_payload(&l->frame);
    char key[2 * 4 + 1];
    struct ratchet_header header;
    struct x3dh_initial initial;

    if (l->frame.type != FRAME_INITIAL && l->frame.type != FRAME_RATCHET)
        return;
    if (l->frame.type == FRAME_INITIAL &&
        l->frame.payload.size >= X3DH_INITIAL_SIZE &&
        !x3dh_decode_initial(
            &initial, bytes_of(l->frame.payload.data, X3DH_INITIAL_SIZE))) {
        l->initial = arena_format(
            a, "X3DH, to signed prekey %u and %s", initial.signed_prekey_id,
            initial.has_one_time
                ? arena_format(a, "one-time prekey %u", initial.one_time_id)
                : "no one-time prekey");
        l->initial_size = X3DH_INITIAL_SIZE;
    }
    if (payload.size < RATCHET_OVERHEAD ||
        ratchet_decode_header(&header, payload))
        return;
    bytes_to_hex(key, bytes_of(header.dh, 4));
    l->header =
        arena_format(a, "Double Ratchet, key %s..., pn %u, n %u, ChaChaPoly",
                     key, header.pn, header.n);
}
