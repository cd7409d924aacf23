/* Which leaks may follow from others, by the script alone. */
#include "experiment/leak_order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "support/stories.h"

#define FIRST \
    "  - {leak: x, from: a, to: press, hazard: {per-reader: 0.01 / day}}\n"

static const struct {
    const char *script;
    bool free;
} cases[] = {
    /* Hazards, times, and conditions of before. */
    {FIRST, true},
    {FIRST "  - {leak: x, from: b, to: press, hazard: {per-reader: 0.01 / "
           "day}}\n",
     true},
    {FIRST "  - {at: 2022-01-05, leak: x, from: b, to: press}\n", true},
    {FIRST "  - {when: b receives x, leak: x, from: b, to: press}\n", true},
    {FIRST "  - {when: a drafts x, leak: x, from: b, to: press}\n", true},
    {FIRST "  - {when: a sends y, leak: x, from: b, to: press}\n", true},
    /* Conditions that another leak brings about. */
    {FIRST "  - {when: a leaks x, leak: x, from: b, to: press}\n", false},
    {FIRST "  - {when: press holds x, leak: x, from: b, to: press}\n", false},
    {FIRST "  - {when: a knows that press holds x, leak: x, from: b, to: "
           "press}\n",
     false},
    {FIRST "  - {when: press knows of x, after: 1 d, leak: x, from: b, to: "
           "press}\n",
     false},
    {FIRST "  - {when: press holds x, announce: x, from: c, to: press}\n"
           "  - {when: c announces x, leak: x, from: b, to: press}\n",
     false},
    {FIRST "  - {when: press holds x, send: y, from: a, to: c}\n"
           "  - {when: c holds y, leak: x, from: c, to: press}\n",
     false},
    {FIRST "  - {when: a leaks x, outage: h}\n"
           "  - {leak: x, from: b, to: press, hazard: {per-reader: 0.01 / "
           "day}}\n",
     false},
    /* A text that another leak brings. */
    {"  - {leak: x, from: a, to: c, hazard: {per-reader: 0.01 / day}}\n"
     "  - {leak: x, from: c, to: press, hazard: {per-reader: 0.01 / "
     "day}}\n",
     false},
    {"  - {leak: x, from: a, to: c, hazard: {per-reader: 0.01 / day}}\n"
     "  - {at: 2022-01-05, forward: x, from: c, to: b}\n"
     "  - {leak: x, from: b, to: press, hazard: {per-reader: 0.01 / "
     "day}}\n",
     false},
    /* Back to the author, who had it anyway. */
    {"  - {leak: x, from: b, to: a, hazard: {per-reader: 0.01 / day}}\n"
     "  - {leak: x, from: a, to: press, hazard: {per-reader: 0.01 / "
     "day}}\n",
     true},
    /* Alone, it follows from nothing. */
    {"  - {when: press knows of x, leak: x, from: b, to: press}\n", true},
    /* Of another document. */
    {"  - {when: b leaks y, leak: x, from: b, to: press}\n"
     "  - {at: 2022-01-05, leak: y, from: b, to: press}\n",
     true},
};

static void test_orders(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scenario sc;
        char text[2048];
        (void)snprintf(text, sizeof text,
                       "demarche: 1\n"
                       "clock: {start: 2022-01-01, end: 2022-01-09}\n"
                       "parties: {a: {}, b: {}, c: {}, press: {kind: public}}\n"
                       "channels: {h: {between: [a, b, c], medium: hand}}\n"
                       "documents: {x: {author: a, portions: {p: P.}}, "
                       "y: {author: a, portions: {p: P.}}}\n"
                       "script:\n"
                       "  - {at: 2022-01-02, draft: x}\n"
                       "  - {at: 2022-01-02, send: x, to: b}\n"
                       "%s",
                       cases[i].script);
        stories_parse(&sc, "order", bytes_of_text(text));
        if (leak_order_is_free(&sc, 0) != cases[i].free)
            fail_msg("not %d:\n%s", cases[i].free, cases[i].script);
        scenario_fini(&sc);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_orders)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
