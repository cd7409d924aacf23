#include "runtime/runtime_header.h"

#include "crypto/rng.h"
#include "crypto/sha256.h"

void runtime_header_key(uint8_t out[JOURNAL_SEED_SIZE], uint64_t seed,
                        uint64_t run)
{
    struct rng_root root;
    struct rng rng;

    rng_root_init(&root, seed, run);
    rng_init(&rng, &root, "journal", "seal");
    rng_bytes(&rng, out, JOURNAL_SEED_SIZE);
    rng_fini(&rng);
    rng_root_fini(&root);
}

void runtime_header(struct record_header *h, const struct scenario *s,
                    uint64_t seed, uint64_t run, const char *tool_version)
{
    struct rng_root root;
    struct rng rng;
    char hex[2 * RECORD_HASH_SIZE + 1];

    *h = (struct record_header){
        .tool_version = tool_version,
        .scenario_name = s->name,
        .scenario = s->source,
        .seed = seed,
        .run = run,
        .unkeyed = true,
        .semantics = RUNTIME_HEADER_SEMANTICS,
    };
    sha256(h->scenario_hash, s->source);
    bytes_to_hex(hex, bytes_of(h->scenario_hash, sizeof h->scenario_hash));
    rng_root_init(&root, seed, run);
    rng_init(&rng, &root, "journal", hex);
    rng_bytes(&rng, h->journal_id, sizeof h->journal_id);
    rng_fini(&rng);
    rng_root_fini(&root);
}
