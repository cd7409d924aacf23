#include "runtime/runtime_agenda.h"

#include <assert.h>
#include <stdlib.h>

#include "base/writer.h"
#include "runtime/sample.h"
#include "scenario/meaning.h"
#include "scenario/scenario_query.h"

/* A condition waits for records of one actor about one document, from which the
 * actor learns of another or, where that is the actor itself, which are of its
 * own acts and levels. All conditions with the same three are found by a table
 * (`find_place`); a record has as many places as inferences, and its own.
 * Entries with the same condition hang on one condition, in the order of the
 * file, so that the conditions of a place are no more than there are predicates
 * and portions. What a record fulfils is scheduled in the order of the file. */

/* An entry of the script that waits for a condition. */
struct runtime_waiting {
    struct runtime_waiting *next;
    uint32_t entry;
};

/* A condition for which entries wait. */
struct runtime_condition {
    struct runtime_condition *next; /* of the same place */
    const struct sentence *when;
    struct meaning_progress progress;
    struct runtime_waiting *first, **last;
};

/* The conditions that one actor's records about another actor and a document
 * may fulfil. */
struct runtime_place {
    struct runtime_about {
        uint32_t actor, about, document;
    } about; /* its key in the table */
    struct runtime_condition *conditions;
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

static struct runtime_place *find_place(const struct runtime *rt,
                                        const struct runtime_about *about)
{
    return table_find(&rt->waiting, bytes_of(about, sizeof *about));
}

static struct runtime_place *make_place(struct runtime *rt,
                                        const struct sentence *when)
{
    const struct runtime_about about = {sentence_subject(when), when->party,
                                        when->document};
    struct runtime_place *place = find_place(rt, &about);

    if (place) return place;
    place = arena_alloc(&rt->arena, sizeof *place);
    place->about = about;
    table_add(&rt->waiting, &rt->arena,
              bytes_of(&place->about, sizeof place->about), place);
    return place;
}

/* The condition among those of its place. A condition lives as long as the run,
 * even where its entries are done. */
static struct runtime_condition *make_condition(struct runtime *rt,
                                                const struct sentence *when)
{
    struct runtime_place *place = make_place(rt, when);
    struct runtime_condition *c = place->conditions;

    while (c && (c->when->predicate != when->predicate ||
                 c->when->portion != when->portion))
        c = c->next;
    if (c) return c;
    c = arena_alloc(&rt->arena, sizeof *c);
    c->when = when;
    c->last = &c->first;
    c->next = place->conditions;
    place->conditions = c;
    return c;
}

static enum err schedule_letter(struct runtime *rt, size_t letter)
{
    const struct scenario *s = rt->scenario;

    return rt->driver.schedule(rt->driver.world,
                               (uint32_t)(s->entry_count + letter), 0,
                               s->network.letters[letter].at);
}

enum err runtime_agenda_give(struct runtime *rt)
{
    const struct scenario *s = rt->scenario;
    enum err rc = ERR_OK;

    for (uint32_t i = 0; i < s->entry_count && !rc; i++) {
        const struct scenario_entry *entry = &s->entries[i];
        if (!entry->conditional) {
            rc = schedule_entry(rt, i, 0, entry->at);
            continue;
        }
        struct runtime_waiting *w = arena_alloc(&rt->arena, sizeof *w);
        struct runtime_condition *c = make_condition(rt, &entry->when);
        w->entry = i;
        *c->last = w;
        c->last = &w->next;
    }
    if (!rc && s->network.letter_count > 0) rc = schedule_letter(rt, 0);
    return rc;
}

enum err runtime_agenda_letter(struct runtime *rt, uint32_t entry)
{
    const size_t next = entry - rt->scenario->entry_count + 1;

    return next < rt->scenario->network.letter_count ? schedule_letter(rt, next)
                                                     : ERR_OK;
}

/* The entries that a record lets go, in the arena of the step. */
struct runtime_due {
    uint32_t *entries;
    size_t count, room;
};

/* Takes the entries that wait at a place for such a record. */
static void take_due(struct runtime *rt, const struct runtime_about *about,
                     const struct record *record, struct runtime_due *due)
{
    const struct runtime_place *place = find_place(rt, about);

    for (struct runtime_condition *c = place ? place->conditions : NULL; c;
         c = c->next) {
        if (!c->first ||
            !meaning_matches(c->when, rt->scenario, record, &c->progress))
            continue;
        for (; c->first; c->first = c->first->next) {
            due->entries = arena_grow(&rt->step, due->entries, due->count,
                                      &due->room, sizeof *due->entries);
            due->entries[due->count++] = c->first->entry;
        }
    }
}

static int compare_entries(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

enum err runtime_agenda_release(struct runtime *rt, uint32_t actor, instant now,
                                const struct record *record, uint64_t seq)
{
    struct meaning_inference told[MEANING_INFERENCES_MAX];
    struct runtime_about about = {actor, actor, SCENARIO_NONE};
    struct runtime_due due = {0};
    enum err rc = ERR_OK;

    assert(actor < rt->scenario->actor_count);
    if (!record->document || rt->waiting.count == 0) return ERR_OK;
    about.document = scenario_find_document(rt->scenario, record->document);
    if (about.document == SCENARIO_NONE) return ERR_OK;
    take_due(rt, &about, record, &due);
    const size_t count = meaning_inferences(rt->scenario, record, told);
    for (size_t i = 0; i < count; i++) {
        about.about = told[i].about;
        if (about.about != actor) take_due(rt, &about, record, &due);
    }
    if (due.count > 1)
        qsort(due.entries, due.count, sizeof *due.entries, compare_entries);
    for (size_t i = 0; i < due.count && !rc; i++)
        rc = schedule_entry(rt, due.entries[i], seq, now);
    return rc;
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
