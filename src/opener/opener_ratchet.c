#include "opener/opener_ratchet.h"

#include <string.h>

#include "base/writer.h"
#include "crypto/chain.h"
#include "opener/opener_keys.h"
#include "opener/opener_secret.h"
#include "opener/opener_x3dh.h"
#include "session/session_ratchet.h"

/* A session is followed with one side's secrets, from one of three sources:
 *
 *   generator              stolen prekeys           stolen session
 *   begin_session: SK      begin_stolen: SK         add_stolen: RK, DHs and
 *   from X3DH, as          from X3DH, as the        the two chains as they
 *   either side            responder                stood
 *              |                 |                      |
 *              +-----------------+----------------------+
 *                            v
 *   find_chain(header.dh): known? -- no, and the peer's --> dh_ratchet:
 *                            |         RK, chain = KDF_RK(RK, DH(DHs, dh)),
 *                            |         then the same for the own answer, whose
 *                            |         pair no stolen memory holds
 *                            v
 *   read_message: chain_step up to n gives MK, which opens the frame
 *
 * try_session does this for each session that the frame may be of, and puts the
 * session back as it was if the frame does not open. A key that stolen memory
 * kept for a skipped message is tried first (read_skipped). */

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
    bool blind; /* without the generator, pairs yet to be drawn are not known */
    bool locked_out;                     /* the peer has answered such a pair */
    const struct memory_session *stolen; /* NULL: followed from its start */
};

static const struct keys_party *generator_of(const struct opener *o,
                                             uint32_t party)
{
    const struct keys_party *k = &o->keys->parties[party];

    return k->reach == KEYS_ALL ? k : NULL;
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

static struct opener_ratchet *
make_session(struct opener *o, const struct opener_layers *l, uint32_t by)
{
    struct opener_ratchet *s = arena_alloc(&o->arena, sizeof *s);

    s->channel = arena_text(&o->arena, l->channel);
    s->sides[0] = l->from;
    s->sides[1] = l->to;
    s->number = l->frame.session;
    s->by = by;
    return s;
}

static bool read_initial(const struct opener_layers *l,
                         struct x3dh_initial *initial)
{
    return l->frame.type == FRAME_INITIAL &&
           l->frame.payload.size >= X3DH_INITIAL_SIZE &&
           !x3dh_decode_initial(
               initial, bytes_of(l->frame.payload.data, X3DH_INITIAL_SIZE));
}

/* Begins a session by its first frame: SK from the generator of the side that
 * is held. */
static struct opener_ratchet *begin_session(struct opener *o,
                                            const struct opener_layers *l)
{
    const bool responder = generator_of(o, l->to) != NULL;
    const uint32_t by = responder ? l->to : l->from;
    const struct keys_party *keys = generator_of(o, by);
    struct x3dh_agreement agreement = {0};
    uint8_t first[X3DH_KEY_SIZE];
    struct x3dh_initial initial;

    if (!keys || !read_initial(l, &initial)) return NULL;
    struct opener_ratchet *s = make_session(o, l, by);
    session_ratchet_stream(
        &s->rng, &keys->root, o->peers[by].name, "ratchet", l->channel,
        o->peers[by == l->to ? l->from : l->to].name, s->number);
    enum err rc =
        responder ? opener_x3dh_redraw(o, l, &initial, &s->pair, &agreement)
                  : opener_x3dh_initiate(o, l, initial.bare, first, &agreement);
    memcpy(s->rk, agreement.sk, sizeof s->rk);
    s->ad = agreement.ad;
    opener_secret(o, "SK", agreement.sk, sizeof agreement.sk);
    x3dh_agreement_fini(&agreement);
    if (!rc && !responder) {
        x3dh_prekey_init(&s->pair, 0, &s->rng);
        rc = add_chain(o, s, first, s->pair.public);
    }
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
    s->locked_out = s->blind;
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
        mk, session_ratchet_ad(&o->last, &s->ad, l->channel, &l->frame),
        payload, &w);
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
    const struct bytes ad =
        session_ratchet_ad(&o->last, &s->ad, l->channel, &l->frame);
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
    struct opener_ratchet *s = make_session(o, l, by);
    s->stolen = m;
    s->blind = true;
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

/* The next stolen prekey after `last` (NULL: the first) of that kind and id;
 * NULL past the last. */
static const struct memory_prekey *find_prekey(const struct keys_party *keys,
                                               bool one_time, uint32_t id,
                                               const struct memory_prekey *last)
{
    const struct memory_prekey *k = last ? last->next : keys->memory.prekeys;

    while (k && (k->one_time != one_time || k->key.id != id))
        k = k->next;
    return k;
}

/* Begins a session as its responder does, with these stolen prekeys and each of
 * the responder's long-term keys; false where none of them opens the frame. */
static bool try_prekeys(struct opener *o, const struct opener_layers *l,
                        const struct ratchet_header *header,
                        const struct x3dh_initial *initial,
                        const struct memory_prekey *signed_prekey,
                        const struct memory_prekey *one_time)
{
    const struct identity *own;

    for (size_t n = 0; (own = keys_identity(o->keys, l->to, n)); n++) {
        struct opener_ratchet *s = make_session(o, l, l->to);
        struct x3dh_agreement agreement = {0};
        s->blind = true;
        s->pair = signed_prekey->key;
        o->found.count = 0;
        if (opener_x3dh_respond(o, l, own, &s->pair,
                                one_time ? &one_time->key : NULL, initial,
                                &agreement))
            continue;
        memcpy(s->rk, agreement.sk, sizeof s->rk);
        s->ad = agreement.ad;
        opener_secret(o, "SK", agreement.sk, sizeof agreement.sk);
        x3dh_agreement_fini(&agreement);
        if (!try_session(o, l, s, header)) continue;
        s->next = o->ratchets;
        o->ratchets = s;
        return true;
    }
    return false;
}

/* The initial message names the prekeys; each theft may have taken others under
 * these ids. */
static bool begin_stolen(struct opener *o, const struct opener_layers *l,
                         const struct ratchet_header *header)
{
    const struct keys_party *keys = &o->keys->parties[l->to];
    const struct memory_prekey *k = NULL, *one_time;
    struct x3dh_initial initial;

    if (!keys->memory.prekeys || !read_initial(l, &initial)) return false;
    while ((k = find_prekey(keys, false, initial.signed_prekey_id, k))) {
        one_time = NULL;
        if (!initial.has_one_time &&
            try_prekeys(o, l, header, &initial, k, NULL))
            return true;
        while (
            initial.has_one_time &&
            (one_time = find_prekey(keys, true, initial.one_time_id, one_time)))
            if (try_prekeys(o, l, header, &initial, k, one_time)) return true;
    }
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
    s = begin_session(o, l);
    if (s && try_session(o, l, s, &header)) {
        s->next = o->ratchets;
        o->ratchets = s;
    } else if (!begin_stolen(o, l, &header)) {
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
