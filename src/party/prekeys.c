#include "party/prekeys.h"

#include <assert.h>
#include <string.h>

#include "party/party.h"

/* The own prekeys stand in sets: a signed prekey and the one-time prekeys that
 * go with it. prekeys_begin draws the first set, and from then on the timer
 * draws the next one in time (`renew_set`) and wipes those that were kept long
 * enough (`wipe_sets`). One-time prekeys are drawn into the newest set as they
 * are needed (`fill_stock`), given once each, and wiped when a message has
 * opened with one. A directory has no secrets of others, but signed bundles on
 * a shelf for each owner. */

void prekeys_init(struct prekeys *k, size_t stock)
{
    assert(stock <= PREKEYS_MAX);
    *k = (struct prekeys){
        .stock = stock,
        .renew = PREKEYS_RENEW,
        .keep = PREKEYS_KEEP,
    };
}

static void wipe_set(struct prekeys_set *set)
{
    x3dh_prekey_fini(&set->signed_prekey);
    for (size_t i = 0; i < set->count; i++)
        x3dh_prekey_fini(&set->one_time[i].key);
}

void prekeys_fini(struct prekeys *k)
{
    for (struct prekeys_set *set = k->sets; set; set = set->older)
        wipe_set(set);
}

void prekeys_draw(struct x3dh_prekey *out, const struct rng_root *root,
                  const char *party, const char *kind, uint32_t id)
{
    struct rng rng;

    assert(strcmp(kind, "signed") == 0 || strcmp(kind, "one-time") == 0);
    rng_init_for(&rng, root, party, "prekey/%s/%u", kind, id);
    x3dh_prekey_init(out, id, &rng);
    rng_fini(&rng);
}

/* ---- The own sets ---- */

static void draw_set(struct party *p, instant now)
{
    struct prekeys *k = &p->prekeys;
    struct prekeys_set *set = pool_alloc(p->pool, sizeof *set);

    set->older = k->sets;
    set->until = instant_add(now, k->renew);
    prekeys_draw(&set->signed_prekey, &p->root, p->name, "signed",
                 ++k->signed_ids);
    k->sets = set;
    k->changed = true;
}

/* Wakes the party when the next set is to be replaced or wiped. */
static void set_timer(struct prekeys *k, const struct party_step *step)
{
    instant first = k->sets->until;

    for (const struct prekeys_set *set = k->sets; set; set = set->older)
        if (set->until < first) first = set->until;
    effect_set_timer(step->out, &k->timer, first);
}

static struct prekeys_one_time *in_stock(const struct prekeys_set *set,
                                         size_t i)
{
    struct prekeys_one_time *o = &set->one_time[i];

    return o->used || o->taker.asker != PARTY_NONE ? NULL : o;
}

static size_t count_stock(const struct prekeys_set *set)
{
    size_t n = 0;

    for (size_t i = 0; i < set->count; i++)
        n += in_stock(set, i) != NULL;
    return n;
}

/* Draws what is lacking, as far as a set goes: whoever takes more than
 * PREKEYS_MAX within one renewal leaves none to others. */
static void fill_stock(struct party *p)
{
    struct prekeys *k = &p->prekeys;
    struct prekeys_set *set = k->sets;

    assert(set->count <= PREKEYS_MAX && count_stock(set) <= k->stock);
    size_t lacking = k->stock - count_stock(set);

    if (lacking > PREKEYS_MAX - set->count) lacking = PREKEYS_MAX - set->count;
    if (lacking == 0) return;
    const size_t count = set->count + lacking;
    struct prekeys_one_time *all = pool_alloc(p->pool, count * sizeof *all);
    if (set->count > 0) memcpy(all, set->one_time, set->count * sizeof *all);
    pool_free(p->pool, set->one_time);
    for (size_t i = set->count; i < count; i++) {
        all[i].taker.asker = PARTY_NONE;
        prekeys_draw(&all[i].key, &p->root, p->name, "one-time",
                     ++k->one_time_ids);
    }
    set->one_time = all;
    set->count = count;
    k->changed = true;
}

void prekeys_begin(struct party *p, const struct party_step *step)
{
    struct prekeys *k = &p->prekeys;

    if (!k->sets) {
        k->timer = (struct event_timer){.kind = TIMER_PREKEYS, .owner = k};
        draw_set(p, step->event->now);
        set_timer(k, step);
    }
    if (k->sets->count == 0) fill_stock(p);
}

/* A set that nobody was given a bundle of stays without one-time prekeys,
 * unless the directory is to have some. */
void prekeys_refill(struct party *p)
{
    struct prekeys *k = &p->prekeys;

    if (k->sets && (k->left || k->sets->count > 0) &&
        2 * count_stock(k->sets) <= k->stock)
        fill_stock(p);
}

static void record_set(const struct party_step *step, enum record_kind kind,
                       const struct prekeys_set *set)
{
    effect_record(step->out, kind, 0, NULL)->serial = set->signed_prekey.id;
}

static void renew_set(struct party *p, const struct party_step *step)
{
    struct prekeys *k = &p->prekeys;
    const instant now = step->event->now;

    if (k->sets->until > now) return;
    k->sets->until = instant_add(now, k->keep);
    draw_set(p, now);
    record_set(step, RECORD_PREKEYS_RENEWED, k->sets);
}

/* Retired sets stand in the order in which they are wiped, the first last. */
static void wipe_sets(struct party *p, const struct party_step *step)
{
    struct prekeys_set **at = &p->prekeys.sets->older;

    while (*at) {
        struct prekeys_set *set = *at;
        if (set->until > step->event->now) {
            at = &set->older;
            continue;
        }
        record_set(step, RECORD_PREKEYS_WIPED, set);
        *at = set->older;
        pool_free(p->pool, set->one_time);
        pool_free(p->pool, set);
    }
}

void prekeys_timer(struct party *p, const struct party_step *step)
{
    renew_set(p, step);
    wipe_sets(p, step);
    set_timer(&p->prekeys, step);
}

enum err prekeys_find(const struct party *p, const struct x3dh_initial *initial,
                      const struct x3dh_prekey **signed_prekey,
                      struct prekeys_one_time **one_time)
{
    struct prekeys_set *set = p->prekeys.sets;

    while (set && set->signed_prekey.id != initial->signed_prekey_id)
        set = set->older;
    if (!set) return ERR_MISSING;
    *signed_prekey = &set->signed_prekey;
    *one_time = NULL;
    if (!initial->has_one_time) return ERR_OK;
    for (size_t i = 0; i < set->count; i++)
        if (set->one_time[i].key.id == initial->one_time_id)
            *one_time = &set->one_time[i];
    return *one_time && !(*one_time)->used ? ERR_OK : ERR_MISSING;
}

void prekeys_spend(struct prekeys_one_time *one_time)
{
    assert(!one_time->used);
    explicit_bzero(one_time->key.secret, sizeof one_time->key.secret);
    one_time->used = true;
}

/* ---- Giving ---- */

static bool is_same(const struct prekeys_taker *a,
                    const struct prekeys_taker *b)
{
    return a->asker == b->asker && a->session == b->session;
}

/* The owner gives the last where the directory, which begins with the first,
 * has the same. */
struct x3dh_bundle prekeys_give(struct party *p,
                                const struct prekeys_taker *taker)
{
    const struct prekeys_set *set = p->prekeys.sets;
    struct prekeys_one_time *found = NULL;
    struct x3dh_bundle bundle;

    for (size_t i = 0; taker && i < set->count && !found; i++)
        if (is_same(&set->one_time[i].taker, taker)) found = &set->one_time[i];
    for (size_t i = 0; taker && i < set->count && !found; i++)
        found = in_stock(set, p->prekeys.left ? set->count - 1 - i : i);
    if (found) found->taker = *taker;
    x3dh_sign_bundle(&bundle, &p->identity, &set->signed_prekey,
                     found ? &found->key : NULL);
    return bundle;
}

struct x3dh_bundle *prekeys_give_all(const struct party *p, struct arena *a,
                                     size_t *count)
{
    const struct prekeys_set *set = p->prekeys.sets;
    struct x3dh_bundle *bundles =
        arena_array(a, 1 + set->count, sizeof *bundles);

    *count = 0;
    x3dh_sign_bundle(&bundles[(*count)++], &p->identity, &set->signed_prekey,
                     NULL);
    for (size_t i = 0; i < set->count; i++)
        if (in_stock(set, i))
            x3dh_sign_bundle(&bundles[(*count)++], &p->identity,
                             &set->signed_prekey, &set->one_time[i].key);
    return bundles;
}

enum record_reason prekeys_wrong(const struct party *p, uint32_t owner,
                                 const struct x3dh_bundle *bundle)
{
    const enum record_reason reason =
        keyring_reason(p, owner, bundle->identity.agree);

    return reason == REASON_REVOKED || reason == REASON_DISPUTED ||
                   reason == REASON_NO_KEY
               ? reason
               : REASON_BAD_SIGNATURE;
}

/* ---- A directory's shelves ---- */

struct prekeys_shelf *prekeys_find_shelf(const struct party *p, uint32_t owner)
{
    struct prekeys_shelf *shelf = p->prekeys.shelves;

    while (shelf && shelf->owner != owner)
        shelf = shelf->next;
    return shelf;
}

/* The taker of that one-time prekey under the same signed one, if it was
 * given. All that lie on a shelf go with one. */
static struct prekeys_taker taker_of(const struct prekeys_shelf *shelf,
                                     const struct x3dh_bundle *bundle)
{
    const bool same =
        shelf->count > 0 && bundle->has_one_time &&
        shelf->bundles[0].signed_prekey_id == bundle->signed_prekey_id;

    for (size_t i = 1; same && i < shelf->count; i++)
        if (shelf->bundles[i].one_time_id == bundle->one_time_id)
            return shelf->takers[i];
    return (struct prekeys_taker){.asker = PARTY_NONE};
}

void prekeys_fill_shelf(struct party *p, uint32_t owner, uint32_t channel,
                        const struct x3dh_bundle *bundles, size_t count)
{
    struct prekeys_shelf *shelf = prekeys_find_shelf(p, owner);

    assert(count > 0 && !bundles[0].has_one_time);
    if (!shelf) {
        shelf = arena_alloc(p->arena, sizeof *shelf);
        *shelf =
            (struct prekeys_shelf){.next = p->prekeys.shelves, .owner = owner};
        p->prekeys.shelves = shelf;
    }
    struct prekeys_taker *takers = pool_alloc(p->pool, count * sizeof *takers);
    for (size_t i = 0; i < count; i++)
        takers[i] = taker_of(shelf, &bundles[i]);
    pool_free(p->pool, shelf->bundles);
    pool_free(p->pool, shelf->takers);
    shelf->bundles = pool_alloc(p->pool, count * sizeof *bundles);
    memcpy(shelf->bundles, bundles, count * sizeof *bundles);
    shelf->takers = takers;
    shelf->channel = channel;
    shelf->told = false;
    shelf->count = count;
}

struct x3dh_bundle prekeys_take(struct prekeys_shelf *shelf,
                                const struct prekeys_taker *taker)
{
    size_t found = 0; /* the bare one */

    assert(shelf->count > 0 && !shelf->bundles[0].has_one_time);
    for (size_t i = 1; taker && i < shelf->count && !found; i++)
        if (is_same(&shelf->takers[i], taker)) found = i;
    for (size_t i = 1; taker && i < shelf->count && !found; i++)
        if (shelf->takers[i].asker == PARTY_NONE) found = i;
    if (found) shelf->takers[found] = *taker;
    return shelf->bundles[found];
}

uint32_t prekeys_low(const struct prekeys_shelf *shelf)
{
    uint32_t last = 0;
    size_t given = 0;

    for (size_t i = 1; i < shelf->count; i++) {
        if (shelf->takers[i].asker == PARTY_NONE) continue;
        last = shelf->bundles[i].one_time_id;
        given++;
    }
    return 2 * given >= shelf->count - 1 ? last : 0;
}

void prekeys_note_given(struct party *p, uint32_t directory, uint64_t id)
{
    const struct prekeys_set *set = p->prekeys.sets;

    for (size_t i = 0; set && i < set->count; i++)
        if (in_stock(set, i) && set->one_time[i].key.id <= id)
            set->one_time[i].taker = (struct prekeys_taker){directory, 0};
}
