#include "sim/link.h"

#include <assert.h>
#include <stdio.h>

#include "runtime/sample.h"

static const bool keeps_order[] = {
    [MEDIUM_HAND] = true,
    [MEDIUM_COURIER] = true,
    [MEDIUM_NETWORK] = false,
    [MEDIUM_PRESS] = false,
};

/* Names hold no space, so no two directions have the same owner. Chances and
 * delays have a stream each: a delay of another kind, which may take more
 * draws, leaves the chances as they were. */
void link_init(struct link *link, const struct scenario_channel *channel,
               const struct rng_root *root, const char *from, const char *to,
               bool added)
{
    char owner[sizeof "added " + 3 * (SCENARIO_NAME_MAX + 1)];

    snprintf(owner, sizeof owner, "%s%s %s %s", added ? "added " : "",
             channel->name, from, to);
    *link = (struct link){
        .channel = channel, .now = INSTANT_MIN, .latest = INSTANT_MIN};
    rng_init(&link->chances, root, owner, "link chances");
    rng_init(&link->delays, root, owner, "link delays");
}

void link_fini(struct link *link)
{
    rng_fini(&link->chances);
    rng_fini(&link->delays);
}

/* The delay, lengthened so that the frame does not overtake the one before.
 * A frame that falls behind by chance holds up nobody. */
static duration in_order(struct link *link, instant now, duration delay,
                         bool reordered)
{
    if (!keeps_order[link->channel->medium] || reordered) return delay;
    const instant arrival = instant_add(now, delay);
    if (arrival > link->latest) link->latest = arrival;
    return link->latest - now;
}

struct link_fate link_carry(struct link *link, instant now, bool up)
{
    const struct scenario_channel *channel = link->channel;
    assert(now >= link->now);
    link->now = now;
    /* All draws come first, before anything is decided. */
    const bool lost = rng_unit(&link->chances) < channel->loss;
    const bool doubled = rng_unit(&link->chances) < channel->duplicate;
    const bool reordered = rng_unit(&link->chances) < channel->reorder;
    const duration first = sample_draw(&channel->delay, &link->delays);
    const duration second = sample_draw(&channel->delay, &link->delays);
    const duration behind = sample_draw(&channel->delay, &link->delays);

    if (!up || lost) return (struct link_fate){0};
    struct link_fate fate = {.copies = doubled ? 2 : 1};
    fate.delay[0] = in_order(
        link, now, reordered ? instant_add(first, behind) : first, reordered);
    if (doubled) fate.delay[1] = in_order(link, now, second, false);
    return fate;
}

duration link_delay(struct link *link, instant now)
{
    assert(now >= link->now);
    link->now = now;
    return in_order(link, now,
                    sample_draw(&link->channel->delay, &link->delays), false);
}
