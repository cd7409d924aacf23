#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/learn_session.h"
#include "cli/notice.h"
#include "lesson/glossary.h"
#include "view/text.h"

/* A question is printed, and answers to it are heard. Beside them, somebody who
 * types can ask for a word, for the scenario, to go back and to stop; each of
 * these has a word of its own, which is no letter of a choice. An answer is
 * noted as it is given, and what the lesson says to it comes when the run has
 * shown it. */

enum { LETTER_INDENT = 5, WORD_INDENT = 4, WRAP_INDENT = 4 };

/* ---- Words and the scenario ---- */

static void explain_word(const char *word)
{
    const struct glossary_entry *entry = glossary_find(word);
    const struct glossary_entry *near = entry ? NULL : glossary_near(word);

    if (!entry && near) entry = near;
    if (!entry) {
        printf("  No word of the lessons; ? alone lists them.\n");
        return;
    }
    fputs("  ", stdout);
    text_put(entry->word, stdout);
    if (entry->other) printf(" (%s)", entry->other);
    fputs(": ", stdout);
    text_put_wrapped(entry->says,
                     4 + text_width(entry->word) +
                         (entry->other ? 3 + text_width(entry->other) : 0),
                     WORD_INDENT, stdout);
}

static void list_words(struct learn_session *s)
{
    const struct glossary_entry *entry;
    const char *all = "";

    for (size_t i = 0; i < s->lesson->terms.count; i++)
        explain_word(s->lesson->terms.items[i].text);
    for (size_t i = 0; (entry = glossary_at(i)); i++)
        all = arena_format(&s->arena, "%s%s%s", all, i > 0 ? ", " : "",
                           entry->word);
    learn_session_put(arena_format(&s->arena, "All words: %s.", all), 2);
}

/* A line of the scenario, which goes on further in where it wraps. */
static void show_line(struct bytes line)
{
    size_t indent = 0;

    while (indent < line.size && line.data[indent] == ' ')
        indent++;
    struct bytes rest = bytes_from(line, indent);
    const size_t edge = text_columns(stdout);

    text_put_spaces(indent, stdout);
    (void)text_put_line(&rest, indent, indent + WRAP_INDENT, edge, stdout);
    while (rest.size > 0) {
        fputc('\n', stdout);
        text_put_spaces(indent + WRAP_INDENT, stdout);
        (void)text_put_line(&rest, indent + WRAP_INDENT, indent + WRAP_INDENT,
                            edge, stdout);
    }
    fputc('\n', stdout);
}

/* The text up to the lesson, which would give the answers away. */
static void show_scenario(const struct learn_session *s)
{
    struct bytes rest = s->item->scenario.source;

    for (uint32_t line = 1; rest.size > 0 && line < s->lesson->position.line;
         line++) {
        const uint8_t *end = memchr(rest.data, '\n', rest.size);
        const size_t size = end ? (size_t)(end - rest.data) : rest.size;

        if (size > 0) show_line(bytes_of(rest.data, size));
        rest = bytes_from(rest, end ? size + 1 : size);
    }
}

/* ---- Hearing ---- */

static bool is_word(const char *answer, const char *word)
{
    return strcmp(answer, word) == 0;
}

static bool is_stop(const char *answer)
{
    return is_word(answer, "q") || is_word(answer, "quit") ||
           is_word(answer, "exit");
}

enum learn_move learn_session_hear(struct learn_session *s, const char *verb,
                                   const char *prompt, const char **answer)
{
    for (;;) {
        *answer = learn_input_take(s->in, verb, prompt);
        if (!*answer)
            return s->in->kind == LEARN_INPUT_TYPED ? LEARN_STOP : LEARN_ON;
        if (s->in->kind != LEARN_INPUT_TYPED) return LEARN_ON;
        if (is_stop(*answer)) return LEARN_STOP;
        if (is_word(*answer, "back")) return LEARN_BACK;
        if (is_word(*answer, "s"))
            show_scenario(s);
        else if (is_word(*answer, "?"))
            list_words(s);
        else if (**answer == '?')
            explain_word(*answer + 1 + strspn(*answer + 1, " "));
        else
            return LEARN_ON;
    }
}

enum learn_move learn_session_pause(struct learn_session *s, const char *prompt)
{
    const char *answer;
    enum learn_move move;

    if (s->in->kind != LEARN_INPUT_TYPED) return LEARN_ON;
    fputc('\n', stdout);
    while ((move = learn_session_hear(s, "", prompt, &answer)) == LEARN_ON &&
           *answer) {
        if (is_word(answer, "b")) return LEARN_BACK;
        learn_session_put("Nothing is asked here. Press Enter alone.", 2);
    }
    return move;
}

/* ---- The notebook ---- */

/* What cannot be kept any more makes no other lesson; and Ctrl-C no longer says
 * that it is kept. */
static void save(struct learn_session *s)
{
    if (!learn_notebook_save(s->notebook, s->page, &s->unkept)) return;
    s->notebook = NULL;
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
}

void learn_session_note(struct learn_session *s, enum learn_step step,
                        const char *given, bool right)
{
    if (!s->notebook) return;
    learn_notebook_note(s->notebook, s->page, learn_step_words.texts[step],
                        given, right);
    save(s);
}

void learn_session_fix(struct learn_session *s, const char *typed)
{
    if (!s->notebook) return;
    learn_notebook_note(s->notebook, s->page, LEARN_NOTEBOOK_FIX, typed, true);
    save(s);
}

void learn_session_keep(struct learn_session *s, enum learn_step next,
                        bool done)
{
    if (!s->notebook) return;
    s->page->step =
        next < LEARN_STEP_COUNT ? learn_step_words.texts[next] : NULL;
    s->page->done = s->page->done || done;
    save(s);
}

/* ---- Questions ---- */

static void put_question(const struct learn_session *s,
                         const struct lesson_question *q)
{
    style_paragraph(&s->style, STYLE_TITLE, q->ask.text, stdout);
    for (size_t i = 0; i < q->choice_count; i++) {
        printf("  %s  ", q->choices[i].letter);
        text_put_wrapped(q->choices[i].say.text, LETTER_INDENT, LETTER_INDENT,
                         stdout);
    }
    if (q->answer == LESSON_NUMBER && q->unit)
        printf("  A number, %s.\n", q->unit);
}

static const char *verb_of(const struct lesson_question *q,
                           enum learn_step step)
{
    switch (q->answer) {
    case LESSON_NUMBER:
        return "number";
    case LESSON_SENTENCE:
        return "sentence";
    case LESSON_CHOICE:
        break;
    }
    return step == LEARN_STEP_TRANSFER ? "transfer" : "predict";
}

/* False: it is none that the question can take. */
static bool take_answer(struct learn_session *s,
                        const struct lesson_question *q, const char *typed,
                        struct answer *out, enum learn_move *move)
{
    const struct answer_runs runs = {&s->before, &s->own};
    struct errmsg e;

    *move = LEARN_ON;
    if (q->answer == LESSON_SENTENCE &&
        (!learn_session_before(s) || !learn_session_own(s))) {
        *move = LEARN_FAIL;
        return false;
    }
    if (!answer_judge(out, q, typed, &runs, &s->arena, &e)) return true;
    if (s->in->kind == LEARN_INPUT_SCRIPT) {
        notice_say("line %zu of the script: %s",
                   s->in->lines[s->in->next - 1].number, e.text);
        *move = LEARN_MISFIT;
    } else {
        learn_session_put(q->answer == LESSON_SENTENCE
                              ? arena_format(&s->arena, "%s.", e.text)
                              : arena_format(&s->arena, "Type %s.",
                                             answer_form(q, &s->arena)),
                          2);
    }
    return false;
}

enum learn_move learn_session_ask(struct learn_session *s,
                                  const struct lesson_question *q,
                                  enum learn_step step,
                                  struct learn_given *given)
{
    const char *verb = verb_of(q, step), *typed;
    enum learn_move move = LEARN_ON;
    struct answer answer;

    if (given->count == 0) put_question(s, q);
    given->count = 0;
    while (given->count < LEARN_GIVEN_MAX) {
        const enum learn_move heard = learn_session_hear(
            s, verb,
            s->notebook
                ? "Your answer (? for a word, back, q stop; it is kept): "
                : "Your answer (? for a word, back, q stop): ",
            &typed);
        if (heard != LEARN_ON) return heard;
        if (!typed) break;
        if (!take_answer(s, q, typed, &answer, &move)) {
            if (move != LEARN_ON) return move;
            continue;
        }
        given->items[given->count++] = answer;
        s->wrong += !answer.right;
        learn_session_note(s, step, typed, answer.right);
        if (s->in->kind == LEARN_INPUT_TYPED) break;
    }
    s->wrong += s->in->kind == LEARN_INPUT_SCRIPT && given->count == 0;
    return LEARN_ON;
}

/* The first right answer, as it is said. */
static const char *right_answer(const struct lesson_question *q,
                                struct arena *a, const char **because)
{
    *because = q->because.text;
    for (size_t i = 0; i < q->choice_count; i++) {
        if (!q->choices[i].right) continue;
        *because = q->choices[i].because.text;
        return arena_format(a, "%s: %s", q->choices[i].letter,
                            q->choices[i].say.text);
    }
    if (q->answer == LESSON_NUMBER)
        return arena_format(a, "%g%s%s", q->is, q->unit ? " " : "",
                            q->unit ? q->unit : "");
    return NULL;
}

static void tell_one(const struct lesson_question *q, const struct answer *g,
                     struct arena *a)
{
    learn_session_paragraph(arena_format(a, "You said: %s", g->said));
    if (q->answer == LESSON_SENTENCE)
        learn_session_put(
            arena_format(a, "It %s in the first run and %s in the second.",
                         g->holds_before ? "holds" : "is broken",
                         g->holds_after ? "holds" : "is broken"),
            2);
    learn_session_put(g->because, 2);
}

void learn_session_tell(const struct lesson_question *q,
                        const struct learn_given *given, bool tells_right)
{
    bool right = false;
    const char *because;
    struct arena a;

    arena_init(&a);
    for (size_t i = 0; i < given->count; i++) {
        tell_one(q, &given->items[i], &a);
        right = right || given->items[i].right;
    }
    const char *answer =
        !right && tells_right ? right_answer(q, &a, &because) : NULL;
    if (answer) {
        learn_session_paragraph(arena_format(&a, "It is so: %s", answer));
        learn_session_put(because, 2);
    }
    arena_fini(&a);
}
