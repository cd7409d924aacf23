/* The same output for any number of threads, byte for byte, and with it the
 * same exit status. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/program.h"

#define SCENARIO(name) SOURCE_DIR "/scenarios/" name ".yaml"
#define TALE(name)     SOURCE_DIR "/tests/timeline/" name ".yaml"

enum { WORDS_MAX = 12 };

/* The command, without its threads. */
static const char *const commands[][WORDS_MAX] = {
    {"attack", TALE("attacked")},
    {"attack", TALE("review"), "--seed", "3"},
    {"attack", SCENARIO("allied-review"), "--protect", "signed-age,ratchet"},
    {"attack", SCENARIO("lessons/a-group-of-allies"), "--tactic", "drop"},
    {"compare", SCENARIO("lessons/who-said-so"), "--explain"},
    {"compare", TALE("attacked"), "--csv", "-", "--seed", "2"},
    {"compare", SCENARIO("lessons/one-letter-many-ways"), "--protect",
     "open,noise-IK,padded,ratchet", "--explain"},
    {"metadata", SCENARIO("lessons/who-looks-on"), "--runs", "7"},
    {"metadata", SCENARIO("hotline"), "--runs", "5", "--hold", "1 h", "--cover",
     "6 h"},
    {"risk", TALE("leaks"), "--runs", "33"},
    {"risk", SCENARIO("insiders"), "--runs", "100", "--seed", "9"},
};

static void play(struct program_end *end, const char *const *command,
                 const char *threads)
{
    const char *words[WORDS_MAX + 4] = {"demarche"};
    const struct program_gift gift = {0};
    size_t count = 1;

    for (size_t i = 0; i < WORDS_MAX && command[i]; i++)
        words[count++] = command[i];
    words[count++] = "--threads";
    words[count++] = threads;
    program_run(end, &gift, words);
    assert_string_equal(end->err, "");
    assert_true(end->status == 0 || end->status == 2);
    assert_true(end->out_size > 0);
}

static void is_the_same_for_any_number(void **state)
{
    static const char *const others[] = {"2", "4", "16"};

    (void)state;
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        struct program_end one;
        play(&one, commands[i], "1");
        for (size_t k = 0; k < sizeof others / sizeof others[0]; k++) {
            struct program_end many;
            play(&many, commands[i], others[k]);
            assert_int_equal(many.status, one.status);
            assert_string_equal(many.out, one.out);
            program_end_fini(&many);
        }
        program_end_fini(&one);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_the_same_for_any_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
