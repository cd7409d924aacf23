#include "support/framing.h"

#include <assert.h>
#include <string.h>

#include "base/writer.h"

enum { FRAMING_NAME_SIZE = 64 };

/* The bytes to be signed: purpose, document, hash. */
static struct bytes signed_text(uint8_t text[], size_t capacity,
                                const char *document,
                                const struct framing_commitment *c)
{
    struct writer w;

    assert(strlen(document) <= FRAMING_NAME_SIZE);
    writer_init(&w, text, capacity);
    writer_put_text(&w, "demarche mark commitment\n");
    writer_put_text(&w, document);
    writer_put_text(&w, "\n");
    writer_put(&w, c->hash, sizeof c->hash);
    assert(!w.overflow);
    return writer_bytes(&w);
}

void framing_commit(struct framing_commitment *c, const struct identity *id,
                    const char *document, const struct mark_own *o)
{
    uint8_t text[FRAMING_NAME_SIZE + 2 * SHA256_SIZE];

    mark_commit(o, c->hash);
    identity_sign(id, signed_text(text, sizeof text, document, c),
                  c->signature);
}

size_t framing_threshold(size_t count, double error)
{
    double all = 1;  /* of `count` fair bits, exactly these alike */
    double tail = 0; /* this many alike, or more */
    size_t enough = count + 1;

    for (size_t i = 0; i < count; i++)
        all /= 2;
    for (size_t alike = count + 1; alike-- > 0;) {
        tail += all;
        if (tail > error) break;
        enough = alike;
        all *= (double)alike / (double)(count - alike + 1);
    }
    return enough;
}

enum framing_verdict framing_judge(const struct identity_public *recipient,
                                   const char *document,
                                   const struct framing_commitment *c,
                                   const struct mark_own *o,
                                   const uint8_t *surfaced, double error)
{
    uint8_t text[FRAMING_NAME_SIZE + 2 * SHA256_SIZE];
    uint8_t hash[SHA256_SIZE];
    size_t alike = 0;

    mark_commit(o, hash);
    if (memcmp(hash, c->hash, sizeof hash) != 0 ||
        identity_verify(recipient, signed_text(text, sizeof text, document, c),
                        c->signature))
        return FRAMING_VOID;
    for (size_t i = 0; i < o->count; i++)
        alike += surfaced[i] == o->bits[i];
    return alike >= framing_threshold(o->count, error) ? FRAMING_CONVICTS
                                                       : FRAMING_ACQUITS;
}

static void draw_bits(uint8_t *out, size_t count, struct rng *rng)
{
    for (size_t i = 0; i < count; i++)
        out[i] = (uint8_t)rng_below(rng, 2);
}

/* Judges by the author's list of the bits in the recipient's copy. Only the
 * author has seen that list made. */
static enum framing_verdict judge_by_list(const uint8_t *listed,
                                          const uint8_t *surfaced, size_t count,
                                          double error)
{
    size_t alike = 0;

    for (size_t i = 0; i < count; i++)
        alike += surfaced[i] == listed[i];
    return alike >= framing_threshold(count, error) ? FRAMING_CONVICTS
                                                    : FRAMING_ACQUITS;
}

enum framing_verdict framing_trial(bool symmetric, enum framing_deed deed,
                                   size_t carriers, double error,
                                   struct rng *rng)
{
    const size_t half = carriers / 2;
    uint8_t authors[FRAMING_CARRIERS_MAX]; /* the author's bits */
    uint8_t own[FRAMING_CARRIERS_MAX];     /* the recipient's bits */
    uint8_t surfaced[FRAMING_CARRIERS_MAX] = {0};
    struct mark_own opening = {.bits = own, .count = half};
    struct framing_commitment commitment;
    struct identity recipient;

    assert(carriers % 2 == 0 && carriers <= FRAMING_CARRIERS_MAX);
    identity_init(&recipient, rng);
    draw_bits(authors, carriers, rng);
    if (symmetric) {
        /* The recipient knows none of the bits, so a blind rewrite hits every
         * other one. */
        memcpy(surfaced, authors, carriers);
        if (deed == FRAMING_REWRITE) draw_bits(surfaced, half, rng);
        identity_fini(&recipient);
        return judge_by_list(authors, surfaced, carriers, error);
    }
    draw_bits(own, half, rng);
    rng_bytes(rng, opening.salt, sizeof opening.salt);
    framing_commit(&commitment, &recipient, "document", &opening);
    memcpy(surfaced, own, half);
    /* Neither a framing author nor a hiding recipient uses the committed
     * bits. */
    if (deed != FRAMING_LEAK) draw_bits(surfaced, half, rng);
    const enum framing_verdict verdict = framing_judge(
        &recipient.pub, "document", &commitment, &opening, surfaced, error);
    identity_fini(&recipient);
    return verdict;
}
