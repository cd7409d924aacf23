/* The strength of marks in figures: codes against colluders, as stated and as
 * measured; and the verdicts of a judge on either kind of marks. */
#include "document/tardos.h"
#include "support/bench.h"
#include "support/framing.h"
#include "support/tardos_code.h"

enum { USERS = 20, CODES = 200, TRIALS = 2000 };

static const double stated = 0.01;

static void draw(struct rng *rng, uint64_t seed, const char *purpose)
{
    struct rng_root root;

    rng_root_init(&root, seed, 0);
    rng_init(rng, &root, "bench", purpose);
    rng_root_fini(&root);
}

/* Codes of which so many in a hundred accuse an innocent, or some colluder. */
static void measure(const struct bench *b, enum tardos_code_attack attack,
                    const char *name, uint32_t colluders)
{
    const uint32_t length = tardos_length(USERS, colluders, stated);
    const unsigned codes = (unsigned)bench_often(b, CODES, 2);
    unsigned framed = 0, any = 0;

    for (uint64_t seed = 0; seed < codes; seed++) {
        struct arena a;
        struct rng rng;
        struct tardos_code t;
        unsigned innocent = 0, guilty = 0;

        arena_init(&a);
        draw(&rng, seed, "code");
        tardos_code_init(&t, &a, &rng, USERS, length, stated);
        uint8_t *mixed = arena_alloc(&a, length);
        tardos_code_collude(&t, attack, colluders, &rng, mixed);
        for (uint32_t user = 0; user < USERS; user++) {
            if (tardos_code_score(&t, user, mixed) <= t.threshold) continue;
            innocent += user >= colluders;
            guilty += user < colluders;
        }
        framed += innocent > 0;
        any += guilty > 0;
        rng_fini(&rng);
        arena_fini(&a);
    }
    bench_row(b,
              &(struct bench_row){.unit = "%", .value = 100.0 * framed / codes},
              "%u mix by %s: an innocent accused", colluders, name);
    bench_row(b, &(struct bench_row){.unit = "%", .value = 100.0 * any / codes},
              "%u mix by %s: one of them accused", colluders, name);
}

static void measure_codes(const struct bench *b)
{
    static const char *const names[] = {"majority", "minority", "random",
                                        "interleave"};

    for (uint32_t c = 1; c <= 5; c += c == 1 ? 1 : c - 1) {
        bench_row(b,
                  &(struct bench_row){.unit = "carriers",
                                      .value = tardos_length(USERS, c, stated)},
                  "code for %d users, %u of them in league", USERS, c);
        for (int i = 0; i < TARDOS_CODE_ATTACK_COUNT; i++)
            measure(b, (enum tardos_code_attack)i, names[i], c);
    }
}

static double convicted(bool symmetric, enum framing_deed deed, int trials)
{
    int count = 0;

    for (int seed = 0; seed < trials; seed++) {
        struct rng rng;
        draw(&rng, (uint64_t)seed, "framing");
        count += framing_trial(symmetric, deed, 32, stated, &rng) ==
                 FRAMING_CONVICTS;
        rng_fini(&rng);
    }
    return 100.0 * count / trials;
}

/* The recipient is convicted of what somebody did. */
static void measure_framing(const struct bench *b)
{
    static const char *const deeds[] = {
        "an insider leaks, changing nothing",
        "the recipient draws half anew",
        "the author frames the recipient",
    };
    const int trials = bench_often(b, TRIALS, 2);

    for (int i = 0; i < FRAMING_DEED_COUNT; i++)
        for (int symmetric = 1; symmetric >= 0; symmetric--)
            bench_row(b,
                      &(struct bench_row){
                          .unit = "%",
                          .value = convicted(symmetric, (enum framing_deed)i,
                                             trials)},
                      "%s marks: %s", symmetric ? "author's" : "mixed",
                      deeds[i]);
}

int main(int argc, char **argv)
{
    struct bench b;

    (void)argc;
    bench_begin(&b, argv, "marks",
                "how often 1 % of error is stated, and seen");
    measure_codes(&b);
    measure_framing(&b);
    return 0;
}
