#include "view/trials.h"

#include <assert.h>
#include <inttypes.h>

#include "view/text.h"

/* Draws the verdicts of an attack. The ordinary page is a table: a row a
 * tactic with the number of copies under each verdict, then the claims that
 * did not hold, then the legend. With one tactic only (t->only) the page is a
 * list: a paragraph a copy, with its verdict, and the record that shows the
 * adversary's gain or a party's notice. */

enum {
    INDENT = 2,
    NAME_WIDTH = 11,
    NUMBER_WIDTH = 10,
    IDLE_WIDTH = 5, /* its column is narrower */
    NUMBERS_WIDTH = IDLE_WIDTH + 3 * NUMBER_WIDTH,
    ATTACK_AT = INDENT + NAME_WIDTH + NUMBERS_WIDTH + 2,
    ATTACK_MIN = 24, /* columns: where there are fewer, it has its own line */
    VERDICT_WIDTH = 11
};

static const enum style_kind styles[TRIAL_VERDICT_COUNT] = {
    [TRIAL_IDLE] = STYLE_QUIET,
    [TRIAL_HARMLESS] = STYLE_QUIET,
    [TRIAL_DETECTED] = STYLE_GOOD,
    [TRIAL_SUCCEEDED] = STYLE_OPEN,
};

static const char *actor_name(const struct trials *t, uint32_t index)
{
    const struct scenario *s = &t->trial->scenario;

    return index < s->actor_count ? s->parties[index].name : "the adversary";
}

/* "confidential, origin". */
static const char *claims(struct arena *a, unsigned bits)
{
    const char *list = "";

    for (unsigned i = 0; i < CLAIM_COUNT; i++)
        if (bits & CLAIM_BIT(i))
            list = arena_format(a, "%s%s%s", list, *list ? ", " : "",
                                claim_word((enum claim)i));
    return *list ? list : "nothing";
}

/* "signed, in an age file, over Noise XX". */
static const char *profile(struct arena *a, const struct claim_profile *p)
{
    const char *list = p->sign     ? "signed"
                       : p->around ? "signed outside the envelope"
                       : p->shown  ? "unsigned, with signatures of others"
                                   : "unsigned";

    if (p->seal != MESSAGE_SEAL_NONE)
        list = arena_format(a, "%s, in %s", list, message_seal_text(p->seal));
    if (p->pattern)
        list = arena_format(a, "%s, over Noise %s", list, p->pattern->name);
    if (p->early)
        list = arena_format(a, "%s, in message %u of its handshake", list,
                            p->message + 1);
    if (p->session == CLAIM_SESSION_RATCHET)
        list = arena_format(a, "%s, over the Double Ratchet", list);
    if (p->session == CLAIM_SESSION_GROUP)
        list = arena_format(a, "%s, in a group", list);
    if (p->receipt) list = arena_format(a, "%s, with a receipt", list);
    return list;
}

/* "nato rejects what arrived: no key opens the envelope, record 37". */
static const char *noticed(const struct trials *t, struct arena *a,
                           const struct trial_outcome *o)
{
    if (o->noticed_seq == 0)
        return arena_format(a, "%s misses a receipt",
                            actor_name(t, o->noticed_by));
    const char *what =
        o->noticed_kind == RECORD_REJECTED        ? "rejects what arrived"
        : o->noticed_kind == RECORD_KEY_NOT_TAKEN ? "does not accept a key"
        : o->noticed_kind == RECORD_UNDELIVERED   ? "gives up reaching its peer"
        : o->noticed_kind == RECORD_TEXT_REPLACED ? "sets aside what it had"
                                                  : "ignores what arrived";
    const char *why =
        o->reason == REASON_NONE
            ? ""
            : arena_format(a, ": %s", record_reason_text(o->reason));

    return arena_format(a, "%s %s%s, record %" PRIu64,
                        actor_name(t, o->noticed_by), what, why,
                        o->noticed_seq);
}

/* The adversary's gain, by the aim of the tactic. */
static const char *gained(const struct trials *t, struct arena *a,
                          const struct trial_result *r)
{
    static const char *const sentences[] = {
        [TACTIC_READ] = "obtains it",
        [TACTIC_POOL] = "holds more of it than the recipient",
        [TACTIC_SUPPRESS] = "does not receive what was sent",
        [TACTIC_LATE] = "receives it later",
        [TACTIC_DISORDER] = "receives copies in another order",
        [TACTIC_REPEAT] = "accepts it twice",
        [TACTIC_FORGE] = "accepts what was not sent",
        [TACTIC_CONFUSE] = "is misled about who wrote what",
        [TACTIC_WEAKEN] = "accepts it with less proof",
        [TACTIC_EXHAUST] = "receives it later, or without a one-time prekey",
        [TACTIC_NAME] = "shows its static key",
        [TACTIC_SHARE] = "takes the sender's session for another's",
    };
    const struct trial_outcome *o = &r->outcome;
    const char *level =
        o->level == LEVEL_UNAWARE
            ? ""
            : arena_format(a, " (%s)", record_level_text(o->level));
    const char *record =
        o->seq ? arena_format(a, ", record %" PRIu64, o->seq) : "";

    return arena_format(a, "%s %s%s%s", actor_name(t, o->who),
                        sentences[r->tactic->aim], level, record);
}

static void draw_result(const struct trials *t, const struct trial_result *r,
                        FILE *out)
{
    const struct trial_outcome *o = &r->outcome;
    const struct tactic_target *g = r->target;
    const size_t column = INDENT + VERDICT_WIDTH;
    struct arena a;

    arena_init(&a);
    fputc('\n', out);
    text_put_wrapped(
        arena_format(&a, "Exchange %" PRIu64 ": %s, %s to %s over %s, %s",
                     g->exchange, g->document, actor_name(t, g->from),
                     actor_name(t, g->to),
                     t->trial->scenario.channels[g->channel].name,
                     profile(&a, &g->profile)),
        0, INDENT, out);
    text_put_spaces(INDENT, out);
    style_set(&t->style, o->broken ? STYLE_BAD : styles[o->verdict], out);
    text_put_cell(trial_verdict_word(o->verdict), VERDICT_WIDTH, out);
    style_set(&t->style, STYLE_PLAIN, out);
    const char *what = trial_verdict_text(o->verdict);
    if (o->verdict == TRIAL_SUCCEEDED) what = gained(t, &a, r);
    if (o->verdict == TRIAL_DETECTED) what = noticed(t, &a, o);
    text_put_wrapped(what, column, column, out);
    if (o->verdict == TRIAL_SUCCEEDED && o->noticed) {
        text_put_spaces(column, out);
        text_put_wrapped(noticed(t, &a, o), column, column, out);
    }
    if (o->broken) {
        text_put_spaces(INDENT, out);
        style_set(&t->style, STYLE_BAD, out);
        text_put_cell("BROKEN", VERDICT_WIDTH, out);
        style_set(&t->style, STYLE_PLAIN, out);
        text_put_wrapped(claims(&a, o->broken), column, column, out);
    }
    arena_fini(&a);
}

static int verdict_width(unsigned verdict)
{
    return verdict == TRIAL_IDLE ? IDLE_WIDTH : NUMBER_WIDTH;
}

/* The end of a row. */
static void put_attack(const char *text, FILE *out)
{
    size_t at = ATTACK_AT, spaces = 2;

    if (ATTACK_AT + ATTACK_MIN > text_columns(out)) {
        fputc('\n', out);
        at = spaces = 2 * INDENT;
    }
    text_put_spaces(spaces, out);
    text_put_wrapped(text, at, at, out);
}

static void draw_tactic_heads(const struct trials *t, FILE *out)
{
    style_set(&t->style, STYLE_TITLE, out);
    fprintf(out, "\n%*s%-*s", INDENT, "", NAME_WIDTH, "tactic");
    for (unsigned i = 0; i < TRIAL_VERDICT_COUNT; i++)
        fprintf(out, "%*s", verdict_width(i),
                trial_verdict_word((enum trial_verdict)i));
    put_attack("attack", out);
    style_set(&t->style, STYLE_PLAIN, out);
}

struct trials_counts trials_count(const struct trials *t,
                                  const struct tactic *tactic)
{
    struct trials_counts c = {0};

    for (size_t i = 0; i < t->count; i++) {
        if (t->results[i].tactic != tactic) continue;
        c.counts[t->results[i].outcome.verdict]++;
        c.tried++;
        c.broken = c.broken || t->results[i].outcome.broken;
    }
    return c;
}

static void draw_tactic(const struct trials *t, const struct tactic *tactic,
                        FILE *out)
{
    const struct trials_counts c = trials_count(t, tactic);

    style_set(&t->style, c.broken ? STYLE_BAD : STYLE_PLAIN, out);
    fprintf(out, "%-*s%-*s", INDENT, c.broken ? "!" : "", NAME_WIDTH,
            tactic->name);
    style_set(&t->style, STYLE_PLAIN, out);
    for (unsigned i = 0; i < TRIAL_VERDICT_COUNT; i++) {
        if (c.counts[i] > 0)
            fprintf(out, "%*zu", verdict_width(i), c.counts[i]);
        else
            fprintf(out, "%*s", verdict_width(i), c.tried ? "-" : "");
    }
    put_attack(tactic->attack, out);
}

/* Every claim that did not hold, once for each copy. */
static void draw_broken_claims(const struct trials *t, FILE *out)
{
    bool any = false;

    for (size_t i = 0; i < t->count; i++) {
        const struct trial_result *r = &t->results[i];
        struct arena a;
        if (!r->outcome.broken) continue;
        arena_init(&a);
        if (!any) fputs("\nClaims that do not hold:\n", out);
        any = true;
        text_put_spaces(INDENT, out);
        text_put_wrapped(
            arena_format(&a, "%s, by %s against exchange %" PRIu64 ": %s",
                         claims(&a, r->outcome.broken), r->tactic->name,
                         r->target->exchange, gained(t, &a, r)),
            INDENT, 2 * INDENT, out);
        arena_fini(&a);
    }
    if (!any)
        fprintf(out, "\nEvery claim of the protections holds%s.\n",
                t->partial ? " so far" : "");
}

static void draw_trials_legend(const struct trials *t, FILE *out)
{
    fputc('\n', out);
    style_paragraph(
        &t->style, STYLE_QUIET,
        "The table counts copies: each tactic is tried on every copy that it "
        "applies to; a blank row: it applies to none. idle: the adversary "
        "found no frame to act on; harmless: the adversary gained nothing; "
        "detected: a party noticed the attack; succeeded: the adversary "
        "reached the goal, which a protection need not claim to prevent. "
        "! marks a tactic that broke such a claim.",
        out);
}

static void draw_trials_title(const struct trials *t, FILE *out)
{
    const struct scenario *s = &t->trial->scenario;
    const size_t copies = t->trial->target_count;
    struct arena a;

    arena_init(&a);
    style_paragraph(&t->style, STYLE_TITLE, s->title, out);
    text_put_wrapped(
        arena_format(
            &a,
            "%s, seed %" PRIu64 ", run %" PRIu64
            ": %zu cop%s sent over channels%s%s",
            s->name, t->trial->seed, t->trial->run, copies,
            copies == 1 ? "y" : "ies",
            t->protect == SCENARIO_NONE ? "" : ", all protected by ",
            t->protect == SCENARIO_NONE ? "" : s->protections[t->protect].name),
        0, 0, out);
    if (t->only)
        text_put_wrapped(
            arena_format(&a, "%s: %s", t->only->name, t->only->attack), 0, 0,
            out);
    arena_fini(&a);
}

void trials_draw(const struct trials *t, FILE *out)
{
    assert(t->protect == SCENARIO_NONE ||
           t->protect < t->trial->scenario.protection_count);
    draw_trials_title(t, out);
    if (t->trial->target_count == 0) {
        fputs("\nNo document is sent over a channel: there is nothing to "
              "attack.\n",
              out);
    } else if (t->only) {
        for (size_t i = 0; i < t->count; i++)
            draw_result(t, &t->results[i], out);
        if (t->count == 0)
            fputs("\nThis tactic applies to none of them.\n", out);
    } else {
        draw_tactic_heads(t, out);
        for (size_t i = 0; i < tactic_count; i++)
            draw_tactic(t, &tactic_rows[i], out);
        draw_broken_claims(t, out);
        draw_trials_legend(t, out);
    }
}
