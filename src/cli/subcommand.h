/* The subcommands of the program, with their options and exit codes. */
#ifndef CLI_SUBCOMMAND_H
#define CLI_SUBCOMMAND_H

#include <stdbool.h>
#include <stddef.h>

/* The exit codes of the program. */
enum subcommand_exit {
    COMMAND_OK = 0,
    COMMAND_ERROR = 1,        /* it could not be done, or does not hold */
    COMMAND_BROKEN = 2,       /* an expectation is not met */
    COMMAND_UNDETERMINED = 3, /* the run was cut short */
    COMMAND_TORN = 4,         /* verify: the journal's tail is torn */
    COMMAND_FAIL = 5,         /* verify: it was changed, or made up */
    COMMAND_USAGE = 64        /* the command line makes no sense */
};

enum { COMMAND_FORMS_MAX = 3 };

/* Something to be typed, and what it stands for. */
struct subcommand_word {
    const char *word, *text;
};

/* A subcommand, with its page of `help`, which is wrapped as it is printed. */
struct subcommand {
    const char *name, *summary;
    int (*main)(int argc, char **argv); /* NULL: help, which reads this table */
    const char *forms[COMMAND_FORMS_MAX]; /* of its line, without its name */
    const char *about, *after;            /* before and after the options */
    const struct subcommand_word
        *options; /* up to one without a word; or NULL */
    /* The values of one of its operands, one by one, until false; or NULL. */
    bool (*operand)(size_t i, struct subcommand_word *out);
};

/* In the order of the overview; NULL past the last. */
const struct subcommand *subcommand_at(size_t i);

/* Each takes its own name as argv[0] and gives back an enum subcommand_exit. */
int check_main(int argc, char **argv);
int run_main(int argc, char **argv);
int attack_main(int argc, char **argv);
int compare_main(int argc, char **argv);
int show_main(int argc, char **argv);
int who_main(int argc, char **argv);
int verify_main(int argc, char **argv);
int keygen_main(int argc, char **argv);
int recover_main(int argc, char **argv);
int risk_main(int argc, char **argv);
int attribute_main(int argc, char **argv);
int export_main(int argc, char **argv);
int stats_main(int argc, char **argv);
int prove_main(int argc, char **argv);
int exposure_main(int argc, char **argv);
int why_main(int argc, char **argv);
int why_not_main(int argc, char **argv);
int diff_main(int argc, char **argv);
int report_main(int argc, char **argv);
int metadata_main(int argc, char **argv);
int study_main(int argc, char **argv);
int sweep_main(int argc, char **argv);
int merge_main(int argc, char **argv);
int plot_main(int argc, char **argv);

#endif
