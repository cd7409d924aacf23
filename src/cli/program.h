/* The beginning and the end of a program: its standard streams. */
#ifndef CLI_PROGRAM_H
#define CLI_PROGRAM_H

/* A standard stream that was closed stays of no use, but its number is taken:
 * no journal may come to stand where messages go. A pipe that nobody reads
 * and a limit on files are errors of writing, not reasons to be killed. */
void program_begin(void);

/* Flushes standard output: an error such as a full disk shows only here. A pipe
 * closed by its reader is no error. Gives back the program's exit code. */
int program_end(int exit_code);

#endif
