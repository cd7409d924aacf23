/* Generated networks: the numbers as asked for, the shape, hours and mix as
 * docs/scenarios.md states them, and the seed that decides it all. */
#include "sim/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenario/expansion.h"
#include "scenario/scenario_query.h"
#include "scenario/variant.h"
#include "support/stories.h"

#define HEAD "demarche: 1\nclock: {start: 2022-01-01, end: 2023-01-02}\n"

/* 2022-01-03 was a Monday. */
#define MONDAY "2022-01-03T00:00Z"

enum { WEEK = 7, HOURS_A_DAY = 8 };

static void draw(struct scenario *s, const char *network, uint64_t seed)
{
    char text[1024];

    snprintf(text, sizeof text, HEAD "generate: {network: {%s}}\n", network);
    stories_parse(s, "network", bytes_of_text(text));
    network_draw(s, seed);
}

/* Asserts that a count is that share of a total, within four standard
 * deviations; the seed is fixed, so that this is not by chance. */
static void assert_share(const char *what, size_t count, size_t total,
                         double share)
{
    const double n = (double)total, off = (double)count - n * share;

    if (off * off > 16 * n * share * (1 - share))
        fail_msg("%s: %zu of %zu, expected %.1f", what, count, total,
                 n * share);
}

static bool joins(const struct scenario_channel *c, uint32_t a, uint32_t b)
{
    return (c->members[0] == a && c->members[1] == b) ||
           (c->members[0] == b && c->members[1] == a);
}

/* Exactly the messages, by time, each over a channel between the two, with a
 * document that its author has drafted and carries `copies` times. */
static void check_letters(const char *network, uint32_t messages,
                          uint32_t copies)
{
    struct scenario s;

    draw(&s, network, 3);
    uint32_t sent = 0, *carried = calloc(s.document_count, sizeof *carried);
    bool *drafted = calloc(s.document_count, sizeof *drafted);
    instant before = s.start;
    struct scenario_entry room;

    for (uint32_t i = 0; i < scenario_entries(&s); i++) {
        const struct scenario_entry *e = scenario_entry_at(&s, i, &room);
        assert_true(e->at >= before && e->at < s.end);
        assert_true(e->at > s.start);
        before = e->at;
        assert_int_equal(e->from, s.documents[e->document].author);
        assert_int_equal(drafted[e->document], e->verb == RECORD_VERB_SEND);
        drafted[e->document] = true;
        if (e->verb == RECORD_VERB_DRAFT) continue;
        assert_int_equal(e->to_count, 1);
        assert_true(joins(&s.channels[*e->over], e->from, *e->to));
        carried[e->document]++;
        sent++;
    }
    assert_int_equal(sent, messages);
    for (size_t i = 0; i < s.document_count; i++)
        assert_in_range(carried[i], 1, copies);
    free(carried);
    free(drafted);
    scenario_fini(&s);
}

static void test_letters(void **state)
{
    (void)state;
    check_letters("parties: 2, messages: 1", 1, 1);
    check_letters("parties: 2, messages: 500", 500, 1);
    check_letters("parties: 40, messages: 3000, contacts: 5", 3000, 1);
    check_letters("parties: 40, messages: 3000, copies: 7", 3000, 7);
    check_letters("parties: 300, messages: 25000", 25000, 3);
    check_letters("parties: 17, messages: 900, contacts: 16", 900, 1);
}

/* The number of channels of each party. */
static uint32_t *degrees_of(const struct scenario *s)
{
    uint32_t *degrees = calloc(s->party_count, sizeof *degrees);

    for (size_t i = 0; i < s->channel_count; i++) {
        assert_int_equal(s->channels[i].member_count, 2);
        for (size_t j = 0; j < 2; j++)
            degrees[s->channels[i].members[j]]++;
    }
    return degrees;
}

/* Under preferential attachment the share of parties with k contacts or more is
 * m (m + 1) / (k (k + 1)); were all parties as likely, it would be
 * (m / (m + 1))^(k - m): 0.0007 rather than 0.0143 at 20. */
static void test_few_have_many_contacts(void **state)
{
    static const uint32_t at_least[] = {4, 10, 20, 40};
    const uint32_t m = 2;
    struct scenario s;

    (void)state;
    draw(&s, "parties: 10000, messages: 1", 1);
    assert_int_equal(s.channel_count, 3 + (10000 - 3) * 2);
    uint32_t *degrees = degrees_of(&s);
    for (size_t k = 0; k < sizeof at_least / sizeof *at_least; k++) {
        const uint32_t least = at_least[k];
        size_t count = 0;
        for (size_t i = 0; i < s.party_count; i++)
            count += degrees[i] >= least;
        assert_share("parties with many contacts", count, s.party_count,
                     (double)(m * (m + 1)) / (least * (least + 1)));
    }
    for (size_t i = 0; i < s.party_count; i++)
        assert_true(degrees[i] >= m);
    /* The first ones have the most. */
    assert_true(degrees[0] + degrees[1] + degrees[2] > 3 * 40);
    free(degrees);
    scenario_fini(&s);
}

/* No pair has two channels. */
static void test_a_channel_a_pair(void **state)
{
    enum { PARTIES = 200 };
    static bool tied[PARTIES][PARTIES];
    struct scenario s;

    (void)state;
    draw(&s, "parties: 200, messages: 1, contacts: 9", 1);
    for (size_t i = 0; i < s.channel_count; i++) {
        const uint32_t *m = s.channels[i].members;
        assert_true(m[0] < m[1]);
        assert_false(tied[m[0]][m[1]]);
        tied[m[0]][m[1]] = true;
    }
    scenario_fini(&s);
}

static const struct network_zone *zone_of(const struct scenario_party *p)
{
    const char *name = strstr(p->title, "UTC");

    for (size_t i = 0; name && i < NETWORK_ZONES; i++)
        if (strcmp(network_zones[i].name, name) == 0) return &network_zones[i];
    fail_msg("%s: no zone in \"%s\"", p->name, p->title);
    return NULL;
}

static void test_working_hours(void **state)
{
    size_t by_hour[HOURS_A_DAY] = {0}, by_day[WEEK] = {0};
    struct scenario s;
    instant monday;

    (void)state;
    assert_int_equal(instant_parse(&monday, MONDAY), ERR_OK);
    draw(&s, "parties: 500, messages: 100000", 2);
    for (size_t i = 0; i < s.network.letter_count; i++) {
        const struct scenario_letter *l = &s.network.letters[i];
        const uint32_t author = s.documents[l->document].author;
        /* Weeks are added so that it is positive. */
        const instant local =
            l->at + zone_of(&s.parties[author])->offset - monday + 7 * DAY;
        const int64_t hour = local % DAY / HOUR - 9;
        assert_in_range(hour, 0, HOURS_A_DAY - 1);
        by_hour[hour]++;
        by_day[local / DAY % WEEK]++;
    }
    for (size_t i = 0; i < HOURS_A_DAY; i++)
        assert_share("an hour", by_hour[i], s.network.letter_count,
                     1.0 / HOURS_A_DAY);
    for (size_t i = 0; i < 5; i++)
        assert_share("a working day", by_day[i], s.network.letter_count, 0.2);
    assert_int_equal(by_day[5] + by_day[6], 0);
    scenario_fini(&s);
}

/* The days begin with the clock, and end before it does. */
static void test_days(void **state)
{
    struct scenario s;

    (void)state;
    draw(&s, "parties: 9, messages: 2000, days: 7", 1);
    const struct scenario_letter *l = s.network.letters;
    const instant last = l[s.network.letter_count - 1].at;
    assert_true(last < s.start + 7 * DAY && last > s.start + 6 * DAY);
    scenario_fini(&s);
    draw(&s, "parties: 9, messages: 2000", 1);
    assert_int_equal(s.network.days, 366);
    scenario_fini(&s);
}

static void test_mix(void **state)
{
    static const struct {
        const char *form;
        double share;
    } forms[] = {{"note-verbale", 0.4}, {"letter", 0.25},   {"non-paper", 0.1},
                 {"aide-memoire", 0.1}, {"statement", 0.1}, {"draft", 0.05}};
    static const double precedences[] = {[PRECEDENCE_FLASH] = 0.01,
                                         [PRECEDENCE_IMMEDIATE] = 0.07,
                                         [PRECEDENCE_PRIORITY] = 0.22,
                                         [PRECEDENCE_ROUTINE] = 0.7};
    size_t by_length[6] = {0};
    struct scenario s;

    (void)state;
    draw(&s, "parties: 8000, messages: 10000", 4);
    assert_int_equal(s.document_count, 10000);
    for (size_t k = 0; k < 6; k++) {
        size_t count = 0;
        for (size_t i = 0; i < s.document_count; i++)
            count += strcmp(s.documents[i].form, forms[k].form) == 0;
        assert_share(forms[k].form, count, s.document_count, forms[k].share);
    }
    for (size_t k = 0; k < 4; k++) {
        size_t count = 0;
        for (size_t i = 0; i < s.document_count; i++)
            count += s.network.precedences[i] == k;
        assert_share("a precedence", count, s.document_count, precedences[k]);
    }
    for (size_t i = 0; i < s.document_count; i++) {
        const char *text = s.documents[i].portions[0].text;
        size_t sentences = 0, doublings = 0;
        for (; (text = strchr(text, '.')); text++)
            sentences++;
        for (; 1u << doublings < sentences; doublings++) {
        }
        assert_int_equal(1 << doublings, sentences);
        by_length[doublings]++;
    }
    for (size_t k = 0; k < 6; k++)
        assert_share("a length", by_length[k], s.document_count, 1.0 / 6);
    for (size_t k = 0; k < NETWORK_ZONES; k++) {
        size_t count = 0;
        for (size_t i = 0; i < s.party_count; i++)
            count += zone_of(&s.parties[i]) == &network_zones[k];
        assert_share(network_zones[k].name, count, s.party_count,
                     network_zones[k].share / 100.0);
    }
    scenario_fini(&s);
}

static size_t same_letters(const struct scenario *a, const struct scenario *b)
{
    size_t same = 0;

    assert_int_equal(a->network.letter_count, b->network.letter_count);
    for (size_t i = 0; i < a->network.letter_count; i++) {
        const struct scenario_letter *x = &a->network.letters[i];
        const struct scenario_letter *y = &b->network.letters[i];
        same += x->at == y->at && x->document == y->document &&
                x->to == y->to && x->over == y->over;
    }
    return same;
}

static void test_seed(void **state)
{
    static const char *const network = "parties: 50, messages: 1000";
    struct scenario a, b;

    (void)state;
    draw(&a, network, 1);
    draw(&b, network, 1);
    assert_int_equal(same_letters(&a, &b), a.network.letter_count);
    scenario_fini(&b);
    draw(&b, network, 2);
    assert_true(same_letters(&a, &b) < 20);
    scenario_fini(&b);
    /* More messages change no tie. */
    draw(&b, "parties: 50, messages: 2000", 1);
    assert_int_equal(a.channel_count, b.channel_count);
    for (size_t i = 0; i < a.channel_count; i++)
        for (size_t j = 0; j < 2; j++)
            assert_int_equal(a.channels[i].members[j],
                             b.channels[i].members[j]);
    scenario_fini(&a);
    scenario_fini(&b);
}

/* The network stands behind what the scenario has of its own, and may be named
 * by it. */
static void test_beside_a_script(void **state)
{
    static const char *const text = HEAD
        "parties: {us: , press: {kind: public}}\n"
        "generate: {network: {parties: 12, messages: 30, protect: formal}}\n"
        "channels: {hub: {between: [us, p1, p12]}}\n"
        "documents: {note: {author: us, portions: {a: A.}}}\n"
        "protection: {formal: {seal: age}}\n"
        "script:\n"
        "  - {at: 2022-02-01, draft: note}\n"
        "  - {at: 2022-02-01, send: note, to: [p1, p12]}\n"
        "expect: [p1 holds note]\n";
    struct scenario s, v;
    struct scenario_entry room;
    struct arena a;

    (void)state;
    arena_init(&a);
    stories_parse(&s, "beside", bytes_of_text(text));
    network_draw(&s, 1);
    assert_int_equal(s.party_count, 14);
    assert_int_equal(scenario_find_party(&s, "p1"), 2);
    assert_int_equal(scenario_find_party(&s, "p12"), 13);
    assert_int_equal(scenario_find_channel(&s, "hub"), 0);
    assert_string_equal(s.channels[scenario_find_channel(&s, "c1")].name, "c1");
    assert_int_equal(scenario_find_document(&s, "note"), 0);
    assert_int_equal(scenario_find_document(&s, "d1"), 1);
    assert_int_equal(s.entry_count, 2);
    assert_int_equal(scenario_entries(&s), 2 + 30 + s.document_count - 1);
    const struct scenario_entry *last =
        scenario_entry_at(&s, scenario_entries(&s) - 1, &room);
    assert_int_equal(last->verb, RECORD_VERB_SEND);
    assert_int_equal(last->protection, 0);
    v = variant_of(&s);
    variant_protect(&v, &a, SCENARIO_NONE);
    last = scenario_entry_at(&v, scenario_entries(&v) - 1, &room);
    assert_int_equal(last->protection, SCENARIO_NONE);
    variant_pad(&v, &a, PADDING_KIND_PADME);
    last = scenario_entry_at(&v, scenario_entries(&v) - 1, &room);
    assert_int_equal(v.protections[last->protection].padding,
                     PADDING_KIND_PADME);
    scenario_fini(&s);
    arena_fini(&a);
}

/* At both ends of each number, and a step past them. */
static void test_limits(void **state)
{
    static const struct {
        const char *text, *error;
    } cases[] = {
        {"parties: 2, messages: 1, contacts: 1, copies: 1, days: 7", NULL},
        {"parties: 10000, messages: 10000, copies: 1, days: 366", NULL},
        {"parties: 17, contacts: 16, messages: 1000000, copies: 100", NULL},
        {"parties: 1, messages: 1", "1 parties, expected 2 to 10000"},
        {"parties: 10001, messages: 1", "10001 parties"},
        {"parties: 3, messages: 1000001", "expected 1 to 1000000"},
        {"parties: 3, messages: 1, contacts: 3", "expected 1 to 2"},
        {"parties: 30, messages: 1, contacts: 17", "expected 1 to 16"},
        {"parties: 3, messages: 10001, copies: 1", "10001 documents"},
        {"parties: 3, messages: 1, days: 6", "expected 7 to 366"},
        {"parties: 3, messages: 1, days: 367", "expected 7 to 366"},
        {"parties: 3, messages: 0", "expected a whole number of 1"},
        {"parties: 3, messages: 1, protect: x", "unknown protection \"x\""},
        {"messages: 3", "missing \"parties\""},
        {"parties: 3", "missing \"messages\""},
        {"parties: 3, messages: 1}}\nparties: {p7: , x: {", "name such as"},
        {"parties: 3, messages: 1}}\nchannels: {c1: {between: [p1, p2]", "c1"},
        {"parties: 3, messages: 1}}\n"
         "documents: {d1: {author: p1, portions: {a: A}",
         "\"d1\""},
        {"parties: 3, messages: 1}}\nexpect: [p1 holds d1]\nparties: {x: {",
         "unknown document"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scenario_errors errors;
        struct scenario s;
        char text[512];
        snprintf(text, sizeof text, HEAD "generate: {network: {%s}}\n",
                 cases[i].text);
        scenario_errors_init(&errors);
        if (!scenario_parse(&s, "limits", bytes_of_text(text), &errors)) {
            scenario_fini(&s);
            if (cases[i].error) fail_msg("accepts %s", cases[i].text);
        } else if (!cases[i].error ||
                   !strstr(errors.items[0].text, cases[i].error)) {
            fail_msg("%s: %s", cases[i].text, errors.items[0].text);
        }
        scenario_errors_fini(&errors);
    }
}

static enum err expand(struct scenario *s, struct errmsg *e)
{
    struct bytes text;
    struct arena a;

    arena_init(&a);
    const enum err rc = expansion_write(s, &a, &text, e);
    arena_fini(&a);
    scenario_fini(s);
    return rc;
}

static void test_expansions_have_limits(void **state)
{
    struct scenario s;
    struct errmsg e;

    (void)state;
    draw(&s, "parties: 20, messages: 5000, copies: 9", 1);
    assert_int_equal(expand(&s, &e), ERR_OK);
    draw(&s, "parties: 20, messages: 12000, copies: 9", 1);
    assert_int_equal(expand(&s, &e), ERR_LIMIT);
    assert_non_null(strstr(e.text, "more than 1 MiB"));
}

/* Two own channels, which the network's own stand beside: no one name says
 * which is meant. */
static void test_expansions_name_one_channel(void **state)
{
    static const char *const text =
        HEAD "generate: {network: {parties: 3, messages: 1}}\n"
             "channels: {%s: {between: [p1, p2]}, b: {between: [p1, p3]}}\n"
             "documents: {note: {author: p1, portions: {a: A.}}}\n"
             "script: [{at: 2022-02-01, send: note, to: %s}]\n";
    struct scenario s;
    struct errmsg e;
    char filled[512];

    (void)state;
    snprintf(filled, sizeof filled, text, "a", "p2");
    stories_parse(&s, "one", bytes_of_text(filled));
    network_draw(&s, 1);
    assert_int_equal(expand(&s, &e), ERR_OK);
    snprintf(filled, sizeof filled, text, "a", "[p2, p3]");
    stories_parse(&s, "two", bytes_of_text(filled));
    network_draw(&s, 1);
    assert_int_equal(expand(&s, &e), ERR_FORMAT);
    assert_non_null(strstr(e.text, "several channels join p1 and p2"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_letters),
        cmocka_unit_test(test_few_have_many_contacts),
        cmocka_unit_test(test_a_channel_a_pair),
        cmocka_unit_test(test_working_hours),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_mix),
        cmocka_unit_test(test_seed),
        cmocka_unit_test(test_beside_a_script),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_expansions_have_limits),
        cmocka_unit_test(test_expansions_name_one_channel),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
