#include "group/group_keys.h"

#include <assert.h>
#include <string.h>

#include "base/writer.h"
#include "group/group_state.h"

/* A party draws its sender key when it first speaks in a group. Before each
 * message `give_keys` gives the key, as far along as it is, to members who do
 * not have it; `encrypt` then makes one frame for all. On the other side
 * `take_key` keeps a member's newest key and the one before, and `decrypt`
 * finds the one that a frame names. A key is drawn anew when somebody leaves.
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

    group_keys_draw(&k->key, &p->root, p->name, g->id, ++k->number);
    k->drawn = true;
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

static void give_key(struct party *p, const struct party_step *step,
                     const struct group *g, const struct group_member *to,
                     const struct sender_key_distribution *d, uint64_t exchange)
{
    uint8_t encoded[SENDER_KEY_DISTRIBUTION_SIZE];

    sender_key_encode(encoded, d);
    const struct message m = {
        .kind = MESSAGE_SENDER_KEY,
        .exchange = exchange,
        .group = g->id,
        .counter = g->epoch,
        .sender_key = bytes_of(encoded, sizeof encoded),
    };
    struct record *r = group_state_record_of(p, step, g, to->peer,
                                             RECORD_GROUP_KEY_GIVEN, exchange);
    r->serial = d->number;
    r->count = d->n;
    group_state_tell(p, step, g, to->peer, &m);
    explicit_bzero(encoded, sizeof encoded);
}

/* Gives each member the chain as it stands: earlier messages stay closed to it.
 * The given key is kept, for it may have to be given again, from the same
 * message on. */
static void give_keys(struct party *p, const struct party_step *step,
                      struct group *g, uint64_t exchange)
{
    if (!g->keys.drawn) draw_key(p, g);
    for (struct group_member *m = g->members; m; m = m->next) {
        struct group_keys_peer *k = &m->keys;
        if (!m->present ||
            (k->given_count > 0 && k->given[0].number == g->keys.key.number))
            continue;
        k->given[1] = k->given[0];
        sender_key_distribute(&g->keys.key, &k->given[0]);
        if (k->given_count < GROUP_KEYS_KEPT) k->given_count++;
        give_key(p, step, g, m, &k->given[0], exchange);
    }
}

static void give_keys_again(struct party *p, const struct party_step *step,
                            struct group *g, struct group_member *m)
{
    for (size_t i = m->keys.given_count; i-- > 0;)
        give_key(p, step, g, m, &m->keys.given[i], 0);
}

static struct bytes encrypt_frame(const struct party *p,
                                  const struct party_step *step,
                                  struct group *g, uint64_t counter,
                                  struct bytes message)
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

static enum record_reason take_key(struct party *p,
                                   const struct party_step *step,
                                   struct group *g, struct group_member *m,
                                   const struct message *message)
{
    struct group_keys_peer *k = &m->keys;
    struct sender_key_distribution d;

    if (sender_key_decode(&d, message->sender_key)) return REASON_MALFORMED;
    const size_t at = place_of_key(k, d.number);
    if (at == GROUP_KEYS_KEPT) {
        group_state_drop(p, step, REASON_DUPLICATE_KEY);
        return REASON_NONE;
    }
    struct sender_key_peer *fresh = k->peer_keys[GROUP_KEYS_KEPT - 1];
    if (fresh)
        sender_key_peer_fini(fresh);
    else
        fresh = arena_alloc(p->arena, sizeof *fresh);
    for (size_t i = GROUP_KEYS_KEPT - 1; i > at; i--)
        k->peer_keys[i] = k->peer_keys[i - 1];
    sender_key_peer_init(fresh, &d);
    k->peer_keys[at] = fresh;
    struct record *r = group_state_record_of(
        p, step, g, m->peer, RECORD_GROUP_KEY_TAKEN, message->exchange);
    r->serial = d.number;
    r->count = d.n;
    explicit_bzero(&d, sizeof d);
    return REASON_NONE;
}

static enum record_reason decrypt_frame(const struct party *p,
                                        const struct party_step *step,
                                        struct group_member *m,
                                        const struct frame *frame,
                                        struct bytes *message)
{
    static const enum record_reason reasons[] = {
        [ERR_FORMAT] = REASON_MALFORMED,
        [ERR_LIMIT] = REASON_TOO_MANY,
        [ERR_AUTH] = REASON_NOT_AUTHENTIC,
    };
    struct group_keys_peer *k = &m->keys;
    struct arena *a = step->out->arena;
    uint32_t number;
    struct writer w;

    enum err rc = sender_key_number(frame->payload, &number);
    if (rc) return REASON_MALFORMED;
    const struct bytes ad =
        group_keys_ad(a, p->world->peers[m->peer].name, frame);
    for (size_t i = 0; i < GROUP_KEYS_KEPT && k->peer_keys[i]; i++) {
        if (k->peer_keys[i]->at.number != number) continue;
        writer_init(&w, arena_alloc(a, frame->payload.size),
                    frame->payload.size);
        rc = sender_key_decrypt(k->peer_keys[i], ad, frame->payload, &w);
        if (!rc) *message = writer_bytes(&w);
        return rc ? reasons[rc] : REASON_NONE;
    }
    return place_of_key(k, number) < GROUP_KEYS_KEPT ? REASON_NO_KEY
                                                     : REASON_NOT_AUTHENTIC;
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
        .forget = forget_member,
        .fini = fini,
    };

    return &protocol;
}
