/* A scenario's text as it is parsed: defaults, references, limits, the routes
 * of entries; the main scenario loads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenario/entries.h"
#include "scenario/scenario.h"
#include "scenario/scenario_query.h"

#define HEAD        \
    "demarche: 1\n" \
    "clock: {start: 2022-01-01, end: 2022-03-01}\n"

#define PEOPLE                                                      \
    HEAD "parties:\n"                                               \
         "  us: \n"                                                 \
         "  russia: {kind: state}\n"                                \
         "  nato: {kind: alliance}\n"                               \
         "  press: {kind: public}\n"                                \
         "channels:\n"                                              \
         "  moscow: {between: [us, russia], medium: hand}\n"        \
         "  line: {between: [us, nato]}\n"                          \
         "  wire: {between: [us, nato, russia], medium: courier}\n" \
         "documents:\n"                                             \
         "  paper: {author: us, portions: {one: A., two: B.}}\n"    \
         "  answer: {author: russia, portions: {one: C.}}\n"        \
         "protection: {formal: {sign: ed25519, seal: age, receipt: yes}}\n"

struct reading {
    struct scenario scenario;
    struct scenario_errors errors;
    enum err rc;
};

static void read_bytes(struct reading *r, struct bytes source)
{
    scenario_errors_init(&r->errors);
    r->rc = scenario_parse(&r->scenario, "test", source, &r->errors);
}

static void read_text(struct reading *r, const char *text)
{
    read_bytes(r, bytes_of_text(text));
}

static void finish(struct reading *r)
{
    if (!r->rc) scenario_fini(&r->scenario);
    scenario_errors_fini(&r->errors);
}

static void assert_loads(struct reading *r, const char *text)
{
    read_text(r, text);
    if (r->rc) {
        scenario_errors_print(stderr, "test", bytes_of_text(text), &r->errors);
        fail_msg("does not load");
    }
}

/* True if one of the errors says this. */
static bool says(const struct reading *r, const char *text)
{
    for (size_t i = 0; i < r->errors.count; i++)
        if (strstr(r->errors.items[i].text, text)) return true;
    return false;
}

static void test_least(void **state)
{
    struct reading r;

    (void)state;
    assert_loads(&r, HEAD "parties: {us: }\n");
    const struct scenario *s = &r.scenario;
    assert_string_equal(s->name, "test");
    assert_string_equal(s->title, "test");
    assert_string_equal(s->story, "");
    assert_int_equal(s->party_count, 1);
    assert_string_equal(s->parties[0].title, "us");
    assert_int_equal(s->parties[0].kind, PARTY_STATE);
    assert_int_equal(s->parties[0].readers, 1);
    assert_int_equal(s->parties[0].processing_delay, 0);
    assert_int_equal(s->channel_count, 0);
    assert_int_equal(s->document_count, 0);
    assert_int_equal(s->protection_count, 0);
    assert_int_equal(s->entry_count, 0);
    assert_int_equal(s->expect_count, 0);
    assert_int_equal(s->directory, SCENARIO_NONE);
    assert_int_equal(s->end - s->start, 59 * DAY);
    finish(&r);
}

static void test_only_one_of_a_kind(void **state)
{
    struct reading r;

    (void)state;
    assert_loads(&r, HEAD "parties: {us: , registry: {kind: directory}}\n");
    assert_int_equal(r.scenario.directory, 1);
    assert_int_equal(r.scenario.parties[1].kind, PARTY_DIRECTORY);
    finish(&r);

    read_text(&r, HEAD "parties:\n"
                       "  first: {kind: directory}\n"
                       "  second: {kind: directory}\n"
                       "  third: {kind: directory}\n");
    assert_int_equal(r.errors.count, 2);
    assert_true(says(&r, "a second directory after \"first\""));
    finish(&r);

    read_text(&r, HEAD "parties:\n"
                       "  us: \n"
                       "  press: {kind: public}\n"
                       "  readers: {kind: public}\n");
    assert_int_equal(r.errors.count, 1);
    assert_true(says(&r, "a second public after \"press\""));
    finish(&r);
}

#define REGISTRY                                            \
    HEAD "parties:\n"                                       \
         "  us: \n"                                         \
         "  russia: {trust: first-use}\n"                   \
         "  nato: {trust: directory}\n"                     \
         "  registry: {kind: directory}\n"                  \
         "channels:\n"                                      \
         "  wire: {between: [us, russia, registry]}\n"      \
         "  table: {between: [us, russia], medium: hand}\n" \
         "  office: {between: [registry, nato], medium: hand}\n"

/* Verbs of keys name a party, and reach all who share a channel with it, each
 * over the first. */
static void test_keys(void **state)
{
    struct reading r;

    (void)state;
    assert_loads(
        &r, REGISTRY
        "script:\n"
        "  - {at: 2022-01-02, rotate: us}\n"
        "  - {at: 2022-01-03, revoke: us, serial: 1, since: 2021-12-31,\n"
        "     to: russia, over: table}\n"
        "  - {at: 2022-01-04, compare: us, to: russia, over: table}\n"
        "  - {at: 2022-01-05, rotate: us, over: table}\n");
    const struct scenario *s = &r.scenario;
    const struct scenario_entry *e = s->entries;
    assert_int_equal(s->parties[0].trust, TRUST_PINNED);
    assert_int_equal(s->parties[1].trust, TRUST_FIRST_USE);
    assert_int_equal(s->parties[2].trust, TRUST_DIRECTORY);
    assert_int_equal(e[0].verb, RECORD_VERB_ROTATE);
    assert_int_equal(e[0].from, 0);
    assert_int_equal(e[0].document, SCENARIO_NONE);
    assert_int_equal(e[0].to_count, 2);
    assert_int_equal(e[0].to[0], 1);
    assert_int_equal(e[0].over[0], 0);
    assert_int_equal(e[0].to[1], 3);
    assert_int_equal(e[0].since, INSTANT_MIN);
    assert_string_equal(e[0].key, "rotate/us");
    assert_int_equal(e[1].serial, 1);
    assert_true(e[1].since < s->start);
    assert_int_equal(e[1].over[0], 1);
    assert_int_equal(e[2].verb, RECORD_VERB_COMPARE);
    assert_int_equal(e[3].to_count, 1);
    assert_int_equal(e[3].over[0], 1);
    assert_string_equal(e[3].key, "rotate/us#2");
    finish(&r);
}

static void test_wrong_keys(void **state)
{
    static const char *const cases[][2] = {
        {HEAD "parties: {us: {trust: directory}}\n",
         "us trusts a directory, expected a party of kind directory"},
        {HEAD "parties: {us: {kind: directory, trust: directory}}\n",
         "us is the directory, expected trust: pinned or first-use"},
        {REGISTRY "script: [{at: 2022-01-02, compare: us}]\n",
         "missing \"to\", expected with compare"},
        {REGISTRY "script: [{at: 2022-01-02, compare: us, to: registry}]\n",
         "us and registry do not meet on that channel, expected one of medium "
         "hand"},
        {REGISTRY "script: [{at: 2022-01-02, compare: us, to: us}]\n",
         "from us to itself, expected another party"},
        {REGISTRY "script: [{at: 2022-01-02, rotate: us, to: russia}]\n",
         "several channels join us and russia, expected \"over\""},
        {REGISTRY "script: [{at: 2022-01-02, rotate: us, over: office}]\n",
         "us is not in channel office, expected one that it is in"},
        {REGISTRY "script: [{at: 2022-01-02, rotate: us, from: us}]\n",
         "\"from\" has no meaning with rotate"},
        {REGISTRY "script: [{at: 2022-01-02, revoke: us, serial: 0}]\n",
         "\"0\", expected"},
        {REGISTRY "script: [{at: 2022-01-02, revoke: us, since: 2022-01-03}]\n",
         "2022-01-03 is after the entry itself, expected an earlier time"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading r;
        read_text(&r, cases[i][0]);
        assert_int_equal(r.rc, ERR_FORMAT);
        if (!says(&r, cases[i][1]))
            fail_msg("case %zu: %s", i, r.errors.items[0].text);
        finish(&r);
    }
}

static void test_defaults(void **state)
{
    struct reading r;

    (void)state;
    assert_loads(&r, PEOPLE "script: [{at: 2022-01-02, draft: paper}]\n");
    const struct scenario *s = &r.scenario;
    const struct scenario_channel *line = &s->channels[1];
    assert_int_equal(line->medium, MEDIUM_NETWORK);
    assert_string_equal(line->handshake, "XX");
    assert_int_equal(line->delay.kind, DISTRIBUTION_CONSTANT);
    assert_true(line->delay.a == 0 && line->loss == 0);
    assert_null(s->channels[0].handshake);
    assert_string_equal(s->documents[0].title, "paper");
    assert_string_equal(s->documents[0].form, "letter");
    assert_string_equal(s->documents[0].classification, "unclassified");
    assert_false(s->documents[0].limited);
    const struct scenario_entry *e = &s->entries[0];
    assert_int_equal(e->verb, RECORD_VERB_DRAFT);
    assert_string_equal(e->key, "draft/paper/us");
    assert_false(e->conditional);
    assert_false(e->delayed);
    assert_true(e->chance == 1);
    assert_int_equal(e->from, 0);
    assert_int_equal(e->to_count, 0);
    assert_int_equal(e->protection, SCENARIO_NONE);
    assert_int_equal(e->precedence, PRECEDENCE_ROUTINE);
    assert_int_equal(e->portion_count, 0);
    assert_int_equal(e->until, INSTANT_MAX);
    assert_int_equal(e->answers, SCENARIO_NONE);
    finish(&r);
}

static void test_values(void **state)
{
    struct reading r;

    (void)state;
    assert_loads(
        &r, HEAD
        "parties:\n"
        "  us: {name: U. S., readers: 60, handling: 1 h}\n"
        "  nato: {accepts: [{from: us, signed: yes}, {from: [nato, us]},\n"
        "                   {session: authenticated}]}\n"
        "channels:\n"
        "  a: {between: [us, nato], handshake: IK, loss: 1%, duplicate: 0.02,\n"
        "      delay: {lognormal: {median: 40 ms, sigma: 0.5}}}\n"
        "  b: {between: [us, nato], reorder: 0.5%,\n"
        "      delay: {empirical: [1 s, 2 s]}}\n"
        "  c: {between: [us, nato], delay: {uniform: {from: 0 s, to: 2 s}}}\n"
        "  d: {between: [us, nato], delay: {weibull: {scale: 2 s, shape: 2}}}\n"
        "  e: {between: [us, nato], delay: {constant: {value: 3 s}}}\n"
        "  f: {between: [us, nato], delay: {exponential: {mean: 3 s}}}\n"
        "  g: {between: [us, nato],\n"
        "      delay: {triangular: {from: 1 s, mode: 2 s, to: 3 s}}}\n"
        "documents:\n"
        "  p: {author: us, form: non-paper, portions: {x: Y.},\n"
        "      marking: {classification: secret, releasable_to: []}}\n");
    const struct scenario *s = &r.scenario;
    assert_string_equal(s->parties[0].title, "U. S.");
    assert_int_equal(s->parties[0].readers, 60);
    assert_int_equal(s->parties[0].processing_delay, HOUR);
    assert_int_equal(s->parties[0].rule_count, 0);
    assert_int_equal(s->parties[1].rule_count, 3);
    const struct scenario_rule *rules = s->parties[1].rules;
    assert_true(rules[0].sign && rules[0].session == RULE_SESSION_ANY);
    assert_int_equal(rules[0].from_count, 1);
    assert_int_equal(rules[0].from[0], 0);
    assert_true(!rules[1].sign && rules[1].from_count == 2);
    assert_int_equal(rules[2].session, RULE_SESSION_AUTHENTICATED);
    assert_int_equal(rules[2].from_count, 0);
    const struct scenario_channel *c = s->channels;
    assert_string_equal(c[0].handshake, "IK");
    assert_true(c[0].loss == 0.01);
    assert_true(c[0].duplicate == 0.02);
    assert_int_equal(c[0].delay.kind, DISTRIBUTION_LOGNORMAL);
    assert_true(c[0].delay.a == 40e6 && c[0].delay.b == 0.5);
    assert_true(c[1].reorder == 0.005);
    assert_int_equal(c[1].delay.value_count, 2);
    assert_int_equal(c[1].delay.values[1], 2 * SECOND);
    assert_true(c[2].delay.a == 0 && c[2].delay.b == 2e9);
    assert_int_equal(c[3].delay.kind, DISTRIBUTION_WEIBULL);
    assert_true(c[4].delay.a == 3e9);
    assert_int_equal(c[5].delay.kind, DISTRIBUTION_EXPONENTIAL);
    assert_true(c[6].delay.b == 2e9 && c[6].delay.c == 3e9);
    assert_true(s->documents[0].limited);
    assert_int_equal(s->documents[0].releasable_count, 0);
    assert_string_equal(s->documents[0].classification, "secret");
    finish(&r);
}

/* Sections may stand in any order; references go both ways. */
#define TWO  HEAD "parties: {us: , nato: }\n"
#define LINE TWO "channels: {line: {between: [us, nato]"

static void assert_prekeys(const char *given, uint32_t one_time, duration renew,
                           duration keep)
{
    struct reading r;
    char text[256];

    snprintf(text, sizeof text, HEAD "parties: {us: {%s}}\n", given);
    assert_loads(&r, text);
    const struct scenario *s = &r.scenario;
    assert_int_equal(s->parties[0].prekeys.one_time, one_time);
    assert_int_equal(s->parties[0].prekeys.renew, renew);
    assert_int_equal(s->parties[0].prekeys.keep, keep);
    finish(&r);
}

/* A number alone is that of the one-time prekeys. */
static void test_prekeys(void **state)
{
    (void)state;
    assert_prekeys("", 20, 7 * DAY, 21 * DAY);
    assert_prekeys("prekeys: 3", 3, 7 * DAY, 21 * DAY);
    assert_prekeys("prekeys: {}", 20, 7 * DAY, 21 * DAY);
    assert_prekeys("prekeys: 0", 0, 7 * DAY, 21 * DAY);
    assert_prekeys("prekeys: {one-time: 0, keep: 0 s}", 0, 7 * DAY, 0);
    assert_prekeys("prekeys: {renew: 1 h, keep: 999 h}", 20, HOUR, 999 * HOUR);
    assert_prekeys("one_time_prekeys: {renew: 2 d}", 20, 2 * DAY, 21 * DAY);
}

/* Values that are none, each with what is said of it. */
static const struct {
    const char *text;
    enum err rc;
    const char *error;
} wrong_values[] = {
    {HEAD "parties: {}\n", ERR_FORMAT, "no party, expected at least one"},
    {HEAD "parties: {us: {prekeys: -1}}\n", ERR_FORMAT,
     "\"-1\", expected a whole number of 0 or more"},
    {HEAD "parties: {us: {prekeys: 1001}}\n", ERR_LIMIT,
     "1001 one-time prekeys, expected at most 1000"},
    {HEAD "parties: {us: {accepts: yes}}\n", ERR_FORMAT,
     "expected a list of rules"},
    {HEAD "parties: {us: {accepts: [yes]}}\n", ERR_FORMAT,
     "expected a rule: a mapping with from, signed or session"},
    {HEAD "parties: {us: {accepts: [{}]}}\n", ERR_FORMAT,
     "an empty rule, expected one with"},
    {HEAD "parties: {us: {accepts: [{from: []}]}}\n", ERR_FORMAT,
     "expected at least one party"},
    {HEAD "parties: {us: {accepts: [{from: nat}]}, nato: }\n", ERR_FORMAT,
     "unknown party \"nat\"; did you mean \"nato\"?"},
    {HEAD "parties: {us: {accepts: [{from: [nato, nato]}]}, nato: }\n",
     ERR_FORMAT, "nato twice, expected once"},
    {HEAD "parties: {us: {accepts: [{signed: ed25519}]}}\n", ERR_FORMAT,
     "expected yes or no"},
    {HEAD "parties: {us: {accepts: [{session: noise}]}}\n", ERR_FORMAT,
     "expected any or authenticated"},
    {HEAD "parties: {us: {prekeys: {one-time: 1001}}}\n", ERR_LIMIT,
     "1001 one-time prekeys, expected at most 1000"},
    {HEAD "parties: {us: {prekeys: {renew: 59 min}}}\n", ERR_FORMAT,
     "prekeys renewed more often than each hour, expected 1 h or more"},
    {HEAD "parties: {us: {prekeys: {renew: 1 h, keep: 1000 h}}}\n", ERR_LIMIT,
     "prekeys kept for 1000 renewals or more, expected fewer"},
    {HEAD "parties: {us: {prekeys: {often: yes}}}\n", ERR_FORMAT,
     "unknown key of prekeys \"often\", expected one-time, renew or keep"},
    {HEAD "parties: {us: {prekeys: many}}\n", ERR_FORMAT,
     "\"many\", expected a whole number of 0 or more"},
    {TWO "protection: {x: {session: noise, bind: keys}}\n", ERR_FORMAT,
     "\"bind\" needs session: ratchet"},
    {LINE ", delay: {empirical: []}}}\n", ERR_FORMAT,
     "expected a list of spans"},
    {LINE ", delay: {uniform: {from: 2 s, to: 1 s}}}}\n", ERR_FORMAT,
     "expected from <= to"},
    {LINE ", delay: {triangular: {from: 1 s, mode: 3 s, to: 2 s}}}}\n",
     ERR_FORMAT, "expected from <= mode <= to"},
    {LINE "}}\nadversary: {spy: {on: [], can: [observe]}}\n", ERR_FORMAT,
     "expected at least one channel"},
    {LINE "}}\nadversary: {spy: {on: [line, line], can: [observe]}}\n",
     ERR_FORMAT, "line twice, expected once"},
    {LINE ", medium: hand}}\n"
          "documents: {paper: {author: us, portions: {a: A.}}}\n"
          "protection: {wired: {session: noise}}\n"
          "script: [{at: 2022-01-02, send: paper, to: nato,\n"
          "  protect: wired}]\n",
     ERR_FORMAT, "wired has session: noise, but channel line is not a network"},
};

static void test_wrong_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong_values / sizeof *wrong_values; i++) {
        struct reading r;
        read_text(&r, wrong_values[i].text);
        assert_int_equal(r.rc, wrong_values[i].rc);
        if (!says(&r, wrong_values[i].error))
            fail_msg("case %zu: %s", i, r.errors.items[0].text);
        finish(&r);
    }
}

static void test_order_of_sections(void **state)
{
    struct reading r;

    (void)state;
    assert_loads(&r, "expect: [us drafts p]\n"
                     "script: [{at: 2022-01-02, draft: p}]\n"
                     "documents: {p: {portions: {x: Y.}, author: us}}\n"
                     "parties: {us: }\n"
                     "clock: {end: 2022-03-01, start: 2022-01-01}\n"
                     "demarche: 1\n");
    assert_int_equal(r.scenario.expects[0].line, 1);
    finish(&r);
}

static void test_routes(void **state)
{
    struct reading r;

    (void)state;
    assert_loads(
        &r, PEOPLE
        "script:\n"
        "  - {at: 2022-01-02, send: paper, to: [nato, russia], over: wire,\n"
        "     protect: formal, precedence: flash, portions: two}\n"
        "  - {at: 2022-01-03, announce: paper}\n"
        "  - {when: russia receives paper, after: 3 h, chance: 50%,\n"
        "     acknowledge: paper, from: russia, over: moscow}\n"
        "  - {at: 2022-01-04, sign: paper}\n"
        "  - {at: 2022-01-04, sign: paper, from: nato, over: line}\n"
        "  - {at: 2022-01-04, withhold: paper, until: 2022-02-01}\n"
        "  - {at: 2022-01-05, reply: answer, answers: paper, to: us,\n"
        "     over: moscow}\n"
        "  - {at: 2022-01-05, send: paper, to: nato, over: line}\n"
        "  - {at: 2022-01-05, send: paper, to: nato, over: line}\n"
        "  - {at: 2022-01-06, outage: line}\n");
    const struct scenario_entry *e = r.scenario.entries;
    assert_int_equal(e[0].to_count, 2);
    assert_int_equal(e[0].to[0], 2);
    assert_int_equal(e[0].over[0], 2);
    assert_int_equal(e[0].over[1], 2);
    assert_int_equal(e[0].protection, 0);
    assert_int_equal(e[0].precedence, PRECEDENCE_FLASH);
    assert_int_equal(e[0].portion_count, 1);
    assert_int_equal(e[0].portions[0], 1);
    assert_int_equal(e[1].to_count, 1);
    assert_int_equal(e[1].to[0], 3);
    assert_int_equal(e[1].over[0], SCENARIO_NONE);
    assert_true(e[2].conditional && e[2].delayed && e[2].chance == 0.5);
    assert_true(e[2].after.a == 3.0 * (double)HOUR);
    assert_int_equal(e[2].when.party, 1);
    assert_int_equal(e[2].to[0], 0);
    assert_int_equal(e[3].to_count, 0);
    assert_int_equal(e[4].to_count, 1);
    assert_int_equal(e[5].over[0], SCENARIO_NONE);
    assert_int_equal(e[6].answers, 0);
    assert_string_equal(e[0].key, "send/paper/us");
    assert_string_equal(e[7].key, "send/paper/us#2");
    assert_string_equal(e[8].key, "send/paper/us#3");
    assert_string_equal(e[9].key, "outage/line");
    assert_int_equal(e[9].document, SCENARIO_NONE);
    assert_int_equal(e[9].channel, 1);
    finish(&r);
}

/* A hazard is a span that is drawn, from when the holder has the text. */
static void test_hazards(void **state)
{
    struct reading r;

    (void)state;
    assert_loads(&r, PEOPLE
                 "script:\n"
                 "  - {leak: paper, from: russia, to: press, portions: two,\n"
                 "     hazard: {per-reader: 0.004 / day, motive: 2.5}}\n"
                 "  - {leak: paper, from: us, to: press, with-proof: yes,\n"
                 "     chance: 50%, hazard: {per-reader: 0.5 / day}}\n"
                 "  - {at: 2022-01-03, leak: paper, from: us, to: press,\n"
                 "     hazard: {per-reader: 1 / day}}\n"
                 "  - {at: 2022-01-04, leak: paper, from: us, to: press}\n");
    const struct scenario_entry *e = r.scenario.entries;
    assert_true(e[0].conditional && e[0].delayed && !e[0].with_proof);
    assert_int_equal(e[0].after.kind, DISTRIBUTION_EXPONENTIAL);
    assert_true(e[0].after.a == (double)DAY / (0.004 * 2.5));
    assert_int_equal(e[0].when.predicate, SENTENCE_RECEIVES);
    assert_int_equal(e[0].when.portion, 1);
    assert_int_equal(e[1].when.predicate, SENTENCE_DRAFTS);
    assert_int_equal(e[1].when.portion, SCENARIO_NONE);
    assert_true(e[1].with_proof && e[1].chance == 0.5);
    assert_true(!e[2].conditional && e[2].delayed);
    assert_true(!e[3].conditional && !e[3].delayed);
    assert_true(e[3].hazard.per_reader == 0);
    assert_string_equal(e[2].key, "leak/paper/us#2");
    finish(&r);
}

/* An entry that is wrong in one way, and what is said of it. */
struct wrong_entry {
    const char *entry, *error;
};

static void assert_wrong(const struct wrong_entry *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct reading r;
        char text[4096];
        snprintf(text, sizeof text, PEOPLE "script:\n  - %s\n", cases[i].entry);
        read_text(&r, text);
        assert_int_equal(r.rc, ERR_FORMAT);
        if (r.errors.count != 1 || !says(&r, cases[i].error))
            fail_msg("case %zu: %s", i, r.errors.items[0].text);
        finish(&r);
    }
}

static void test_wrong_entries(void **state)
{
    static const struct wrong_entry cases[] = {
        {"{at: 2022-01-02, send: paper}", "missing \"to\""},
        {"{at: 2022-01-02, send: paper, to: nato}", "several channels join"},
        {"{at: 2022-01-02, send: paper, to: nato, over: moscow}",
         "channel moscow does not join us and nato"},
        {"{at: 2022-01-02, send: paper, to: us, from: nato, over: lime}",
         "did you mean \"line\""},
        {"{at: 2022-01-02, send: answer, to: russia}", "from russia to itself"},
        {"{at: 2022-01-02, send: answer, to: []}",
         "empty list, expected a party"},
        {"{at: 2022-01-02, send: answer, to: [us, us], over: moscow}",
         "us twice"},
        {"{at: 2022-01-02, draft: paper, from: nato}", "expected us"},
        {"{at: 2022-01-02, draft: paper, to: nato}", "no meaning with draft"},
        {"{at: 2022-01-02, draft: paper, send: paper, to: nato}", "two verbs"},
        {"{at: 2022-01-02, from: us}", "no verb"},
        {"{at: 2022-01-02, drfat: paper}", "did you mean \"draft\""},
        {"{draft: paper}", "expected \"at\" or \"when\""},
        {"{at: 2022-01-02, when: us signs paper, draft: paper}", "not both"},
        {"{at: 2022-01-02, after: 1 h, draft: paper}",
         "\"after\" needs \"when\""},
        {"{at: 2021-12-31, draft: paper}", "outside the clock"},
        {"{at: 2022-01-02, comment: paper, from: nato, over: line}",
         "missing \"text\""},
        {"{at: 2022-01-02, comment: paper, from: nato, over: line, text: "
         "\"\\e\"}",
         "control character U+001B"},
        {"{at: 2022-01-02, review: paper, to: nato, over: line}",
         "missing \"deadline\""},
        {"{at: 2022-01-02, brief: paper, to: nato, over: line, portions: on}",
         "did you mean \"one\""},
        {"{at: 2022-01-02, withhold: paper, until: 2022-01-01}",
         "before the entry itself"},
        {"{at: 2022-01-02, reply: answer, to: us, over: moscow}",
         "missing \"answers\""},
        {"{at: 2022-01-02, draft: answer, from: us}", "expected russia"},
        {"just words", "expected an entry"},
    };

    (void)state;
    assert_wrong(cases, sizeof cases / sizeof *cases);
}

/* Whatever goes with whatever, and names whatever: it is read or refused. */
static void test_every_key_with_every_verb(void **state)
{
    static const char *const whats[] = {"paper", "us", "wire", "none"};
    static const char *const values[] = {"us",  "wire", "club", "none",
                                         "one", "[]",   "{}",   "\"\""};
    static const char *const tails[] = {"", ", from: us, to: nato"};
    enum { WHATS = 4, VALUES = 8, TAILS = 2 };
    const struct field_section *entry = &entries_section;
    const unsigned count = entries_verb_count *
                           (entry->count - entries_verb_count) * WHATS *
                           VALUES * TAILS;
    unsigned loaded = 0;

    (void)state;
    for (unsigned i = 0; i < count; i++) {
        unsigned rest = i;
        const char *tail = tails[rest % TAILS];
        const char *value = values[(rest /= TAILS) % VALUES];
        const char *what = whats[(rest /= VALUES) % WHATS];
        const uint32_t verb = (rest /= WHATS) % entries_verb_count;
        const uint32_t key = entries_verb_count + rest / entries_verb_count;
        struct reading r;
        char text[2048];

        snprintf(text, sizeof text,
                 PEOPLE "groups: {club: {members: [us, nato], over: line}}\n"
                        "script: [{at: 2022-01-02, %s: %s, %s: %s%s}]\n",
                 entry->fields[verb].key, what, entry->fields[key].key, value,
                 tail);
        read_text(&r, text);
        assert_int_equal(r.rc != ERR_OK, r.errors.count > 0);
        loaded += r.rc ? 0 : 1;
        finish(&r);
    }
    assert_in_range(loaded, 1, count - 1);
}

static void test_unknown_document(void **state)
{
    static const char *const entries[] = {
        "{rotate: us, portions: one}",
        "{send: none, from: us, to: nato, portions: one}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        struct reading r;
        char text[2048];
        snprintf(text, sizeof text, PEOPLE "script: [%s]\n", entries[i]);
        read_text(&r, text);
        assert_int_equal(r.rc, ERR_FORMAT);
        finish(&r);
    }
}

static void test_wrong_leaks(void **state)
{
    static const struct wrong_entry cases[] = {
        {"{at: 2022-01-02, leak: paper, from: us}", "missing \"to\""},
        {"{leak: paper, from: us, to: press}", "expected \"at\" or \"when\""},
        {"{leak: paper, from: us, to: press, hazard: {per-reader: 0 / day}}",
         "expected a rate above 0"},
        {"{leak: paper, from: us, to: press, hazard: {per-reader: 1 / h}}",
         "expected a rate above 0"},
        {"{leak: paper, from: us, to: press, hazard: {per-reader: 1 / day,\n"
         "     motive: -2}}",
         "expected a factor above 0"},
        {"{leak: paper, from: us, to: press, hazard: {motive: 2}}",
         "missing \"per-reader\""},
        {"{when: us drafts paper, leak: paper, from: us, to: press,\n"
         "     after: 1 h, hazard: {per-reader: 1 / day}}",
         "\"after\" and \"hazard\" both set the time"},
        {"{at: 2022-01-02, send: paper, to: press, hazard: {per-reader:\n"
         "     1 / day}}",
         "\"hazard\" has no meaning with send"},
        {"{at: 2022-01-02, leak: paper, from: us, to: press, with-proof: "
         "maybe}",
         "\"maybe\""},
        {"{at: 2022-01-02, leak: paper, from: us, to: press, protect: formal}",
         "\"protect\" has no meaning with leak"},
    };

    (void)state;
    assert_wrong(cases, sizeof cases / sizeof *cases);
}

static void test_order_needs_two_things(void **state)
{
    static const char *const rows[] = {
        "sign: ed25519, order: seal-then-sign",
        "seal: age, order: seal-then-sign",
        "order: seal-then-sign",
    };
    struct reading r;
    char text[512];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(text, sizeof text,
                 HEAD "parties: {us: }\nprotection: {p: {%s}}\n", rows[i]);
        read_text(&r, text);
        assert_int_equal(r.rc, ERR_FORMAT);
        assert_int_equal(r.errors.count, 1);
        assert_true(says(&r, "seal-then-sign needs both a seal and a sign"));
        finish(&r);
    }
    read_text(&r, HEAD "parties: {us: }\nprotection: {p: {sign: ed25519, "
                       "seal: age, order: seal-then-sign}}\n");
    assert_int_equal(r.rc, ERR_OK);
    assert_int_equal(r.scenario.protections[0].order, ORDER_SEAL_THEN_SIGN);
    finish(&r);
}

static void test_adversary_is_checked(void **state)
{
    struct reading r;

    (void)state;
    read_text(&r, PEOPLE
              "adversary:\n"
              "  tap: {on: lin, can: [obsreve, {drop: 101%}, {observe: 1%}]}\n"
              "  tip: {on: [line, line], can: []}\n"
              "  top: {on: [], can: [observe]}\n"
              "  us: \n"
              "  mole: {steals: us secret, at: 2022-01-05}\n"
              "  mule: {steals: ua state, at: 1999-01-01}\n"
              "  mute: {on: line, steals: us state}\n"
              "  mime: {on: line, can: observe, then: pose}\n"
              "  mask: {steals: us state, at: 2022-01-05, then: [posse]}\n"
              "  muse: {steals: us state, at: 2022-01-05, then: pose}\n"
              "  must: {steals: us state, at: 2022-01-05, then: []}\n"
              "  muss: {steals: us state, at: 2022-01-05, then: [pose, pose],\n"
              "    on: line, can: [observe, drop, {drop: 1%}, observe]}\n"
              "expect: [tup never reads paper]\n");
    assert_int_equal(r.rc, ERR_FORMAT);
    assert_true(says(&r, "did you mean \"line\""));
    assert_true(says(&r, "did you mean \"observe\""));
    assert_true(says(&r, "\"101%\", expected a probability"));
    assert_true(says(&r, "\"observe\" takes no chance"));
    assert_true(says(&r, "line twice"));
    assert_true(says(&r, "pose twice, expected once"));
    assert_true(says(&r, "drop twice, expected once"));
    assert_true(says(&r, "observe twice, expected once"));
    assert_true(says(&r, "empty list, expected observe, drop, delay"));
    assert_true(says(&r, "expected at least one channel"));
    assert_true(says(&r, "us is the name of a party"));
    assert_true(says(&r, "the adversary does nothing"));
    assert_true(says(&r, "\"identity key\" or \"state\""));
    assert_true(says(&r, "did you mean \"us\""));
    assert_true(says(&r, "1999-01-01 is outside the clock"));
    assert_true(says(&r, "\"channels\" and \"can\" together"));
    assert_true(says(&r, "\"steals\" and \"at\" together"));
    assert_true(says(&r, "expected \"steals\" with \"then\""));
    assert_true(says(&r, "did you mean \"pose\""));
    assert_true(says(&r, "\"pose\" needs \"channels\""));
    assert_true(says(&r, "empty list, expected read or pose"));
    assert_true(says(&r, "unknown party \"tup\""));
    finish(&r);
}

/* Their names follow the parties', for whoever may know something. */
static void test_adversaries(void **state)
{
    struct reading r;

    (void)state;
    read_text(&r, PEOPLE
              "adversary:\n"
              "  tap: {on: [line], can: [observe, {drop: 25%}, inject]}\n"
              "  thief: {steals: us state, at: 2022-01-05}\n"
              "  burglar: {steals: us identity key, at: 2022-01-05}\n"
              "  poser: {on: line, can: observe, steals: us state,\n"
              "    at: 2022-01-05, then: pose}\n"
              "  both: {on: line, can: observe, steals: us state,\n"
              "    at: 2022-01-05, then: [pose, read]}\n"
              "expect: [tap never reads paper, thief knows of paper]\n");
    assert_int_equal(r.rc, ERR_OK);
    const struct scenario *s = &r.scenario;
    const struct scenario_adversary *tap = &s->adversaries[0];
    assert_int_equal(s->adversary_count, 5);
    assert_int_equal(s->actor_count, s->party_count + 5);
    assert_string_equal(s->parties[s->party_count].name, "tap");
    assert_int_equal(s->expects[0].party, s->party_count);
    assert_int_equal(s->expects[1].party, s->party_count + 1);
    assert_int_equal(scenario_find_party(s, "tap"), SCENARIO_NONE);
    assert_int_equal(scenario_find_actor(s, "tap"), s->party_count);
    assert_int_equal(scenario_find_actor(s, "us"), 0);
    assert_int_equal(scenario_find_actor(s, "nobody"), SCENARIO_NONE);
    assert_int_equal(tap->on_count, 1);
    assert_true(tap->acts[ADVERSARY_OBSERVE] > 0);
    assert_true(tap->acts[ADVERSARY_DROP] == 0.25);
    assert_true(tap->acts[ADVERSARY_INJECT] == 1);
    assert_true(tap->acts[ADVERSARY_MODIFY] == 0);
    assert_int_equal(s->adversaries[1].theft, THEFT_STATE);
    assert_int_equal(s->adversaries[1].victim, 0);
    assert_int_equal(s->adversaries[2].theft, THEFT_IDENTITY);
    assert_false(s->adversaries[2].poses || s->adversaries[2].unread);
    assert_true(s->adversaries[3].poses && s->adversaries[3].unread);
    assert_true(s->adversaries[4].poses && !s->adversaries[4].unread);
    finish(&r);
}

/* Text to be built up and read. */
struct text {
    char *data;
    size_t size;
};

static void text_init(struct text *t)
{
    t->data = malloc(4 << 20);
    t->size = 0;
    assert_non_null(t->data);
}

static void text_add(struct text *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void text_add(struct text *t, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    t->size += (size_t)vsnprintf(t->data + t->size, 4096, format, args);
    va_end(args);
}

static void test_large(void **state)
{
    struct reading r;
    struct text t;

    (void)state;
    text_init(&t);
    text_add(&t, HEAD "parties:\n");
    for (int i = 0; i < SCENARIO_PARTIES_MAX; i++)
        text_add(&t, " p%d:\n", i);
    text_add(&t, "channels: {c: {between: [p0, p9999]}}\n"
                 "documents: {d: {author: p0, portions: {x: Y.}}}\nscript:\n");
    for (int i = 0; i < 20000; i++)
        text_add(&t, "- {at: 2022-01-02,send: d,to: p9999}\n");
    read_bytes(&r, bytes_of(t.data, t.size));
    assert_int_equal(r.rc, ERR_OK);
    assert_int_equal(r.scenario.party_count, SCENARIO_PARTIES_MAX);
    assert_int_equal(r.scenario.entry_count, 20000);
    assert_string_equal(r.scenario.entries[19999].key, "send/d/p0#20000");
    assert_int_equal(scenario_find_party(&r.scenario, "p9999"), 9999);
    assert_int_equal(scenario_find_party(&r.scenario, "p"), SCENARIO_NONE);
    finish(&r);
    free(t.data);
}

/* The largest scenario fits a header whose other members are at their most, and
 * one byte more is refused. */
static void test_a_header_holds_it(void **state)
{
    const size_t most =
        RECORD_BODY_MAX - RECORD_HEADER_REST_MAX - strlen("test");

    (void)state;
    for (size_t more = 0; more < 2; more++) {
        struct reading r;
        struct text t;
        struct arena a;
        struct bytes body;
        text_init(&t);
        text_add(&t, HEAD "parties: {us: }\n#");
        memset(t.data + t.size, '-', most + more - t.size);
        read_bytes(&r, bytes_of(t.data, most + more));
        assert_int_equal(r.rc, more ? ERR_LIMIT : ERR_OK);
        if (more) {
            assert_string_equal(r.errors.items[0].text,
                                "the file and its name have 1047937 bytes, and "
                                "a journal's header holds 1047936 of them");
        } else {
            struct record_header h = {
                .version = UINT32_MAX,
                .tool_version = "a version of more than a few characters",
                .scenario_name = r.scenario.name,
                .scenario = r.scenario.source,
                .seed = UINT64_MAX,
                .run = UINT64_MAX,
                .unkeyed = true,
                .features = UINT64_MAX,
                .semantics = UINT32_MAX,
            };
            arena_init(&a);
            memset(h.journal_id, 1, sizeof h.journal_id);
            memset(h.scenario_hash, 1, sizeof h.scenario_hash);
            memset(h.first_key, 1, sizeof h.first_key);
            assert_int_equal(record_encode_header(&a, &h, &body), ERR_OK);
            arena_fini(&a);
        }
        finish(&r);
        free(t.data);
    }
}

/* A group of all parties but so many, who are added later. */
static void read_group(struct reading *r, int parties, int later)
{
    struct text t;

    text_init(&t);
    text_add(&t, HEAD "parties:\n");
    for (int i = 0; i < parties; i++)
        text_add(&t, " p%d:\n", i);
    text_add(&t, "channels: {c: {between: [p0");
    for (int i = 1; i < parties; i++)
        text_add(&t, ", p%d", i);
    text_add(&t, "]}}\ngroups: {g: {over: c, members: [p0");
    for (int i = 1; i < parties - later; i++)
        text_add(&t, ", p%d", i);
    text_add(&t, "]}}\ndocuments: {d: {author: p1, portions: {a: x}}}\n");
    text_add(&t, "script:\n - {at: 2022-01-01, send: d, to: g}\n");
    for (int i = parties - later; i < parties; i++)
        text_add(&t, " - {at: 2022-01-01, add: p%d, group: g}\n", i);
    read_bytes(r, bytes_of(t.data, t.size));
    free(t.data);
}

static void test_groups(void **state)
{
    struct reading r;

    (void)state;
    read_group(&r, 4, 1);
    assert_int_equal(r.rc, ERR_OK);
    const struct scenario_entry *e = r.scenario.entries;
    assert_int_equal(r.scenario.groups[0].founder, 0);
    assert_int_equal(r.scenario.groups[0].member_count, 3);
    /* Whoever may be there by then may hear it, its sender aside. */
    assert_int_equal(e[0].group, 0);
    assert_int_equal(e[0].to_count, 3);
    assert_int_equal(e[0].to[0], 0);
    assert_int_equal(e[0].to[1], 2);
    assert_int_equal(e[0].to[2], 3);
    assert_int_equal(e[1].verb, RECORD_VERB_ADD);
    assert_int_equal(e[1].from, 0);
    assert_int_equal(e[1].subject, 3);
    assert_string_equal(e[1].key, "add/p0");
    finish(&r);
    for (int later = 0; later <= 1; later++) {
        read_group(&r, SCENARIO_GROUP_MEMBERS_MAX, later);
        assert_int_equal(r.rc, ERR_OK);
        finish(&r);
        read_group(&r, SCENARIO_GROUP_MEMBERS_MAX + 1, later);
        assert_int_equal(r.rc, ERR_LIMIT);
        finish(&r);
    }
}

/* Sections one past their limits; the size of a file lets only empty entries
 * come near that of the script. */
static void test_limits(void **state)
{
    static const struct {
        const char *section, *before, *after;
        bool numbered;
        int limit;
    } cases[] = {
        {"parties:\n", " p", ":", true, SCENARIO_PARTIES_MAX},
        {"parties: {us: }\nchannels:\n", " p", ":", true,
         SCENARIO_CHANNELS_MAX},
        {"parties: {us: }\ndocuments:\n", " p", ":", true,
         SCENARIO_DOCUMENTS_MAX},
        {"parties: {us: }\nprotection:\n", " p", ":", true,
         SCENARIO_PROTECTIONS_MAX},
        {"parties: {us: }\ndocuments:\n d:\n  author: us\n  portions:\n",
         "   p", ": x", true, SCENARIO_PORTIONS_MAX},
        {"parties:\n us:\n  accepts:\n", "   - {signed: yes}", "", false,
         SCENARIO_RULES_MAX},
        {"parties: {us: }\ngroups:\n", " p", ":", true, SCENARIO_GROUPS_MAX},
        {"parties: {us: }\nscript:\n", "-", "", false, SCENARIO_ENTRIES_MAX},
        {"parties: {us: }\nexpect:\n", "-", "", false, SCENARIO_EXPECTS_MAX},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading r;
        struct text t;
        char expected[64];
        text_init(&t);
        text_add(&t, HEAD "%s", cases[i].section);
        for (int j = 0; j <= cases[i].limit; j++) {
            text_add(&t, "%s", cases[i].before);
            if (cases[i].numbered) text_add(&t, "%d", j);
            text_add(&t, "%s\n", cases[i].after);
        }
        read_bytes(&r, bytes_of(t.data, t.size));
        assert_int_equal(r.rc, ERR_LIMIT);
        snprintf(expected, sizeof expected, "expected at most %d",
                 cases[i].limit);
        assert_true(says(&r, expected));
        finish(&r);
        free(t.data);
    }
}

static void test_long_texts(void **state)
{
    (void)state;
    for (int more = 0; more < 2; more++) {
        struct reading r;
        struct text t;
        text_init(&t);
        text_add(&t, HEAD "parties: {us: }\ntitle: ");
        for (int i = 0; i < SCENARIO_TEXT_MAX + more; i++)
            text_add(&t, "x");
        text_add(&t, "\n");
        read_bytes(&r, bytes_of(t.data, t.size));
        assert_int_equal(r.rc, more ? ERR_LIMIT : ERR_OK);
        finish(&r);
        free(t.data);
    }
    for (int count = 8; count < 10; count++) {
        struct reading r;
        struct text t;
        text_init(&t);
        text_add(&t, HEAD "parties: {us: }\n"
                          "documents: {d: {author: us, portions: {");
        for (int i = 0; i < count; i++) {
            text_add(&t, "%sp%d: ", i ? ", " : "", i);
            for (int j = 0; j < SCENARIO_TEXT_MAX; j++)
                text_add(&t, "x");
        }
        text_add(&t, "}}}\n");
        read_bytes(&r, bytes_of(t.data, t.size));
        assert_int_equal(r.rc, count == 8 ? ERR_OK : ERR_LIMIT);
        finish(&r);
        free(t.data);
    }
}

static void assert_prints_that_more_is_wrong(const struct reading *r,
                                             const struct text *t)
{
    char *printed;
    size_t size;
    FILE *out = open_memstream(&printed, &size);

    assert_non_null(out);
    scenario_errors_print(out, "test", bytes_of(t->data, t->size), &r->errors);
    fclose(out);
    assert_non_null(strstr(printed,
                           "test: more errors follow; these are the first "
                           "100\n"));
    free(printed);
}

static void test_many_errors(void **state)
{
    struct reading r;
    struct text t;

    (void)state;
    text_init(&t);
    text_add(&t, HEAD "parties: {us: }\nexpect:\n");
    for (int i = 0; i < 20000; i++)
        text_add(&t, "- x%d holds y\n", i);
    read_bytes(&r, bytes_of(t.data, t.size));
    assert_int_equal(r.rc, ERR_FORMAT);
    assert_int_equal(r.errors.count, SCENARIO_ERRORS_MAX);
    assert_true(r.errors.more);
    assert_prints_that_more_is_wrong(&r, &t);
    finish(&r);
    free(t.data);
}

/* Each verb about a document is for the script to use. */
static void test_every_verb_has_a_key(void **state)
{
    (void)state;
    for (enum record_verb verb = 0; verb < RECORD_VERB_COUNT; verb++) {
        const char *word = record_verb_word(verb);
        if (record_verb_object(verb) != RECORD_OBJECT_DOCUMENT) continue;
        const struct field *field = field_find(&entries_section, word);
        if (!field || field - entries_section.fields >= entries_verb_count)
            fail_msg("an entry takes no \"%s\"", word);
    }
    assert_string_equal(entries_section.fields[0].key, "draft");
}

static void test_words(void **state)
{
    (void)state;
    assert_string_equal(scenario_precedence_name(PRECEDENCE_FLASH), "flash");
    assert_string_equal(scenario_medium_name(MEDIUM_PRESS), "press");
}

static void test_main_scenario(void **state)
{
    struct reading r;
    struct text t;
    FILE *f = fopen(SOURCE_DIR "/scenarios/written-responses.yaml", "rb");

    (void)state;
    assert_non_null(f);
    text_init(&t);
    t.size = fread(t.data, 1, 1 << 20, f);
    fclose(f);
    t.data[t.size] = '\0';
    assert_loads(&r, t.data);
    assert_int_equal(r.scenario.party_count, 6);
    assert_true(r.scenario.expect_count >= 16);
    finish(&r);
    free(t.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_least),
        cmocka_unit_test(test_only_one_of_a_kind),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_wrong_keys),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_prekeys),
        cmocka_unit_test(test_wrong_values),
        cmocka_unit_test(test_order_of_sections),
        cmocka_unit_test(test_routes),
        cmocka_unit_test(test_hazards),
        cmocka_unit_test(test_wrong_entries),
        cmocka_unit_test(test_every_key_with_every_verb),
        cmocka_unit_test(test_unknown_document),
        cmocka_unit_test(test_wrong_leaks),
        cmocka_unit_test(test_order_needs_two_things),
        cmocka_unit_test(test_adversary_is_checked),
        cmocka_unit_test(test_adversaries),
        cmocka_unit_test(test_large),
        cmocka_unit_test(test_a_header_holds_it),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_long_texts),
        cmocka_unit_test(test_many_errors),
        cmocka_unit_test(test_every_verb_has_a_key),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_main_scenario),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
