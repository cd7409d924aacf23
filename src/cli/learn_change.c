#include "cli/learn_change.h"

#include <stdio.h>
#include <string.h>

#include "cli/learn_edit.h"
#include "cli/notice.h"
#include "scenario/change_each.h"
#include "view/text.h"

/* The learner types changes, or edits a copy, until one is right. Each try
 * starts anew from the lesson's text. It is judged by the runs alone:
 * whatever makes the claims hold is right, and the lesson's wrong changes are
 * known by the text that they give, not by how they were typed. */

#define JOINED " + "

/* ---- Changes as they are typed ---- */

/* "A=1 + B=2" into its changes. */
static void split_changes(struct learn_session *s, const char *typed)
{
    s->changes = arena_array(&s->arena, LESSON_TEXTS_MAX, sizeof *s->changes);
    s->change_count = 0;
    while (*typed && s->change_count < LESSON_TEXTS_MAX) {
        const char *end = strstr(typed, JOINED);
        const size_t size = end ? (size_t)(end - typed) : strlen(typed);
        s->changes[s->change_count++] =
            arena_format(&s->arena, "%.*s", (int)size, typed);
        typed += size + (end ? strlen(JOINED) : 0);
    }
}

static void own_changes(struct learn_session *s)
{
    const struct lesson_texts *own = &s->lesson->fix.right.changes;

    s->changes = arena_array(&s->arena, own->count, sizeof *s->changes);
    for (s->change_count = 0; s->change_count < own->count; s->change_count++)
        s->changes[s->change_count] = own->items[s->change_count].text;
    s->edited = NULL;
}

static const char *joined(struct learn_session *s,
                          const struct lesson_texts *changes)
{
    const char *all = "";

    for (size_t i = 0; i < changes->count; i++)
        all = arena_format(&s->arena, "%s%s%s", all, i > 0 ? JOINED : "",
                           changes->items[i].text);
    return all;
}

void learn_change_restore(struct learn_session *s, const char *typed)
{
    split_changes(s, typed);
}

/* ---- What is said to a try ---- */

static bool gives(struct learn_session *s, const struct lesson_texts *changes,
                  struct bytes source)
{
    struct bytes text = s->item->scenario.source;
    struct errmsg ignored;

    for (size_t i = 0; i < changes->count; i++)
        if (change_each_apply(&s->arena, text, changes->items[i].text, &text,
                              &ignored))
            return false;
    return bytes_equal(text, source);
}

/* The lesson's word on a change that it knows; NULL: it knows none such. */
static const char *known(struct learn_session *s)
{
    const struct lesson_fix *fix = &s->lesson->fix;

    for (size_t i = 0; i < fix->wrong_count; i++)
        if (gives(s, &fix->wrong[i].changes, s->after.source))
            return fix->wrong[i].because.text;
    return NULL;
}

/* A sentence of a diagnostic, some of which end with a question. */
static const char *ended(const char *text)
{
    const size_t size = strlen(text);

    return size > 0 && text[size - 1] == '?' ? "" : ".";
}

static void tell_refused(struct learn_session *s)
{
    const struct attempt *t = &s->after;

    if (t->errors.count > 0)
        learn_session_put(arena_format(&s->arena,
                                       "This gives no scenario: line %u: %s%s",
                                       t->errors.items[0].position.line,
                                       t->errors.items[0].text,
                                       ended(t->errors.items[0].text)),
                          2);
    else
        learn_session_put(
            arena_format(&s->arena, "It cannot be made: %s.", t->refused.text),
            2);
}

static void tell_harmed(struct learn_session *s)
{
    const struct sentence *expected =
        &s->item->scenario.expects[s->after.which];

    learn_session_put(
        arena_format(&s->arena,
                     "The claim holds, but this is broken now: %s. Find a "
                     "change that leaves it whole.",
                     expected->text),
        2);
}

static void tell_try(struct learn_session *s)
{
    const char *because = known(s);

    fputc('\n', stdout);
    switch (s->after.outcome) {
    case ATTEMPT_REFUSED:
        tell_refused(s);
        break;
    case ATTEMPT_TOUCHED:
        learn_session_put(
            arena_format(&s->arena,
                         "The lesson leaves \"%s\" as it is, so that nobody "
                         "wins by removing what it is about. Change something "
                         "else.",
                         s->after.touched),
            2);
        break;
    case ATTEMPT_HARMED:
        tell_harmed(s);
        break;
    case ATTEMPT_BROKEN:
    case ATTEMPT_RIGHT:
        learn_session_claims(s, &s->after);
        break;
    }
    if (because && s->after.outcome != ATTEMPT_RIGHT)
        learn_session_put(because, 2);
}

/* ---- Tries ---- */

/* Judges the changes, or a text in their place. False, having said why: it
 * could not be judged. */
static bool judge(struct learn_session *s, const struct bytes *text)
{
    struct errmsg e;

    if (!learn_session_own(s)) return false;
    if (s->has_after) attempt_fini(&s->after);
    s->has_after = false;
    s->has_fixed = false;
    if (text ? attempt_text(&s->after, &s->base, *text, &e)
             : attempt_changes(&s->after, &s->base, s->changes, s->change_count,
                               &e)) {
        (void)notice_failed("learn", &e);
        return false;
    }
    s->has_after = true;
    return true;
}

/* The learner's copy, if there is something in it to judge. */
static bool try_edited(struct learn_session *s, bool *tried)
{
    struct bytes text;
    struct errmsg e;

    *tried = false;
    if (learn_edit(s, &s->edited, &text, &e)) {
        (void)notice_failed("learn", &e);
        return true;
    }
    if (text.size == 0) {
        learn_session_put(
            arena_format(&s->arena,
                         "EDITOR names no editor. Change %s in any, then type "
                         "edit again.",
                         s->edited),
            2);
        return true;
    }
    *tried = true;
    return judge(s, &text);
}

static void give_hint(struct learn_session *s, size_t *hints)
{
    const struct lesson_fix *fix = &s->lesson->fix;

    if (*hints < fix->hints.count)
        learn_session_put(fix->hints.items[*hints].text, 2);
    else if (*hints == fix->hints.count)
        learn_session_put(arena_format(&s->arena, "One change that does it: %s",
                                       joined(s, &fix->right.changes)),
                          2);
    else
        learn_session_put("There is no more to say. Type the change.", 2);
    ++*hints;
}

static void give_help(void)
{
    learn_session_put(
        "A change is PATH=VALUE: the keys of the scenario down to the one to "
        "change, with dots between, and the items of a list from [0] on, such "
        "as channels.wire.delay=2 h or script[0].at=2022-01-26. Several at "
        "once, with spaces around the plus: A=1 + B=2.",
        2);
    learn_session_put(
        "h gives a hint, s shows the scenario, edit opens it in an "
        "editor, ? explains a word, back goes back, q stops.",
        2);
}

static void change_ask(const struct learn_session *s)
{
    style_paragraph(&s->style, STYLE_TITLE, s->lesson->fix.ask.text, stdout);
    if (s->in->kind == LEARN_INPUT_TYPED) give_help();
}

static bool is_word(const char *typed, const char *word, const char *other)
{
    return strcmp(typed, word) == 0 || strcmp(typed, other) == 0;
}

/* True for what asks for something, and is no try. */
static bool is_request(struct learn_session *s, const char *typed,
                       size_t *hints)
{
    if (!*typed)
        learn_session_put("Type a change, or h for a hint.", 2);
    else if (is_word(typed, "h", "hint"))
        give_hint(s, hints);
    else if (is_word(typed, "help", "--help"))
        give_help();
    else
        return false;
    return true;
}

/* Takes one try: *right is set by the runs. */
static enum learn_move take_try(struct learn_session *s, const char *typed,
                                size_t *hints, bool *right)
{
    bool tried = true;

    *right = false;
    if (is_request(s, typed, hints)) return LEARN_ON;
    s->edited = NULL;
    if (strcmp(typed, "edit") == 0) {
        if (!try_edited(s, &tried)) return LEARN_FAIL;
    } else {
        split_changes(s, typed);
        if (!judge(s, NULL)) return LEARN_FAIL;
    }
    if (!tried) return LEARN_ON;
    tell_try(s);
    *right = s->after.outcome == ATTEMPT_RIGHT;
    s->wrong += !*right;
    learn_session_note(s, LEARN_STEP_CHANGE, typed, *right);
    return LEARN_ON;
}

/* Goes on with the lesson's own change, where nobody made a right one. */
static bool change_for_learner(struct learn_session *s)
{
    if (s->in->kind == LEARN_INPUT_SCRIPT) s->wrong++;
    own_changes(s);
    learn_session_paragraph(
        arena_format(&s->arena, "The lesson's change: %s",
                     joined(s, &s->lesson->fix.right.changes)));
    if (!judge(s, NULL)) return false;
    learn_session_claims(s, &s->after);
    return true;
}

/* What the lesson says from here on is about its own change. */
static void tell_other(struct learn_session *s)
{
    const struct lesson_texts *own = &s->lesson->fix.right.changes;

    if (s->in->kind == LEARN_INPUT_NONE || gives(s, own, s->after.source))
        return;
    learn_session_paragraph(
        arena_format(&s->arena,
                     "Yours does it, too. The lesson's own change is %s. The "
                     "figures and questions that follow are about that one.",
                     joined(s, own)));
}

enum learn_move learn_change(struct learn_session *s)
{
    const struct lesson_fix *fix = &s->lesson->fix;
    enum learn_move move;
    const char *typed;
    size_t hints = 0;
    bool right = false;

    change_ask(s);
    while (!right) {
        move = learn_session_hear(
            s, "change", "\nYour change (h, s, edit, ?, back, q): ", &typed);
        if (move != LEARN_ON) return move;
        if (!typed) break;
        move = take_try(s, typed, &hints, &right);
        if (move != LEARN_ON) return move;
        if (right && !s->edited) learn_session_fix(s, typed);
    }
    if (!right && !change_for_learner(s)) return LEARN_FAIL;
    if (right) tell_other(s);
    if (fix->right.because.text)
        learn_session_paragraph(fix->right.because.text);
    if (!fix->predict) return learn_session_pause(s, LEARN_GOES_ON);
    fputc('\n', stdout);
    s->predicted_again.count = 0;
    return learn_session_ask(s, fix->predict, LEARN_STEP_AGAIN,
                             &s->predicted_again);
}
