#include "experiment/target.h"

#include <string.h>

#include "experiment/ratchet_steps.h"
#include "opener/dissect.h"
#include "scenario/scenario_query.h"

/* The journal is read once, its frames opened with all keys. A first handshake
 * message notes the session and its initiator; a frame with a readable copy
 * becomes a target, unless it is sent again; and every frame, sent or arrived,
 * goes to the ratchet steps, which tell whether a target's session may have
 * recovered from a theft. Third parties and the directory are chosen last, when
 * all recipients of an exchange are known. */

/* A Noise session whose beginning was seen. */
struct target_session {
    struct target_session *next;
    uint32_t channel, initiator;
    uint64_t number;
    const struct noise_pattern *pattern;
};

/* The finder's state while it reads the run. */
struct target_finder {
    struct arena *a;
    const struct scenario *s;
    struct target_session *sessions;
    struct ratchet_steps steps;
    struct tactic_target *targets;
    size_t count, room;
};

static const struct target_session *find_session(const struct target_finder *f,
                                                 uint32_t channel,
                                                 const struct opener_layers *l)
{
    for (const struct target_session *s = f->sessions; s; s = s->next)
        if (s->channel == channel && s->number == l->frame.session &&
            (s->initiator == l->from || s->initiator == l->to))
            return s;
    return NULL;
}

static void note_session(struct target_finder *f, uint32_t channel,
                         const struct opener_layers *l)
{
    if (l->frame.type != FRAME_HANDSHAKE ||
        handshake_index(l->frame.counter) != 0 || find_session(f, channel, l))
        return;
    struct target_session *s = arena_alloc(f->a, sizeof *s);
    *s = (struct target_session){f->sessions, channel, l->from,
                                 l->frame.session, l->handshake};
    f->sessions = s;
}

static bool is_listed(const struct target_finder *f,
                      const struct opener_layers *l)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->targets[i].exchange == l->exchange &&
            f->targets[i].from == l->from && f->targets[i].to == l->to)
            return true;
    return false;
}

/* True if the sender wrote to the recipient before on this channel, in the same
 * kind of session. */
static bool is_later(const struct target_finder *f,
                     const struct tactic_target *t)
{
    for (size_t i = 0; i < f->count; i++) {
        const struct tactic_target *o = &f->targets[i];
        if (o->from == t->from && o->to == t->to && o->channel == t->channel &&
            o->time < t->time && o->profile.session == t->profile.session)
            return true;
    }
    return false;
}

static void add_target(struct target_finder *f, const struct tactic_target *t)
{
    f->targets =
        arena_grow(f->a, f->targets, f->count, &f->room, sizeof *f->targets);
    f->targets[f->count++] = *t;
}

static const enum claim_session travels[FRAME_TYPE_COUNT] = {
    [FRAME_HANDSHAKE] = CLAIM_SESSION_NOISE,
    [FRAME_TRANSPORT] = CLAIM_SESSION_NOISE,
    [FRAME_INITIAL] = CLAIM_SESSION_RATCHET,
    [FRAME_RATCHET] = CLAIM_SESSION_RATCHET,
    [FRAME_GROUP] = CLAIM_SESSION_GROUP,
};

/* Tells whether a copy shows a signature that was made before. */
static bool shows_proof(const struct message_copy *copy)
{
    for (size_t i = 0; i < copy->earlier_count; i++)
        if (copy->earlier[i].signature.size > 0) return true;
    return false;
}

/* Tells whether it comes with an initial message that binds keys alone. */
static bool begins_bare(const struct frame *f)
{
    struct x3dh_initial initial;

    return f->type == FRAME_INITIAL && f->payload.size > X3DH_INITIAL_SIZE &&
           !x3dh_decode_initial(&initial,
                                bytes_of(f->payload.data, X3DH_INITIAL_SIZE)) &&
           initial.bare;
}

static void note_copy(struct target_finder *f, uint32_t channel,
                      const struct opener_layers *l)
{
    const struct message *m = &l->message;
    const struct target_session *session =
        travels[l->frame.type] == CLAIM_SESSION_NOISE
            ? find_session(f, channel, l)
            : NULL;

    if (!m->document || l->copy.leaf_count == 0 || is_listed(f, l)) return;
    struct tactic_target t = {
        .exchange = l->exchange,
        .from = l->from,
        .to = l->to,
        .channel = channel,
        .document = arena_text(f->a, m->document),
        .session = l->frame.session,
        .profile =
            {
                .sign = l->transfer.bytes.signature.size > 0,
                .around = l->around.bytes.signature.size > 0,
                .shown = l->transfer.bytes.signature.size == 0 &&
                         shows_proof(&l->copy),
                .seal = m->seal,
                .receipt = m->receipt,
                .padded = l->copy.padding > 0,
                .session = travels[l->frame.type],
                .pattern = session ? session->pattern : NULL,
                .initiated = session && session->initiator == l->from,
                .bare = begins_bare(&l->frame),
                .early = l->frame.type == FRAME_HANDSHAKE,
                .message = (unsigned)l->index,
            },
        .time = l->time,
    };
    if (scenario_find_document(f->s, t.document) == SCENARIO_NONE) return;
    t.earlier = is_later(f, &t);
    t.healed =
        ratchet_steps_healed_since(&f->steps, channel, l, &t.healed_since);
    add_target(f, &t);
}

/* True if the document goes to that party too, in the same exchange. */
static bool is_addressed(const struct target_finder *f,
                         const struct tactic_target *t, uint32_t party)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->targets[i].exchange == t->exchange && f->targets[i].to == party)
            return true;
    return false;
}

/* Chooses a third party that sender and recipient can reach, or else one of
 * them. */
static void choose_third(const struct target_finder *f, struct tactic_target *t)
{
    const struct scenario *s = f->s;
    int best = -1;

    t->third = t->third_sender = t->third_recipient = SCENARIO_NONE;
    for (uint32_t i = 0; i < s->party_count; i++) {
        if (i == t->from || is_addressed(f, t, i)) continue;
        const uint32_t sender = scenario_joining(s, t->from, i);
        const uint32_t recipient = scenario_joining(s, t->to, i);
        const int ways =
            (sender != SCENARIO_NONE) + (recipient != SCENARIO_NONE);
        if (ways <= best) continue;
        best = ways;
        t->third = i;
        t->third_sender = sender;
        t->third_recipient = recipient;
    }
}

static void note_directory(const struct scenario *s, struct tactic_target *t)
{
    t->directory = t->directory_channel = t->keeper_channel = SCENARIO_NONE;
    if (s->directory == SCENARIO_NONE || s->directory == t->from) return;
    t->keeper_channel = scenario_joining(s, t->from, s->directory);
    if (s->parties[t->from].trust != TRUST_DIRECTORY) return;
    t->directory_channel = t->keeper_channel;
    if (t->directory_channel != SCENARIO_NONE) t->directory = s->directory;
}

/* Notes a frame that arrived. */
static void note_arrival(struct target_finder *f, struct arena *step,
                         const struct reader_frame *frame)
{
    struct record r;

    if (frame->kind != JOURNAL_EVENT || record_decode(step, frame->body, &r) ||
        r.kind != RECORD_FRAME_ARRIVED)
        return;
    for (size_t i = 0; i < r.cause_count; i++)
        ratchet_steps_arrive(&f->steps, r.causes[i], frame->time);
}

static void note_frame(struct target_finder *f, const struct opener_layers *l)
{
    const uint32_t channel = scenario_find_channel(f->s, l->channel);

    if (channel == SCENARIO_NONE) return;
    note_session(f, channel, l);
    note_copy(f, channel, l);
    ratchet_steps_send(&f->steps, channel, l);
}

void target_find(struct arena *a, const struct scenario *s, struct reader *r,
                 struct tactic_target **out, size_t *count)
{
    struct target_finder f = {.a = a, .s = s};
    struct reader_frame frame;
    struct opener_layers l;
    struct dissect d;
    struct arena step;

    dissect_init(&d, r, s, SCENARIO_NONE);
    arena_init(&step);
    ratchet_steps_init(&f.steps, a);
    reader_rewind(r);
    while (!reader_next(r, &frame)) {
        arena_reset(&step);
        if (dissect_frame(&d, &frame, &step, &l))
            note_frame(&f, &l);
        else
            note_arrival(&f, &step, &frame);
    }
    arena_fini(&step);
    dissect_fini(&d);
    for (size_t i = 0; i < f.count; i++)
        choose_third(&f, &f.targets[i]);
    for (size_t i = 0; i < f.count; i++)
        note_directory(s, &f.targets[i]);
    *out = f.targets;
    *count = f.count;
}
