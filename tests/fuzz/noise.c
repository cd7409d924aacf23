/* A peer that sends anything at all: whatever noise_read refuses leaves the
 * handshake as it was. */
#include <assert.h>
#include <string.h>

#include "base/writer.h"
#include "crypto/noise.h"

/* Secrets that are constant, for a finding must replay. */
static void handshake_init(struct noise *n, uint8_t choice)
{
    static const uint8_t s[NOISE_KEY_SIZE] = {1}, e[NOISE_KEY_SIZE] = {2},
                         rs[NOISE_KEY_SIZE] = {9}, psk[NOISE_KEY_SIZE] = {3};
    size_t patterns = 0;

    while (noise_pattern_at(patterns))
        patterns++;
    const struct noise_config config = {
        .pattern = noise_pattern_at(choice / 2 % patterns),
        .hash = NOISE_BLAKE2B,
        .role = choice % 2 ? NOISE_RESPONDER : NOISE_INITIATOR,
        .s = s,
        .e = e,
        .rs = rs,
        .psk = psk,
    };
    enum err rc = noise_init(n, &config);
    assert(rc == ERR_OK);
}

/* The state that a failed call must leave alone. */
static void check(enum err rc, const struct noise *n,
                  const struct noise *before, const struct writer *out)
{
    if (rc == ERR_OK) return;
    assert(memcmp(n, before, sizeof *n) == 0);
    assert(out->size == 0 && !out->overflow);
}

/* One message that the data begins with: its size in a byte, then itself. */
static struct bytes take(struct bytes *data)
{
    const size_t rest = data->size - 1;
    const size_t size = data->data[0] < rest ? data->data[0] : rest;
    const struct bytes message = bytes_of(data->data + 1, size);

    *data = bytes_from(*data, 1 + size);
    return message;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t memory[512];
    struct noise n, before;
    struct bytes rest = bytes_of(data, size);

    if (size == 0) return 0;
    handshake_init(&n, data[0]);
    rest = bytes_from(rest, 1);
    while (rest.size > 0 && !noise_finished(&n)) {
        struct writer out;
        writer_init(&out, memory, sizeof memory);
        memcpy(&before, &n, sizeof n);
        if (noise_my_turn(&n)) {
            enum err rc = noise_write(&n, bytes_of(NULL, 0), &out);
            check(rc, &n, &before, &out);
            if (rc) return 0;
        } else {
            check(noise_read(&n, take(&rest), &out), &n, &before, &out);
        }
    }
    return 0;
}
