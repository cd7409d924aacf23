/* The verdict on a lesson's claim, held against what the command of its kind
 * says of the same scenario: neither has a way of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "experiment/lesson_verdict.h"
#include "sim/network.h"
#include "support/play.h"
#include "support/stories.h"

/* A scenario played by the program, and the same as a case for claims. */
struct desk {
    struct play play;
    struct scenario scenario;
    struct arena arena;
    struct lesson_verdict_case held;
};

static void begin(struct desk *d, const char *text, unsigned seed)
{
    *d = (struct desk){0};
    (void)play_run(&d->play, text, seed);
    stories_parse(&d->scenario, "story", bytes_of_text(text));
    network_draw(&d->scenario, seed);
    arena_init(&d->arena);
    d->held =
        (struct lesson_verdict_case){.scenario = &d->scenario, .seed = seed};
}

static void end(struct desk *d)
{
    lesson_verdict_case_fini(&d->held);
    arena_fini(&d->arena);
    scenario_fini(&d->scenario);
    play_fini(&d->play);
}

static struct lesson_verdict judge(struct desk *d, const char *text)
{
    struct scenario_errors errors;
    struct lesson_verdict v;
    struct lesson_claim c;
    struct errmsg e;

    scenario_errors_init(&errors);
    if (lesson_claim_parse(&c, &d->arena, &d->scenario, text, &errors))
        fail_msg("%s: %s", text, errors.items[0].text);
    scenario_errors_fini(&errors);
    if (lesson_verdict_of(&d->held, &c, &d->arena, &v, &e))
        fail_msg("%s: %s", text, e.text);
    assert_true(*v.words != '\0');
    return v;
}

static cJSON *answer(struct desk *d, int exit_code)
{
    cJSON *json = cJSON_Parse(d->play.end.out);

    assert_int_equal(d->play.end.status, exit_code);
    assert_non_null(json);
    return json;
}

/* The object of a list that has this text under a key. */
static cJSON *find(const cJSON *list, const char *key, const char *text)
{
    cJSON *item;

    cJSON_ArrayForEach(item, list)
    {
        const char *found =
            cJSON_GetStringValue(cJSON_GetObjectItem(item, key));
        if (found && strcmp(found, text) == 0) return item;
    }
    fail_msg("nothing with %s %s", key, text);
    return NULL;
}

static double number(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItem(object, key);

    assert_true(cJSON_IsNumber(item));
    return item->valuedouble;
}

/* JSON has fewer digits than a figure. */
static void assert_near(double figure, double told)
{
    if (!(figure - told < 1e-6 && told - figure < 1e-6))
        fail_msg("%.12f, but the command has %.12f", figure, told);
}

static char *shipped(const char *name)
{
    char path[PROGRAM_PATH_SIZE + 64];
    size_t size;

    (void)snprintf(path, sizeof path, SOURCE_DIR "/scenarios/%s", name);
    char *text = program_read(path, &size);
    assert_non_null(text);
    return text;
}

/* Sentences as `run` judges them, and the same of the program's journal. */
static void test_sentences(void **state)
{
    char *text = shipped("full-release.yaml");
    char journal[PROGRAM_PATH_SIZE + 64];
    struct reader reader;
    struct errmsg e;
    struct desk d;

    (void)state;
    begin(&d, text, 1);
    for (size_t i = 0; i < d.scenario.expect_count; i++) {
        const char *sentence = d.scenario.expects[i].text;
        const struct lesson_verdict v = judge(&d, sentence);

        assert_true(v.holds && !v.undetermined && !v.measured);
        assert_non_null(strstr(d.play.end.out, sentence));
    }
    (void)snprintf(journal, sizeof journal, "%s/run.journal", d.play.run);
    const struct lesson_verdict played =
        judge(&d, "russia never announces us-response after 2022-02-03");
    if (reader_open(&reader, journal, &e)) fail_msg("%s", e.text);
    d.held.reader = &reader;
    const struct lesson_verdict read =
        judge(&d, "russia never announces us-response after 2022-02-03");
    assert_false(read.holds);
    assert_true(read.reached && read.seq == played.seq);
    assert_string_equal(read.words, played.words);
    assert_string_equal(lesson_verdict_word(&read), "broken");
    reader_close(&reader);
    end(&d);
    free(text);
}

#define LINE(handshake)                                                   \
    "demarche: 1\n"                                                       \
    "clock: {start: 2022-02-01, end: 2022-02-03}\n"                       \
    "parties: {us: , nato: }\n"                                           \
    "channels: {line: {between: [us, nato], handshake: " handshake "}}\n" \
    "documents:\n"                                                        \
    "  go: {author: us, portions: {a: The car has left.}}\n"              \
    "  kept: {author: us, portions: {a: Nobody gets it.}}\n"              \
    "script:\n"                                                           \
    "  - {at: 2022-02-01, draft: go}\n"                                   \
    "  - {at: 2022-02-01, draft: kept}\n"                                 \
    "  - {at: 2022-02-02, send: go, to: nato}\n"

static const char *attack_of(struct desk *d, const char *tactic)
{
    char rest[64];

    (void)snprintf(rest, sizeof rest, "--json --tactic %s", tactic);
    (void)play_file(&d->play, "attack", rest);
    cJSON *json = cJSON_Parse(d->play.end.out);
    const cJSON *trials = cJSON_GetObjectItem(
        cJSON_GetArrayItem(cJSON_GetObjectItem(json, "protections"), 0),
        "trials");
    const char *word = cJSON_GetStringValue(
        cJSON_GetObjectItem(cJSON_GetArrayItem(trials, 0), "verdict"));
    const char *out = word ? arena_text(&d->arena, word) : "";
    cJSON_Delete(json);
    return out;
}

static void test_attacks(void **state)
{
    struct desk d;

    (void)state;
    begin(&d, LINE("NN"), 1);
    assert_string_equal(attack_of(&d, "mitm"), "succeeded");
    assert_false(judge(&d, "{attack: mitm, document: go, succeeds: no}").holds);
    assert_true(judge(&d, "{attack: mitm, document: go, succeeds: yes}").holds);
    /* What nobody tries shows nothing, and what applies nowhere fails. */
    assert_false(
        judge(&d, "{attack: mitm, document: kept, succeeds: no}").holds);
    assert_string_equal(attack_of(&d, "forwarding"), "");
    assert_true(
        judge(&d, "{attack: forwarding, document: go, succeeds: no}").holds);
    end(&d);
    begin(&d, LINE("XX"), 1);
    assert_string_equal(attack_of(&d, "mitm"), "detected");
    assert_true(judge(&d, "{attack: mitm, document: go, succeeds: no}").holds);
    end(&d);
}

static void test_no_such_tactic(void **state)
{
    const struct lesson_claim c = {.kind = LESSON_CLAIM_ATTACK,
                                   .tactic = "mitn"};
    struct lesson_verdict v;
    struct errmsg e;
    struct desk d;

    (void)state;
    begin(&d, LINE("NN"), 1);
    assert_int_equal(lesson_verdict_of(&d.held, &c, &d.arena, &v, &e),
                     ERR_MISSING);
    assert_non_null(strstr(e.text, "did you mean mitm?"));
    end(&d);
}

/* The row of the table that has all that the scenario has. */
static void test_metadata(void **state)
{
    char *text = shipped("lessons/who-looks-on.yaml");
    struct desk d;

    (void)state;
    begin(&d, text, 3);
    (void)play_file(&d.play, "metadata", "--json --seed 3");
    cJSON *json = answer(&d, 0);
    const cJSON *way = find(cJSON_GetObjectItem(json, "ways"), "way", "both");
    const cJSON *score = cJSON_GetObjectItem(
        cJSON_GetObjectItem(cJSON_GetObjectItem(way, "guesses"), "which"),
        "time");
    const struct lesson_verdict v =
        judge(&d, "{metadata: document, by: time, at-most: 0%}");

    assert_true(v.measured && !v.holds);
    assert_true(v.figure == number(score, "right") / number(score, "asked"));
    assert_true(
        judge(&d, "{metadata: document, by: time, at-most: 100%}").holds);
    cJSON_Delete(json);
    end(&d);
    free(text);
}

static void test_risk(void **state)
{
    char *text = shipped("insiders.yaml");
    struct desk d;

    (void)state;
    begin(&d, text, 2);
    (void)play_file(&d.play, "risk", "--json --seed 2 --by 2022-02-02T12:00Z");
    cJSON *json = answer(&d, 0);
    const cJSON *all =
        cJSON_GetObjectItem(cJSON_GetObjectItem(json, "hazards"), "documents");
    const cJSON *points =
        cJSON_GetObjectItem(find(all, "document", "us-response"), "leaked_by");
    const cJSON *last =
        cJSON_GetArrayItem(points, cJSON_GetArraySize(points) - 1);
    const struct lesson_verdict v =
        judge(&d, "{risk: us-response, by: 2022-02-02T12:00Z, at-most: 1%}");

    assert_true(v.measured && !v.holds);
    assert_near(v.figure, number(last, "computed"));
    assert_non_null(strstr(v.words, " % at 2022-02-02 12:00; at most 1 %"));
    cJSON_Delete(json);
    end(&d);
    free(text);
}

static enum err read_file(void *context, struct arena *a, const char *name,
                          const char **out, struct errmsg *e)
{
    (void)context;
    if (strcmp(name, "a.txt") != 0)
        return err_set(e, ERR_MISSING, "no %s here", name);
    *out = arena_text(a, "Limits on arms might bind either side, if they are "
                         "mutual and can be checked");
    return ERR_OK;
}

static void compare_attribution(struct desk *d, const char *rest,
                                const char *surfaced, const char *holder)
{
    (void)play_ask(&d->play, "attribute", rest);
    cJSON *json = answer(d, 0);
    const cJSON *found =
        find(cJSON_GetObjectItem(json, "holders"), "party", holder);
    static const char *const audiences[] = {"author", "others"};

    for (size_t i = 0; i < 2; i++) {
        char claim[256], key[32];

        (void)snprintf(claim, sizeof claim,
                       "{attribute: us-response, %sfor: %s, names: %s, "
                       "at-least: 0%%}",
                       surfaced, audiences[i], holder);
        (void)snprintf(key, sizeof key, "to_%s", audiences[i]);
        const struct lesson_verdict v = judge(d, claim);
        assert_true(v.measured && v.holds);
        assert_near(v.figure, number(found, key));
    }
    cJSON_Delete(json);
}

static void test_attribution(void **state)
{
    char *text = shipped("full-release.yaml");
    char path[PROGRAM_PATH_SIZE + 32];
    const char *copy;
    struct desk d;

    (void)state;
    begin(&d, text, 1);
    d.held.read_text = read_file;
    compare_attribution(&d, "us-response --json", "", "russia");
    assert_true(judge(&d, "{attribute: us-response, for: author, "
                          "names: russia, at-least: 90%}")
                    .holds);
    assert_false(judge(&d, "{attribute: us-response, for: author, "
                           "names: nobody, at-least: 90%}")
                     .holds);
    assert_false(judge(&d, "{attribute: us-response, for: author, "
                           "names: congress, at-least: 90%}")
                     .holds);
    assert_int_equal(read_file(NULL, &d.arena, "a.txt", &copy, NULL), ERR_OK);
    (void)snprintf(path, sizeof path, "%s/copy.txt", d.play.folder);
    program_write(path, copy, strlen(copy));
    program_end_fini(&d.play.end);
    program_run(&d.play.end, NULL,
                WORDS("demarche", "attribute", d.play.run, "us-response",
                      "--json", "--surfaced", path));
    cJSON *json = answer(&d, 0);
    const cJSON *nato =
        find(cJSON_GetObjectItem(json, "holders"), "party", "nato");
    const struct lesson_verdict planted =
        judge(&d, "{attribute: us-response, surfaced: a.txt, for: others, "
                  "names: nato, at-least: 0%}");
    assert_near(planted.figure, number(nato, "to_others"));
    cJSON_Delete(json);
    end(&d);
    /* A story in which nothing comes out names nobody, and keeps no claim. */
    begin(&d, LINE("XX"), 1);
    assert_false(judge(&d, "{attribute: go, for: author, names: nobody, "
                           "at-least: 90%}")
                     .holds);
    end(&d);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sentences),
        cmocka_unit_test(test_attacks),
        cmocka_unit_test(test_no_such_tactic),
        cmocka_unit_test(test_metadata),
        cmocka_unit_test(test_risk),
        cmocka_unit_test(test_attribution),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
