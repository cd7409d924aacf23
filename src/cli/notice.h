/* Messages on standard error, made safe for a terminal, for they quote what was
 * typed or read. */
#ifndef CLI_NOTICE_H
#define CLI_NOTICE_H

#include "base/err.h"

/* "demarche COMMAND: MESSAGE"; gives back COMMAND_ERROR. */
int notice_failed(const char *command, const struct errmsg *e);

/* The same of a command line, and where to read about it; COMMAND_USAGE. With
 * a NULL command, of the program's own. */
int notice_wrong(const char *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "demarche: SENTENCE", for what is no failure, or none of one command. */
void notice_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
