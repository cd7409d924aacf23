/* A sender that sends anything at all: what does not open leaves the receiver
 * as it was, and what was sealed opens, but not when a bit of it flips. */
#include <assert.h>
#include <string.h>

#include "base/writer.h"
#include "crypto/hpke.h"

enum { ROOM = 4096, MODES = 4 };

/* Keys that are constant, for a finding must replay. */
struct keys {
    uint8_t sk_e[HPKE_KEY_SIZE], pk_e[HPKE_KEY_SIZE];
    uint8_t sk_r[HPKE_KEY_SIZE], pk_r[HPKE_KEY_SIZE];
    uint8_t sk_s[HPKE_KEY_SIZE], pk_s[HPKE_KEY_SIZE];
};

static struct hpke_config config_of(struct keys *k, enum hpke_mode mode)
{
    static const uint8_t ikm[3][HPKE_KEY_SIZE] = {{1}, {2}, {3}};
    const bool psk = mode == HPKE_PSK || mode == HPKE_AUTH_PSK;
    const bool auth = mode == HPKE_AUTH || mode == HPKE_AUTH_PSK;

    hpke_derive_key_pair(ikm[0], k->sk_e, k->pk_e);
    hpke_derive_key_pair(ikm[1], k->sk_r, k->pk_r);
    hpke_derive_key_pair(ikm[2], k->sk_s, k->pk_s);
    return (struct hpke_config){
        .mode = mode,
        .psk = bytes_of(ikm[0], psk ? HPKE_KEY_SIZE : 0),
        .psk_id = bytes_of(ikm[1], psk ? 1 : 0),
        .pk_r = k->pk_r,
        .sk_e = k->sk_e,
        .sk_s = auth ? k->sk_s : NULL,
        .sk_r = k->sk_r,
        .pk_s = auth ? k->pk_s : NULL,
    };
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

/* The input is enc, then messages. */
static void receive(const struct hpke_config *config, struct bytes input)
{
    uint8_t memory[ROOM];
    struct hpke h, before;
    struct writer out;

    if (input.size < HPKE_ENC_SIZE) return;
    if (hpke_setup_receiver(&h, config, input.data) != ERR_OK) return;
    input = bytes_from(input, HPKE_ENC_SIZE);
    while (input.size > 0) {
        writer_init(&out, memory, sizeof memory);
        memcpy(&before, &h, sizeof h);
        if (hpke_open(&h, bytes_of(NULL, 0), take(&input), &out) == ERR_OK)
            continue;
        assert(memcmp(&h, &before, sizeof h) == 0);
        assert(out.size == 0 && !out.overflow);
    }
}

/* The input is which bit flips, then aad and plaintext. */
static void round_trip(const struct hpke_config *config, struct bytes input)
{
    uint8_t sealed[ROOM], plain[ROOM];
    struct writer w, out;

    if (input.size < 3) return;
    const size_t bit = (size_t)input.data[0] << 8 | input.data[1];
    input = bytes_from(input, 2);
    const struct bytes aad = take(&input);
    writer_init(&w, sealed, sizeof sealed);
    writer_init(&out, plain, sizeof plain);
    enum err rc = hpke_seal_once(config, aad, input, &w);
    assert(rc == ERR_OK && w.size == input.size + HPKE_OVERHEAD);

    uint8_t *flipped = &sealed[bit / 8 % w.size];
    *flipped ^= (uint8_t)(1 << bit % 8);
    rc = hpke_open_once(config, aad, writer_bytes(&w), &out);
    assert(rc == ERR_AUTH && out.size == 0 && !out.overflow);
    *flipped ^= (uint8_t)(1 << bit % 8);
    rc = hpke_open_once(config, aad, writer_bytes(&w), &out);
    assert(rc == ERR_OK && bytes_equal(writer_bytes(&out), input));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct keys keys;

    if (size == 0 || size > ROOM - HPKE_OVERHEAD) return 0;
    const struct hpke_config config =
        config_of(&keys, (enum hpke_mode)(data[0] % MODES));
    const struct bytes input = bytes_of(data + 1, size - 1);

    if (data[0] / MODES % 2)
        round_trip(&config, input);
    else
        receive(&config, input);
    return 0;
}
