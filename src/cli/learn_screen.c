#include <stdio.h>
#include <string.h>

#include "cli/learn_session.h"
#include "lesson/claim_words.h"
#include "view/text.h"

enum { CLAIM_INDENT = 10, GAP = 2 };

/* The minutes that the steps from this one on take, of those of all. */
static uint32_t minutes_left(const struct learn_session *s,
                             enum learn_step step)
{
    const uint32_t rest = LEARN_STEP_COUNT - (uint32_t)step;

    return (s->lesson->minutes * rest + LEARN_STEP_COUNT - 1) /
           LEARN_STEP_COUNT;
}

void learn_session_say_unkept(struct learn_session *s)
{
    struct arena a;

    if (!s->unkept.text[0]) return;
    arena_init(&a);
    learn_session_put(arena_format(&a, "Nothing is kept: %s.", s->unkept.text),
                      0);
    fputc('\n', stdout);
    arena_fini(&a);
    s->unkept.text[0] = '\0';
}

void learn_session_head(struct learn_session *s, enum learn_step step)
{
    struct arena a;

    arena_init(&a);
    const size_t columns = text_columns(stdout);
    const char *left =
        arena_format(&a, "Lesson %u of %zu: %s", s->lesson->number, s->lessons,
                     s->item->scenario.title);
    const char *right =
        arena_format(&a, "step %d of %d, %u min left", (int)step + 1,
                     LEARN_STEP_COUNT, minutes_left(s, step));
    const size_t used = text_width(left) + text_width(right);

    fputs(s->in->screen ? "\033[H\033[2J" : "\n", stdout);
    style_set(&s->style, STYLE_TITLE, stdout);
    text_put(left, stdout);
    style_set(&s->style, STYLE_PLAIN, stdout);
    if (used + GAP <= columns)
        text_put_spaces(columns - used, stdout);
    else
        fputs("\n  ", stdout);
    style_set(&s->style, STYLE_QUIET, stdout);
    text_put(right, stdout);
    style_set(&s->style, STYLE_PLAIN, stdout);
    fputs("\n\n", stdout);
    arena_fini(&a);
    learn_session_say_unkept(s);
}

void learn_session_put(const char *text, size_t indent)
{
    text_put_spaces(indent, stdout);
    text_put_wrapped(text, indent, indent, stdout);
}

void learn_session_paragraph(const char *text)
{
    fputc('\n', stdout);
    learn_session_put(text, 0);
}

void learn_session_claims(const struct learn_session *s,
                          const struct attempt *t)
{
    struct arena a;

    arena_init(&a);
    for (size_t i = 0; t->verdicts && i < s->lesson->claim_count; i++) {
        const struct lesson_verdict *v = &t->verdicts[i];
        const char *word = lesson_verdict_word(v);

        fputs("  ", stdout);
        style_set(&s->style, v->holds ? STYLE_GOOD : STYLE_BAD, stdout);
        text_put(word, stdout);
        style_set(&s->style, STYLE_PLAIN, stdout);
        text_put_spaces(CLAIM_INDENT - 2 - text_width(word), stdout);
        text_put_wrapped(
            claim_words(&s->lesson->claims[i], &s->item->scenario, &a),
            CLAIM_INDENT, CLAIM_INDENT, stdout);
        learn_session_put(v->words, CLAIM_INDENT);
    }
    arena_fini(&a);
}
