#include "session/transport.h"

#include <assert.h>
#include <string.h>

#include "base/writer.h"

enum {
    CHUNKS_MAX = 1 << TRANSPORT_NONCE_BITS,
    SEALED_CHUNK_SIZE = TRANSPORT_CHUNK_SIZE + NOISE_TAG_SIZE
};

_Static_assert((FRAME_PAYLOAD_MAX + SEALED_CHUNK_SIZE - 1) /
                       SEALED_CHUNK_SIZE <=
                   CHUNKS_MAX,
               "a frame's chunks must have a nonce each");

static size_t chunk_count(size_t size, size_t chunk)
{
    return (size + chunk - 1) / chunk;
}

static struct bytes chunk_at(struct bytes b, size_t i, size_t chunk)
{
    struct bytes rest = bytes_from(b, i * chunk);

    return bytes_of(rest.data, rest.size < chunk ? rest.size : chunk);
}

static uint64_t nonce_of(uint64_t counter, size_t chunk)
{
    return counter << TRANSPORT_NONCE_BITS | chunk;
}

enum err transport_encrypt(struct arena *a, const struct noise_cipher *cipher,
                           uint64_t session, uint64_t counter,
                           struct bytes message, struct bytes *out)
{
    if (message.size > FRAME_PAYLOAD_MAX ||
        counter > UINT64_MAX >> (TRANSPORT_NONCE_BITS + 1))
        return ERR_LIMIT;

    struct bytes plain = {.size = TRANSPORT_LENGTH_SIZE + message.size};
    uint8_t *text = arena_alloc(a, plain.size);
    bytes_put_be32(text, (uint32_t)message.size);
    memcpy(text + TRANSPORT_LENGTH_SIZE, message.data, message.size);
    plain.data = text;

    size_t chunks = chunk_count(plain.size, TRANSPORT_CHUNK_SIZE);
    size_t sealed = plain.size + chunks * NOISE_TAG_SIZE;
    if (sealed > FRAME_PAYLOAD_MAX) return ERR_LIMIT;
    const struct frame frame = {
        FRAME_TRANSPORT, session, counter, {.size = sealed}};
    uint8_t head[FRAME_HEAD_SIZE];
    struct writer w;
    frame_head(&frame, head);
    writer_init(&w, arena_alloc(a, sizeof head + sealed), sizeof head + sealed);
    writer_put(&w, head, sizeof head);
    for (size_t i = 0; i < chunks; i++) {
        enum err rc = noise_encrypt(
            cipher, nonce_of(counter, i), bytes_of(head, sizeof head),
            chunk_at(plain, i, TRANSPORT_CHUNK_SIZE), &w);
        if (rc) return rc;
    }
    *out = writer_bytes(&w);
    return ERR_OK;
}

enum err transport_decrypt(struct arena *a, const struct noise_cipher *cipher,
                           const struct frame *frame, struct bytes *message)
{
    size_t chunks = chunk_count(frame->payload.size, SEALED_CHUNK_SIZE);
    uint8_t head[FRAME_HEAD_SIZE];
    struct writer w;

    if (frame->type != FRAME_TRANSPORT ||
        frame->counter > UINT64_MAX >> (TRANSPORT_NONCE_BITS + 1))
        return ERR_AUTH;
    frame_head(frame, head);
    writer_init(&w, arena_alloc(a, frame->payload.size), frame->payload.size);
    for (size_t i = 0; i < chunks; i++)
        if (noise_decrypt(cipher, nonce_of(frame->counter, i),
                          bytes_of(head, sizeof head),
                          chunk_at(frame->payload, i, SEALED_CHUNK_SIZE), &w))
            return ERR_AUTH;
    /* Without the length, a frame cut at a chunk's end would still open. */
    struct bytes plain = writer_bytes(&w);
    if (plain.size < TRANSPORT_LENGTH_SIZE ||
        bytes_get_be32(plain.data) != plain.size - TRANSPORT_LENGTH_SIZE)
        return ERR_AUTH;
    *message = bytes_from(plain, TRANSPORT_LENGTH_SIZE);
    return ERR_OK;
}

bool transport_window_take(struct transport_window *w, uint64_t counter)
{
    if (counter >= w->end) {
        uint64_t fresh = counter - w->end + 1;
        if (fresh > TRANSPORT_WINDOW) fresh = TRANSPORT_WINDOW;
        for (uint64_t i = 0; i < fresh; i++) {
            uint64_t at = (counter - i) % TRANSPORT_WINDOW;
            w->seen[at / 64] &= ~(UINT64_C(1) << at % 64);
        }
        w->end = counter + 1;
    } else if (w->end - counter > TRANSPORT_WINDOW) {
        return false;
    }
    assert(counter < w->end && w->end - counter <= TRANSPORT_WINDOW);
    uint64_t at = counter % TRANSPORT_WINDOW;
    uint64_t bit = UINT64_C(1) << at % 64;
    if (w->seen[at / 64] & bit) return false;
    w->seen[at / 64] |= bit;
    return true;
}
