/* The pager that long answers on a terminal go through. */
#ifndef CLI_PAGER_H
#define CLI_PAGER_H

#include <stdbool.h>

/* The `take` of --no-pager. */
const char *pager_never(void *request, const char *value);

/* Puts the pager that DEMARCHE_PAGER names, or else PAGER, behind standard
 * output, if that is a terminal to which nothing was written so far. Colour and
 * width stay those of the terminal. From then on the end of the pager ends the
 * program, and Ctrl-C is the pager's. */
void pager_begin(void);

/* True once one is behind standard output. */
bool pager_runs(void);

/* Waits until the reader has left the pager, if there is one: all has to be
 * written. */
void pager_end(void);

#endif
