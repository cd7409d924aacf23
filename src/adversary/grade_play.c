#include "adversary/grade_play.h"

#include <assert.h>
#include <string.h>

#include "party/party.h"
#include "session/handshake.h"
#include "session/transport.h"

/* grade_play_run lets the two ends take turns. An honest end is a handshake of
 * the parties' own code, and then the transport's; it refuses what that code
 * refuses, and the play ends there. The attacker follows as an outsider, and
 * from the message on at which it takes over writes in its side's turn.
 * grade_play_read goes through what travelled once more. */

#define CHANNEL "line"

enum { SESSION = 1 };

static const char *const names[2] = {"alice", "bob"};

/* An honest end. */
struct grade_play_end {
    struct handshake handshake;
    struct noise_cipher send, receive;
};

/* The message of a row goes from the initiator where the row is even. */
static int sender_of(unsigned row)
{
    return row % 2 == 0 ? GRADE_PLAY_INITIATOR : GRADE_PLAY_RESPONDER;
}

static bool is_handshake(const struct grade_play *g, unsigned row)
{
    return row < noise_message_count(g->pattern);
}

static struct handshake_config config_of(const struct grade_play *g, int side)
{
    return (struct handshake_config){
        .pattern = g->pattern,
        .role =
            side == GRADE_PLAY_INITIATOR ? NOISE_INITIATOR : NOISE_RESPONDER,
        .channel = CHANNEL,
        .session = SESSION,
        .own_name = names[side],
        .own = &g->ends[side],
        .root = &g->root,
        .peer_name = names[!side],
        .peer = &g->ends[!side].pub,
    };
}

static struct noise_outsider_pair draw_pair(const struct grade_play *g,
                                            const char *purpose)
{
    uint8_t secret[NOISE_KEY_SIZE];
    struct rng rng;

    rng_init(&rng, &g->root, "attacker", purpose);
    rng_bytes(&rng, secret, sizeof secret);
    rng_fini(&rng);
    const struct noise_outsider_pair pair = noise_outsider_pair(secret);
    explicit_bzero(secret, sizeof secret);
    return pair;
}

void grade_play_init(struct grade_play *g, struct arena *a,
                     const struct noise_pattern *pattern, uint64_t seed)
{
    *g = (struct grade_play){.arena = a, .pattern = pattern};
    rng_root_init(&g->root, seed, 0);
    for (int side = 0; side < 2; side++)
        party_identity(&g->ends[side], &g->root, names[side], 1);
    g->own_static = draw_pair(g, "static");
    g->own_ephemeral = draw_pair(g, "ephemeral");
    g->wrong = draw_pair(g, "wrong");
}

void grade_play_fini(struct grade_play *g)
{
    for (int side = 0; side < 2; side++)
        identity_fini(&g->ends[side]);
    rng_root_fini(&g->root);
    explicit_bzero(g, sizeof *g);
}

struct noise_outsider_pair grade_play_static(const struct grade_play *g,
                                             int side)
{
    return noise_outsider_pair(g->ends[side].agree_secret);
}

struct noise_outsider_pair grade_play_public(const struct grade_play *g,
                                             int side)
{
    struct noise_outsider_pair pair = {.known = true};

    memcpy(pair.public, g->ends[side].pub.agree, NOISE_KEY_SIZE);
    return pair;
}

struct noise_outsider_pair grade_play_ephemeral(const struct grade_play *g,
                                                int side)
{
    const struct handshake_config config = config_of(g, side);
    struct handshake h;

    handshake_init(&h, &config);
    const struct noise_outsider_pair pair =
        noise_outsider_pair(h.noise.e.bytes);
    handshake_fini(&h);
    return pair;
}

static void outsider_begin(const struct grade_play *g, struct noise_outsider *o,
                           const struct noise_outsider_pair *keys)
{
    const struct handshake_config config = config_of(g, GRADE_PLAY_INITIATOR);
    char text[HANDSHAKE_PROLOGUE_SIZE];

    noise_outsider_init(o, g->pattern, HANDSHAKE_HASH,
                        handshake_prologue(&config, text), keys);
}

static void split_end(struct grade_play_end *end)
{
    if (!noise_finished(&end->handshake.noise)) return;
    enum err rc = noise_split(&end->handshake.noise, &end->send, &end->receive);
    assert(rc == ERR_OK);
}

static struct bytes end_write(const struct grade_play *g,
                              struct grade_play_end *end, unsigned row,
                              struct bytes payload)
{
    struct bytes frame = {0};
    enum err rc;

    if (is_handshake(g, row)) {
        rc = handshake_write(&end->handshake, g->arena, payload);
        frame = end->handshake.last_message;
        split_end(end);
    } else {
        rc = transport_encrypt(g->arena, &end->send, SESSION, 0, payload,
                               &frame);
    }
    assert(rc == ERR_OK);
    return frame;
}

static bool end_read(const struct grade_play *g, struct grade_play_end *end,
                     unsigned row, struct bytes bytes)
{
    struct bytes payload;
    struct frame frame;

    if (frame_decode(bytes, &frame)) return false;
    if (!is_handshake(g, row))
        return !transport_decrypt(g->arena, &end->receive, &frame, &payload);
    if (handshake_read(&end->handshake, g->arena, &frame, &payload))
        return false;
    split_end(end);
    return true;
}

/* The cipher of what that side sends; of zeros where the outsider is lost. */
static struct noise_cipher outsider_cipher(const struct noise_outsider *o,
                                           int side)
{
    struct noise_cipher ciphers[2] = {{.has_key = true}, {.has_key = true}};

    (void)noise_outsider_split(o, ciphers);
    return ciphers[side];
}

static struct bytes outsider_write(const struct grade_play *g,
                                   struct noise_outsider *o, unsigned row,
                                   struct bytes payload)
{
    const size_t size = NOISE_OUTSIDER_HEAD_MAX + payload.size;
    struct writer message, whole;
    struct bytes out = {0};

    if (!is_handshake(g, row)) {
        const struct noise_cipher c = outsider_cipher(o, sender_of(row));
        enum err rc =
            transport_encrypt(g->arena, &c, SESSION, 0, payload, &out);
        assert(rc == ERR_OK);
        return out;
    }
    writer_init(&message, arena_alloc(g->arena, size), size);
    enum err rc = noise_outsider_write(o, &g->own_ephemeral, payload, &message);
    assert(rc == ERR_OK);
    const struct frame frame = {FRAME_HANDSHAKE, SESSION, row,
                                writer_bytes(&message)};
    writer_init(&whole, arena_alloc(g->arena, FRAME_HEAD_SIZE + message.size),
                FRAME_HEAD_SIZE + message.size);
    rc = frame_encode(&frame, &whole);
    assert(rc == ERR_OK);
    return writer_bytes(&whole);
}

static bool outsider_read(const struct grade_play *g, struct noise_outsider *o,
                          unsigned row, struct bytes bytes, struct bytes *out)
{
    struct frame frame;
    struct writer w;

    if (frame_decode(bytes, &frame)) return false;
    if (!is_handshake(g, row)) {
        const struct noise_cipher c = outsider_cipher(o, sender_of(row));
        return !o->lost && !transport_decrypt(g->arena, &c, &frame, out);
    }
    writer_init(&w, arena_alloc(g->arena, frame.payload.size),
                frame.payload.size);
    const bool opened = !noise_outsider_read(o, frame.payload, &w);
    *out = writer_bytes(&w);
    return opened;
}

void grade_play_run(const struct grade_play *g,
                    const struct grade_play_attempt *attempt, unsigned rows,
                    struct grade_play_record *out)
{
    struct grade_play_end ends[2];
    struct noise_outsider o;
    struct bytes ignored;

    assert(rows <= GRADE_PLAY_ROWS);
    *out = (struct grade_play_record){0};
    for (int side = 0; side < 2; side++) {
        const struct handshake_config config = config_of(g, side);
        handshake_init(&ends[side].handshake, &config);
    }
    outsider_begin(g, &o, attempt->keys);
    for (unsigned i = 0; i < rows; i++) {
        const int from = sender_of(i);
        const bool attacked = from == attempt->side && i >= attempt->from;
        const struct bytes payload =
            bytes_of_text(arena_format(g->arena, "payload %u of %s", i,
                                       attacked ? "nobody" : names[from]));
        const struct bytes frame = attacked
                                       ? outsider_write(g, &o, i, payload)
                                       : end_write(g, &ends[from], i, payload);
        out->frames[i] = frame;
        out->payloads[i] = payload;
        out->count++;
        if (!attacked) (void)outsider_read(g, &o, i, frame, &ignored);
        /* The place that was taken hears nothing more. */
        const bool gone = (!from) == attempt->side && i + 1 >= attempt->from;
        out->accepted[i] = !gone && end_read(g, &ends[!from], i, frame);
        if (!gone && !out->accepted[i]) break;
    }
    for (int side = 0; side < 2; side++)
        handshake_fini(&ends[side].handshake);
    explicit_bzero(ends, sizeof ends);
    noise_outsider_fini(&o);
}

bool grade_play_read(const struct grade_play *g,
                     const struct grade_play_record *record,
                     const struct noise_outsider_pair keys[NOISE_OUTSIDER_KEYS],
                     unsigned row,
                     struct noise_outsider_pair found[NOISE_OUTSIDER_KEYS])
{
    struct noise_outsider o;
    struct bytes payload = {0};
    bool opened = false;

    outsider_begin(g, &o, keys);
    for (unsigned i = 0; i <= row && i < record->count; i++)
        opened = outsider_read(g, &o, i, record->frames[i], &payload) &&
                 i == row && bytes_equal(payload, record->payloads[i]);
    if (found) memcpy(found, o.keys, sizeof o.keys);
    noise_outsider_fini(&o);
    return opened;
}
