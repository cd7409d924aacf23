/* A sentence asked of a run, as `why` and `why-not` take it up. */
#ifndef CLI_ASKING_H
#define CLI_ASKING_H

#include "cli/evidence.h"

struct asking {
    const char *path;
    bool all;
    struct arena arena; /* of the sentence and the words of the finding */
    struct evidence ev;
    struct sentence sentence;
    struct judge_finding finding;
};

/* Reads the command line RUN SENTENCE [--all], opens the run and judges the
 * sentence, whose words may be one argument or many. Gives back COMMAND_OK, or
 * what the program ends with, having said why; then there is nothing to end. */
int asking_begin(struct asking *q, int argc, char **argv);
void asking_end(struct asking *q);

/* The heading of the run; then the sentence, and since when it holds or what
 * it lacks. */
void asking_head(struct asking *q, struct view *v, FILE *out);

/* Why it is as it is: the records that led to what came about; or what it
 * would have taken, and what of it there was. */
void asking_explain(struct asking *q, const struct view *v, FILE *out);

/* "See: demarche COMMAND RUN 'SENTENCE'", wrapped. */
void asking_see(const struct asking *q, const char *command, FILE *out);

#endif
