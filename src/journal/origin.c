#include "journal/origin.h"

#include <string.h>

#include "crypto/sha256.h"

/* The first bytes of the stream of the run's root that these names key. */
static void draw(const struct record_header *h, const char *purpose,
                 uint8_t *out, size_t size)
{
    struct rng_root root;
    struct rng rng;

    rng_root_init(&root, h->seed, h->run);
    rng_init(&rng, &root, "journal", purpose);
    rng_bytes(&rng, out, size);
    rng_fini(&rng);
    rng_root_fini(&root);
}

void origin_id(const struct record_header *h, uint8_t id[RECORD_ID_SIZE])
{
    char hex[2 * RECORD_HASH_SIZE + 1];

    bytes_to_hex(hex, bytes_of(h->scenario_hash, sizeof h->scenario_hash));
    draw(h, hex, id, RECORD_ID_SIZE);
}

void origin_sealer(const struct record_header *h, struct sealer *s)
{
    uint8_t seed[JOURNAL_SEED_SIZE];

    draw(h, "seal", seed, sizeof seed);
    sealer_init(s, seed);
    explicit_bzero(seed, sizeof seed);
}

/* A key that anybody can make is to be called so. */
static bool key_holds(const struct record_header *h)
{
    struct sealer s;

    origin_sealer(h, &s);
    const bool same =
        memcmp(s.identity.pub.sign, h->first_key, sizeof h->first_key) == 0;
    sealer_fini(&s);
    return same == h->unkeyed;
}

bool origin_holds(const struct record_header *h, const char **why)
{
    uint8_t hash[SHA256_SIZE], id[RECORD_ID_SIZE];

    sha256(hash, h->scenario);
    origin_id(h, id);
    if (memcmp(hash, h->scenario_hash, sizeof hash) != 0)
        *why = "its hash is not that of its scenario";
    else if (memcmp(id, h->journal_id, sizeof id) != 0)
        *why = "its id does not follow from its scenario, seed and run";
    else if (!key_holds(h))
        *why = h->unkeyed ? "its key does not follow from its seed and run"
                          : "its key follows from its seed and run, and it is "
                            "not called unkeyed";
    else
        return true;
    return false;
}
