/* A lesson being gone through: what is known of it, what the learner has said,
 * and how it is put on the screen. */
#ifndef CLI_LEARN_SESSION_H
#define CLI_LEARN_SESSION_H

#include "cli/learn.h"
#include "cli/learn_input.h"
#include "cli/learn_look.h"
#include "cli/learn_notebook.h"
#include "view/style.h"

extern const struct name_words learn_step_words;

#define LEARN_GOES_ON "Enter goes on (? for a word, b back, q stop): "

struct learn_session {
    struct arena arena;
    const struct learn_lesson *item;
    const struct lesson *lesson;
    size_t lessons; /* in all */
    struct learn_input *in;
    struct learn_notebook *notebook;  /* NULL: nothing is kept */
    struct learn_notebook_page *page; /* of the notebook */
    struct errmsg unkept; /* why nothing is kept, until that is said; or "" */
    struct style style;
    bool report; /* the first run gets its page */
    struct attempt_base base;
    struct learn_look_place place;
    /* What has been played: without a change, with the lesson's own, and with
     * the learner's. */
    struct attempt before, own, after;
    bool has_before, has_own, has_after;
    bool has_run, has_fixed; /* their folders are written */
    struct learn_given predicted, predicted_again;
    size_t wrong;         /* answers not right, and questions without any */
    const char **changes; /* the learner's; or the lesson's own */
    size_t change_count;
    const char *edited; /* the learner's text, in a file; or NULL */
};

/* Begins with an item of the shelf, which outlives it. */
void learn_session_init(struct learn_session *s,
                        const struct learn_lesson *item, size_t lessons,
                        struct learn_input *in);
void learn_session_fini(struct learn_session *s);

/* Plays what is not played yet. False, having said why not. */
MUST_CHECK bool learn_session_before(struct learn_session *s);
MUST_CHECK bool learn_session_own(struct learn_session *s);

/* Writes the folder of the first run, or of the second, and shows the command;
 * each once. False, having said why not. */
MUST_CHECK bool learn_session_run(struct learn_session *s, bool fixed,
                                  bool shows);

/* Carries out one look and prints it. */
MUST_CHECK bool learn_session_look(struct learn_session *s,
                                   const struct lesson_look *look, bool again);

/* Clears a screen, and heads it with the lesson, the step and the time left. */
void learn_session_head(struct learn_session *s, enum learn_step step);

/* Says once that nothing is kept, and why, where that is so: below a head, for
 * what was on the screen before is gone. */
void learn_session_say_unkept(struct learn_session *s);

/* A paragraph from a column on; and one with an empty line before it. */
void learn_session_put(const char *text, size_t indent);
void learn_session_paragraph(const char *text);

/* Prints the claims with their verdicts in an attempt. */
void learn_session_claims(const struct learn_session *s,
                          const struct attempt *t);

/* Hears an answer, after a word of the glossary or the scenario was shown where
 * that was asked for. LEARN_ON with a NULL answer: there is none. */
enum learn_move learn_session_hear(struct learn_session *s, const char *verb,
                                   const char *prompt, const char **answer);

/* Waits until somebody who types goes on. */
enum learn_move learn_session_pause(struct learn_session *s,
                                    const char *prompt);

/* Notes an answer in the notebook; the change that was right; and the step to
 * go on with. */
void learn_session_note(struct learn_session *s, enum learn_step step,
                        const char *given, bool right);
void learn_session_fix(struct learn_session *s, const char *typed);
void learn_session_keep(struct learn_session *s, enum learn_step next,
                        bool done);

/* Prints a question, unless answers to it are there already, and takes answers
 * in their place: of somebody who types one, of a script as many as follow.
 * Those that are not right are counted. */
enum learn_move learn_session_ask(struct learn_session *s,
                                  const struct lesson_question *q,
                                  enum learn_step step,
                                  struct learn_given *given);

/* Repeats the answers with what the lesson says to them; where there is none,
 * the right one. */
void learn_session_tell(const struct lesson_question *q,
                        const struct learn_given *given, bool tells_right);

#endif
