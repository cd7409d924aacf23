#include "opener/opener_ratchet.h"

#include <string.h>

#include "base/writer.h"
#include "crypto/chain.h"
#include "party/prekeys.h"
#include "party/session_ratchet.h"

/* A bundle that went by on its way to a session's initiator. */
struct opener_bundle {
    struct opener_bundle *next;
    uint64_t session;
    struct x3dh_bundle bundle;
};

/* A chain of messages under one ratchet key, from the first of which the key
 * is known on. */
struct chain {
    struct chain *next;
    uint32_t first;
    uint8_t dh[RATCHET_KEY_SIZE], rk[RATCHET_KEY_SIZE], ck[CHAIN_KEY_SIZE];
    uint32_t seen; /* one past the highest message number */
};

/* Where a side's chain stood at the message of it that was opened last: a long
 * chain is not walked for each message. */
struct ahead {
    const struct chain *chain; /* NULL: none was opened */
    uint32_t n;
    uint8_t ck[CHAIN_KEY_SIZE];
};

/* A session with one side's secrets: its ratchet pair, the root key, and all
 * chains so far of both sides. */
struct opener_ratchet {
    struct opener_ratchet *next;
    const char *channel;
    uint32_t sides[2]; /* initiator, responder */
    uint64_t number;
    uint32_t by; /* the side whose secrets are had */
    struct rng rng;
    uint8_t ad[X3DH_AD_SIZE];
    uint8_t rk[RATCHET_KEY_SIZE];
    struct x3dh_prekey pair; /* DHs */
    struct chain *chains;    /* newest first */
    struct ahead ahead[2];   /* of each side */
    /* Out of a stolen memory: pairs drawn after the theft are not known. */
    const struct memory_session *stolen; /* NULL: from the generator */
    bool healed;                         /* such a pair has been answered */
};

static const struct keys_party *generator(const struct opener *o,
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

/* The next session after `last` (NULL: the first) that the frame may be of:
 * each theft gives another. */
static struct opener_ratchet *find(const struct opener *o,
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

/* RK, chain = KDF_RK(RK, DH(DHs, peer)): a chain of whoever has `dh`. */
static enum err add_chain(struct opener *o, struct opener_ratchet *s,
                          const uint8_t peer[RATCHET_KEY_SIZE],
                          const uint8_t dh[RATCHET_KEY_SIZE])
{
    uint8_t shared[RATCHET_KEY_SIZE];

    enum err rc = identity_agree(s->pair.secret, peer, shared);
    if (rc) return rc;
    struct chain *c = arena_alloc(&o->arena, sizeof *c);
    memcpy(c->dh, dh, sizeof c->dh);
    ratchet_kdf_rk(s->rk, c->ck, shared);
    memcpy(c->rk, s->rk, sizeof c->rk);
    c->next = s->chains;
    s->chains = c;
    explicit_bzero(shared, sizeof shared);
    return ERR_OK;
}

static struct chain *find_chain(const struct opener_ratchet *s,
                                const uint8_t dh[RATCHET_KEY_SIZE])
{
    struct chain *c = s->chains;

    while (c && memcmp(c->dh, dh, sizeof c->dh) != 0)
        c = c->next;
    return c;
}

/* The agreements in the order of section 3.3; no fourth without a one-time
 * prekey. */
static void name_meetings(struct opener *o, const uint8_t *const meetings[][2],
                          size_t count)
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

/* What both sides get from X3DH, as the responder works it out. */
static enum err as_responder(struct opener *o, const struct keys_party *keys,
                             const char *name,
                             const struct x3dh_initial *initial,
                             struct opener_ratchet *s,
                             struct x3dh_agreement *agreement)
{
    const uint32_t id = initial->signed_prekey_id;
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
    name_meetings(o, meetings, initial->has_one_time ? 4 : 3);
    x3dh_prekey_fini(&one_time);
    return rc;
}

/* The same as the initiator does, who drew EK_A and had the bundle. */
static enum err as_initiator(struct opener *o, const struct keys_party *keys,
                             const struct opener_layers *l,
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
    /* The peer may have new keys since: what he left tells which. */
    enum err rc = x3dh_initiate(&keys->identity, &b->bundle.identity,
                                &b->bundle, &rng, &initial, agreement);
    x3dh_prekey_init(&ephemeral, 0, &again);
    const uint8_t *const meetings[][2] = {
        {keys->identity.agree_secret, b->bundle.signed_prekey},
        {ephemeral.secret, b->bundle.identity.agree},
        {ephemeral.secret, b->bundle.signed_prekey},
        {ephemeral.secret, b->bundle.one_time},
    };
    name_meetings(o, meetings, b->bundle.has_one_time ? 4 : 3);
    x3dh_prekey_fini(&ephemeral);
    rng_fini(&again);
    rng_fini(&rng);
    if (rc) return rc;
    x3dh_prekey_init(&s->pair, 0, &s->rng);
    memcpy(s->rk, agreement->sk, sizeof s->rk);
    return add_chain(o, s, b->bundle.signed_prekey, s->pair.public);
}

/* A session's first frame: SK out of the secrets of whichever side is had. */
static struct opener_ratchet *begin(struct opener *o,
                                    const struct opener_layers *l)
{
    const bool responder = generator(o, l->to) != NULL;
    const uint32_t by = responder ? l->to : l->from;
    const struct keys_party *keys = generator(o, by);
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
    enum err rc = responder ? as_responder(o, keys, o->peers[by].name, &initial,
                                           s, &agreement)
                            : as_initiator(o, keys, l, s, &agreement);
    if (responder) memcpy(s->rk, agreement.sk, sizeof s->rk);
    opener_secret(o, "SK", agreement.sk, sizeof agreement.sk);
    memcpy(s->ad, agreement.ad, sizeof s->ad);
    x3dh_agreement_fini(&agreement);
    return rc ? NULL : s;
}

/* DHRatchet: the peer's new chain, and the own one that answers it. */
static enum err turn(struct opener *o, struct opener_ratchet *s,
                     const struct ratchet_header *header)
{
    if (s->healed) return ERR_MISSING;
    enum err rc = add_chain(o, s, header->dh, header->dh);
    s->healed = s->stolen != NULL;
    if (rc || s->healed) return rc;
    x3dh_prekey_init(&s->pair, 0, &s->rng);
    return add_chain(o, s, header->dh, s->pair.public);
}

static void name_secrets(struct opener *o, const struct chain *c, uint32_t n,
                         const uint8_t ck[CHAIN_KEY_SIZE],
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

/* The frame's message, under the key that its chain and number lead to. */
static bool read(struct opener *o, const struct opener_layers *l,
                 struct opener_ratchet *s, struct chain *c,
                 const struct ratchet_header *header)
{
    const struct bytes payload = session_ratchet_payload(&l->frame);
    uint8_t ck[CHAIN_KEY_SIZE], mk[CHAIN_KEY_SIZE], used[CHAIN_KEY_SIZE];
    struct writer w;

    if (!c || header->n < c->first) return false;
    struct ahead *ahead = &s->ahead[l->from == s->sides[1]];
    const bool known = ahead->chain == c && ahead->n <= header->n;
    memcpy(ck, known ? ahead->ck : c->ck, sizeof ck);
    for (uint32_t i = known ? ahead->n : c->first; i <= header->n; i++) {
        memcpy(used, ck, sizeof used);
        chain_step(ck, mk);
    }
    writer_init(&w, arena_alloc(&o->last, payload.size), payload.size);
    const bool opened = !ratchet_open(
        mk, session_ratchet_ad(&o->last, s->ad, &l->frame), payload, &w);
    if (opened) {
        o->found.raw = writer_bytes(&w);
        o->found.by = s->by;
        name_secrets(o, c, header->n, used, mk);
        if (header->n >= c->seen) c->seen = header->n + 1;
        *ahead = (struct ahead){.chain = c, .n = header->n};
        memcpy(ahead->ck, used, sizeof ahead->ck);
    }
    explicit_bzero(ck, sizeof ck);
    explicit_bzero(mk, sizeof mk);
    explicit_bzero(used, sizeof used);
    return opened;
}

/* A message that was passed over before the theft, whose key was kept. */
static bool read_skipped(struct opener *o, const struct opener_layers *l,
                         const struct opener_ratchet *s,
                         const struct ratchet_header *header)
{
    const struct bytes payload = session_ratchet_payload(&l->frame);
    const struct ratchet *r = &s->stolen->ratchet->ratchet;
    const struct bytes ad = session_ratchet_ad(&o->last, s->ad, &l->frame);
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
    struct chain *c = arena_alloc(&o->arena, sizeof *c);
    memcpy(c->dh, dh, sizeof c->dh);
    memcpy(c->rk, s->rk, sizeof c->rk);
    memcpy(c->ck, chain->key, sizeof c->ck);
    c->first = c->seen = n;
    c->next = s->chains;
    s->chains = c;
}

/* What a side's stolen memory shows of the session, if it was not had yet. */
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
    memcpy(s->ad, m->ratchet->ad, sizeof s->ad);
    memcpy(s->rk, k->rk, sizeof s->rk);
    memcpy(s->pair.secret, k->dhs, sizeof k->dhs);
    memcpy(s->pair.public, k->dhs_public, sizeof k->dhs_public);
    add_stolen_chain(o, s, &k->ckr, k->dhr, k->nr);
    add_stolen_chain(o, s, &k->cks, k->dhs_public, k->ns);
    s->next = o->ratchets;
    o->ratchets = s;
}

/* Whether the session's secrets open the frame; what a forged one would have
 * changed is put back. */
static bool attempt(struct opener *o, const struct opener_layers *l,
                    struct opener_ratchet *s,
                    const struct ratchet_header *header)
{
    const struct opener_ratchet before = *s;
    struct chain *c = find_chain(s, header->dh);

    if (s->stolen && read_skipped(o, l, s, header)) return true;
    if (!c && l->from != s->by && !turn(o, s, header))
        c = find_chain(s, header->dh);
    /* A number far beyond what was seen would only cost time. */
    const bool near = c && header->n < c->seen + RATCHET_SKIP_MAX + 1;
    if (near && read(o, l, s, c, header)) return true;
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
    while ((s = find(o, l, s)))
        if (attempt(o, l, s, &header)) return;
    s = l->frame.type == FRAME_INITIAL ? begin(o, l) : NULL;
    if (s && attempt(o, l, s, &header)) {
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
