/* The runs in runs/, found by what people call them. */
#ifndef CLI_RUNS_H
#define CLI_RUNS_H

enum { RUNS_PATH_SIZE = 512 };

/* The path of a run that was found. */
struct runs_name {
    char path[RUNS_PATH_SIZE];
};

/* Finds the run that is named by *path, and points it there: what is there by
 * that path, and "-", stay; else a folder in runs/, or the newest run of the
 * scenario of that name. With NULL it is the newest of all. Says on standard
 * error what it has found in another way than by its path. Where nothing is
 * found, *path stays. */
void runs_find(struct runs_name *found, const char **path);

/* Takes the one operand that remains, or none, as a RUN. Returns as
 * options_operand does. */
int runs_operand(int argc, char **argv, struct runs_name *found,
                 const char **out);

#endif
