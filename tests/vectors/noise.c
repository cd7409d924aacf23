/* Noise against cacophony's vectors: every 25519, ChaChaPoly pattern there is,
 * with each hash that we offer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/writer.h"
#include "crypto/noise.h"
#include "support/vectors.h"

enum {
    VECTORS = 944,
    PATTERNS = 59, /* of 25519 and ChaChaPoly, with each of four hashes */
    HASHES = 3     /* BLAKE2s is not offered */
};

/* One side of a vector: its handshake, then its two ciphers. */
struct side {
    struct noise noise;
    struct noise_cipher send, receive;
};

static const uint8_t *field(struct arena *a, const cJSON *vector,
                            const char *prefix, const char *name)
{
    return vectors_hex(a, vector, arena_format(a, "%s_%s", prefix, name)).data;
}

static void side_init(struct side *side, struct arena *a, const cJSON *vector,
                      const struct noise_config *shared, enum noise_role role)
{
    const char *prefix = role == NOISE_INITIATOR ? "init" : "resp";
    const char *psks = arena_format(a, "%s_psks", prefix);
    const cJSON *psk = cJSON_GetArrayItem(cJSON_GetObjectItem(vector, psks), 0);
    struct noise_config config = *shared;

    config.role = role;
    config.prologue =
        vectors_hex(a, vector, arena_format(a, "%s_prologue", prefix));
    config.s = field(a, vector, prefix, "static");
    config.e = field(a, vector, prefix, "ephemeral");
    config.rs = field(a, vector, prefix, "remote_static");
    config.psk = psk ? vectors_unhex(a, psk->valuestring).data : NULL;
    assert_int_equal(noise_init(&side->noise, &config), ERR_OK);
}

/* One message from one side to the other, in the handshake or after it. */
static void pass(struct side *from, struct side *to, struct bytes payload,
                 struct bytes ciphertext)
{
    const struct bytes none = {NULL, 0};
    uint8_t message[512], plain[512];
    struct writer sent, got;

    writer_init(&sent, message, sizeof message);
    writer_init(&got, plain, sizeof plain);
    if (!noise_finished(&from->noise)) {
        assert_int_equal(payload.size + noise_overhead(&from->noise),
                         ciphertext.size);
        assert_int_equal(noise_write(&from->noise, payload, &sent), ERR_OK);
        assert_true(bytes_equal(writer_bytes(&sent), ciphertext));
        assert_int_equal(noise_read(&to->noise, ciphertext, &got), ERR_OK);
    } else {
        assert_int_equal(noise_encrypt(&from->send, from->send.nonce++, none,
                                       payload, &sent),
                         ERR_OK);
        assert_true(bytes_equal(writer_bytes(&sent), ciphertext));
        assert_int_equal(noise_decrypt(&to->receive, to->receive.nonce++, none,
                                       ciphertext, &got),
                         ERR_OK);
    }
    assert_true(bytes_equal(writer_bytes(&got), payload));
}

static void finish(struct side *side, struct bytes handshake_hash)
{
    uint8_t h[NOISE_HASH_MAX];
    size_t size = noise_handshake_hash(&side->noise, h);

    assert_true(bytes_equal(bytes_of(h, size), handshake_hash));
    assert_int_equal(noise_split(&side->noise, &side->send, &side->receive),
                     ERR_OK);
}

/* After a one-way pattern the initiator goes on alone. */
static void run(struct arena *a, const cJSON *vector,
                const struct noise_config *config)
{
    const unsigned handshake = noise_message_count(config->pattern);
    struct side sides[2];
    unsigned i = 0;
    const cJSON *m;

    for (int role = 0; role < 2; role++)
        side_init(&sides[role], a, vector, config, (enum noise_role)role);
    cJSON_ArrayForEach(m, vectors_item(vector, "messages"))
    {
        const unsigned from = handshake == 1 ? 0 : i % 2;
        pass(&sides[from], &sides[1 - from], vectors_hex(a, m, "payload"),
             vectors_hex(a, m, "ciphertext"));
        if (++i != handshake) continue;
        for (int role = 0; role < 2; role++)
            finish(&sides[role], vectors_hex(a, vector, "handshake_hash"));
    }
    assert_true(i > handshake);
}

/* True if we offer the suite of a name such as
 * Noise_XX_25519_ChaChaPoly_SHA256; gives its pattern and hash. */
static bool offered(const char *name, struct noise_config *config)
{
    char pattern[16], hash[16];

    if (sscanf(name, "Noise_%15[^_]_25519_ChaChaPoly_%15s", pattern, hash) != 2)
        return false;
    config->pattern = noise_pattern_find(pattern);
    if (!config->pattern) fail_msg("no pattern %s", pattern);
    for (int i = 0; i < HASHES; i++) {
        config->hash = (enum noise_hash)i;
        if (strcmp(hash, noise_hash_name(config->hash)) == 0) return true;
    }
    return false;
}

static void test_cacophony(void **state)
{
    struct arena file, step;
    int ran = 0, all = 0;
    const cJSON *vector;

    (void)state;
    arena_init(&file);
    arena_init(&step);
    cJSON *json = vectors_open(&file, "noise-cacophony/cacophony.txt");
    cJSON_ArrayForEach(vector, vectors_item(json, "vectors"))
    {
        struct noise_config config = {0};
        all++;
        if (!offered(vectors_text(vector, "protocol_name"), &config)) continue;
        run(&step, vector, &config);
        arena_reset(&step);
        ran++;
    }
    assert_int_equal(all, VECTORS);
    assert_int_equal(ran, PATTERNS * HASHES);
    print_message("%d vectors ran; left out: %d of BLAKE2s, %d of other DH "
                  "functions and ciphers\n",
                  ran, PATTERNS, all - ran - PATTERNS);
    cJSON_Delete(json);
    arena_fini(&step);
    arena_fini(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cacophony)};

    return sodium_init() < 0 || cmocka_run_group_tests(tests, NULL, NULL);
}
