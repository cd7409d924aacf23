/* Points: each combination of values is a scenario of its own, with a label
 * that tells it from the others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/studies.h"

#define MEASURE "measure: {m: press holds note}\n"
#define BEGIN   "study: 1\nscenario: x.yaml\n" MEASURE

static void assert_labels(const char *study, const char *const *labels)
{
    struct studies s;
    size_t i = 0;

    studies_init(&s, study, NULL);
    for (; labels[i]; i++) {
        assert_true(i < s.points.count);
        assert_string_equal(s.points.items[i].label, labels[i]);
    }
    assert_int_equal(s.points.count, i);
    studies_fini(&s);
}

static void labels_tell_points_apart(void **state)
{
    (void)state;
    assert_labels(BEGIN, (const char *const[]){"", NULL});
    assert_labels(BEGIN "vary: {parties.us.readers: [1, 2]}\n",
                  (const char *const[]){"readers 1", "readers 2", NULL});
    /* The last one changes first. */
    assert_labels(BEGIN "vary: {parties.us.readers: [1, 2],\n"
                        "       channels.bag.delay: [1 h, 2 h]}\n",
                  (const char *const[]){
                      "readers 1, delay 1 h", "readers 1, delay 2 h",
                      "readers 2, delay 1 h", "readers 2, delay 2 h", NULL});
    /* As many words of a path as it takes. */
    assert_labels(BEGIN "vary: {parties.us.readers: [1],\n"
                        "       parties.russia.readers: [2],\n"
                        "       channels.hand.delay: [1 h]}\n",
                  (const char *const[]){
                      "us.readers 1, russia.readers 2, delay 1 h", NULL});
    assert_labels(BEGIN
                  "settings: {slow: {channels.bag.delay: 4 h,\n"
                  "                  channels.hand.delay: 3 h}, as-is: }\n",
                  (const char *const[]){"slow", "as-is", NULL});
    assert_labels(
        BEGIN "vary: {channels.bag.delay: {from: 1 h, to: 2 h, steps: 3}}\n",
        (const char *const[]){"delay 1 h", "delay 1.5 h", "delay 2 h", NULL});
}

/* What is asked for is what is played. */
static void scenarios_are_changed(void **state)
{
    struct studies s;

    (void)state;
    studies_init(&s,
                 BEGIN
                 "vary: {parties.us.readers: [7, 9]}\n"
                 "settings: {slow: {channels.bag.delay: 4 h,\n"
                 "                  channels.hand.delay: 3 h}, as-is: }\n",
                 NULL);
    assert_int_equal(s.points.count, 4);
    for (size_t i = 0; i < 4; i++) {
        const struct scenario *sc = &s.points.items[i].scenario;
        assert_int_equal(sc->parties[0].readers, i < 2 ? 7 : 9);
        assert_int_equal(sc->channels[0].delay.a,
                         i % 2 == 0 ? 4 * HOUR : 2 * HOUR);
        assert_int_equal(sc->channels[1].delay.a,
                         i % 2 == 0 ? 3 * HOUR : 30 * MINUTE);
    }
    studies_fini(&s);
}

/* Quotes keep a text one, whatever is in it. */
static void quoted_values_stay_texts(void **state)
{
    struct studies s;

    (void)state;
    studies_init(&s,
                 BEGIN "vary:\n"
                       "  parties.us.name: [\"say \\\"us\\\", \\\\: #1\", "
                       "'4 h']\n",
                 NULL);
    assert_string_equal(s.points.items[0].scenario.parties[0].title,
                        "say \"us\", \\: #1");
    assert_string_equal(s.points.items[1].scenario.parties[0].title, "4 h");
    studies_fini(&s);
}

static void wrong_values_are_refused(void **state)
{
    static const struct {
        const char *study, *said;
    } rows[] = {
        {BEGIN "vary:\n  channels.bog.delay: [1 h]\n",
         "line 5: in the change channels.bog.delay=1 h: unknown name bog; did "
         "you mean bag?\n"},
        {BEGIN "settings:\n  slow: {channels.bag: }\n",
         "5:24: no value, expected a value, such as 4 h\n"},
        {BEGIN "vary:\n  channels.bag.delay: [1 h, soon]\n",
         "8:57: \"soon\", expected a span such as 25 min, 3 h, 2 d\n"},
        /* Without `over` a measure is of whoever is there. */
        {"study: 1\nscenario: x.yaml\nmeasure: {m: {count: holds note}}\n"
         "settings:\n"
         "  two:\n"
         "  three:\n"
         "    parties.press: \"-\"\n"
         "    script[5]: \"-\"\n",
         "what is measured depends on what varies: at three there are other "
         "parties; name them with \"over\"\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *said = studies_wrong(rows[i].study, NULL);
        assert_string_equal(said, rows[i].said);
        free(said);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_tell_points_apart),
        cmocka_unit_test(scenarios_are_changed),
        cmocka_unit_test(quoted_values_stay_texts),
        cmocka_unit_test(wrong_values_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
