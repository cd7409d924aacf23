#include "opener/passage.h"

#include "base/search.h"
#include "scenario/scenario_query.h"

/* Records that a frame passes name each other as causes, so that the frame in
 * which something came is known from the record that took it up:
 *
 *   FRAME_SENT <- [CAPTURED <- INTERFERED <-] FRAME_ARRIVED <- RECEIVED
 *
 * Each such record is a hop and takes over what is known of the one before. */

void passage_init(struct passage *p, const struct scenario *sc)
{
    *p = (struct passage){.scenario = sc};
    arena_init(&p->arena);
}

void passage_fini(struct passage *p)
{
    arena_fini(&p->arena);
}

/* True for an act on a frame that makes one of the adversary's own, rather than
 * change or hold up another's. */
static bool makes_frame(enum record_act act)
{
    static const bool making[RECORD_ACT_COUNT] = {
        [RECORD_ACT_REPLAY] = true,          [RECORD_ACT_INJECT] = true,
        [RECORD_ACT_ANSWER] = true,          [RECORD_ACT_RELAY] = true,
        [RECORD_ACT_IMPERSONATE] = true,     [RECORD_ACT_READDRESS] = true,
        [RECORD_ACT_CLAIM] = true,           [RECORD_ACT_RESEAL] = true,
        [RECORD_ACT_FORGE_RECEIPT] = true,   [RECORD_ACT_VOUCH] = true,
        [RECORD_ACT_REPLACE_PREKEYS] = true, [RECORD_ACT_FLOOD] = true,
        [RECORD_ACT_PROBE] = true,           [RECORD_ACT_MISBIND] = true,
        [RECORD_ACT_HAND_ON] = true,         [RECORD_ACT_REFLECT] = true,
    };

    return making[act];
}

static int compare_hops(const void *item, const void *key)
{
    const struct passage_hop *hop = item;
    const uint64_t *seq = key;

    return (hop->seq > *seq) - (hop->seq < *seq);
}

const struct passage_hop *passage_before(const struct passage *p,
                                         const struct record *r)
{
    for (size_t i = 0; i < r->cause_count; i++) {
        const size_t at =
            search_lower_bound(&r->causes[i], p->hops, p->hop_count,
                               sizeof *p->hops, compare_hops);
        if (at < p->hop_count && p->hops[at].seq == r->causes[i])
            return &p->hops[at];
    }
    return NULL;
}

static void add_hop(struct passage *p, struct passage_hop hop)
{
    p->hops = arena_grow(&p->arena, p->hops, p->hop_count, &p->hop_room,
                         sizeof *p->hops);
    p->hops[p->hop_count++] = hop;
}

static uint32_t add_frame(struct passage *p, uint64_t seq)
{
    const uint32_t frame = (uint32_t)p->count;

    p->frames =
        arena_grow(&p->arena, p->frames, p->count, &p->room, sizeof *p->frames);
    p->frames[p->count++] = (struct passage_frame){
        .sent = seq,
        .traits = {TRAITS_UNKNOWN, TRAITS_UNKNOWN, TRAITS_UNKNOWN}};
    add_hop(p, (struct passage_hop){
                   .seq = seq, .frame = frame, .by = SCENARIO_NONE});
    return frame;
}

static void note_first(uint64_t *first, uint64_t seq)
{
    if (*first == 0) *first = seq;
}

/* A frame arrives, is lost, captured or interfered with. */
static uint32_t pass_frame(struct passage *p, uint64_t seq,
                           const struct record *r)
{
    const struct passage_hop *before = passage_before(p, r);
    struct passage_hop hop = {.frame = PASSAGE_NONE, .by = SCENARIO_NONE};

    if (before) hop = *before;
    hop.seq = seq;
    hop.forged = hop.forged || r->forged;
    if (r->kind == RECORD_INTERFERED && makes_frame(r->act)) {
        hop.frame = PASSAGE_NONE;
        hop.replayed = r->act == RECORD_ACT_REPLAY;
        if (r->party) hop.by = scenario_find_actor(p->scenario, r->party);
    }
    add_hop(p, hop);
    if (hop.frame == PASSAGE_NONE) return PASSAGE_NONE;
    if (r->kind == RECORD_FRAME_ARRIVED)
        note_first(&p->frames[hop.frame].arrived, seq);
    if (r->kind == RECORD_FRAME_LOST)
        note_first(&p->frames[hop.frame].lost, seq);
    return hop.frame;
}

uint32_t passage_record(struct passage *p, uint64_t seq, const struct record *r)
{
    static const bool passing[RECORD_KIND_COUNT] = {
        [RECORD_FRAME_ARRIVED] = true,
        [RECORD_FRAME_LOST] = true,
        [RECORD_CAPTURED] = true,
        [RECORD_INTERFERED] = true,
    };

    if (r->kind == RECORD_FRAME_SENT) return add_frame(p, seq);
    return passing[r->kind] ? pass_frame(p, seq, r) : PASSAGE_NONE;
}

void passage_opened(struct passage *p, const struct opener_layers *l)
{
    struct passage_frame *f = &p->frames[p->count - 1];

    f->size = l->whole.size;
    f->traits = traits_of(l);
    f->repeats = l->repeats;
}
