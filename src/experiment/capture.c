#include "experiment/capture.h"

#include <string.h>

#include "opener/initial_keys.h"
#include "scenario/scenario_query.h"

/* Two passes. While the run is played, observe_record keeps every frame that is
 * put on a channel, and each renewal of a party's keys. read_all then follows
 * the frames in order with the keys of all parties; a frame that shows a text
 * is given its copy, a new one or the one that an earlier frame carried. */

/* Each key of a party has the serial after the one before. */
static void note_renewal(struct capture *c, const struct record *r)
{
    const uint32_t party = scenario_find_party(c->scenario, r->party);
    const struct capture_renewal *last = c->renewals;
    struct capture_renewal *added = arena_alloc(&c->arena, sizeof *added);

    while (last && last->party != party)
        last = last->earlier;
    *added = (struct capture_renewal){
        .earlier = c->renewals,
        .party = party,
        .serial = last ? last->serial + 1 : 2,
        .frame = c->frame_count,
    };
    c->renewals = added;
}

/* Keeps a frame that was put on a channel, whatever became of it. */
static void observe_record(void *watcher, instant now, uint64_t seq,
                           const struct record *r)
{
    struct capture *c = watcher;
    struct opener_layers l = {.seq = seq, .time = now, .exchange = r->exchange};

    if (r->kind == RECORD_KEY_ROTATED) note_renewal(c, r);
    if (r->kind != RECORD_FRAME_SENT || !r->party || !r->peer || !r->channel)
        return;
    l.from = scenario_find_party(c->scenario, r->party);
    l.to = scenario_find_party(c->scenario, r->peer);
    l.channel = arena_text(&c->arena, r->channel);
    l.pattern = initial_keys_pattern(c->scenario, r->channel);
    l.whole = arena_copy(&c->arena, r->data);
    if (frame_decode(l.whole, &l.frame)) return;
    c->frames = arena_grow(&c->arena, c->frames, c->frame_count, &c->frame_room,
                           sizeof *c->frames);
    c->frames[c->frame_count++] = (struct capture_frame){l, CAPTURE_NONE};
}

void capture_renew(const struct capture *c, struct keys *k, size_t frame)
{
    for (const struct capture_renewal *r = c->renewals; r; r = r->earlier) {
        struct identity identity;
        if (r->frame != frame || k->parties[r->party].reach != KEYS_ALL)
            continue;
        party_identity(&identity, &c->root, c->peers[r->party].name, r->serial);
        keys_add_identity(k, r->party, &identity);
        identity_fini(&identity);
    }
}

enum record_level capture_level(struct arena *a, const struct opener_layers *l,
                                struct finding *text)
{
    struct finding found[FINDING_MAX];
    struct finding_known known = {0};
    enum record_level level = LEVEL_UNAWARE;
    const size_t count = finding_of(a, l, a, &known, found);

    for (size_t i = 0; i < count; i++) {
        const enum record_level gives = record_kind_row(found[i].kind)->level;
        if (gives < LEVEL_TOLD || gives < level) continue;
        level = gives;
        *text = found[i];
    }
    return level;
}

/* "open-door, hotline"; NULL for all of it. */
static const char *portions_text(struct arena *a, const struct finding *f)
{
    const char *text = NULL;

    for (size_t i = 0; i < f->portion_count; i++)
        text = text ? arena_format(a, "%s, %s", text, f->portions[i])
                    : f->portions[i];
    return text ? arena_text(a, text) : NULL;
}

/* Their names, kept with the copy. */
static const char **keep_names(struct arena *a, const struct finding *f)
{
    const char **names = arena_array(a, f->portion_count, sizeof *names);

    for (size_t i = 0; i < f->portion_count; i++)
        names[i] = arena_text(a, f->portions[i]);
    return names;
}

/* Fills in the pattern of the frame's session, which its handshake named, and
 * the role of the frame's sender. */
static void find_handshake(const struct capture *c,
                           const struct opener_layers *l,
                           struct capture_way *way)
{
    for (size_t i = 0; i < c->frame_count; i++) {
        const struct opener_layers *h = &c->frames[i].seen;
        if (h->frame.type != FRAME_HANDSHAKE ||
            h->frame.session != l->frame.session ||
            strcmp(h->channel, l->channel) != 0)
            continue;
        way->pattern = handshake_pattern(h->frame.counter, h->pattern);
        way->initiated = h->from == l->from;
        if (way->pattern) return;
    }
}

static struct capture_way way_of(const struct capture *c,
                                 const struct opener_layers *l)
{
    static const enum capture_way_session sessions[FRAME_TYPE_COUNT] = {
        [FRAME_HANDSHAKE] = CAPTURE_WAY_NOISE,
        [FRAME_TRANSPORT] = CAPTURE_WAY_NOISE,
        [FRAME_INITIAL] = CAPTURE_WAY_RATCHET,
        [FRAME_RATCHET] = CAPTURE_WAY_RATCHET,
        [FRAME_GROUP] = CAPTURE_WAY_GROUP,
    };
    struct capture_way way = {.seal = l->message.seal,
                              .session = sessions[l->frame.type]};

    if (way.session == CAPTURE_WAY_NOISE) find_handshake(c, l, &way);
    if (l->frame.type == FRAME_HANDSHAKE) way.early = (unsigned)l->index + 1;
    return way;
}

static bool is_same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* The copy in a frame; a frame that is sent again holds the same one. */
static uint32_t copy_of(struct capture *c, const struct capture_copy *bears)
{
    for (size_t i = 0; i < c->copy_count; i++) {
        const struct capture_copy *k = &c->copies[i];
        if (k->from == bears->from && k->to == bears->to &&
            k->exchange == bears->exchange && k->session == bears->session &&
            strcmp(k->document, bears->document) == 0 &&
            strcmp(k->channel, bears->channel) == 0 &&
            is_same_text(k->portions, bears->portions))
            return (uint32_t)i;
    }
    c->copies = arena_grow(&c->arena, c->copies, c->copy_count, &c->copy_room,
                           sizeof *c->copies);
    c->copies[c->copy_count] = *bears;
    return (uint32_t)c->copy_count++;
}

bool capture_is_copy(struct arena *a, const struct capture_copy *copy,
                     const struct opener_layers *l, const struct finding *text)
{
    return copy->from == l->from && copy->to == l->to &&
           copy->exchange == l->exchange &&
           strcmp(copy->document, text->document) == 0 &&
           strcmp(copy->channel, l->channel) == 0 &&
           is_same_text(copy->portions, portions_text(a, text));
}

static void read_frame(struct capture *c, const struct opener *o,
                       struct arena *a, struct capture_frame *f)
{
    struct opener_layers l = f->seen;
    struct finding text = {0};

    uint32_t number = 0, n;

    opener_open(o, a, &l);
    const enum record_level level = capture_level(a, &l, &text);
    if (level == LEVEL_UNAWARE) return;
    if (l.frame.type == FRAME_GROUP &&
        sender_key_number(l.frame.payload, &number, &n))
        return;
    const struct capture_copy bears = {
        .document = arena_text(&c->arena, text.document),
        .portions = portions_text(&c->arena, &text),
        .names = keep_names(&c->arena, &text),
        .name_count = text.portion_count,
        .from = l.from,
        .to = l.to,
        .channel = l.channel,
        .way = way_of(c, &l),
        .session = l.frame.session,
        .sender_key = number,
        .exchange = l.exchange,
        .sent = l.time,
        .level = level,
    };
    f->copy = copy_of(c, &bears);
}

/* Opens every frame with all parties' keys. */
static void read_all(struct capture *c)
{
    struct opener o;
    struct keys keys;
    struct arena a;

    arena_init(&a);
    keys_init(&keys, c->scenario->party_count);
    for (uint32_t i = 0; i < c->scenario->party_count; i++)
        keys_add_all(&keys, i, &c->root, c->peers[i].name);
    opener_init(&o, c->peers, c->scenario->party_count, &keys);
    for (size_t i = 0; i < c->frame_count; i++) {
        arena_reset(&a);
        capture_renew(c, &keys, i);
        opener_follow(&o, &c->frames[i].seen);
        read_frame(c, &o, &a, &c->frames[i]);
    }
    opener_fini(&o);
    keys_fini(&keys);
    arena_fini(&a);
}

enum err capture_init(struct capture *c, const struct scenario *sc,
                      uint64_t seed, uint64_t run, struct errmsg *e)
{
    const struct sweep sweep = {
        .scenario = sc,
        .seed = seed,
        .first = run,
        .runs = 1,
        .until = sc->end,
        .record = observe_record,
        .watcher = c,
    };

    *c = (struct capture){.scenario = sc, .seed = seed, .run = run};
    arena_init(&c->arena);
    rng_root_init(&c->root, seed, run);
    c->peers = initial_keys_peers(&c->arena, sc, &c->root);
    enum err rc = sweep_play(&sweep, e);
    if (!rc)
        read_all(c);
    else
        capture_fini(c);
    return rc;
}

void capture_fini(struct capture *c)
{
    rng_root_fini(&c->root);
    arena_fini(&c->arena);
}
