/* The strength of marks in figures: codes against colluders, as stated and as
 * measured; and the verdicts of a judge on either kind of marks. */
#include <stdio.h>
#include <string.h>

#include "experiment/framing.h"
#include "experiment/tardos.h"

enum { USERS = 20, CODES = 200, TRIALS = 2000 };

static const double stated = 0.01;

static void draw(struct rng *rng, uint64_t seed, const char *purpose)
{
    struct rng_root root;

    rng_root_init(&root, seed, 0);
    rng_init(rng, &root, "bench", purpose);
    rng_root_fini(&root);
}

static void measure(enum tardos_attack attack, const char *name,
                    uint32_t colluders)
{
    const uint32_t length = tardos_length(USERS, colluders, stated);
    unsigned framed = 0, any = 0, caught = 0;
    double threshold = 0;

    for (uint64_t seed = 0; seed < CODES; seed++) {
        struct arena a;
        struct rng rng;
        struct tardos t;
        unsigned innocent = 0, guilty = 0;

        arena_init(&a);
        draw(&rng, seed, "code");
        tardos_init(&t, &a, &rng, USERS, length, stated);
        uint8_t *mixed = arena_alloc(&a, length);
        tardos_collude(&t, attack, colluders, &rng, mixed);
        for (uint32_t user = 0; user < USERS; user++) {
            if (tardos_score(&t, user, mixed) <= t.threshold) continue;
            innocent += user >= colluders;
            guilty += user < colluders;
        }
        framed += innocent > 0;
        any += guilty > 0;
        caught += guilty;
        threshold = t.threshold;
        rng_fini(&rng);
        arena_fini(&a);
    }
    printf("  %9u  %-10s %9u %9.1f %7.1f %% %8.1f %% %8.1f %%\n", colluders,
           name, length, threshold, 100.0 * framed / CODES, 100.0 * any / CODES,
           100.0 * caught / CODES / colluders);
}

static void draw_codes(void)
{
    static const char *const names[] = {"majority", "minority", "random",
                                        "interleave"};

    printf("Tardos codes for %d users; stated: an innocent accused in %.1f %% "
           "of codes.\n%d codes each.\n\n"
           "  colluders  strategy   positions threshold   innocent   any "
           "one       all\n",
           USERS, 100 * stated, CODES);
    for (uint32_t c = 1; c <= 5; c += c == 1 ? 1 : c - 1)
        for (int i = 0; i < TARDOS_ATTACK_COUNT; i++)
            measure((enum tardos_attack)i, names[i], c);
}

static double convicted(bool symmetric, enum framing_deed deed)
{
    unsigned count = 0;

    for (uint64_t seed = 0; seed < TRIALS; seed++) {
        struct rng rng;
        draw(&rng, seed, "framing");
        count += framing_trial(symmetric, deed, 32, stated, &rng) ==
                 FRAMING_CONVICTS;
        rng_fini(&rng);
    }
    return 100.0 * count / TRIALS;
}

static void draw_framing(void)
{
    static const char *const deeds[] = {
        "an insider leaks the copy as it is",
        "the recipient draws half of it anew",
        "the author plants a copy to frame him",
    };

    printf("\nA judge who may be wrong in %.1f %%: the recipient is convicted."
           "\n32 carriers, %d trials each.\n\n"
           "  %-40s symmetric  asymmetric\n",
           100 * stated, TRIALS, "");
    for (int i = 0; i < FRAMING_DEED_COUNT; i++)
        printf("  %-40s %7.1f %% %9.1f %%\n", deeds[i],
               convicted(true, (enum framing_deed)i),
               convicted(false, (enum framing_deed)i));
}

int main(void)
{
    draw_codes();
    draw_framing();
    return 0;
}
