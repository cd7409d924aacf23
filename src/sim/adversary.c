#include "sim/adversary.h"

#include <assert.h>

#include "opener/finding.h"
#include "opener/opener_group.h"
#include "runtime/runtime_record.h"
#include "sim/loot.h"

/* Each frame put on a channel meets the adversaries that sit there, in the
 * order of the file, until one of them drops it:
 *
 *     adversary_meet
 *       renew_loot         takes the new keys of its insiders
 *       capture            records the frame and keeps it: CAPTURED
 *       open_capture       opens it with all keys at hand
 *         record_findings  records what was not known before
 *       interfere          drop, delay, reorder, replay, modify, inject, each
 *                          drawn by its own probability
 *       pose               writes in the name of the victim of its theft
 *       play_tactic        does what the tactic asks for, if it plays one
 *
 * Each intervention is recorded, and that record is the cause of what becomes
 * of the frame. A theft (adversary_steal) adds keys and opens all captures
 * again from the beginning, for a session's keys follow from its first frames;
 * then it reads the messages that the stolen memory held.
 */

/* A captured frame. */
struct adversary_capture {
    struct adversary_capture *next;
    uint64_t seq; /* the record of it */
    struct opener_layers layers;
};

/* The adversaries that sit on a channel, in the order of the file. */
struct adversary_post {
    struct adversary **items;
    size_t count, room;
};

/* Posts an adversary on its channels, on each once. */
static void take_posts(struct adversary_set *all, struct adversary *a)
{
    for (size_t i = 0; i < a->scenario->on_count; i++) {
        struct adversary_post *p = &all->posts[a->scenario->on[i]];

        if (p->count > 0 && p->items[p->count - 1] == a) continue;
        p->items = arena_grow(&all->arena, p->items, p->count, &p->room,
                              sizeof *p->items);
        p->items[p->count++] = a;
    }
}

static void init_one(struct adversary_set *all, uint32_t index)
{
    const struct scenario *s = all->runtime->scenario;
    struct adversary *a = &all->items[index];

    a->scenario = &s->adversaries[index];
    a->actor = (uint32_t)s->party_count + index;
    a->last = &a->captures;
    a->keeps = a->scenario->theft != THEFT_NONE;
    /* A root of its own: its draws change nobody else's. */
    rng_init(&a->rng, &all->runtime->root, a->scenario->name, "adversary");
    rng_bytes(&a->rng, a->root.key, sizeof a->root.key);
    keys_init(&a->keys, s->party_count);
    opener_init(&a->opener, all->runtime->world.peers, s->party_count,
                &a->keys);
    take_posts(all, a);
}

/* Where a theft may come, its keys open earlier frames. */
static void keep_for_thefts(struct adversary_set *all)
{
    const struct scenario *s = all->runtime->scenario;

    for (size_t i = 0; i < s->entry_count; i++)
        if (s->entries[i].verb == RECORD_VERB_COMPROMISE)
            all->items[s->entries[i].by].keeps = true;
}

void adversary_play(struct adversary_set *all, uint32_t index,
                    const struct tactic *tactic,
                    const struct tactic_target *target)
{
    struct adversary *a = &all->items[index];
    struct rng rng;

    assert(index < all->count && !a->captures && a->theft == 0);
    rng_init(&rng, &a->root, a->scenario->name, "identity");
    identity_init(&a->own, &rng);
    rng_fini(&rng);
    a->keeps = true;
    a->play = (struct tactic_play){
        .tactic = tactic,
        .target = *target,
        .self = {&all->runtime->world, &a->own, &a->root, &all->arena},
        .keys = &a->keys,
    };
    loot_take_insiders(&a->keys, all->runtime, &a->play);
}

void adversary_init(struct adversary_set *all, struct runtime *rt)
{
    const struct scenario *s = rt->scenario;

    *all = (struct adversary_set){.runtime = rt, .count = s->adversary_count};
    arena_init(&all->arena);
    arena_init(&all->step);
    all->items = arena_array(&all->arena, all->count, sizeof *all->items);
    all->posts = arena_array(&all->arena, all->runtime->world.channel_count,
                             sizeof *all->posts);
    for (uint32_t i = 0; i < all->count; i++)
        init_one(all, i);
    keep_for_thefts(all);
}

void adversary_fini(struct adversary_set *all)
{
    for (size_t i = 0; i < all->count; i++) {
        rng_fini(&all->items[i].rng);
        identity_fini(&all->items[i].own);
        identity_fini(&all->items[i].thief.key);
        x3dh_prekey_fini(&all->items[i].play.prekey);
        opener_fini(&all->items[i].opener);
        keys_fini(&all->items[i].keys);
    }
    arena_fini(&all->step);
    arena_fini(&all->arena);
}

/* The frame as it is put on the channel. */
static struct opener_layers layers_of(const struct adversary_set *all,
                                      const struct driver_parcel *parcel)
{
    const struct party_channel *channel =
        &all->runtime->world.channels[parcel->channel];

    return (struct opener_layers){
        .from = parcel->from,
        .to = parcel->to,
        .channel = channel->name,
        .pattern = channel->pattern,
        .exchange = parcel->exchange,
        .whole = parcel->frame,
    };
}

/* Records something about a frame that was seen. */
static enum err record_seen(struct adversary_set *all, instant now,
                            const struct adversary *a,
                            const struct opener_layers *l, struct record *r,
                            uint64_t *seq)
{
    r->peer = all->runtime->world.peers[l->from].name;
    r->channel = l->channel;
    r->exchange = l->exchange;
    return runtime_outsider(all->runtime, now, a->actor, r, seq);
}

/* Takes in the frame. Where keys may come later it is kept for them; else it
 * goes with the step. */
static enum err capture(struct adversary_set *all, instant now,
                        struct adversary *a, struct opener_layers *l,
                        uint64_t cause, struct adversary_capture **out)
{
    struct record r = {
        .kind = RECORD_CAPTURED, .causes = {cause}, .cause_count = 1};
    struct arena *keep = a->keeps ? &all->arena : &all->step;
    struct adversary_capture *c = arena_alloc(keep, sizeof *c);

    enum err rc = record_seen(all, now, a, l, &r, &c->seq);
    if (rc) return rc;
    c->layers = opener_given(l);
    c->layers.seq = c->seq;
    c->layers.whole = arena_copy(keep, l->whole);
    if (frame_decode(c->layers.whole, &c->layers.frame))
        c->layers.frame = (struct frame){.type = FRAME_PLAIN};
    *out = c;
    if (!a->keeps) return ERR_OK;
    *a->last = c;
    a->last = &c->next;
    return ERR_OK;
}

/* A tactic against one document ignores all others, but a pool takes pieces
 * from all. */
static bool is_relevant(const struct adversary *a,
                        const struct opener_layers *l)
{
    const struct tactic *tactic = a->play.tactic;

    return !tactic || tactic->aim == TACTIC_POOL ||
           l->exchange == a->play.target.exchange;
}

/* Records the findings that the adversary did not know before. */
static enum err record_findings(struct adversary_set *all, instant now,
                                struct adversary *a,
                                const struct opener_layers *l, uint64_t before)
{
    struct finding found[FINDING_MAX];
    const size_t count =
        finding_of(&all->step, l, &all->arena, &a->known, found);

    for (size_t i = 0; i < count; i++) {
        struct record r = {
            .kind = found[i].kind,
            .document = found[i].document,
            .portions = found[i].portions,
            .portion_count = found[i].portion_count,
            .causes = {before},
            .cause_count = 1,
        };
        if (finding_needs_key(l) && a->theft > 0 && a->theft != before)
            r.causes[r.cause_count++] = a->theft;
        enum err rc = record_seen(all, now, a, l, &r, &before);
        if (rc) return rc;
    }
    return ERR_OK;
}

/* Opens a capture as deep as the keys reach; and with a key found in it, the
 * captures before it. */
static enum err open_capture(struct adversary_set *all, instant now,
                             struct adversary *a,
                             const struct adversary_capture *c,
                             struct opener_layers *l)
{
    struct opener_layers late;
    enum err rc = ERR_OK;

    *l = c->layers;
    opener_follow(&a->opener, l);
    opener_open(&a->opener, &all->step, l);
    /* A frame that is opened late takes the place of this one's message. */
    l->raw = arena_copy(&all->step, l->raw);
    if (is_relevant(a, l)) rc = record_findings(all, now, a, l, c->seq);
    while (!rc && opener_group_late(&a->opener, &late)) {
        opener_open(&a->opener, &all->step, &late);
        if (is_relevant(a, &late))
            rc = record_findings(all, now, a, &late, late.seq);
    }
    return rc;
}

static const enum record_act acts[ADVERSARY_ACT_COUNT] = {
    [ADVERSARY_DROP] = RECORD_ACT_DROP,
    [ADVERSARY_DELAY] = RECORD_ACT_DELAY,
    [ADVERSARY_REORDER] = RECORD_ACT_REORDER,
    [ADVERSARY_REPLAY] = RECORD_ACT_REPLAY,
    [ADVERSARY_MODIFY] = RECORD_ACT_MODIFY,
    [ADVERSARY_INJECT] = RECORD_ACT_INJECT,
};

/* Gives the frames that were added since `before` the record of their being
 * added. */
static void note_cause(struct intervention_frame *f,
                       const struct intervention_frame *before, uint64_t cause)
{
    for (; f != before; f = f->next)
        f->cause = cause;
}

/* One adversary's turn at a frame. */
struct adversary_turn {
    struct adversary_set *all;
    instant now;
    struct adversary *a;
    const struct opener_layers *l;
    struct intervention *h;
    uint64_t seen;   /* the record of the capture; 0: no frame */
    uint64_t *cause; /* the last record of its being touched */
};

/* True when the frames that an act added, or else the one that it touched,
 * bear a text that nobody wrote. */
static bool goes_on_forged(const struct intervention *h,
                           const struct intervention_frame *before)
{
    bool forged = h->extra == before && h->forged && !h->dropped;

    for (const struct intervention_frame *f = h->extra; f != before;
         f = f->next)
        forged = forged || f->forged;
    return forged;
}

/* Records an intervention with the bytes that are new. The record is the cause
 * of the frame's going on, or of the frames that were added. */
static enum err note_act(struct adversary_turn *g,
                         const struct intervention_frame *before,
                         enum record_act did)
{
    struct record r = {.kind = RECORD_INTERFERED,
                       .act = did,
                       .causes = {g->seen},
                       .cause_count = g->seen > 0,
                       .forged = goes_on_forged(g->h, before)};
    uint64_t seq;

    if (g->h->extra != before)
        r.data = g->h->extra->bytes;
    else if (!bytes_equal(g->h->frame, g->l->whole))
        r.data = g->h->frame;
    else
        r.data = g->h->named;
    enum err rc = record_seen(g->all, g->now, g->a, g->l, &r, &seq);
    if (rc) return rc;
    note_cause(g->h->extra, before, seq);
    if (g->h->extra == before) *g->cause = seq;
    return ERR_OK;
}

/* Interferes with the frame, each way by its own chance. */
static enum err interfere(struct adversary_turn *g)
{
    for (unsigned act = ADVERSARY_DROP; act < ADVERSARY_ACT_COUNT; act++) {
        const double chance = g->a->scenario->acts[act];
        if (chance <= 0 || rng_unit(&g->a->rng) >= chance) continue;
        const struct intervention_frame *before = g->h->extra;
        intervention_do(g->h, acts[act]);
        enum err rc = note_act(g, before, acts[act]);
        if (rc) return rc;
    }
    return ERR_OK;
}

static enum err pose(struct adversary_turn *g)
{
    const struct intervention_frame *before = g->h->extra;
    const enum record_act did = thief_pose(&g->a->thief, g->h);

    return did ? note_act(g, before, did) : ERR_OK;
}

/* Plays the tactic; a message read in a session of the adversary's own is
 * opened like any other, and may bring the keys of a group. */
static enum err play_tactic(struct adversary_turn *g)
{
    struct adversary *a = g->a;
    const struct intervention_frame *before = g->h->extra;

    if (!a->play.tactic || !a->play.tactic->play) return ERR_OK;
    const enum record_act did = a->play.tactic->play(&a->play, g->h);
    if (!did) return ERR_OK;
    enum err rc = note_act(g, before, did);
    if (rc || g->h->read.size == 0) return rc;
    struct opener_layers own = *g->l;
    own.raw = g->h->read;
    opener_group_learn(&a->opener, own.raw, own.from, OPENER_NONE);
    opener_open_message(&a->opener, &g->all->step, &own);
    return record_findings(g->all, g->now, a, &own, g->seen);
}

/* Takes what the insiders and the tactic's theft have come to hold. */
static enum err renew_loot(struct adversary_set *all, instant now,
                           struct adversary *a)
{
    loot_renew_insiders(&a->keys, all->runtime);
    if (!loot_take_prekey(all->runtime, &a->play)) return ERR_OK;
    struct record r = {
        .kind = RECORD_STOLEN,
        .peer = all->runtime->world.peers[a->play.target.to].name,
        .stolen = RECORD_STOLEN_PREKEY,
    };
    return runtime_outsider(all->runtime, now, a->actor, &r, &a->theft);
}

enum err adversary_meet(struct adversary_set *all, instant now,
                        const struct driver_parcel *parcel,
                        struct intervention *h, uint64_t *cause)
{
    const struct adversary_post *post = &all->posts[parcel->channel];
    struct opener_layers seen = layers_of(all, parcel);

    arena_reset(&all->step);
    *cause = parcel->cause;
    *h = (struct intervention){.arena = &all->step,
                               .world = &all->runtime->world};
    intervention_init(h, &seen, parcel->channel);
    for (size_t i = 0; i < post->count && !h->dropped; i++) {
        struct adversary *a = post->items[i];
        struct adversary_capture *kept;
        seen.whole = h->frame;
        enum err rc = renew_loot(all, now, a);
        if (!rc) rc = capture(all, now, a, &seen, *cause, &kept);
        if (!rc) rc = open_capture(all, now, a, kept, &seen);
        if (rc) return rc;
        h->rng = &a->rng;
        h->root = &a->root;
        struct adversary_turn turn = {all, now, a, &seen, h, kept->seq, cause};
        rc = interfere(&turn);
        if (!rc) rc = pose(&turn);
        if (!rc) rc = play_tactic(&turn);
        if (rc) return rc;
    }
    h->seen = NULL;
    return ERR_OK;
}

/* Reads the messages that waited in the memory that was stolen. */
static enum err read_stolen(struct adversary_set *all, instant now,
                            struct adversary *a, uint32_t victim)
{
    const struct memory_message *m = a->keys.parties[victim].memory.messages;
    struct opener_layers l;
    enum err rc = ERR_OK;

    for (; m && !rc; m = m->next) {
        arena_reset(&all->step);
        opener_open_stolen(&a->opener, &all->step, victim, m, &l);
        if (is_relevant(a, &l)) rc = record_findings(all, now, a, &l, a->theft);
    }
    return rc;
}

enum err adversary_open(struct adversary_set *all, instant now, uint32_t index,
                        struct intervention *h)
{
    struct adversary *a = &all->items[index];
    const struct tactic_target *t = &a->play.target;
    const struct party_channel *channel =
        &all->runtime->world.channels[t->channel];
    /* In place of a frame, nothing that the sender put on the channel. */
    const struct opener_layers nothing = {.time = now,
                                          .from = t->from,
                                          .to = t->to,
                                          .channel = channel->name,
                                          .pattern = channel->pattern,
                                          .frame = {.type = FRAME_PLAIN},
                                          .session_by = OPENER_NONE,
                                          .opened_by = OPENER_NONE};
    uint64_t cause = 0;

    assert(index < all->count);
    arena_reset(&all->step);
    *h = (struct intervention){.arena = &all->step,
                               .rng = &a->rng,
                               .world = &all->runtime->world,
                               .root = &a->root};
    intervention_init(h, &nothing, t->channel);
    struct adversary_turn turn = {all, now, a, &nothing, h, 0, &cause};
    enum err rc = renew_loot(all, now, a);
    if (!rc) rc = play_tactic(&turn);
    h->seen = NULL;
    return rc;
}

enum err adversary_steal(struct adversary_set *all, instant now, uint32_t index,
                         const struct adversary_theft *theft)
{
    static const enum record_stolen loot[] = {
        [THEFT_IDENTITY] = RECORD_STOLEN_IDENTITY,
        [THEFT_STATE] = RECORD_STOLEN_STATE};
    struct adversary *a = &all->items[index];
    const struct party *victim = &all->runtime->parties[theft->victim];
    struct record r = {.kind = RECORD_STOLEN,
                       .peer = victim->name,
                       .stolen = loot[theft->what]};
    struct opener_layers l;

    assert(index < all->count && theft->what != THEFT_NONE && a->keeps);
    assert(theft->victim < all->runtime->world.peer_count);
    if (theft->cause > 0) r.causes[r.cause_count++] = theft->cause;
    enum err rc = runtime_outsider(all->runtime, now, a->actor, &r, &a->theft);
    if (rc) return rc;
    if (a->scenario->poses)
        a->thief = (struct thief){true, theft->victim, victim->identity, now};
    if (a->scenario->unread) return ERR_OK;
    if (theft->what == THEFT_STATE)
        keys_add_state(&a->keys, victim);
    else
        keys_add_identities(&a->keys, victim);
    /* With new keys the sessions are followed again from the beginning. */
    opener_fini(&a->opener);
    opener_init(&a->opener, all->runtime->world.peers,
                all->runtime->world.peer_count, &a->keys);
    for (const struct adversary_capture *c = a->captures; c && !rc;
         c = c->next) {
        arena_reset(&all->step);
        rc = open_capture(all, now, a, c, &l);
    }
    return rc ? rc : read_stolen(all, now, a, theft->victim);
}
