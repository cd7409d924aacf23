#include "group/group_keys.h"

#include <assert.h>
#include <string.h>

#include "base/writer.h"
#include "group/group_state.h"

/* A party draws its sender key when it first speaks in a group. Before each
 * message `give_keys` gives the key, as far along as it is, to members who do
 * not have it; `encrypt` then makes one frame for all. On the other side
 * `take_key` keeps a member's newest key, and `decrypt` finds the one that a
 * frame names. A key is drawn anew when somebody leaves; the chain before it
 * then ends, with the keys of what is under way.
 *
 * No chain key of the past is kept on either side. A member that lacks the key
 * of a message said before is given that message's alone (give_keys_again), as
 * long as it has not confirmed it; and takes it only while the frame waits.
 */

_Static_assert(MESSAGE_SIZE_MAX + SENDER_KEY_OVERHEAD <= FRAME_PAYLOAD_MAX,
               "a message fits a frame of a group");

void group_keys_draw(struct sender_key *k, const struct rng_root *root,
                     const char *party, uint64_t group, uint32_t number)
{
    struct rng rng;

    rng_init_for(&rng, root, party, "sender-key/%016llx/%u",
                 (unsigned long long)group, number);
    sender_key_init(k, number, &rng);
    rng_fini(&rng);
}

struct bytes group_keys_ad(struct arena *a, const char *sender,
                           const struct frame *frame)
{
    static const char label[] = "demarche/group/1";
    const size_t size = sizeof label + strlen(sender) + 1 + FRAME_HEAD_SIZE;
    uint8_t head[FRAME_HEAD_SIZE];
    struct writer w;

    frame_head(frame, head);
    writer_init(&w, arena_alloc(a, size), size);
    writer_put(&w, label, sizeof label);
    writer_put(&w, sender, strlen(sender) + 1);
    writer_put(&w, head, sizeof head);
    return writer_bytes(&w);
}

/* ---- The own key ---- */

static void draw_key(const struct party *p, struct group *g)
{
    struct group_keys *k = &g->keys;

    k->ended = k->key.n;
    group_keys_draw(&k->key, &p->root, p->name, g->id, ++k->number);
    k->drawn = true;
    k->stale = false;
}

/* A member that has not spoken yet draws its key when it does. */
static void renew_key(struct party *p, const struct party_step *step,
                      struct group *g)
{
    if (!g->keys.drawn) return;
    draw_key(p, g);
    group_state_record(p, step, g, RECORD_GROUP_KEY_DRAWN, 0)->serial =
        g->keys.number;
}

/* A key on its way to a member, and single messages' with it. */
static void give_key(struct party *p, const struct party_step *step,
                     const struct group *g, const struct group_member *to,
                     const struct sender_key_distribution *d,
                     struct bytes singles, uint64_t exchange)
{
    uint8_t encoded[SENDER_KEY_DISTRIBUTION_SIZE];

    sender_key_encode(encoded, d);
    const struct message m = {
        .kind = MESSAGE_SENDER_KEY,
        .exchange = exchange,
        .group = g->id,
        .counter = g->epoch,
        .sender_key = bytes_of(encoded, sizeof encoded),
        .ended = d->number == g->keys.number ? g->keys.ended : 0,
        .message_keys = singles,
    };
    struct record *r = group_state_record_of(p, step, g, to->peer,
                                             RECORD_GROUP_KEY_GIVEN, exchange);
    r->serial = d->number;
    r->count = singles.size > 0 ? bytes_get_be32(singles.data) : d->n;
    group_state_tell(p, step, g, to->peer, &m);
    explicit_bzero(encoded, sizeof encoded);
}

/* Gives each member the chain as it stands: earlier messages stay closed to
 * it. Whoever stole a key that is void has the chain, too, and the members no
 * longer take what is said under it for this party's; so there is another, once
 * the party has an identity that can give it. */
static void give_keys(struct party *p, const struct party_step *step,
                      struct group *g, uint64_t exchange)
{
    struct sender_key_distribution d;

    if (g->keys.stale && !p->term.revoked) renew_key(p, step, g);
    if (!g->keys.drawn) draw_key(p, g);
    sender_key_distribute(&g->keys.key, &d);
    for (struct group_member *m = g->members; m; m = m->next) {
        if (!m->present || m->keys.given == d.number) continue;
        m->keys.given = d.number;
        give_key(p, step, g, m, &d, (struct bytes){0}, exchange);
    }
    explicit_bzero(&d, sizeof d);
}

static bool lacks(const struct group_said *s, uint32_t peer)
{
    for (size_t i = 0; i < s->lacking_count; i++)
        if (s->lacking[i] == peer) return true;
    return false;
}

/* The keys of the single messages under a sender key that a member has not
 * confirmed. */
static struct bytes singles_of(const struct party_step *step,
                               const struct group *g, uint32_t peer,
                               uint32_t number)
{
    size_t count = 0;
    struct writer w;

    for (const struct group_said *s = g->said; s; s = s->next)
        count++;
    const size_t size = count * GROUP_KEYS_SINGLE_SIZE;
    writer_init(&w, arena_alloc(step->out->arena, size), size);
    for (const struct group_said *s = g->said; s; s = s->next) {
        uint8_t n[4];
        if (s->key.number != number || !lacks(s, peer)) continue;
        bytes_put_be32(n, s->key.n);
        writer_put(&w, n, sizeof n);
        writer_put(&w, s->key.mk, sizeof s->key.mk);
    }
    return writer_bytes(&w);
}

/* Messages said under a key before the one in use: their own keys are left, and
 * no chain's. */
static void give_ended(struct party *p, const struct party_step *step,
                       struct group *g, const struct group_member *m)
{
    uint32_t last = g->keys.drawn ? g->keys.number : 0;

    for (const struct group_said *s = g->said; s; s = s->next) {
        struct sender_key_distribution d = {.number = s->key.number,
                                            .n = SENDER_KEY_OVER};
        if (s->key.number == last || !lacks(s, m->peer)) continue;
        if (g->keys.drawn && s->key.number == g->keys.number) continue;
        last = s->key.number;
        memcpy(d.sign_public, s->key.sign_public, sizeof d.sign_public);
        give_key(p, step, g, m, &d, singles_of(step, g, m->peer, last), 0);
    }
}

static void give_keys_again(struct party *p, const struct party_step *step,
                            struct group *g, struct group_member *m)
{
    struct sender_key_distribution d;

    give_ended(p, step, g, m);
    if (!g->keys.drawn || m->keys.given != g->keys.number) return;
    sender_key_distribute(&g->keys.key, &d);
    give_key(p, step, g, m, &d, singles_of(step, g, m->peer, d.number), 0);
    explicit_bzero(&d, sizeof d);
}

static struct bytes encrypt_frame(const struct party *p,
                                  const struct party_step *step,
                                  struct group *g, uint64_t counter,
                                  struct bytes message,
                                  struct group_keys_said *key)
{
    struct arena *a = step->out->arena;
    const size_t size = message.size + SENDER_KEY_OVERHEAD;
    uint8_t *memory = arena_alloc(a, FRAME_HEAD_SIZE + size);
    const struct frame frame = {
        .type = FRAME_GROUP,
        .session = g->id,
        .counter = counter,
        .payload = bytes_of(memory + FRAME_HEAD_SIZE, size),
    };
    struct writer w;

    frame_head(&frame, memory);
    writer_init(&w, memory + FRAME_HEAD_SIZE, size);
    *key = (struct group_keys_said){.number = g->keys.key.number,
                                    .n = g->keys.key.n};
    memcpy(key->sign_public, g->keys.key.sign_public, sizeof key->sign_public);
    sender_key_peek(&g->keys.key, key->mk);
    /* A group refuses to speak long before its chain ends. */
    enum err rc = sender_key_encrypt(
        &g->keys.key, group_keys_ad(a, p->name, &frame), message, &w);
    assert(rc == ERR_OK);
    return bytes_of(memory, FRAME_HEAD_SIZE + size);
}

/* ---- The others' keys ---- */

/* The place of a key of that number among those kept: behind the newer ones.
 * GROUP_KEYS_KEPT where there is no room, or the key is there. */
static size_t place_of_key(const struct group_keys_peer *k, uint32_t number)
{
    size_t i = 0;

    while (i < GROUP_KEYS_KEPT && k->peer_keys[i] &&
           k->peer_keys[i]->at.number > number)
        i++;
    const bool same = i < GROUP_KEYS_KEPT && k->peer_keys[i] &&
                      k->peer_keys[i]->at.number == number;
    return same ? GROUP_KEYS_KEPT : i;
}

bool group_keys_single(struct bytes message_keys, size_t i, uint32_t *n,
                       const uint8_t **mk)
{
    if (i >= message_keys.size / GROUP_KEYS_SINGLE_SIZE) return false;
    const uint8_t *at = message_keys.data + i * GROUP_KEYS_SINGLE_SIZE;

    *n = bytes_get_be32(at);
    *mk = at + 4;
    return true;
}

/* Tells whether the member's message of that number waits to be read. */
static bool is_waiting(const struct group *g, const struct group_member *m,
                       uint32_t number, uint32_t n)
{
    for (const struct group_waiting *w = g->line; w; w = w->next) {
        uint32_t under, at;
        if (w->from == m && !sender_key_number(w->frame.payload, &under, &at) &&
            under == number && at == n)
            return true;
    }
    return false;
}

/* Keeps the keys of single messages that wait for them; false when none
 * does. */
static bool take_singles(const struct party_step *step, const struct group *g,
                         const struct group_member *m,
                         struct sender_key_peer *peer, struct bytes singles)
{
    const uint8_t *mk;
    bool any = false;
    uint32_t n;

    for (size_t i = 0; group_keys_single(singles, i, &n, &mk); i++) {
        if (!is_waiting(g, m, peer->at.number, n)) continue;
        sender_key_keep(peer, n, mk, step->event->now);
        any = true;
    }
    return any;
}

/* Wipes or watches over the keys that are kept: the timer is set for the
 * oldest. */
static void watch_kept(const struct party_step *step, struct group *g)
{
    instant oldest = INSTANT_MAX;

    for (const struct group_member *m = g->members; m; m = m->next)
        for (size_t i = 0; i < GROUP_KEYS_KEPT && m->keys.peer_keys[i]; i++) {
            const struct sender_key_peer *k = m->keys.peer_keys[i];
            if (k->kept_count > 0 && k->kept[0].since < oldest)
                oldest = k->kept[0].since;
        }
    if (oldest < INSTANT_MAX)
        effect_set_timer(step->out, &g->expiry,
                         instant_add(oldest, GROUP_KEYS_EXPIRY));
    else
        effect_cancel_timer(step->out, &g->expiry);
}

void group_keys_timer(struct party *p, const struct party_step *step,
                      struct group *g)
{
    (void)p;
    for (struct group_member *m = g->members; m; m = m->next)
        for (size_t i = 0; i < GROUP_KEYS_KEPT && m->keys.peer_keys[i]; i++)
            sender_key_expire(m->keys.peer_keys[i],
                              step->event->now - GROUP_KEYS_EXPIRY);
    watch_kept(step, g);
}

/* The older of two keys that follow each other ends with the messages that its
 * sender says were under it; any other where it stands. */
static void end_older(const struct party_step *step, struct group_keys_peer *k)
{
    for (size_t i = 1; i < GROUP_KEYS_KEPT && k->peer_keys[i]; i++) {
        struct sender_key_peer *peer = k->peer_keys[i];
        const struct sender_key_peer *newer = k->peer_keys[i - 1];
        const bool before =
            i == 1 && newer && peer->at.number + 1 == newer->at.number;
        sender_key_end(peer, before ? k->ended : 0, step->event->now);
    }
}

/* Puts a new key of a member's in its place. */
static struct sender_key_peer *put_key(struct party *p,
                                       struct group_keys_peer *k, size_t at,
                                       const struct arrival *arrival,
                                       const struct sender_key_distribution *d)
{
    struct sender_key_peer *fresh = k->peer_keys[GROUP_KEYS_KEPT - 1];

    if (fresh)
        sender_key_peer_fini(fresh);
    else
        fresh = arena_alloc(p->arena, sizeof *fresh);
    for (size_t i = GROUP_KEYS_KEPT - 1; i > at; i--) {
        k->peer_keys[i] = k->peer_keys[i - 1];
        memcpy(k->vouchers[i], k->vouchers[i - 1], sizeof k->vouchers[i]);
    }
    sender_key_peer_init(fresh, d);
    k->peer_keys[at] = fresh;
    memcpy(k->vouchers[at], arrival->peer_key, sizeof k->vouchers[at]);
    if (at == 0) k->ended = arrival->message.ended;
    return fresh;
}

static struct sender_key_peer *find_key(const struct group_keys_peer *k,
                                        uint32_t number)
{
    for (size_t i = 0; i < GROUP_KEYS_KEPT && k->peer_keys[i]; i++)
        if (k->peer_keys[i]->at.number == number) return k->peer_keys[i];
    return NULL;
}

static enum record_reason take_key(struct party *p,
                                   const struct party_step *step,
                                   struct group *g, struct group_member *m,
                                   const struct arrival *arrival)
{
    const struct message *message = &arrival->message;
    struct group_keys_peer *k = &m->keys;
    struct sender_key_distribution d;

    if (message->message_keys.size % GROUP_KEYS_SINGLE_SIZE != 0 ||
        sender_key_decode(&d, message->sender_key))
        return REASON_MALFORMED;
    struct sender_key_peer *peer = find_key(k, d.number);
    const size_t at = place_of_key(k, d.number);
    const bool fresh = !peer && at < GROUP_KEYS_KEPT;
    if (fresh) peer = put_key(p, k, at, arrival, &d);
    const bool kept =
        peer && take_singles(step, g, m, peer, message->message_keys);
    if (fresh) end_older(step, k);
    watch_kept(step, g);
    if (fresh || kept) {
        struct record *r = group_state_record_of(
            p, step, g, m->peer, RECORD_GROUP_KEY_TAKEN, message->exchange);
        r->serial = d.number;
        r->count = kept ? bytes_get_be32(message->message_keys.data) : d.n;
    } else {
        group_state_drop(p, step, REASON_DUPLICATE_KEY);
    }
    explicit_bzero(&d, sizeof d);
    return REASON_NONE;
}

static enum record_reason decrypt_frame(const struct party *p,
                                        const struct party_step *step,
                                        struct group *g, struct group_member *m,
                                        const struct frame *frame,
                                        struct bytes *message)
{
    static const enum record_reason reasons[] = {
        [ERR_FORMAT] = REASON_MALFORMED,
        [ERR_LIMIT] = REASON_TOO_MANY,
        [ERR_AUTH] = REASON_NOT_AUTHENTIC,
        [ERR_MISSING] = REASON_NO_KEY,
    };
    struct group_keys_peer *k = &m->keys;
    struct arena *a = step->out->arena;
    uint32_t number, n;
    struct writer w;

    enum err rc = sender_key_number(frame->payload, &number, &n);
    if (rc) return REASON_MALFORMED;
    struct sender_key_peer *peer = find_key(k, number);
    if (!peer)
        return place_of_key(k, number) < GROUP_KEYS_KEPT ? REASON_NO_KEY
                                                         : REASON_NOT_AUTHENTIC;
    const struct bytes ad =
        group_keys_ad(a, party_peer_name(p, m->peer), frame);
    const uint32_t kept = peer->kept_count;
    writer_init(&w, arena_alloc(a, frame->payload.size), frame->payload.size);
    rc = sender_key_decrypt(peer, ad, frame->payload, step->event->now, &w);
    if (rc) return reasons[rc];
    *message = writer_bytes(&w);
    if (kept > 0 || peer->kept_count > 0) watch_kept(step, g);
    return REASON_NONE;
}

static bool is_authentic(const struct party *p, const struct group_member *m,
                         const struct frame *frame)
{
    const struct group_keys_peer *k = &m->keys;
    uint32_t number, n;

    if (sender_key_number(frame->payload, &number, &n)) return false;
    for (size_t i = 0; i < GROUP_KEYS_KEPT && k->peer_keys[i]; i++)
        if (k->peer_keys[i]->at.number == number)
            return keyring_knows(p, m->peer, k->vouchers[i]);
    return false;
}

static void forget_member(struct group_member *m)
{
    for (size_t i = 0; i < GROUP_KEYS_KEPT; i++)
        if (m->keys.peer_keys[i]) sender_key_peer_fini(m->keys.peer_keys[i]);
    explicit_bzero(&m->keys, sizeof m->keys);
}

/* The number stays, so that no two keys have the same. */
static void fini(struct group *g)
{
    sender_key_fini(&g->keys.key);
    g->keys.drawn = false;
}

const struct group_protocol *group_keys_protocol(void)
{
    static const struct group_protocol protocol = {
        .renew_key = renew_key,
        .give_keys = give_keys,
        .give_keys_again = give_keys_again,
        .encrypt = encrypt_frame,
        .take_key = take_key,
        .decrypt = decrypt_frame,
        .is_authentic = is_authentic,
        .forget = forget_member,
        .fini = fini,
    };

    return &protocol;
}
