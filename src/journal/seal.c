#include "journal/seal.h"

#include <assert.h>
#include <string.h>

#include "base/writer.h"
#include "crypto/curve.h"
#include "crypto/kdf.h"

/* The signed statement: fields of fixed size behind a name used for nothing
 * else, so that no two statements share their bytes. */
enum { STATEMENT_SIZE = 22 + 4 + 8 + RECORD_ID_SIZE + 8 + 8 + 32 + 32 };

static struct bytes statement(uint8_t out[STATEMENT_SIZE],
                              enum journal_kind kind, instant time,
                              const uint8_t journal_id[RECORD_ID_SIZE],
                              const struct record_seal *seal)
{
    struct writer w;
    uint8_t number[8];

    writer_init(&w, out, STATEMENT_SIZE);
    writer_put_text(&w, "demarche journal seal\n");
    bytes_put_le32(number, kind);
    writer_put(&w, number, 4);
    bytes_put_le64(number, (uint64_t)time);
    writer_put(&w, number, 8);
    writer_put(&w, journal_id, RECORD_ID_SIZE);
    bytes_put_le64(number, seal->epoch);
    writer_put(&w, number, 8);
    bytes_put_le64(number, seal->tree_size);
    writer_put(&w, number, 8);
    writer_put(&w, seal->root, sizeof seal->root);
    writer_put(&w, seal->next_key, sizeof seal->next_key);
    assert(!w.overflow && w.size == STATEMENT_SIZE);
    return writer_bytes(&w);
}

/* Lets a stand-in step aside while a seal is made or verified, for seals are
 * real in every journal. Gives back what is to be used again. */
static struct curve_row use_real(void)
{
    const bool aside = curve_is_stand_in();
    const struct curve_row before = curve_use(curve_real());

    if (!aside) curve_use(before);
    return before;
}

void sealer_init(struct sealer *s, const uint8_t seed[JOURNAL_SEED_SIZE])
{
    struct rng_root root;
    struct rng rng;

    memcpy(s->seed, seed, sizeof s->seed);
    rng_root_init_entropy(&root, s->seed);
    rng_init(&rng, &root, "journal", "seal");
    const struct curve_row before = use_real();
    identity_init(&s->identity, &rng);
    curve_use(before);
    rng_fini(&rng);
    rng_root_fini(&root);
}

/* The seed of the second epoch depends on the id, so that a thief of a later
 * epoch's keys in one journal can seal nothing in another. */
void sealer_init_keyed(struct sealer *s,
                       const uint8_t sign_key[JOURNAL_SEED_SIZE],
                       const uint8_t journal_id[RECORD_ID_SIZE])
{
    const struct curve_row before = use_real();

    identity_init_sign(&s->identity, sign_key);
    curve_use(before);
    kdf_derive(s->seed, sizeof s->seed, bytes_of(journal_id, RECORD_ID_SIZE),
               bytes_of(sign_key, JOURNAL_SEED_SIZE),
               bytes_of_text("demarche journal keyed seed"));
}

void sealer_fini(struct sealer *s)
{
    identity_fini(&s->identity);
    explicit_bzero(s->seed, sizeof s->seed);
}

bool seal_due(uint64_t seq)
{
    return seq % (JOURNAL_EPOCH_RECORDS + 1) == JOURNAL_EPOCH_RECORDS;
}

void sealer_sign(struct sealer *s, enum journal_kind kind, instant time,
                 const uint8_t journal_id[RECORD_ID_SIZE],
                 struct record_seal *seal)
{
    uint8_t seed[JOURNAL_SEED_SIZE], signed_bytes[STATEMENT_SIZE];
    struct sealer next;

    kdf_derive(seed, sizeof seed, bytes_of(NULL, 0),
               bytes_of(s->seed, sizeof s->seed),
               bytes_of_text("demarche journal next seed"));
    sealer_init(&next, seed);
    memcpy(seal->next_key, next.identity.pub.sign, sizeof seal->next_key);
    const struct curve_row before = use_real();
    identity_sign(&s->identity,
                  statement(signed_bytes, kind, time, journal_id, seal),
                  seal->signature);
    curve_use(before);
    *s = next;
    sealer_fini(&next);
    explicit_bzero(seed, sizeof seed);
}

enum err seal_verify(const uint8_t key[RECORD_KEY_SIZE], enum journal_kind kind,
                     instant time, const uint8_t journal_id[RECORD_ID_SIZE],
                     const struct record_seal *seal)
{
    struct identity_public pub = {0};
    uint8_t signed_bytes[STATEMENT_SIZE];

    memcpy(pub.sign, key, sizeof pub.sign);
    const struct curve_row before = use_real();
    enum err rc = identity_verify(
        &pub, statement(signed_bytes, kind, time, journal_id, seal),
        seal->signature);
    curve_use(before);
    return rc;
}
