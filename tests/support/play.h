/* A scenario as its text, run by the program into a folder of its own, and what
 * further commands print of that run. */
#ifndef TESTS_SUPPORT_PLAY_H
#define TESTS_SUPPORT_PLAY_H

#include "support/program.h"

struct play {
    char folder[PROGRAM_PATH_SIZE];
    char run[PROGRAM_PATH_SIZE + 16];      /* the run's folder */
    char scenario[PROGRAM_PATH_SIZE + 16]; /* the file */
    struct program_end end;                /* of the last command */
};

/* Writes the text into a file, and runs nothing. */
void play_write(struct play *p, const char *text);

/* Writes the text into a file and runs it with the seed; the exit status. */
int play_run(struct play *p, const char *text, unsigned seed);

/* Runs `demarche VERB RUN REST` and keeps its output in p->end; the exit
 * status. Words stand between single spaces. */
int play_ask(struct play *p, const char *verb, const char *rest);

/* The same of the scenario's file. */
int play_file(struct play *p, const char *verb, const char *rest);

void play_fini(struct play *p);

/* How often the text stands in the last output. */
size_t play_count(const struct play *p, const char *text);

#endif
