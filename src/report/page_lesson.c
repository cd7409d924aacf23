#include "report/page_lesson.h"

#include "report/page_rows.h"
#include "report/page_second.h"

/* The section of the scenario as it stands there: its texts, which of the
 * answers are right, and the places to look at. A text that was not given is
 * "". Right and wrong changes are one list, the right one first; the page puts
 * them into an order of its own. */

static const char *text_of(const struct lesson_text *t)
{
    return t->text ? t->text : "";
}

static void put_texts(struct json *j, const char *key,
                      const struct lesson_texts *texts)
{
    json_open_array(j, key);
    for (size_t i = 0; i < texts->count; i++)
        json_text(j, NULL, texts->items[i].text);
    json_close(j);
}

static void put_choices(struct json *j, const struct lesson_question *q)
{
    json_open_array(j, "choices");
    for (size_t i = 0; i < q->choice_count; i++) {
        const struct lesson_choice *c = &q->choices[i];

        json_open_object(j, NULL);
        json_text(j, "say", text_of(&c->say));
        json_text(j, "because", text_of(&c->because));
        json_bool(j, "right", c->right);
        json_close(j);
    }
    json_close(j);
}

static void put_question(struct json *j, const char *key,
                         const struct lesson_question *q)
{
    static const char *const forms[] = {
        [LESSON_CHOICE] = "choice",
        [LESSON_NUMBER] = "number",
        [LESSON_SENTENCE] = "sentence",
    };

    json_open_object(j, key);
    json_text(j, "ask", text_of(&q->ask));
    json_text(j, "form", forms[q->answer]);
    put_choices(j, q);
    json_real(j, "is", q->is);
    json_real(j, "within", q->within);
    json_text(j, "unit", q->unit ? q->unit : "");
    json_text(j, "below", text_of(&q->below));
    json_text(j, "above", text_of(&q->above));
    json_number(j, "run", q->run);
    json_text(j, "because", text_of(&q->because));
    json_close(j);
}

static void put_look(struct json *j, const struct lesson_look *l,
                     const char *printed, const struct scenario *sc)
{
    json_open_object(j, NULL);
    json_text(j, "command", text_of(&l->command));
    json_text(j, "view", l->view ? l->view : "");
    json_number(j, "record", l->record);
    if (l->time == INSTANT_MIN)
        json_null(j, "time");
    else
        page_rows_put_time(j, "time", sc->start, l->time);
    json_text(j, "mark", l->mark ? l->mark : "");
    json_text(j, "ask", text_of(&l->ask));
    json_text(j, "printed", printed ? printed : "");
    json_close(j);
}

static void put_looks(struct json *j, const char *key,
                      const struct lesson_looks *looks,
                      const char *const *printed, const struct scenario *sc)
{
    json_open_array(j, key);
    for (size_t i = 0; i < looks->count; i++)
        put_look(j, &looks->items[i], printed ? printed[i] : NULL, sc);
    json_close(j);
}

static void put_change(struct json *j, const struct lesson_change *c,
                       bool right)
{
    json_open_object(j, NULL);
    put_texts(j, "changes", &c->changes);
    json_text(j, "because", text_of(&c->because));
    json_bool(j, "right", right);
    json_close(j);
}

static void put_fix(struct json *j, const struct lesson_fix *f)
{
    json_open_object(j, "fix");
    json_text(j, "ask", text_of(&f->ask));
    json_open_array(j, "choices");
    put_change(j, &f->right, true);
    for (size_t i = 0; i < f->wrong_count; i++)
        put_change(j, &f->wrong[i], false);
    json_close(j);
    put_texts(j, "hints", &f->hints);
    if (f->predict)
        put_question(j, "predict", f->predict);
    else
        json_null(j, "predict");
    json_close(j);
}

static void put_terms(struct json *j, const struct page_lesson *l)
{
    const struct lesson_texts *terms = &l->lesson->terms;

    json_open_array(j, "terms");
    for (size_t i = 0; i < terms->count; i++) {
        const char *says = l->explain ? l->explain(terms->items[i].text) : NULL;

        json_open_object(j, NULL);
        json_text(j, "word", terms->items[i].text);
        json_text(j, "says", says ? says : "");
        json_close(j);
    }
    json_close(j);
}

void page_lesson_put(struct json *j, const struct page_lesson *l,
                     const struct scenario *sc)
{
    if (!l) {
        json_null(j, "lesson");
        return;
    }
    const struct lesson *lesson = l->lesson;

    json_open_object(j, "lesson");
    json_number(j, "number", lesson->number);
    json_text(j, "idea", text_of(&lesson->idea));
    json_number(j, "minutes", lesson->minutes);
    put_terms(j, l);
    put_question(j, "predict", &lesson->predict);
    put_looks(j, "look", &lesson->look, l->printed[0], sc);
    json_text(j, "explain", text_of(&lesson->explain));
    put_texts(j, "read", &lesson->read);
    put_fix(j, &lesson->fix);
    put_looks(j, "lookAgain", &lesson->look_again, l->printed[1], sc);
    put_question(j, "transfer", &lesson->transfer);
    json_text(j, "task", text_of(&lesson->exercise.task));
    page_second_put(j, l, sc);
    json_close(j);
}
