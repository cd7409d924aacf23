#include "cli/learn_steps.h"

#include <stdio.h>
#include <string.h>

#include "cli/learn_change.h"
#include "cli/notice.h"
#include "view/text.h"

/* Predict, run, see, explain, change, run again, transfer: each step draws what
 * it shows below the lesson's heading, and ends with how to go on. A step plays
 * what it needs and is not played yet, so that a lesson can be taken up at any
 * of them. */

enum { STORY_INDENT = 2 };

/* ---- Predict ---- */

static enum learn_move step_predict(struct learn_session *s)
{
    learn_session_put(s->item->scenario.story, STORY_INDENT);
    fputc('\n', stdout);
    s->predicted.count = 0;
    const enum learn_move move = learn_session_ask(
        s, &s->lesson->predict, LEARN_STEP_PREDICT, &s->predicted);

    if (move != LEARN_ON || s->in->kind != LEARN_INPUT_TYPED) return move;
    learn_session_paragraph(s->notebook ? "Kept. Now the run decides."
                                        : "Now the run decides.");
    return learn_session_pause(s, LEARN_GOES_ON);
}

/* ---- Run ---- */

static enum learn_move step_run(struct learn_session *s)
{
    if (!learn_session_run(s, false, true) || !learn_session_before(s))
        return LEARN_FAIL;
    learn_session_paragraph(s->lesson->claim_count == 1
                                ? "The lesson's claim, in this run:"
                                : "The lesson's claims, in this run:");
    learn_session_claims(s, &s->before);
    return learn_session_pause(s, LEARN_GOES_ON);
}

/* ---- See ---- */

static enum learn_move show_looks(struct learn_session *s,
                                  const struct lesson_looks *looks, bool again)
{
    enum learn_move move = LEARN_ON;

    for (size_t i = 0; i < looks->count && move == LEARN_ON; i++) {
        if (i > 0 && s->in->screen)
            learn_session_head(s, again ? LEARN_STEP_AGAIN : LEARN_STEP_SEE);
        else if (i > 0)
            fputc('\n', stdout);
        if (!learn_session_look(s, &looks->items[i], again)) return LEARN_FAIL;
        if (looks->items[i].ask.text)
            learn_session_paragraph(looks->items[i].ask.text);
        if (i + 1 < looks->count)
            move = learn_session_pause(
                s, "Enter shows more (? for a word, b back, q stop): ");
    }
    return move;
}

static enum learn_move step_see(struct learn_session *s)
{
    if (!learn_session_run(s, false, false)) return LEARN_FAIL;
    const enum learn_move move = show_looks(s, &s->lesson->look, false);

    if (move != LEARN_ON) return move;
    learn_session_tell(&s->lesson->predict, &s->predicted, true);
    return learn_session_pause(s, LEARN_GOES_ON);
}

/* ---- Explain ---- */

static const char *listed(struct learn_session *s,
                          const struct lesson_texts *texts, const char *between)
{
    const char *all = "";

    for (size_t i = 0; i < texts->count; i++)
        all = arena_format(&s->arena, "%s%s%s", all, i > 0 ? between : "",
                           texts->items[i].text);
    return all;
}

static enum learn_move step_explain(struct learn_session *s)
{
    const struct lesson *l = s->lesson;

    style_paragraph(&s->style, STYLE_TITLE, l->idea.text, stdout);
    learn_session_paragraph(l->explain.text);
    if (l->terms.count > 0)
        learn_session_paragraph(
            arena_format(&s->arena, "Words: %s.", listed(s, &l->terms, ", ")));
    if (l->read.count > 0)
        learn_session_paragraph(
            arena_format(&s->arena, "Read on: %s.", listed(s, &l->read, "; ")));
    return learn_session_pause(s, LEARN_GOES_ON);
}

/* ---- Run again ---- */

/* The attempt of the change that is made: the learner's, or the lesson's. */
static const struct attempt *second(const struct learn_session *s)
{
    return s->has_after ? &s->after : &s->own;
}

static enum learn_move step_again(struct learn_session *s)
{
    if (!learn_session_run(s, false, false) ||
        !learn_session_run(s, true, true) || !learn_session_own(s))
        return LEARN_FAIL;
    fputc('\n', stdout);
    learn_session_claims(s, second(s));
    if (s->lesson->look_again.count > 0) fputc('\n', stdout);
    const enum learn_move move = show_looks(s, &s->lesson->look_again, true);

    if (move != LEARN_ON) return move;
    if (s->lesson->fix.predict)
        learn_session_tell(s->lesson->fix.predict, &s->predicted_again, true);
    return learn_session_pause(s, LEARN_GOES_ON);
}

/* ---- Transfer ---- */

static bool is_right(const struct learn_given *given)
{
    for (size_t i = 0; i < given->count; i++)
        if (given->items[i].right) return true;
    return false;
}

/* The section that the learner's own scenario has, with room for its names. */
static const char *own_section(struct learn_session *s)
{
    const struct lesson_texts *roles = &s->lesson->exercise.roles;
    const char *all = "";

    for (size_t i = 0; i < roles->count; i++)
        all = arena_format(&s->arena, "%s%s%s: ...", all, i > 0 ? ", " : "",
                           roles->items[i].text);
    return arena_format(&s->arena, "lesson: {number: %u, roles: {%s}}",
                        s->lesson->number, all);
}

static void tell_exercise(struct learn_session *s)
{
    const struct lesson_exercise *exercise = &s->lesson->exercise;

    if (!exercise->task.text) return;
    learn_session_paragraph(
        arena_format(&s->arena, "On your own: %s", exercise->task.text));
    if (exercise->roles.count == 0) return;
    learn_session_put("It has this section, with its own names for the dots:",
                      2);
    learn_session_put(own_section(s), 4);
    learn_session_put(
        arena_format(&s->arena,
                     "Run it; demarche learn check RUN --lesson %u grades it.",
                     s->lesson->number),
        2);
}

static void tell_end(struct learn_session *s)
{
    const uint32_t number = s->lesson->number;

    tell_exercise(s);
    learn_session_paragraph(
        number < s->lessons
            ? arena_format(&s->arena,
                           "Lesson %u is done. Next: demarche learn %u", number,
                           number + 1)
            : arena_format(&s->arena, "Lesson %u is done.", number));
}

/* Somebody who types and is not right may answer again, or look again. */
static enum learn_move step_transfer(struct learn_session *s)
{
    struct learn_given given = {.count = 0};
    enum learn_move move;

    for (;;) {
        move = learn_session_ask(s, &s->lesson->transfer, LEARN_STEP_TRANSFER,
                                 &given);
        if (move != LEARN_ON) return move;
        learn_session_tell(&s->lesson->transfer, &given,
                           s->in->kind != LEARN_INPUT_TYPED);
        if (s->in->kind != LEARN_INPUT_TYPED || is_right(&given)) break;
        learn_session_paragraph(
            "Answer again; or type back, and look once more.");
    }
    tell_end(s);
    return LEARN_ON;
}

/* ---- The way ---- */

static enum learn_move step_change(struct learn_session *s)
{
    return learn_change(s);
}

static enum learn_move (*const functions[])(struct learn_session *s) = {
#define LEARN_STEP_FUNCTION(name, word) step_##word,
    LEARN_STEP_MAP(LEARN_STEP_FUNCTION)
#undef LEARN_STEP_FUNCTION
};

enum learn_move learn_steps_walk(struct learn_session *s, enum learn_step from)
{
    enum learn_move move = LEARN_ON;
    unsigned step = from;

    while (step < LEARN_STEP_COUNT) {
        learn_session_keep(s, (enum learn_step)step, false);
        learn_session_head(s, (enum learn_step)step);
        move = functions[step](s);
        if (move == LEARN_BACK)
            step -= step > 0;
        else if (move == LEARN_ON)
            step++;
        else
            return move;
    }
    learn_session_keep(s, LEARN_STEP_COUNT, true);
    return LEARN_ON;
}
