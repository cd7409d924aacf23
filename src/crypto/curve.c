#include "crypto/curve.h"

#include "crypto/curve_real.h"
#include "crypto/curve_standin.h"

/* Each call puts its operation and inputs into a question, and the row in use
 * answers (`answer`). No call knows which row that is: curve_use, at the top,
 * puts one in use for a test, a command or a study, and gives back the one
 * before it. */

/* A variable of the thread's own: what answers on it. The calls below reach it
 * from deep within a party's step, which knows nothing of the experiment that
 * it is part of. */
static _Thread_local struct curve_row row_in_use = {curve_real_answer, NULL};

struct curve_row curve_use(struct curve_row row)
{
    const struct curve_row before = row_in_use;

    row_in_use = row;
    return before;
}

struct curve_row curve_real(void)
{
    return (struct curve_row){curve_real_answer, NULL};
}

struct curve_row curve_stand_in(void)
{
    return (struct curve_row){curve_standin_answer, NULL};
}

bool curve_is_stand_in(void)
{
    return row_in_use.answer == curve_standin_answer;
}

struct curve_row curve_remembering(struct curve_memory *m)
{
    return curve_is_stand_in() ? curve_stand_in()
                               : (struct curve_row){curve_memory_answer, m};
}

static bool answer(const struct curve_question *q)
{
    return row_in_use.answer(row_in_use.own, q);
}

static struct bytes key_bytes(const uint8_t key[CURVE_KEY_SIZE])
{
    return bytes_of(key, CURVE_KEY_SIZE);
}

void curve_public(uint8_t public[CURVE_KEY_SIZE],
                  const uint8_t secret[CURVE_KEY_SIZE])
{
    /* A clamped secret is a multiple of no small order: it has a key. */
    (void)answer(&(struct curve_question){
        .operation = CURVE_PUBLIC, .key = key_bytes(secret), .out = public});
}

enum err curve_agree(uint8_t shared[CURVE_KEY_SIZE],
                     const uint8_t secret[CURVE_KEY_SIZE],
                     const uint8_t peer[CURVE_KEY_SIZE])
{
    return answer(&(struct curve_question){.operation = CURVE_AGREE,
                                           .key = key_bytes(secret),
                                           .message = key_bytes(peer),
                                           .out = shared})
               ? ERR_OK
               : ERR_AUTH;
}

void curve_sign_keys(uint8_t public[CURVE_KEY_SIZE],
                     uint8_t secret[CURVE_SIGN_SECRET_SIZE],
                     const uint8_t seed[CURVE_KEY_SIZE])
{
    (void)answer(&(struct curve_question){.operation = CURVE_SIGN_KEYS,
                                          .key = key_bytes(seed),
                                          .out = public,
                                          .more = secret});
}

void curve_sign(uint8_t signature[CURVE_SIGNATURE_SIZE], struct bytes message,
                const uint8_t secret[CURVE_SIGN_SECRET_SIZE])
{
    (void)answer(&(struct curve_question){
        .operation = CURVE_SIGN,
        .key = bytes_of(secret, CURVE_SIGN_SECRET_SIZE),
        .message = message,
        .out = signature});
}

enum err curve_verify(const uint8_t signature[CURVE_SIGNATURE_SIZE],
                      struct bytes message,
                      const uint8_t public[CURVE_KEY_SIZE])
{
    const struct curve_question q = {.operation = CURVE_VERIFY,
                                     .key = key_bytes(public),
                                     .message = message,
                                     .signature = signature};

    return answer(&q) ? ERR_OK : ERR_AUTH;
}

void curve_prehash_begin(struct curve_prehash *h)
{
    curve_real_prehash_begin(h);
}

void curve_prehash_add(struct curve_prehash *h, struct bytes b)
{
    curve_real_prehash_add(h, b);
}

void curve_prehash_sign(struct curve_prehash *h,
                        uint8_t signature[CURVE_SIGNATURE_SIZE],
                        const uint8_t secret[CURVE_SIGN_SECRET_SIZE])
{
    (void)answer(&(struct curve_question){
        .operation = CURVE_PREHASH_SIGN,
        .key = bytes_of(secret, CURVE_SIGN_SECRET_SIZE),
        .prehash = h,
        .out = signature});
}

enum err curve_prehash_verify(struct curve_prehash *h,
                              const uint8_t signature[CURVE_SIGNATURE_SIZE],
                              const uint8_t public[CURVE_KEY_SIZE])
{
    const struct curve_question q = {.operation = CURVE_PREHASH_VERIFY,
                                     .key = key_bytes(public),
                                     .prehash = h,
                                     .signature = signature};

    return answer(&q) ? ERR_OK : ERR_AUTH;
}

void curve_prove(uint8_t signature[CURVE_SIGNATURE_SIZE], struct bytes message,
                 const uint8_t secret[CURVE_KEY_SIZE])
{
    (void)answer(&(struct curve_question){.operation = CURVE_PROVE,
                                          .key = key_bytes(secret),
                                          .message = message,
                                          .out = signature});
}

enum err curve_proven(const uint8_t signature[CURVE_SIGNATURE_SIZE],
                      struct bytes message,
                      const uint8_t public[CURVE_KEY_SIZE])
{
    if (!curve_is_reduced(public)) return ERR_AUTH;
    return answer(&(struct curve_question){.operation = CURVE_PROVEN,
                                           .key = key_bytes(public),
                                           .message = message,
                                           .signature = signature})
               ? ERR_OK
               : ERR_AUTH;
}

bool curve_is_reduced(const uint8_t public[CURVE_KEY_SIZE])
{
    enum { TOP = 0x7f, LOWEST_OF_P = 0xed };

    if (public[CURVE_KEY_SIZE - 1] != TOP)
        return public[CURVE_KEY_SIZE - 1] < TOP;
    for (size_t i = CURVE_KEY_SIZE - 2; i > 0; i--)
        if (public[i] != 0xff) return true;
    return public[0] < LOWEST_OF_P;
}
