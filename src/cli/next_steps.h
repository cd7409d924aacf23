/* A look ahead: what to ask of a run that is over. */
#ifndef CLI_NEXT_STEPS_H
#define CLI_NEXT_STEPS_H

#include <stdio.h>

#include "cli/witness.h"

/* Prints three commands about the run in the folder, ready to be typed: about
 * an exchange, about an expectation (a broken one, if there is any), and to
 * have its page, or to verify it where it has one. */
void next_steps_print(const struct witness *w, const char *folder,
                      bool has_page, FILE *out);

#endif
