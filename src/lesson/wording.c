#include "lesson/wording.h"

#include <string.h>

#include "lesson/glossary.h"

/* The texts of a lesson are gone through in the order of its file. Each has at
 * most the words of its kind, and each sentence in it at most those of any
 * sentence. Words stand between blanks; a sentence ends with a mark that has a
 * blank behind it, so that no number or name ends one. */

#define BLANKS " \n"

size_t wording_words(const char *read)
{
    size_t words = 0;

    for (read += strspn(read, BLANKS); *read; read += strspn(read, BLANKS)) {
        words++;
        read += strcspn(read, BLANKS);
    }
    return words;
}

/* A quote or bracket may stand behind the mark. */
static bool is_end(const char *word, size_t size)
{
    while (size > 0 && strchr("\"')", word[size - 1]))
        size--;
    return size > 0 && strchr(".?!", word[size - 1]);
}

size_t wording_sentences(const char *read, size_t *longest)
{
    size_t sentences = 0, words = 0, most = 0;

    for (read += strspn(read, BLANKS); *read; read += strspn(read, BLANKS)) {
        const size_t size = strcspn(read, BLANKS);
        if (++words > most) most = words;
        if (is_end(read, size)) {
            sentences++;
            words = 0;
        }
        read += size;
    }
    if (longest) *longest = most;
    return sentences + (words > 0 ? 1 : 0);
}

static void check_text(const struct lesson_text *text, const char *kind,
                       size_t most, struct scenario_errors *findings)
{
    size_t longest;

    if (!text->text) return;
    const size_t words = wording_words(text->text);

    (void)wording_sentences(text->text, &longest);
    if (words > most)
        scenario_errors_add(findings, ERR_FORMAT, text->position,
                            "%s of %zu words, expected at most %zu", kind,
                            words, most);
    else if (longest > WORDING_SENTENCE)
        scenario_errors_add(findings, ERR_FORMAT, text->position,
                            "a sentence of %zu words, expected at most %d",
                            longest, WORDING_SENTENCE);
}

static void check_question(const struct lesson_question *q,
                           struct scenario_errors *findings)
{
    const struct lesson_text *const reasons[] = {&q->because, &q->below,
                                                 &q->above};

    check_text(&q->ask, "a question", WORDING_ASK, findings);
    for (size_t i = 0; i < q->choice_count; i++) {
        check_text(&q->choices[i].say, "a choice", WORDING_SAY, findings);
        check_text(&q->choices[i].because, "a feedback", WORDING_BECAUSE,
                   findings);
    }
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        check_text(reasons[i], "a feedback", WORDING_BECAUSE, findings);
}

static void check_looks(const struct lesson_looks *looks,
                        struct scenario_errors *findings)
{
    for (size_t i = 0; i < looks->count; i++)
        check_text(&looks->items[i].ask, "a question", WORDING_ASK, findings);
}

static void check_fix(const struct lesson_fix *fix,
                      struct scenario_errors *findings)
{
    check_text(&fix->ask, "a question", WORDING_ASK, findings);
    check_text(&fix->right.because, "a feedback", WORDING_BECAUSE, findings);
    for (size_t i = 0; i < fix->hints.count; i++)
        check_text(&fix->hints.items[i], "a hint", WORDING_BECAUSE, findings);
    for (size_t i = 0; i < fix->wrong_count; i++)
        check_text(&fix->wrong[i].because, "a feedback", WORDING_BECAUSE,
                   findings);
    if (fix->predict) check_question(fix->predict, findings);
}

static void check_explanation(const struct lesson *l,
                              struct scenario_errors *findings)
{
    const size_t sentences = wording_sentences(l->explain.text, NULL);

    check_text(&l->explain, "an explanation", WORDING_EXPLAIN, findings);
    if (sentences > WORDING_EXPLAIN_SENTENCES)
        scenario_errors_add(findings, ERR_FORMAT, l->explain.position,
                            "an explanation of %zu sentences, expected at most "
                            "%d",
                            sentences, WORDING_EXPLAIN_SENTENCES);
}

static void check_terms(const struct lesson *l,
                        struct scenario_errors *findings)
{
    for (size_t i = 0; i < l->terms.count; i++) {
        const struct lesson_text *term = &l->terms.items[i];
        if (glossary_find(term->text)) continue;
        const struct glossary_entry *near = glossary_near(term->text);
        if (near)
            scenario_errors_add(findings, ERR_FORMAT, term->position,
                                "\"%.64s\" is not in the glossary; did you "
                                "mean \"%s\"?",
                                term->text, near->word);
        else
            scenario_errors_add(findings, ERR_FORMAT, term->position,
                                "\"%.64s\" is not in the glossary, expected a "
                                "word that ? lists in a lesson",
                                term->text);
    }
}

void wording_check(const struct scenario *s, struct scenario_errors *findings)
{
    const struct lesson *l = s->lesson;
    const struct lesson_text story = {s->story, s->story_position};

    check_text(&story, "a story", WORDING_STORY, findings);
    check_text(&l->idea, "an idea", WORDING_IDEA, findings);
    check_text(&l->exercise.task, "a task", WORDING_ASK, findings);
    check_question(&l->predict, findings);
    check_looks(&l->look, findings);
    check_explanation(l, findings);
    check_fix(&l->fix, findings);
    check_looks(&l->look_again, findings);
    check_question(&l->transfer, findings);
    check_terms(l, findings);
}
