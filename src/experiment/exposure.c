#include "experiment/exposure.h"

#include <assert.h>
#include <string.h>

#include "base/search.h"
#include "base/writer.h"
#include "opener/opener_group.h"
#include "party/renewal.h"
#include "scenario/scenario_query.h"

/* The run is played twice. capture_init plays it first and finds the copies;
 * find_open sets aside those that take no key to read. In the second run
 * observe_step looks at every party with a record since the step before. If its
 * secrets differ from those stolen last, settle_theft turns the last theft into
 * windows that end now, and steal_secrets takes the new ones and opens all
 * frames of the capture with them. observe_end settles what is left. In between
 * a theft would give the same, so the windows are exact. */

/* The latest theft of one kind. */
struct exposure_taken {
    uint8_t fingerprint[SHA256_SIZE]; /* of the stolen secrets */
    bool any;
    bool expires; /* they may change without a record */
    instant since;
};

/* The second run, in which secrets are stolen. */
struct exposure_play {
    struct exposure *x;
    bool *touched;                /* a party each: something happened to it */
    struct exposure_taken *taken; /* a theft each */
    struct arena step;
};

static const char *const reaches[] = {
    [KEYS_NOTHING] = "nothing",
    [KEYS_IDENTITY] = "identity",
    [KEYS_STATE] = "state",
    [KEYS_ALL] = "all",
};

const char *exposure_reach_name(enum keys_reach reach)
{
    assert((unsigned)reach <= KEYS_ALL);
    return reaches[reach];
}

enum err exposure_reach(enum keys_reach *out, const char *name)
{
    for (unsigned i = KEYS_IDENTITY; i <= KEYS_ALL; i++) {
        if (strcmp(name, reaches[i]) != 0) continue;
        *out = (enum keys_reach)i;
        return ERR_OK;
    }
    return ERR_FORMAT;
}

static struct exposure_track *track_of(const struct exposure *x, size_t theft,
                                       size_t copy)
{
    assert(theft < x->theft_count && copy < x->capture.copy_count);
    return &x->tracks[theft * x->capture.copy_count + copy];
}

const struct exposure_track *exposure_track(const struct exposure *x,
                                            size_t theft, size_t copy)
{
    return track_of(x, theft, copy);
}

bool exposure_concerns(const struct exposure *x, size_t copy)
{
    assert(copy < x->capture.copy_count);
    const struct capture_copy *c = &x->capture.copies[copy];

    for (size_t i = 0; i < x->theft_count; i++) {
        const uint32_t party = x->thefts[i].party;
        if (c->from == party || c->to == party || track_of(x, i, copy)->first)
            return true;
    }
    return false;
}

const struct exposure_window *exposure_at(const struct exposure_track *t,
                                          instant time)
{
    const struct exposure_window *w = t->first;

    while (w && w->until <= time)
        w = w->next;
    return w && w->from <= time ? w : NULL;
}

/* Notes the level that the frame gives of its copy, to a thief who has recorded
 * all frames up to this time. */
static void note_frame(const struct opener *o, struct arena *a,
                       struct opener_layers *l, instant now,
                       struct exposure_track *t)
{
    struct finding text;

    opener_open(o, a, l);
    const enum record_level level = capture_level(a, l, &text);
    if (level == LEVEL_UNAWARE) return;
    if (t->level == LEVEL_UNAWARE || now < t->opened) t->opened = now;
    if (t->level == LEVEL_UNAWARE || l->time > t->again) t->again = l->time;
    if (level > t->level) t->level = level;
}

static int compare_seq(const void *item, const void *key)
{
    const struct capture_frame *f = item;
    const uint64_t *seq = key;

    return (f->seen.seq > *seq) - (f->seen.seq < *seq);
}

/* The copy in the last frame that this record put on its channel. */
static uint32_t copy_in(const struct capture *c, uint64_t seq)
{
    const uint64_t next = seq + 1;
    const size_t end = search_lower_bound(&next, c->frames, c->frame_count,
                                          sizeof *c->frames, compare_seq);

    assert(end > 0);
    return c->frames[end - 1].copy;
}

/* Notes the copies that stood in the clear in a stolen memory: they take no
 * frame. */
static void note_stolen(const struct capture *c, const struct opener *o,
                        struct arena *a, const struct keys *keys,
                        struct exposure_track *tracks)
{
    for (uint32_t i = 0; i < keys->count; i++)
        for (const struct memory_message *m = keys->parties[i].memory.messages;
             m; m = m->next) {
            struct opener_layers l;
            struct finding text;
            arena_reset(a);
            opener_open_stolen(o, a, i, m, &l);
            const enum record_level level = capture_level(a, &l, &text);
            for (size_t k = 0; level > LEVEL_UNAWARE && k < c->copy_count;
                 k++) {
                struct exposure_track *t = &tracks[k];
                if (!capture_is_copy(a, &c->copies[k], &l, &text)) continue;
                t->opened = INSTANT_MIN;
                t->again = INSTANT_MAX;
                if (level > t->level) t->level = level;
            }
        }
}

/* Opens the frames from that index on with these keys, and notes what they give
 * of each copy. */
static void look_from(const struct capture *c, struct keys *keys, size_t from,
                      struct exposure_track *tracks)
{
    struct opener o;
    struct arena a;

    arena_init(&a);
    opener_init(&o, c->peers, c->scenario->party_count, keys);
    for (size_t i = 0; i < c->copy_count; i++)
        tracks[i].level = LEVEL_UNAWARE;
    note_stolen(c, &o, &a, keys, tracks);
    for (size_t i = 0; i < c->frame_count; i++) {
        const struct capture_frame *f = &c->frames[i];
        struct opener_layers l = f->seen;
        arena_reset(&a);
        capture_renew(c, keys, i);
        if (i < from) continue;
        opener_follow(&o, &l);
        if (f->copy != CAPTURE_NONE)
            note_frame(&o, &a, &l, l.time, &tracks[f->copy]);
        while (opener_group_late(&o, &l)) {
            const uint32_t copy = copy_in(c, l.seq);
            if (copy != CAPTURE_NONE)
                note_frame(&o, &a, &l, f->seen.time, &tracks[copy]);
        }
    }
    opener_fini(&o);
    arena_fini(&a);
}

/* The same with the party's generator. */
static void look_all(const struct capture *c, uint32_t party, size_t from,
                     struct exposure_track *tracks)
{
    struct keys keys;

    keys_init(&keys, c->scenario->party_count);
    keys_add_all(&keys, party, &c->root, c->peers[party].name);
    look_from(c, &keys, from, tracks);
    keys_fini(&keys);
}

/* A search for the last frame from which on the generator still gives a copy.
 */
struct exposure_search {
    const struct capture *capture;
    uint32_t party;
    size_t copy;
    struct exposure_track *again; /* room for a track of each copy */
};

/* Frame 0 gives the copy: places are the frames after it. */
static bool exposure_gives(void *context, size_t place)
{
    const struct exposure_search *s = context;

    look_all(s->capture, s->party, place + 1, s->again);
    return s->again[s->copy].level > LEVEL_UNAWARE;
}

/* A generator follows only sessions whose beginning was recorded, so a later
 * recording opens less. Bisection finds the last beginning that still gives a
 * copy. */
static void steal_generator(const struct exposure *x, size_t theft)
{
    const struct capture *c = &x->capture;
    const uint32_t party = x->thefts[theft].party;
    struct arena a;

    arena_init(&a);
    struct exposure_track *again =
        arena_array(&a, c->copy_count, sizeof *again);
    look_all(c, party, 0, track_of(x, theft, 0));
    for (size_t copy = 0; copy < c->copy_count; copy++) {
        struct exposure_track *t = track_of(x, theft, copy);
        struct exposure_search search = {c, party, copy, again};
        if (t->level == LEVEL_UNAWARE) continue;
        const size_t last =
            search_place(c->frame_count - 1, exposure_gives, &search);
        t->again = c->frames[last].seen.time;
    }
    arena_fini(&a);
}

static void steal_secrets(const struct exposure *x, size_t theft,
                          const struct party *p)
{
    struct keys keys;

    if (x->thefts[theft].reach == KEYS_ALL) {
        steal_generator(x, theft);
        return;
    }
    keys_init(&keys, x->capture.scenario->party_count);
    if (x->thefts[theft].reach == KEYS_STATE)
        keys_add_state(&keys, p);
    else
        keys_add_identities(&keys, p);
    look_from(&x->capture, &keys, 0, track_of(x, theft, 0));
    keys_fini(&keys);
}

/* Adds a window, or extends the one before it. */
static void add_window(struct exposure *x, struct exposure_track *t,
                       const struct exposure_window *w)
{
    struct exposure_window *last = t->last;

    if (w->from >= w->until) return;
    if (last && last->until == w->from && last->recorded == w->recorded &&
        last->late == w->late && last->level == w->level) {
        last->until = w->until;
        return;
    }
    struct exposure_window *added = arena_alloc(&x->arena, sizeof *added);
    *added = *w;
    if (last)
        last->next = added;
    else
        t->first = added;
    t->last = added;
}

/* The stolen secrets were the party's from `since` to `until`. Before the
 * copy's first frame the thief has to go on recording; after its last one it is
 * too late to begin. */
static void settle_copy(struct exposure *x, struct exposure_track *t,
                        instant since, instant until)
{
    const instant cuts[] = {t->opened < t->again ? t->opened : t->again,
                            t->opened < t->again ? t->again : t->opened, until};
    instant at = since;

    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
        const instant to = cuts[i] < until ? cuts[i] : until;
        const struct exposure_window w = {
            .from = at,
            .until = to,
            .recorded = at >= t->opened,
            .late = at < t->again,
            .level = t->level,
        };
        if (to <= at) continue;
        add_window(x, t, &w);
        at = to;
    }
}

static void settle_theft(struct exposure_play *play_run, size_t theft,
                         instant now)
{
    struct exposure *x = play_run->x;
    const struct exposure_taken *taken = &play_run->taken[theft];

    for (size_t i = 0; i < x->capture.copy_count && taken->any; i++) {
        struct exposure_track *t = track_of(x, theft, i);
        if (t->level > LEVEL_UNAWARE && !x->open[i])
            settle_copy(x, t, taken->since, now);
    }
}

/* A hash of what a theft would give now. */
static void take_fingerprint(struct arena *a, const struct party *p,
                             enum keys_reach reach, uint8_t out[SHA256_SIZE])
{
    const struct identity *id;
    struct writer w;
    size_t count = 0;

    while (renewal_identity(p, count))
        count++;
    const size_t room = (count + 1) * SHA256_SIZE;
    writer_init(&w, arena_alloc(a, room), room);
    memset(out, 0, SHA256_SIZE);
    if (reach == KEYS_ALL) return;
    if (reach == KEYS_STATE) memory_fingerprint(p, a, out);
    writer_put(&w, out, SHA256_SIZE);
    for (size_t i = 0; (id = renewal_identity(p, i)); i++)
        writer_put(&w, id->pub.agree, sizeof id->pub.agree);
    sha256(out, writer_bytes(&w));
}

/* Steals wherever a party's secrets are other than at the theft before. */
static void observe_step(void *watcher, instant now, const struct runtime *rt)
{
    struct exposure_play *play_run = watcher;
    uint8_t fingerprint[SHA256_SIZE];

    arena_reset(&play_run->step);
    for (size_t i = 0; i < play_run->x->theft_count; i++) {
        const struct exposure_theft *t = &play_run->x->thefts[i];
        const struct party *p = &rt->parties[t->party];
        struct exposure_taken *taken = &play_run->taken[i];
        if (!play_run->touched[t->party] && taken->any && !taken->expires)
            continue;
        take_fingerprint(&play_run->step, p, t->reach, fingerprint);
        if (taken->any &&
            memcmp(fingerprint, taken->fingerprint, sizeof fingerprint) == 0)
            continue;
        settle_theft(play_run, i, now);
        *taken = (struct exposure_taken){
            .any = true, .expires = memory_expires(p), .since = now};
        memcpy(taken->fingerprint, fingerprint, sizeof fingerprint);
        steal_secrets(play_run->x, i, p);
    }
    memset(play_run->touched, 0,
           play_run->x->capture.scenario->party_count *
               sizeof *play_run->touched);
}

/* Notes the party of each record, since nothing happens to a party without
 * one. */
static void observe_record(void *watcher, instant now, uint64_t seq,
                           const struct record *r)
{
    struct exposure_play *play_run = watcher;
    const uint32_t party =
        r->party ? scenario_find_party(play_run->x->capture.scenario, r->party)
                 : SCENARIO_NONE;

    (void)now, (void)seq;
    if (party != SCENARIO_NONE) play_run->touched[party] = true;
}

static void observe_end(void *watcher, const struct runtime *rt)
{
    struct exposure_play *play_run = watcher;

    (void)rt;
    for (size_t i = 0; i < play_run->x->theft_count; i++)
        settle_theft(play_run, i, play_run->x->capture.scenario->end);
}

/* Finds the copies that take no key to read: no theft opens them. */
static void find_open(struct exposure *x)
{
    const struct capture *c = &x->capture;
    struct exposure_track *tracks =
        arena_array(&x->arena, c->copy_count, sizeof *tracks);
    bool *open = arena_array(&x->arena, c->copy_count, sizeof *open);
    struct keys nothing;

    keys_init(&nothing, c->scenario->party_count);
    look_from(c, &nothing, 0, tracks);
    keys_fini(&nothing);
    for (size_t i = 0; i < c->copy_count; i++)
        open[i] = tracks[i].level > LEVEL_UNAWARE;
    x->open = open;
}

static enum err list_thefts(struct exposure *x,
                            const struct exposure_question *q, struct errmsg *e)
{
    const struct capture *c = &x->capture;
    const size_t parties = c->scenario->party_count;
    bool *ends = arena_array(&x->arena, parties, sizeof *ends);

    for (size_t i = 0; i < c->copy_count; i++)
        ends[c->copies[i].from] = ends[c->copies[i].to] = true;
    x->thefts = arena_array(&x->arena, 2 * parties, sizeof *x->thefts);
    for (uint32_t i = 0; i < parties; i++) {
        if (q->party != SCENARIO_NONE ? q->party != i : !ends[i]) continue;
        for (unsigned r = KEYS_IDENTITY; r <= KEYS_ALL; r++)
            if (q->reach ? r == q->reach : r != KEYS_ALL)
                x->thefts[x->theft_count++] =
                    (struct exposure_theft){i, (enum keys_reach)r};
    }
    if (x->theft_count * c->copy_count > EXPOSURE_PAIRS_MAX)
        return err_set(e, ERR_LIMIT,
                       "%zu thefts and %zu copies make more than %d pairs; ask "
                       "for one party",
                       x->theft_count, c->copy_count, EXPOSURE_PAIRS_MAX);
    x->tracks = arena_array(&x->arena, x->theft_count * c->copy_count,
                            sizeof *x->tracks);
    return ERR_OK;
}

static enum err play_run(struct exposure *x, struct errmsg *e)
{
    const struct capture *c = &x->capture;
    struct exposure_play play_run = {.x = x};
    const struct sweep sweep = {
        .scenario = c->scenario,
        .seed = c->seed,
        .first = c->run,
        .runs = 1,
        .until = c->scenario->end,
        .record = observe_record,
        .end = observe_end,
        .stepped = observe_step,
        .watcher = &play_run,
    };

    arena_init(&play_run.step);
    play_run.touched = arena_array(&x->arena, c->scenario->party_count,
                                   sizeof *play_run.touched);
    play_run.taken =
        arena_array(&x->arena, x->theft_count, sizeof *play_run.taken);
    enum err rc = sweep_play(&sweep, e);
    arena_fini(&play_run.step);
    return rc;
}

enum err exposure_of(struct exposure *x, const struct exposure_question *q,
                     struct errmsg *e)
{
    *x = (struct exposure){0};
    enum err rc = capture_init(&x->capture, q->scenario, q->seed, q->run, e);
    if (rc) return rc;
    arena_init(&x->arena);
    find_open(x);
    rc = list_thefts(x, q, e);
    if (!rc) rc = play_run(x, e);
    if (rc) exposure_fini(x);
    return rc;
}

void exposure_fini(struct exposure *x)
{
    arena_fini(&x->arena);
    capture_fini(&x->capture);
}
