/* Nothing is sent twice where nothing is lost: a channel of a constant delay
 * carries the same frames however slow it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/play.h"

static size_t frames(const char *delay, const char *more)
{
    char text[2048];
    struct play p;

    (void)snprintf(
        text, sizeof text,
        "demarche: 1\n"
        "clock: {start: 2022-01-01T00:00Z, end: 2022-06-01T00:00Z}\n"
        "parties: {a: {}, b: {}, c: {}}\n"
        "channels: {n: {between: [a, b, c], medium: network, delay: %s}}\n"
        "documents: {x: {author: a, portions: {p: One}}}\n"
        "%s"
        "expect: [b receives x, c receives x, a has a receipt for x]\n",
        delay, more);
    const int status = play_run(&p, text, 1);
    if (status != 0) print_error("%s%s", p.end.out, p.end.err);
    assert_int_equal(status, 0);
    assert_int_equal(play_ask(&p, "show", "--all"), 0);
    const size_t count = play_count(&p, "puts a frame on");
    play_fini(&p);
    return count;
}

static void test_delay_sends_nothing_twice(void **state)
{
    static const char *const ways[] = {
        "protection: {w: {receipt: yes}}\n"
        "script:\n"
        "  - {at: 2022-01-02, draft: x}\n"
        "  - {at: 2022-01-02, send: x, to: [b, c], protect: w}\n",
        "protection: {w: {session: ratchet, receipt: yes}}\n"
        "script:\n"
        "  - {at: 2022-01-02, draft: x}\n"
        "  - {at: 2022-01-02, send: x, to: [b, c], protect: w}\n",
        "protection: {w: {session: noise, pattern: XX, receipt: yes}}\n"
        "script:\n"
        "  - {at: 2022-01-02, draft: x}\n"
        "  - {at: 2022-01-02, send: x, to: [b, c], protect: w}\n",
        "groups: {g: {members: [a, b, c], over: n}}\n"
        "protection: {w: {receipt: yes}}\n"
        "script:\n"
        "  - {at: 2022-01-02, draft: x}\n"
        "  - {at: 2022-01-20, send: x, to: g, protect: w}\n",
    };
    static const char *const delays[] = {
        "499 ms", "1 h", "3 h", "30 h",
        "{uniform: {from: 59 min, to: 61 min}}"};

    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        const size_t least = frames("20 ms", ways[i]);
        for (size_t k = 0; k < sizeof delays / sizeof *delays; k++) {
            const size_t count = frames(delays[k], ways[i]);
            print_message("way %zu, delay %s: %zu frames, %zu at 20 ms\n", i,
                          delays[k], count, least);
            /* Half of what is drawn is late. */
            assert_true(*delays[k] == '{' ? count < 2 * least : count == least);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_delay_sends_nothing_twice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
