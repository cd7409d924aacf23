/* The grades of Noise's patterns: what attacks measure is what the
 * specification states, payload by payload and key by key. */
#include "experiment/grades.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_measured(const struct grades *g)
{
    for (unsigned i = 0; i < g->count; i++) {
        const struct grades_row *r = &g->rows[i];
        if (r->measured.source != r->stated.source ||
            r->measured.destination != r->stated.destination)
            fail_msg("%s, message %u: source %d, destination %d", g->pattern,
                     i + 1, r->measured.source, r->measured.destination);
    }
    for (int side = 0; side < 2; side++)
        if (g->measured[side] != g->stated[side])
            fail_msg("%s, key of side %d: %d", g->pattern, side,
                     g->measured[side]);
}

/* Sections 7.7 and 7.8, for all twelve: 45 payloads, 17 keys. Each grade is met
 * somewhere, so that each attack has succeeded and failed. */
static void test_measured_as_stated(void **state)
{
    bool sources[NOISE_GRADE_SOURCES] = {false};
    bool destinations[NOISE_GRADE_DESTINATIONS] = {false};
    bool identities[NOISE_GRADE_IDENTITIES] = {false};
    size_t payloads = 0, keys = 0;
    struct grades g;

    (void)state;
    for (size_t i = 0; i < GRADES_PATTERNS; i++) {
        grades_measure(&g, grades_patterns[i], 1);
        assert_string_equal(g.pattern, grades_patterns[i]);
        assert_measured(&g);
        payloads += g.count;
        for (unsigned k = 0; k < g.count; k++) {
            sources[g.rows[k].measured.source] = true;
            destinations[g.rows[k].measured.destination] = true;
        }
        for (int side = 0; side < 2; side++) {
            if (g.measured[side] == NOISE_GRADE_NONE) continue;
            identities[g.measured[side]] = true;
            keys++;
        }
    }
    assert_int_equal(payloads, 45);
    assert_int_equal(keys, 17);
    for (size_t i = 0; i < NOISE_GRADE_SOURCES; i++)
        assert_true(sources[i]);
    for (size_t i = 0; i < NOISE_GRADE_DESTINATIONS; i++)
        assert_true(destinations[i]);
    for (size_t i = 0; i < NOISE_GRADE_IDENTITIES - 1; i++)
        assert_true(identities[i]);
}

/* No interactive, fundamental pattern hides a key as badly as 9; the deferred
 * ones do. */
static void test_deferred_patterns(void **state)
{
    static const char *const deferred[] = {"NK1", "XK1"};
    struct grades g;

    (void)state;
    for (size_t i = 0; i < sizeof deferred / sizeof deferred[0]; i++) {
        grades_measure(&g, deferred[i], 1);
        assert_int_equal(g.count, 0);
        assert_int_equal(g.measured[1], 9);
        assert_measured(&g);
    }
}

static void test_any_keys(void **state)
{
    struct grades g;

    (void)state;
    for (uint64_t seed = 2; seed < 5; seed++)
        for (size_t i = 0; i < GRADES_PATTERNS; i++) {
            grades_measure(&g, grades_patterns[i], seed);
            assert_measured(&g);
        }
}

/* The second implementation of the handshake, from outside: all keys of either
 * side open everything, and more keys never open less. */
static void test_keys_that_open(void **state)
{
    const unsigned sides[] = {
        1u << GRADES_INITIATOR_S | 1u << GRADES_INITIATOR_E,
        1u << GRADES_RESPONDER_S | 1u << GRADES_RESPONDER_E};
    struct grades g;

    (void)state;
    grades_measure(&g, "XX", 1);
    for (unsigned i = 0; i < g.count; i++) {
        const bool *opened = g.rows[i].opened;
        assert_true(opened[sides[0]] && opened[sides[1]]);
        for (unsigned set = 0; set < GRADES_KEY_SETS; set++)
            for (unsigned k = 0; k < GRADES_KEYS; k++)
                assert_true(!opened[set] || opened[set | 1u << k]);
    }
    /* Static keys alone open no payload behind ee; both ephemeral ones do. */
    assert_false(
        g.rows[3].opened[1u << GRADES_INITIATOR_S | 1u << GRADES_RESPONDER_S]);
    assert_true(g.rows[1].opened[1u << GRADES_INITIATOR_E]);
    assert_false(g.rows[2].opened[1u << GRADES_INITIATOR_E]);
    assert_true(
        g.rows[3].opened[1u << GRADES_INITIATOR_E | 1u << GRADES_RESPONDER_E]);
}

static void test_transport(void **state)
{
    struct grades g;

    (void)state;
    grades_measure(&g, "NK", 1);
    assert_true(g.rows[2].initiator && !g.rows[1].initiator);
    assert_int_equal(g.rows[2].measured.destination, 5);
    assert_int_equal(g.rows[1].measured.destination, 1);
    assert_string_equal(g.rows[0].tokens, "e, es");
    assert_string_equal(g.rows[2].tokens, "");
    assert_null(noise_grade_find("NNpsk0"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_measured_as_stated),
        cmocka_unit_test(test_deferred_patterns),
        cmocka_unit_test(test_any_keys),
        cmocka_unit_test(test_keys_that_open),
        cmocka_unit_test(test_transport),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
