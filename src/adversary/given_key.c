#include "adversary/given_key.h"

#include <string.h>

void given_key_draw(const struct tactic_play *p, uint32_t number,
                    struct sender_key *out)
{
    struct rng rng;

    rng_init(&rng, p->self.root, "relay", "sender key");
    sender_key_init(out, number, &rng);
    rng_fini(&rng);
}

const struct given_key *given_key_find(const struct tactic_play *p,
                                       const struct intervention *h,
                                       uint64_t group, uint32_t number)
{
    const struct given_key *k = p->given_keys;

    while (k && (k->group != group || k->given.number != number ||
                 k->from != h->seen->from || k->to != h->seen->to))
        k = k->next;
    return k;
}

void given_key_take(struct tactic_play *p, const struct intervention *h,
                    struct message *m)
{
    uint8_t *bytes = arena_alloc(h->arena, SENDER_KEY_DISTRIBUTION_SIZE);
    struct sender_key_distribution d;
    struct sender_key own;

    if (sender_key_decode(&d, m->sender_key)) return;
    if (d.n != SENDER_KEY_OVER && !given_key_find(p, h, m->group, d.number)) {
        struct given_key *k = arena_alloc(p->self.arena, sizeof *k);
        *k = (struct given_key){.next = p->given_keys,
                                .group = m->group,
                                .from = h->seen->from,
                                .to = h->seen->to,
                                .given = d};
        p->given_keys = k;
    }
    given_key_draw(p, d.number, &own);
    memcpy(d.sign_public, own.sign_public, sizeof d.sign_public);
    sender_key_encode(bytes, &d);
    m->sender_key = bytes_of(bytes, SENDER_KEY_DISTRIBUTION_SIZE);
    sender_key_fini(&own);
}
