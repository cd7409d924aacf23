/* Runs under the stand-in for the curve beside real ones: the same records at
 * the same times, of the same sizes, with the same causes, knowledge and
 * verdicts, in everything but the bytes that keys and signatures go into; and
 * the same output, byte for byte, of every command that plays runs.
 * DEMARCHE_STANDINS: how many seeds to try, and all scenarios with all
 * commands.
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/curve.h"
#include "crypto/sha256.h"
#include "experiment/sweep.h"
#include "scenario/scenario.h"
#include "scenario/scenario_errors.h"
#include "sim/network.h"
#include "study/judge.h"
#include "support/program.h"

enum { SEEDS = 20, WORDS_MAX = 12 };

/* A run as far as it has to be the same. */
struct course {
    struct arena arena;
    struct ledger ledger;
    uint8_t (*records)[SHA256_SIZE]; /* each with its time and number */
    size_t count, room;
    enum judge_verdict *verdicts;
};

static size_t seeds_asked(void)
{
    const char *text = getenv("DEMARCHE_STANDINS");

    return text ? strtoul(text, NULL, 10) : SEEDS;
}

static struct bytes zeros(struct arena *a, struct bytes b)
{
    return bytes_of(arena_alloc(a, b.size), b.size);
}

/* Leaves out what keys and signatures go into; not how long it is. */
static void note_record(void *watcher, instant now, uint64_t seq,
                        const struct record *record)
{
    struct course *c = watcher;
    struct record r = *record;
    uint8_t head[16];
    struct bytes body;
    struct sha256 h;

    ledger_add(&c->ledger, now, seq, record);
    r.data = zeros(&c->arena, r.data);
    r.fingerprint = zeros(&c->arena, r.fingerprint);
    if (r.number) r.number = "a safety number";
    assert_int_equal(record_encode(&c->arena, &r, &body), ERR_OK);
    bytes_put_le64(head, (uint64_t)now);
    bytes_put_le64(head + 8, seq);
    sha256_begin(&h);
    sha256_add(&h, bytes_of(head, sizeof head));
    sha256_add(&h, body);
    c->records = arena_grow(&c->arena, c->records, c->count, &c->room,
                            sizeof *c->records);
    sha256_end(&h, c->records[c->count++]);
}

static void play(struct course *c, const struct scenario *s, uint64_t seed,
                 struct curve_row row)
{
    const struct sweep sweep = {.scenario = s,
                                .seed = seed,
                                .runs = 1,
                                .until = INSTANT_MAX,
                                .record = note_record,
                                .watcher = c};
    struct judge judge;
    struct errmsg e;

    *c = (struct course){0};
    arena_init(&c->arena);
    ledger_init(&c->ledger, s);
    const struct curve_row before = curve_use(row);
    if (sweep_play(&sweep, &e)) fail_msg("%s: %s", s->name, e.text);
    curve_use(before);
    ledger_close(&c->ledger, s->end);
    judge_init(&judge, &c->ledger);
    c->verdicts = arena_array(&c->arena, s->expect_count, sizeof *c->verdicts);
    for (size_t i = 0; i < s->expect_count; i++)
        c->verdicts[i] = judge.findings[i].verdict;
    judge_fini(&judge);
}

static void course_fini(struct course *c)
{
    ledger_fini(&c->ledger);
    arena_fini(&c->arena);
}

static bool is_same_gain(const struct ledger_gain *a,
                         const struct ledger_gain *b)
{
    return a->party == b->party && a->document == b->document &&
           a->portion == b->portion && a->level == b->level &&
           a->mark.time == b->mark.time && a->mark.seq == b->mark.seq &&
           a->mark.kind == b->mark.kind && a->mark.peer == b->mark.peer;
}

static void assert_same_course(const struct scenario *s, uint64_t seed,
                               const struct course *a, const struct course *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++)
        if (memcmp(a->records[i], b->records[i], SHA256_SIZE) != 0)
            fail_msg("%s, seed %llu: event %zu differs", s->name,
                     (unsigned long long)seed, i);
    assert_int_equal(a->count, b->count);
    assert_int_equal(a->ledger.gain_count, b->ledger.gain_count);
    assert_int_equal(a->ledger.act_count, b->ledger.act_count);
    for (size_t i = 0; i < a->ledger.gain_count; i++)
        assert_true(is_same_gain(&a->ledger.gains[i], &b->ledger.gains[i]));
    for (size_t i = 0; i < s->expect_count; i++)
        assert_int_equal(a->verdicts[i], b->verdicts[i]);
}

static size_t compare_runs(const char *path, size_t seeds)
{
    struct course real, stand_in;
    struct scenario_errors errors;
    struct scenario s;
    size_t records = 0, size;

    scenario_errors_init(&errors);
    char *text = program_read(path, &size);
    assert_non_null(text);
    if (scenario_parse(&s, path, bytes_of(text, size), &errors))
        fail_msg("%s", path);
    network_draw(&s, 1);
    for (uint64_t seed = 1; seed <= seeds; seed++) {
        play(&real, &s, seed, curve_real());
        play(&stand_in, &s, seed, curve_stand_in());
        assert_same_course(&s, seed, &real, &stand_in);
        records += real.count;
        course_fini(&real);
        course_fini(&stand_in);
    }
    scenario_fini(&s);
    scenario_errors_fini(&errors);
    free(text);
    return records;
}

/* Every scenario of the sources. */
static void find_scenarios(glob_t *found)
{
    static const char *const patterns[] = {
        SOURCE_DIR "/scenarios/*.yaml",
        SOURCE_DIR "/scenarios/lessons/*.yaml",
        SOURCE_DIR "/tests/timeline/*.yaml",
        SOURCE_DIR "/tests/twin/*.yaml",
    };

    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
        assert_int_equal(
            glob(patterns[i], i > 0 ? GLOB_APPEND : 0, NULL, found), 0);
    assert_true(found->gl_pathc > 30);
}

static void runs_take_the_same_course(void **state)
{
    glob_t found = {0};

    (void)state;
    find_scenarios(&found);
    for (size_t i = 0; i < found.gl_pathc; i++)
        assert_true(compare_runs(found.gl_pathv[i], seeds_asked()) > 0);
    globfree(&found);
}

/* ---- Commands ---- */

static void run_under(struct program_end *end, const char *const *command,
                      const char *crypto)
{
    const char *words[WORDS_MAX + 4] = {"demarche"};
    const struct program_gift gift = {0};
    size_t count = 1;

    for (size_t i = 0; i < WORDS_MAX && command[i]; i++)
        words[count++] = command[i];
    words[count++] = "--crypto";
    words[count++] = crypto;
    program_run(end, &gift, words);
}

/* Commands may refuse a scenario, and then do so under both. */
static bool compare_outputs(const char *const *command)
{
    struct program_end real, stand_in;

    run_under(&real, command, "real");
    run_under(&stand_in, command, "stand-in");
    if (stand_in.status != real.status || strcmp(stand_in.out, real.out) != 0)
        fail_msg("%s %s differs", command[0], command[1]);
    assert_string_equal(stand_in.err, real.err);
    const bool well = real.status == 0 || real.status == 2;
    program_end_fini(&real);
    program_end_fini(&stand_in);
    return well;
}

#define SCENARIO(name) SOURCE_DIR "/scenarios/" name ".yaml"
#define TALE(name)     SOURCE_DIR "/tests/timeline/" name ".yaml"

static void commands_say_the_same(void **state)
{
    static const char *const commands[][WORDS_MAX] = {
        {"attack", TALE("attacked")},
        {"attack", SCENARIO("hotline")},
        {"attack", SCENARIO("lessons/a-group-of-allies"), "--tactic", "drop"},
        {"attack", SCENARIO("allied-review"), "--tactic", "mitm", "--protect",
         "noise-NN,signed-age,ratchet", "--threads", "2"},
        {"attack", SCENARIO("excuse"), "--tactic", "inject", "--protect",
         "open,signed,hpke-auth"},
        {"compare", SCENARIO("lessons/who-said-so"), "--explain"},
        {"compare", TALE("attacked"), "--csv", "-", "--seed", "2"},
        {"compare", SCENARIO("lessons/one-letter-many-ways"), "--protect",
         "open,noise-IK,padded,ratchet", "--explain", "--threads", "2"},
        {"exposure", SCENARIO("hotline")},
        {"exposure", SCENARIO("lessons/letters-to-who-is-away")},
        {"exposure", TALE("renewed"), "--csv", "-"},
        {"metadata", SCENARIO("lessons/who-looks-on"), "--runs", "7"},
        {"risk", SCENARIO("insiders"), "--runs", "100", "--seed", "9"},
        {"risk", TALE("leaks"), "--model", "grimes"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (!compare_outputs(commands[i]))
            fail_msg("%s %s fails", commands[i][0], commands[i][1]);
}

/* All that ship, where they are asked for. */
static void commands_say_the_same_of_all(void **state)
{
    static const char *const verbs[] = {"attack", "compare", "exposure"};
    glob_t found = {0};
    size_t well = 0;

    (void)state;
    if (!getenv("DEMARCHE_STANDINS")) return;
    find_scenarios(&found);
    for (size_t i = 0; i < found.gl_pathc; i++)
        for (size_t k = 0; k < sizeof verbs / sizeof *verbs; k++)
            well += compare_outputs(
                (const char *const[]){verbs[k], found.gl_pathv[i], NULL});
    assert_true(well > 60);
    globfree(&found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_take_the_same_course),
        cmocka_unit_test(commands_say_the_same),
        cmocka_unit_test(commands_say_the_same_of_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
