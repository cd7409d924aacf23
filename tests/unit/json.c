/* The writer of JSON: commas, nesting and values as another reader reads them,
 * and every misuse stopped. */
#define _GNU_SOURCE 1 /* open_memstream */

#include "json/json.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void test_members_and_nesting(void **state)
{
    char *text;
    size_t size;
    struct json j;
    FILE *out = open_memstream(&text, &size);

    (void)state;
    assert_non_null(out);
    json_init(&j, out);
    json_open_object(&j, NULL);
    json_text(&j, "text", "a \"b\"\\ </script>\n\x1b\xe2\x80\xa8\xff");
    json_text(&j, "none", NULL);
    json_open_array(&j, "empty");
    json_close(&j);
    json_open_array(&j, "list");
    json_number(&j, NULL, UINT64_MAX);
    json_digits(&j, NULL, UINT64_MAX);
    json_bool(&j, NULL, true);
    json_bool(&j, NULL, false);
    json_null(&j, NULL);
    json_open_object(&j, NULL);
    json_close(&j);
    json_open_array(&j, NULL);
    json_number(&j, NULL, 0);
    json_close(&j);
    json_close(&j);
    json_hex(&j, "hex", bytes_of("\x00\xfe", 2));
    json_time(&j, "time", 1643214600 * SECOND + 5 * MILLISECOND);
    json_real(&j, "real", 0.3);
    json_real(&j, "none", -(double)INFINITY);
    json_close(&j);
    json_finish(&j);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(
        text, "{\"text\":\"a \\\"b\\\"\\\\ \\u003c/script>\\n\\u001b\\u2028"
              "\xef\xbf\xbd\",\"none\":null,\"empty\":[],"
              "\"list\":[18446744073709551615,\"18446744073709551615\",true,"
              "false,null,{},[0]],\"hex\":\"00fe\","
              "\"time\":\"2022-01-26T16:30:00.005Z\","
              "\"real\":0.3,\"none\":null}\n");
    free(text);
}

static void key_in_an_array(struct json *j)
{
    json_open_array(j, NULL);
    json_number(j, "key", 1);
}

static void no_key_in_an_object(struct json *j)
{
    json_open_object(j, NULL);
    json_number(j, NULL, 1);
}

static void two_values(struct json *j)
{
    json_null(j, NULL);
    json_null(j, NULL);
}

static void close_too_often(struct json *j)
{
    json_open_array(j, NULL);
    json_close(j);
    json_close(j);
}

static void finish_while_open(struct json *j)
{
    json_open_array(j, NULL);
    json_finish(j);
}

static void finish_without_a_value(struct json *j)
{
    json_finish(j);
}

static void nest_too_deep(struct json *j)
{
    for (int i = 0; i <= JSON_DEPTH_MAX; i++)
        json_open_array(j, NULL);
}

static void nest_deep(struct json *j)
{
    for (int i = 0; i < JSON_DEPTH_MAX; i++)
        json_open_array(j, NULL);
}

/* The signal that a use ends a process with; 0: none. */
static int signal_of(void (*use)(struct json *j))
{
    int status;
    const pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        struct json j;
        if (!freopen("/dev/null", "w", stderr)) _exit(1);
        json_init(&j, stderr);
        use(&j);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void test_misuse_is_stopped(void **state)
{
    (void)state;
    assert_int_equal(signal_of(nest_deep), 0);
    assert_int_equal(signal_of(nest_too_deep), SIGABRT);
    assert_int_equal(signal_of(key_in_an_array), SIGABRT);
    assert_int_equal(signal_of(no_key_in_an_object), SIGABRT);
    assert_int_equal(signal_of(two_values), SIGABRT);
    assert_int_equal(signal_of(close_too_often), SIGABRT);
    assert_int_equal(signal_of(finish_while_open), SIGABRT);
    assert_int_equal(signal_of(finish_without_a_value), SIGABRT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members_and_nesting),
        cmocka_unit_test(test_misuse_is_stopped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
