/* The wait for an answer, by the channel and the number of attempts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "session/session_state.h"
#include "support/parties.h"

static void test_waits(void **state)
{
    static const struct {
        duration nominal;
        bool carried;
        unsigned attempts;
        duration wait;
    } cases[] = {
        /* At first twice the delay, but at least a second. */
        {0, false, 0, SECOND},
        {20 * MILLISECOND, false, 0, SECOND},
        {500 * MILLISECOND, false, 0, SECOND},
        {501 * MILLISECOND, false, 0, 1002 * MILLISECOND},
        {HOUR, false, 0, 2 * HOUR},
        {5 * HOUR, false, 0, 10 * HOUR},
        /* It doubles up to four hours. */
        {0, false, 3, 8 * SECOND},
        {0, false, 13, 8192 * SECOND},
        {0, false, 14, 4 * HOUR},
        {0, false, 40, 4 * HOUR},
        {HOUR, false, 1, 4 * HOUR},
        {HOUR, false, 2, 4 * HOUR},
        {45 * MINUTE, false, 1, 3 * HOUR},
        {45 * MINUTE, false, 2, 4 * HOUR},
        /* A longer first wait stays. */
        {5 * HOUR, false, 1, 10 * HOUR},
        {5 * HOUR, false, 40, 10 * HOUR},
        /* Where people carry it. */
        {0, true, 0, 2 * DAY},
        {0, true, 40, 2 * DAY},
        {DAY, true, 0, 2 * DAY},
        {3 * DAY, true, 0, 6 * DAY},
        {3 * DAY, true, 9, 6 * DAY},
        /* The longest that can be written. */
        {INT64_MAX, false, 0, INT64_MAX},
        {INT64_MAX, true, 40, INT64_MAX},
        {INT64_MAX / 2, false, 7, INT64_MAX - 1},
    };
    struct parties w;

    (void)state;
    parties_init(&w, "XX");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const uint32_t channel = cases[i].carried ? BY_HAND : BY_WIRE;
        w.channels[channel].nominal = cases[i].nominal;
        assert_int_equal(session_wait(&w.party[US], channel, cases[i].attempts),
                         cases[i].wait);
    }
    parties_fini(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_waits)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
