#include "opener/dissect.h"

#include <assert.h>
#include <string.h>

#include "crypto/sha256.h"
#include "opener/initial_keys.h"
#include "opener/related.h"
#include "scenario/scenario_query.h"
#include "wire/credential.h"
#include "wire/outline.h"

/* dissect_init derives the parties' keys from the seed. Then either every
 * record is given to dissect_sent, in order, which follows and opens each
 * frame that was sent; or search_frames reads the journal from its start up to
 * the last frame that is wanted, follows all frames on the way, and opens those
 * wanted that the viewer sees: of an exchange, with what it rests on, or of one
 * record. A party that rotates its key is noted on the way. */

/* A frame, to recognise it when it is sent again. */
struct dissect_seen {
    struct dissect_seen *next;
    uint8_t hash[SHA256_SIZE];
    uint64_t seq;
};

_Static_assert(OPENER_NONE == SCENARIO_NONE, "no party is no party");

void dissect_init(struct dissect *d, struct reader *r,
                  const struct scenario *sc, uint32_t as)
{
    struct rng_root root;

    *d = (struct dissect){.scenario = sc, .reader = r, .as = as};
    arena_init(&d->arena);
    keys_init(&d->keys, sc->party_count);
    rng_root_init(&root, r->header.seed, r->header.run);
    d->peers = initial_keys_peers(&d->arena, sc, &root);
    for (uint32_t i = 0; i < sc->party_count; i++)
        if (as == SCENARIO_NONE || as == i)
            keys_add_all(&d->keys, i, &root, d->peers[i].name);
    rng_root_fini(&root);
    opener_init(&d->opener, d->peers, sc->party_count, &d->keys);
}

void dissect_fini(struct dissect *d)
{
    opener_fini(&d->opener);
    keys_fini(&d->keys);
    arena_fini(&d->arena);
}

/* A frame that is sent again has the same bytes. */
static void note_repeat(struct dissect *d, struct opener_layers *l)
{
    uint8_t hash[SHA256_SIZE];

    sha256(hash, l->whole);

    struct dissect_seen **list =
        &d->seen[(hash[0] << 8 | hash[1]) % DISSECT_LISTS];

    for (const struct dissect_seen *seen = *list; seen; seen = seen->next)
        if (memcmp(seen->hash, hash, sizeof hash) == 0) l->repeats = seen->seq;
    if (l->repeats) return;
    struct dissect_seen *seen = arena_alloc(&d->arena, sizeof *seen);
    *seen = (struct dissect_seen){.next = *list, .seq = l->seq};
    memcpy(seen->hash, hash, sizeof hash);
    *list = seen;
}

/* A party that takes a new key draws it from where all its keys come from. */
static void note_key(struct dissect *d, const struct record *r, struct arena *a)
{
    const uint32_t party =
        r->party ? scenario_find_party(d->scenario, r->party) : SCENARIO_NONE;
    struct credential c;
    struct credential_statement s;
    struct identity identity;

    if (party == SCENARIO_NONE || credential_decode(a, r->data, &c) ||
        credential_decode_statement(a, c.statement, &s))
        return;
    party_identity(&identity, &d->keys.parties[party].root, r->party, s.serial);
    keys_add_identity(&d->keys, party, &identity);
    identity_fini(&identity);
}

/* Bytes put on a channel, if that is what the record tells; they need not be
 * a frame. */
static bool bytes_sent(struct dissect *d, const struct reader_frame *f,
                       struct arena *a, struct opener_layers *l)
{
    struct record r;

    if (f->kind != JOURNAL_EVENT || record_decode(a, f->body, &r)) return false;
    if (r.kind == RECORD_KEY_ROTATED) note_key(d, &r, a);
    if (r.kind != RECORD_FRAME_SENT || !r.party || !r.peer || !r.channel)
        return false;
    *l = (struct opener_layers){
        .seq = f->seq,
        .time = f->time,
        .from = scenario_find_party(d->scenario, r.party),
        .to = scenario_find_party(d->scenario, r.peer),
        .channel = r.channel,
        .exchange = r.exchange,
        .whole = r.data,
        .pattern = initial_keys_pattern(d->scenario, r.channel),
    };
    return l->from != SCENARIO_NONE && l->to != SCENARIO_NONE;
}

static bool sees(const struct dissect *d, const struct opener_layers *l)
{
    return d->as >= d->scenario->party_count || l->from == d->as ||
           l->to == d->as;
}

/* The bytes that the record sent, followed, and opened where they are seen. */
static bool open_sent(struct dissect *d, const struct reader_frame *f,
                      struct arena *a, struct opener_layers *l)
{
    assert(f->seq >= d->next);
    d->next = f->seq + 1;
    if (!bytes_sent(d, f, a, l)) return false;
    l->session_by = l->opened_by = OPENER_NONE;
    const bool sound = !frame_decode(l->whole, &l->frame);
    if (sound) opener_follow(&d->opener, l);
    if (!sees(d, l)) return false;
    if (sound) opener_open(&d->opener, a, l);
    return true;
}

bool dissect_sent(struct dissect *d, const struct reader_frame *f,
                  struct arena *a, struct opener_layers *l)
{
    if (!open_sent(d, f, a, l)) return false;
    note_repeat(d, l);
    return true;
}

bool dissect_frame(struct dissect *d, const struct reader_frame *f,
                   struct arena *a, struct opener_layers *l)
{
    return open_sent(d, f, a, l) && l->frame.type != 0;
}

/* A search through the journal: which frames are wanted, and until when. */
struct dissect_search {
    uint64_t exchange, seq; /* by the one, or by the other; 0: not */
    struct related *related;
    uint64_t last; /* the last record that can be wanted */
    void (*found)(void *context, const struct opener_layers *layers);
    void *context;
};

static bool is_wanted(struct dissect_search *q, const struct opener_layers *l)
{
    if (q->related) return related_take(q->related, l->seq);
    return q->seq > 0 ? l->seq == q->seq : l->exchange == q->exchange;
}

/* The exchange's last frame, since no frame after it need be followed; 0: the
 * exchange has none. */
static uint64_t last_frame(const struct dissect *d, uint64_t exchange)
{
    struct reader_frame f;
    struct outline o;
    uint64_t last = 0;

    reader_rewind(d->reader);
    while (!reader_next(d->reader, &f))
        if (f.kind == JOURNAL_EVENT && !outline_read(f.body, &o) &&
            o.kind == RECORD_FRAME_SENT && o.exchange == exchange)
            last = f.seq;
    return last;
}

/* Begins at the journal's first record: nothing has been followed yet. */
static void start_again(struct dissect *d)
{
    opener_fini(&d->opener);
    opener_init(&d->opener, d->peers, d->scenario->party_count, &d->keys);
    memset(d->seen, 0, sizeof d->seen);
    reader_rewind(d->reader);
}

static size_t search_frames(struct dissect *d, struct dissect_search *q)
{
    struct reader_frame f;
    struct opener_layers l;
    struct arena a;
    size_t count = 0;

    arena_init(&a);
    start_again(d);
    while (!reader_next(d->reader, &f) && f.seq <= q->last) {
        arena_reset(&a);
        if (!bytes_sent(d, &f, &a, &l)) continue;
        const bool sound = !frame_decode(l.whole, &l.frame);
        if (sound) opener_follow(&d->opener, &l);
        if (!is_wanted(q, &l) || !sees(d, &l)) continue;
        note_repeat(d, &l);
        l.session_by = l.opened_by = OPENER_NONE;
        if (sound) opener_open(&d->opener, &a, &l);
        q->found(q->context, &l);
        count++;
    }
    arena_fini(&a);
    return count;
}

size_t dissect_exchange(struct dissect *d, uint64_t exchange,
                        void (*found)(void *context,
                                      const struct opener_layers *layers),
                        void *context)
{
    struct dissect_search q = {.exchange = exchange,
                               .last = last_frame(d, exchange),
                               .found = found,
                               .context = context};

    return search_frames(d, &q);
}

/* Notes every frame up to the exchange's last one, and those behind it where a
 * group may still acknowledge. */
static void note_related(struct dissect *d, struct related *r, uint64_t last)
{
    struct reader_frame f;
    struct opener_layers l;
    struct arena a;

    arena_init(&a);
    start_again(d);
    while (!reader_next(d->reader, &f) &&
           (f.seq <= last || related_awaits(r))) {
        arena_reset(&a);
        if (!bytes_sent(d, &f, &a, &l)) continue;
        l.session_by = l.opened_by = OPENER_NONE;
        if (!frame_decode(l.whole, &l.frame)) {
            opener_follow(&d->opener, &l);
            opener_open(&d->opener, &a, &l);
        }
        if (sees(d, &l)) related_note(r, &l);
    }
    arena_fini(&a);
}

size_t dissect_related(struct dissect *d, uint64_t exchange,
                       void (*found)(void *context,
                                     const struct opener_layers *layers),
                       void *context)
{
    const uint64_t last = last_frame(d, exchange);
    struct related r;
    struct dissect_search q = {
        .related = &r, .found = found, .context = context};

    related_init(&r, exchange);
    if (last > 0) note_related(d, &r, last);
    related_resolve(&r);
    q.last = related_last(&r);
    const size_t count = search_frames(d, &q);
    related_fini(&r);
    return count;
}

size_t dissect_record(struct dissect *d, uint64_t seq,
                      void (*found)(void *context,
                                    const struct opener_layers *layers),
                      void *context)
{
    struct dissect_search q = {
        .seq = seq, .last = seq, .found = found, .context = context};

    return search_frames(d, &q);
}
