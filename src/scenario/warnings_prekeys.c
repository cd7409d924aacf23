#include "scenario/warnings_prekeys.h"

#include "base/table.h"
#include "scenario/scenario_query.h"

/* ---- Prekeys by the thousand ---- */

/* A directory is left a whole stock at each renewal; without one, prekeys are
 * drawn only where they are asked for. */
static void warn_of_number(const struct scenario *s, uint32_t party,
                           struct scenario_errors *warnings)
{
    const struct scenario_party *p = &s->parties[party];
    const int64_t sets = 1 + (s->end - s->start) / p->prekeys.renew;
    const int64_t drawn = sets * p->prekeys.one_time;
    char renew[DURATION_TEXT_SIZE];

    if (drawn <= WARNINGS_PREKEYS_DRAWN_MAX || party == s->directory ||
        scenario_joining(s, party, s->directory) == SCENARIO_NONE)
        return;
    duration_format(renew, p->prekeys.renew);
    scenario_errors_add(warnings, ERR_LIMIT, p->position,
                        "%s leaves %u one-time prekeys with %s every %s: %lld "
                        "are drawn, signed and checked, which makes a run slow",
                        p->name, p->prekeys.one_time,
                        s->parties[s->directory].name, renew, (long long)drawn);
}

/* ---- Prekeys that are gone when a letter comes ---- */

/* About the delay that is to be expected: a mean, a median, or a mode. */
static double usual_delay(const struct scenario_distribution *d)
{
    double sum = 0;

    switch (d->kind) {
    case DISTRIBUTION_CONSTANT:
    case DISTRIBUTION_EXPONENTIAL:
    case DISTRIBUTION_LOGNORMAL:
    case DISTRIBUTION_WEIBULL:
        return d->a;
    case DISTRIBUTION_UNIFORM:
        return (d->a + d->b) / 2;
    case DISTRIBUTION_GAMMA:
        return d->a * d->b;
    case DISTRIBUTION_TRIANGULAR:
        return d->b;
    case DISTRIBUTION_EMPIRICAL:
        for (size_t i = 0; i < d->value_count; i++)
            sum += (double)d->values[i];
        return sum / (double)d->value_count;
    }
    return 0;
}

/* A recipient and a channel on which letters come to its prekeys. */
struct warnings_prekeys_way {
    uint32_t to, over;
};

static void warn_of_way(const struct scenario *s,
                        const struct scenario_entry *e,
                        const struct warnings_prekeys_way *way,
                        struct scenario_errors *warnings)
{
    const struct scenario_party *p = &s->parties[way->to];
    const struct scenario_channel *c = &s->channels[way->over];
    const double delay = usual_delay(&c->delay);
    char keep[DURATION_TEXT_SIZE], late[DURATION_TEXT_SIZE];

    /* The span of a scenario is far below what a duration holds. */
    if (delay <= (double)p->prekeys.keep || delay > (double)(INSTANT_MAX / 2))
        return;
    duration_format(keep, p->prekeys.keep);
    duration_format(late, (duration)delay);
    scenario_errors_add(warnings, ERR_FORMAT, e->position,
                        "%s wipes its prekeys %s after it has replaced them, "
                        "and a letter over %s takes about %s: one that names "
                        "replaced ones may not open",
                        p->name, keep, c->name, late);
}

static void warn_of_entry(const struct scenario *s,
                          const struct scenario_entry *e, struct arena *a,
                          struct table *seen, struct scenario_errors *warnings)
{
    if (e->group == SCENARIO_NONE && !scenario_is_ratchet(s, e->protection))
        return;
    for (size_t i = 0; i < e->to_count; i++) {
        struct warnings_prekeys_way *way = arena_alloc(a, sizeof *way);
        *way = (struct warnings_prekeys_way){e->to[i], e->over[i]};
        const struct bytes key = bytes_of(way, sizeof *way);
        if (way->over == SCENARIO_NONE || way->to == e->from ||
            table_find(seen, key))
            continue;
        table_add(seen, a, key, way);
        warn_of_way(s, e, way, warnings);
    }
}

void warnings_prekeys_find(const struct scenario *s,
                           struct scenario_errors *warnings)
{
    struct table seen = {0};
    struct arena a;

    if (!scenario_uses_ratchet(s)) return;
    arena_init(&a);
    for (uint32_t i = 0; s->directory != SCENARIO_NONE && i < s->party_count;
         i++)
        warn_of_number(s, i, warnings);
    for (size_t i = 0; i < s->entry_count; i++)
        warn_of_entry(s, &s->entries[i], &a, &seen, warnings);
    arena_fini(&a);
}
