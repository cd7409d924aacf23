/* Verdicts of attacks as they are drawn, also those that no shipped protection
 * lets happen: a claim that is broken, and by whom it was noticed how. */
#define _GNU_SOURCE 1 /* open_memstream */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "adversary/tactic.h"
#include "support/stories.h"
#include "view/trials.h"

static const char story[] =
    "demarche: 1\n"
    "title: One letter\n"
    "clock: {start: 2022-02-01, end: 2022-02-02}\n"
    "parties: {us: , russia: }\n"
    "channels: {cable: {between: [us, russia], handshake: XX}}\n"
    "protection: {formal: {sign: ed25519}}\n"
    "documents: {memo: {author: us, portions: {door: Open.}}}\n";

/* A trial whose results are made up. */
struct fixture {
    struct scenario s;
    struct trial trial;
    struct tactic_target target;
};

static int set_up(void **state)
{
    static struct fixture f;

    stories_parse(&f.s, "letter", bytes_of_text(story));
    f.target = (struct tactic_target){
        .exchange = 7, .from = 0, .to = 1, .document = "memo"};
    f.trial = (struct trial){
        .scenario = f.s, .seed = 3, .targets = &f.target, .target_count = 1};
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    scenario_fini(&f->s);
    return 0;
}

/* Draws it and checks which texts are there: those before the NULL are, those
 * between it and the next are not. Line breaks count as spaces. */
static void drawn(const struct trials *t, const char *const *texts)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    bool there = true;

    assert_non_null(out);
    trials_draw(t, out);
    assert_int_equal(fclose(out), 0);
    size_t at = 0;
    for (size_t i = 0; i < size; i++)
        if (text[i] != ' ' && text[i] != '\n')
            text[at++] = text[i];
        else if (at > 0 && text[at - 1] != ' ')
            text[at++] = ' ';
    text[at] = '\0';
    for (; *texts || there; texts++) {
        if (!*texts)
            there = false;
        else if ((strstr(text, *texts) != NULL) != there)
            fail_msg("\"%s\" is %s:\n%s", *texts, there ? "missing" : "there",
                     text);
    }
    free(text);
}

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL, NULL})

static struct trials draw_one(const struct fixture *f,
                              const struct trial_result *r, bool alone)
{
    return (struct trials){.trial = &f->trial,
                           .results = r,
                           .count = 1,
                           .only = alone ? r->tactic : NULL,
                           .protect = SCENARIO_NONE};
}

static void a_broken_claim(void **state)
{
    struct fixture *f = *state;
    const struct trial_result r = {
        .tactic = tactic_find("tap"),
        .target = &f->target,
        .outcome = {.verdict = TRIAL_SUCCEEDED,
                    .broken = CLAIM_BIT(CLAIM_CONFIDENTIAL) |
                              CLAIM_BIT(CLAIM_FORWARD),
                    .level = LEVEL_HOLDS,
                    .who = SCENARIO_NONE,
                    .seq = 12}};
    struct trials t = draw_one(f, &r, true);

    assert_non_null(r.tactic);
    drawn(&t, TEXTS("One letter", "Exchange 7: memo, us to russia over cable",
                    "BROKEN confidential, forward-secret",
                    "the adversary obtains it (holds), record 12"));
    t = draw_one(f, &r, false);
    drawn(&t, TEXTS("!", "Claims that do not hold:",
                    "confidential, forward-secret, by tap against exchange 7: "
                    "the adversary obtains it"));
    struct trial_result sound = r;
    sound.outcome.broken = 0;
    t = draw_one(f, &sound, false);
    drawn(&t, TEXTS("Every claim of the protections holds."));
}

static void who_noticed_how(void **state)
{
    static const struct {
        enum record_kind kind;
        enum record_reason reason;
        uint64_t seq;
        const char *said;
    } rows[] = {
        {RECORD_REJECTED, REASON_NONE, 9,
         "russia rejects what arrived, record"},
        {RECORD_REJECTED, REASON_NO_KEY, 9, "russia rejects what arrived: "},
        {RECORD_KEY_NOT_TAKEN, REASON_NONE, 9, "russia does not accept a key"},
        {RECORD_UNDELIVERED, REASON_NONE, 9,
         "russia gives up reaching its peer"},
        {RECORD_TEXT_REPLACED, REASON_NONE, 9, "russia sets aside what it had"},
        {RECORD_FRAME_DROPPED, REASON_NONE, 9, "russia ignores what arrived"},
        {RECORD_REJECTED, REASON_NONE, 0, "russia misses a receipt"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int succeeded = 0; succeeded < 2; succeeded++) {
            const struct trial_result r = {
                .tactic = tactic_find("replay"),
                .target = &f->target,
                .outcome = {.verdict =
                                succeeded ? TRIAL_SUCCEEDED : TRIAL_DETECTED,
                            .who = 1,
                            .noticed = true,
                            .noticed_kind = rows[i].kind,
                            .reason = rows[i].reason,
                            .noticed_by = 1,
                            .noticed_seq = rows[i].seq}};
            const struct trials t = draw_one(f, &r, true);
            assert_non_null(r.tactic);
            drawn(&t, TEXTS(rows[i].said, NULL, "BROKEN"));
        }
    }
}

static void profiles(void **state)
{
    static const struct {
        struct claim_profile profile;
        const char *said;
    } rows[] = {
        {{0}, "cable, unsigned"},
        {{.sign = true}, "cable, signed"},
        {{.around = true}, "cable, signed outside the envelope"},
        {{.session = CLAIM_SESSION_RATCHET}, "over the Double Ratchet"},
        {{.session = CLAIM_SESSION_GROUP}, "in a group"},
        {{.receipt = true}, "with a receipt"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tactic_target target = f->target;
        target.profile = rows[i].profile;
        const struct trial_result r = {.tactic = tactic_find("tap"),
                                       .target = &target};
        const struct trials t = draw_one(f, &r, true);
        drawn(&t, TEXTS(rows[i].said, "idle no frame to act on"));
    }
}

static void none_and_many(void **state)
{
    struct fixture *f = *state;
    struct trial none = f->trial, two = f->trial;
    struct trials t = {.trial = &none, .protect = 0};

    none.target_count = 0;
    drawn(&t, TEXTS("0 copies", "all protected by formal",
                    "there is nothing to attack", NULL, "idle:"));
    two.target_count = 2;
    t = (struct trials){
        .trial = &two, .only = tactic_find("tap"), .protect = SCENARIO_NONE};
    drawn(&t, TEXTS("2 copies", "applies to none of them"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broken_claim),
        cmocka_unit_test(who_noticed_how),
        cmocka_unit_test(profiles),
        cmocka_unit_test(none_and_many),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
