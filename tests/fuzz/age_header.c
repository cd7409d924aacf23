/* Fuzzes the opening of age v1 headers: the input is the file itself, or, by
 * its first byte, text inside a header whose MAC is right, so that what comes
 * after the MAC is reached too. */
#include <assert.h>
#include <string.h>

#include "base/writer.h"
#include "crypto/age.h"
#include "crypto/age_header.h"
#include "crypto/kdf.h"
#include "crypto/rng.h"

enum { FORGED_MAX = 16 * 1024, INPUT_MAX = FORGED_MAX / 2 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads every stanza, keyless, and checks that the ones of our type are
 * written back as they were. */
static void read_stanzas(struct bytes rest)
{
    struct age_header_stanza stanza;
    uint8_t again[AGE_HEADER_STANZA_SIZE];
    const uint8_t *start = rest.data;

    while (age_header_read_stanza(&rest, &stanza) == ERR_OK) {
        struct writer w;
        writer_init(&w, again, sizeof again);
        age_header_write_stanza(&w, &stanza);
        if (stanza.type == AGE_HEADER_X25519)
            assert(bytes_equal(writer_bytes(&w),
                               bytes_of(start, (size_t)(rest.data - start))));
        start = rest.data;
    }
}

/* Whose secret opens files, and its public key. */
static const uint8_t secret[AGE_KEY_SIZE] = {0x42};
static const uint8_t recipients[1][AGE_KEY_SIZE] = {
    {0xaf, 0x6c, 0x6b, 0xe0, 0x37, 0xcc, 0x06, 0x22, 0xe8, 0x8a, 0x73,
     0x5a, 0x98, 0xf7, 0x7a, 0xc0, 0x6f, 0x37, 0x2b, 0xad, 0x85, 0x42,
     0xbc, 0x0f, 0x65, 0xc0, 0xc5, 0x80, 0xb0, 0x95, 0xae, 0x4e}};

static void open_file(struct bytes file)
{
    uint8_t opened[FORGED_MAX];
    struct age_stream s;
    struct writer w;
    size_t used;

    if (age_open_header(file, secret, recipients[0], &s, &used) == ERR_OK)
        assert(used <= file.size);
    writer_init(&w, opened, sizeof opened);
    if (age_open(file, secret, recipients[0], &w) != ERR_OK)
        assert(w.size == 0);
}

/* A stanza that opens, then the input, then the MAC of both. The file key for
 * it is the first that age_seal_header draws. */
static void open_forged(struct bytes input)
{
    uint8_t forged[FORGED_MAX], file_key[16], key[KDF_KEY_SIZE], mac[32];
    struct rng_root root;
    struct rng rng;
    struct age_stream s;
    struct writer w;

    rng_root_init(&root, 1, 0);
    rng_init(&rng, &root, "fuzz", "age");
    rng_bytes(&rng, file_key, sizeof file_key);
    rng_init(&rng, &root, "fuzz", "age");
    writer_init(&w, forged, sizeof forged);
    const enum err rc = age_seal_header(recipients, 1, &rng, &w, &s);
    assert(rc == ERR_OK);

    w.size = AGE_HEADER_VERSION_SIZE + AGE_HEADER_STANZA_SIZE;
    writer_put(&w, input.data, input.size);
    age_header_write_mark(&w);
    kdf_derive(key, sizeof key, bytes_of_text(""),
               bytes_of(file_key, sizeof file_key), bytes_of_text("header"));
    kdf_hmac(mac, key, writer_bytes(&w));
    age_header_write_mac(&w, mac);
    writer_put(&w, input.data, input.size);
    assert(!w.overflow);
    open_file(writer_bytes(&w));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || size > INPUT_MAX - 512) return 0;
    const struct bytes input = bytes_of(data + 1, size - 1);

    if (data[0] == '+') {
        read_stanzas(input);
        open_forged(input);
    } else {
        open_file(bytes_of(data, size));
    }
    return 0;
}
