#include "export/shiviz.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "export/quote.h"
#include "json/json.h"
#include "view/phrase.h"

/* Writes each record of a party as two lines, the sentence and the party's
 * vector clock. A party's clock counts its own events; a frame sent carries a
 * copy of its sender's clock (struct shiviz_flight), and the party where it
 * arrives merges that copy into its own clock. */

/* The number of a party's events that are known of. */
struct shiviz_tick {
    uint32_t party;
    uint64_t count;
};

/* A vector clock, in the order of parties; zeros are left out. */
struct shiviz_clock {
    struct shiviz_tick *ticks;
    size_t count, capacity;
};

/* A frame on its way, with its sender's clock. */
struct shiviz_flight {
    struct shiviz_flight *next;
    uint64_t seq;
    unsigned copies;
    struct shiviz_clock clock;
};

struct shiviz_diagram {
    struct job *job;
    struct shiviz_clock *clocks; /* a party each */
    struct shiviz_flight *first, **last;
};

/* The party's place in the clock, made when it is not there. */
static struct shiviz_tick *find_tick(struct shiviz_clock *c, uint32_t party)
{
    size_t i = c->count;

    while (i > 0 && c->ticks[i - 1].party >= party)
        i--;
    if (i < c->count && c->ticks[i].party == party) return &c->ticks[i];
    if (c->count == c->capacity) {
        c->capacity = c->capacity ? 2 * c->capacity : 4;
        c->ticks = realloc(c->ticks, c->capacity * sizeof *c->ticks);
        if (!c->ticks) arena_out_of_memory(c->capacity * sizeof *c->ticks);
    }
    memmove(&c->ticks[i + 1], &c->ticks[i], (c->count - i) * sizeof *c->ticks);
    c->ticks[i] = (struct shiviz_tick){party, 0};
    c->count++;
    return &c->ticks[i];
}

static void clock_merge(struct shiviz_clock *c,
                        const struct shiviz_clock *other)
{
    for (size_t i = 0; i < other->count; i++) {
        struct shiviz_tick *t = find_tick(c, other->ticks[i].party);

        if (other->ticks[i].count > t->count) t->count = other->ticks[i].count;
    }
}

static struct shiviz_flight **find_flight(struct shiviz_diagram *d,
                                          uint64_t seq)
{
    struct shiviz_flight **at = &d->first;

    while (*at && (*at)->seq != seq)
        at = &(*at)->next;
    return at;
}

static void add_flight(struct shiviz_diagram *d, uint64_t seq,
                       const struct shiviz_clock *c)
{
    struct shiviz_flight *f = calloc(1, sizeof *f);

    if (!f) arena_out_of_memory(sizeof *f);
    assert(f);
    f->seq = seq;
    f->copies = 1;
    clock_merge(&f->clock, c);
    *d->last = f;
    d->last = &f->next;
}

/* Counts one copy less on its way; frees the flight after the last. */
static void land_copy(struct shiviz_diagram *d, struct shiviz_flight **at)
{
    struct shiviz_flight *f = *at;

    if (--f->copies > 0) return;
    *at = f->next;
    if (!f->next) d->last = at;
    free(f->clock.ticks);
    free(f);
}

/* Applies a record of a frame's fate to the flight. */
static void apply_fate(struct shiviz_diagram *d, const struct record *r,
                       struct shiviz_clock *clock)
{
    if (r->cause_count == 0) return;
    struct shiviz_flight **at = find_flight(d, r->causes[0]);

    if (!*at) return;
    if (r->kind == RECORD_FRAME_DOUBLED) (*at)->copies++;
    if (r->kind == RECORD_FRAME_ARRIVED && clock)
        clock_merge(clock, &(*at)->clock);
    if (r->kind == RECORD_FRAME_ARRIVED || r->kind == RECORD_FRAME_LOST)
        land_copy(d, at);
}

static bool is_fate(enum record_kind kind)
{
    return kind == RECORD_FRAME_DOUBLED || kind == RECORD_FRAME_ARRIVED ||
           kind == RECORD_FRAME_LOST;
}

static void put_clock(const struct job *j, const struct shiviz_clock *c)
{
    for (size_t i = 0; i < c->count; i++) {
        fputc(i == 0 ? '{' : ',', j->out);
        json_put_text(job_party_name(j, c->ticks[i].party), j->out);
        fprintf(j->out, ":%" PRIu64, c->ticks[i].count);
    }
    fputs("}\n", j->out);
}

/* Two lines, as the expression atop the log reads them. */
static void put_event(struct shiviz_diagram *d, const struct job_event *event)
{
    struct job *j = d->job;
    const struct record *r = &event->record;
    const uint32_t party = job_party(j, r->party);
    struct shiviz_clock *clock =
        party < j->scenario->actor_count ? &d->clocks[party] : NULL;
    char time[INSTANT_TEXT_SIZE];

    if (is_fate(r->kind)) apply_fate(d, r, clock);
    if (!clock) return;
    find_tick(clock, party)->count++;
    instant_format(time, event->time);
    fprintf(j->out, "%s ", time);
    quote_line(phrase_whole(&j->arena, j->scenario, r), j->out);
    fprintf(j->out, " (%" PRIu64 ")\n%s ", event->seq,
            job_party_name(j, party));
    put_clock(j, clock);
    if (r->kind == RECORD_FRAME_SENT) add_flight(d, event->seq, clock);
}

enum err shiviz_write(struct job *j, struct errmsg *e)
{
    struct shiviz_diagram d = {.job = j};
    struct job_event event;
    struct arena a;

    assert(j->out);
    (void)e;
    arena_init(&a);
    d.last = &d.first;
    d.clocks = arena_array(&a, j->scenario->actor_count, sizeof *d.clocks);
    fputs("(?<time>\\S*) (?<event>.*)\\n(?<host>\\S*) (?<clock>{.*})\n\n",
          j->out);
    while (job_next(j, &event))
        put_event(&d, &event);
    while (d.first) {
        d.first->copies = 1;
        land_copy(&d, &d.first);
    }
    for (size_t i = 0; i < j->scenario->actor_count; i++)
        free(d.clocks[i].ticks);
    arena_fini(&a);
    return ERR_OK;
}
