#include "runtime/runtime_agenda.h"

#include <assert.h>

#include "base/writer.h"
#include "scenario/meaning.h"
#include "runtime/sample.h"

/* An entry of the script that waits for its condition. */
struct runtime_waiting {
    struct runtime_waiting *next;
    uint32_t entry;
    struct meaning_progress progress; /* towards its condition */
};

/* The random stream of an entry of the script. */
static void entry_rng(const struct runtime *rt,
                      const struct scenario_entry *entry, const char *purpose,
                      struct rng *rng)
{
    char name[256];
    struct writer w;

    writer_init(&w, name, sizeof name - 1);
    writer_put_text(&w, purpose);
    writer_put_text(&w, "/");
    writer_put_text(&w, entry->key);
    assert(!w.overflow);
    name[w.size] = '\0';
    rng_init(rng, &rt->root, "script", name);
}

static enum err schedule_entry(struct runtime *rt, uint32_t index,
                               uint64_t cause, instant at)
{
    const struct scenario_entry *entry = &rt->scenario->entries[index];

    if (entry->delayed) {
        struct rng rng;
        entry_rng(rt, entry, "after", &rng);
        at = instant_add(at, sample_draw(&entry->after, &rng));
        rng_fini(&rng);
    }
    return rt->driver.schedule(rt->driver.world, index, cause, at);
}

/* Conditional entries wait on the actor their condition speaks of, in the
 * order of the file. */
enum err runtime_agenda_give(struct runtime *rt)
{
    const struct scenario *s = rt->scenario;
    struct runtime_waiting ***last =
        arena_array(&rt->arena, s->actor_count, sizeof *last);

    for (size_t i = 0; i < s->actor_count; i++)
        last[i] = &rt->waiting[i];
    for (size_t i = 0; i < s->entry_count; i++) {
        const struct scenario_entry *entry = &s->entries[i];
        if (!entry->conditional) {
            enum err rc = schedule_entry(rt, (uint32_t)i, 0, entry->at);
            if (rc) return rc;
            continue;
        }
        struct runtime_waiting *w = arena_alloc(&rt->arena, sizeof *w);
        w->entry = (uint32_t)i;
        const uint32_t subject = sentence_subject(&entry->when);
        *last[subject] = w;
        last[subject] = &w->next;
    }
    return ERR_OK;
}

enum err runtime_agenda_release(struct runtime *rt, uint32_t actor, instant now,
                                const struct record *record, uint64_t seq)
{
    struct runtime_waiting **at = &rt->waiting[actor];

    assert(actor < rt->scenario->actor_count);
    while (*at) {
        uint32_t entry = (*at)->entry;
        if (!meaning_matches(&rt->scenario->entries[entry].when, rt->scenario,
                             record, &(*at)->progress)) {
            at = &(*at)->next;
            continue;
        }
        *at = (*at)->next;
        enum err rc = schedule_entry(rt, entry, seq, now);
        if (rc) return rc;
    }
    return ERR_OK;
}

bool runtime_agenda_happens(const struct runtime *rt,
                            const struct scenario_entry *entry)
{
    struct rng rng;

    if (entry->chance >= 1) return true;
    entry_rng(rt, entry, "chance", &rng);
    double drawn = rng_unit(&rng);
    rng_fini(&rng);
    return drawn < entry->chance;
}
