#include "session/handshake.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/writer.h"

/* `handshake_init` draws the ephemeral key and binds the prologue. The two
 * sides then take turns: `handshake_write` makes this side's next message and
 * keeps its frame, `handshake_read` takes the peer's and checks the static key
 * that it shows. A message that comes again is answered with the frame that is
 * kept. session_noise.c sends the frames; `handshake_split` makes an end. */

static const char *const interactive[] = {
    "NN", "NK", "NX", "KN", "KK", "KX", "XN", "XK", "XX", "IN", "IK", "IX",
};

enum { INTERACTIVE = sizeof interactive / sizeof interactive[0] };

static uint64_t code_of(const struct noise_pattern *pattern)
{
    uint64_t i = 0;

    while (strcmp(interactive[i], pattern->name) != 0) {
        i++;
        assert(i < INTERACTIVE);
    }
    return i + 1;
}

const struct noise_pattern *handshake_pattern(uint64_t counter,
                                              const struct noise_pattern *own)
{
    const uint64_t code = counter >> HANDSHAKE_CODE_SHIFT;

    if (!own || code == 0) return own;
    return code <= INTERACTIVE ? noise_pattern_find(interactive[code - 1])
                               : NULL;
}

static void draw_ephemeral(const struct handshake_config *c,
                           uint8_t out[NOISE_KEY_SIZE])
{
    struct rng rng;

    rng_init_for(&rng, c->root, c->own_name, "ephemeral/%s/%s/%016llx",
                 c->channel, c->peer_name, (unsigned long long)c->session);
    rng_bytes(&rng, out, NOISE_KEY_SIZE);
    rng_fini(&rng);
}

struct bytes handshake_prologue(const struct handshake_config *c,
                                char text[HANDSHAKE_PROLOGUE_SIZE])
{
    const bool first = c->role == NOISE_INITIATOR;
    const int size =
        snprintf(text, HANDSHAKE_PROLOGUE_SIZE, "demarche/session/1 %s %s %s",
                 c->channel, first ? c->own_name : c->peer_name,
                 first ? c->peer_name : c->own_name);

    assert(size >= 0 && size < HANDSHAKE_PROLOGUE_SIZE);
    return bytes_of_text(text);
}

void handshake_init(struct handshake *h, const struct handshake_config *c)
{
    bool known = c->role == NOISE_INITIATOR ? c->pattern->responder_known
                                            : c->pattern->initiator_known;
    uint8_t ephemeral[NOISE_KEY_SIZE];
    char text[HANDSHAKE_PROLOGUE_SIZE];

    assert(c->peer || !known);
    draw_ephemeral(c, ephemeral);
    const struct noise_config config = {
        .pattern = c->pattern,
        .hash = HANDSHAKE_HASH,
        .role = c->role,
        .prologue = handshake_prologue(c, text),
        .s = c->own->agree_secret,
        .s_public = c->own->pub.agree,
        .e = ephemeral,
        .rs = known && c->peer ? c->peer->agree : NULL,
    };
    *h = (struct handshake){.session = c->session, .stranger = !c->peer};
    if (c->named) h->base = code_of(c->pattern) << HANDSHAKE_CODE_SHIFT;
    if (c->peer) {
        const struct identity_public *earlier =
            c->earlier ? c->earlier : c->peer;
        memcpy(h->peers[0], c->peer->agree, sizeof h->peers[0]);
        memcpy(h->peers[1], earlier->agree, sizeof h->peers[1]);
    }
    /* All keys that a pattern without a psk can ask for are given. */
    enum err rc = noise_init(&h->noise, &config);
    assert(rc == ERR_OK);
    explicit_bzero(ephemeral, sizeof ephemeral);
}

void handshake_fini(struct handshake *h)
{
    noise_fini(&h->noise);
}

size_t handshake_room(const struct handshake *h)
{
    return NOISE_MESSAGE_MAX - noise_overhead(&h->noise);
}

enum err handshake_write(struct handshake *h, struct arena *a,
                         struct bytes payload)
{
    const uint64_t counter = h->base + h->noise.message;
    const struct frame frame = {
        FRAME_HANDSHAKE,
        h->session,
        counter,
        {.size = noise_overhead(&h->noise) + payload.size}};
    const size_t whole = FRAME_HEAD_SIZE + frame.payload.size;
    struct writer w;

    if (payload.size > handshake_room(h)) return ERR_LIMIT;
    writer_init(&w, arena_alloc(a, whole), whole);
    frame_head(&frame, writer_end(&w));
    w.size = FRAME_HEAD_SIZE;
    enum err rc = noise_write(&h->noise, payload, &w);
    if (rc) return rc;
    h->last_message_counter = counter;
    h->last_message = writer_bytes(&w);
    return ERR_OK;
}

bool handshake_had(const struct handshake *h, uint64_t counter)
{
    return counter >= h->base && counter - h->base < h->noise.message;
}

struct bytes handshake_answer(const struct handshake *h, uint64_t counter)
{
    const struct bytes none = {0};

    return counter + 1 == h->last_message_counter ? h->last_message : none;
}

void handshake_split(struct handshake *h, struct noise_cipher *send,
                     struct noise_cipher *receive)
{
    const struct noise_key peer = h->noise.rs;

    enum err rc = noise_split(&h->noise, send, receive);
    assert(rc == ERR_OK);
    noise_fini(&h->noise);
    h->noise.rs = peer;
}

/* The peer's static key, once it is known, must be the one on record. A
 * pattern that tells none leaves the peer unauthenticated. */
static bool peer_genuine(const struct handshake *h)
{
    if (!h->noise.rs.present || h->stranger) return true;
    for (size_t i = 0; i < sizeof h->peers / sizeof h->peers[0]; i++)
        if (memcmp(h->noise.rs.bytes, h->peers[i], sizeof h->peers[i]) == 0)
            return true;
    return false;
}

enum record_reason handshake_read(struct handshake *h, struct arena *a,
                                  const struct frame *frame,
                                  struct bytes *payload)
{
    struct noise before = h->noise;
    enum record_reason reason = REASON_NONE;
    struct writer w;

    writer_init(&w, arena_alloc(a, frame->payload.size), frame->payload.size);
    if (frame->counter != h->base + h->noise.message ||
        noise_my_turn(&h->noise)) {
        reason = REASON_OUT_OF_TURN;
    } else if (noise_read(&h->noise, frame->payload, &w)) {
        reason = REASON_NOT_AUTHENTIC;
    } else if (!peer_genuine(h)) {
        reason = REASON_UNKNOWN_PEER;
        h->noise = before;
    }
    noise_fini(&before);
    if (!reason) *payload = writer_bytes(&w);
    return reason;
}

bool handshake_authenticates(const struct handshake *h)
{
    assert(h->noise.message > 0);
    return noise_pattern_authenticates(h->noise.pattern, h->noise.message - 1);
}
