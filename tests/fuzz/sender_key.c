/* Any bytes as a sender key's distribution and as a message under a key: the
 * one is refused or has one spelling, the other never opens, and changes
 * nothing. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/crc32c.h"
#include "base/writer.h"
#include "crypto/sender_key.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void as_distribution(struct bytes in)
{
    struct sender_key_distribution d;
    uint8_t again[SENDER_KEY_DISTRIBUTION_SIZE];

    if (sender_key_decode(&d, in)) return;
    sender_key_encode(again, &d);
    assert(bytes_equal(bytes_of(again, sizeof again), in));
}

/* Keys that the input determines, so that a finding replays; not the same for
 * all, for a fuzzer learns what is compared and would forge with them. */
static void as_message(struct bytes in)
{
    const size_t room = in.size + 1;
    struct sender_key_distribution d;
    struct sender_key_peer p, before;
    struct rng_root root;
    struct sender_key k;
    struct writer w;
    struct rng rng;

    rng_root_init(&root, crc32c(0, in), 0);
    rng_init(&rng, &root, "sender", "fuzz");
    sender_key_init(&k, 1, &rng);
    sender_key_distribute(&k, &d);
    sender_key_peer_init(&p, &d);
    before = p;
    writer_init(&w, malloc(room), room);
    enum err rc = sender_key_decrypt(&p, bytes_of_text("group"), in, 0, &w);
    assert(rc && w.size == 0 && memcmp(&p, &before, sizeof p) == 0);
    free(w.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    as_distribution(bytes_of(data, size));
    as_message(bytes_of(data, size));
    return 0;
}
