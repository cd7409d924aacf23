#include "party/patience.h"

struct patience {
    struct patience *next;
    uint32_t peer;
    instant since; /* the first failure of the span */
    unsigned failures;
};

static struct patience *find(const struct party *p, uint32_t peer)
{
    struct patience *k = p->patience;

    while (k && k->peer != peer)
        k = k->next;
    return k;
}

static bool is_over(const struct patience *k, instant now)
{
    return now - k->since >= PATIENCE_SPAN;
}

bool patience_is_out(const struct party *p, uint32_t peer, instant now)
{
    const struct patience *k = find(p, peer);

    return k && !is_over(k, now) && k->failures >= PATIENCE_FAILURES_MAX;
}

void patience_lose(struct party *p, uint32_t peer, instant now)
{
    struct patience *k = find(p, peer);

    if (!k) {
        k = arena_alloc(p->arena, sizeof *k);
        *k = (struct patience){.next = p->patience, .peer = peer, .since = now};
        p->patience = k;
    }
    if (is_over(k, now)) {
        k->since = now;
        k->failures = 0;
    }
    k->failures++;
}
