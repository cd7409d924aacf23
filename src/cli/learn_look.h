/* The commands that a lesson shows: what they are about is put in, they are
 * carried out, and what is printed is cut to what the lesson points at. */
#ifndef CLI_LEARN_LOOK_H
#define CLI_LEARN_LOOK_H

#include "cli/captured.h"
#include "scenario/lesson.h"

enum { LEARN_LOOK_LINES = 18 };

/* The runs and the scenario that commands are about. */
struct learn_look_place {
    const struct lesson *lesson;
    const char *scenario; /* as a SCENARIO of other commands */
    const char *folder;   /* of the lesson's files */
    const char *run, *fixed;
    /* After the change: of the second run, and of the scenario so changed. */
    bool again;
    const char *const *changes;
    size_t change_count;
};

/* The words of the command, without the program's name, up to a NULL; all in
 * the arena. ERR_FORMAT: no lesson may show it, and e says why. */
MUST_CHECK enum err learn_look_words(const char *const **out, struct arena *a,
                                     const struct learn_look_place *place,
                                     const struct lesson_look *look,
                                     struct errmsg *e);

/* "demarche who runs/learn-01", as it is typed. */
const char *learn_look_line(const char *const *words, struct arena *a);

/* Carries out the command of words that learn_look_words gave. */
MUST_CHECK enum err learn_look_carry_out(struct captured *c, struct arena *a,
                                         const char *const *words,
                                         struct errmsg *e);

/* True if a command of these words has ended well with that status. */
bool learn_look_is_good(const char *const *words, int status);

/* Prints an output of up to LEARN_LOOK_LINES; of a longer one the lines that
 * hold a part of the mark, with the headings of their paragraphs, or else the
 * first, and how many there are. */
void learn_look_print(const struct captured *c, const char *mark, FILE *out);

#endif
