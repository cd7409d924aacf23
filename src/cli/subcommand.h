/* The subcommands of the program, and their exit codes. */
#ifndef CLI_SUBCOMMAND_H
#define CLI_SUBCOMMAND_H

#include <stdbool.h>
#include <stddef.h>

/* The exit codes of the program. */
enum subcommand_exit {
    COMMAND_OK = 0,
    COMMAND_ERROR = 1,        /* it could not be done, or does not hold */
    COMMAND_BROKEN = 2,       /* an expectation is not met */
    COMMAND_UNDETERMINED = 3, /* the run, or the command, was cut short */
    COMMAND_TORN = 4,         /* verify: the journal's tail is torn */
    COMMAND_FAIL = 5,         /* verify: it was changed, or made up */
    COMMAND_USAGE = 64        /* the command line makes no sense */
};

enum { COMMAND_FORMS_MAX = 3 };

struct arena;
struct options_row;

/* Something to be typed, and what it stands for. */
struct subcommand_word {
    const char *word, *text;
};

/* A subcommand, with its pages, which are wrapped as they are printed. */
struct subcommand {
    const char *name, *summary;
    /* Takes its own name as argv[0] and gives back an enum subcommand_exit;
     * NULL: help, which reads the list of them all. */
    int (*main)(int argc, char **argv);
    const char *forms[COMMAND_FORMS_MAX]; /* of its line, without its name */
    const char *about;                    /* before the options */
    const char *exits;                    /* its exit status, or NULL */
    const struct options_row *options;    /* NULL: there are none */
    bool takes_study; /* its FILE may be the name of a study that ships */
    /* The values of one of its operands, one by one, until false; or NULL. */
    bool (*operand)(size_t i, struct subcommand_word *out);
};

/* Common to all of them. */
#define SUBCOMMAND_EXITS                           \
    "0 ok, 1 error, 2 an expectation is broken,\n" \
    "3 undetermined or partial, as it was cut short, 64 wrong usage."

#define SUBCOMMAND_A_RUN                                                      \
    "RUN is a run's folder, a journal, or - for standard input; the name of " \
    "a scenario is its newest run in runs/, and no RUN is the newest of all."

/* All of them, in the order of the overview. Each is in the file of its name;
 * sweep is beside study, why_not beside why, help beside the list. */
#define SUBCOMMAND_MAP(X) \
    X(learn)              \
    X(check)              \
    X(run)                \
    X(attack)             \
    X(show)               \
    X(who)                \
    X(verify)             \
    X(keygen)             \
    X(recover)            \
    X(study)              \
    X(sweep)              \
    X(merge)              \
    X(plot)               \
    X(risk)               \
    X(attribute)          \
    X(export)             \
    X(report)             \
    X(prove)              \
    X(stats)              \
    X(why)                \
    X(why_not)            \
    X(diff)               \
    X(compare)            \
    X(metadata)           \
    X(exposure)           \
    X(help)

#define SUBCOMMAND_DECLARE(name) \
    extern const struct subcommand subcommand_##name;
SUBCOMMAND_MAP(SUBCOMMAND_DECLARE)
#undef SUBCOMMAND_DECLARE

/* In the order of the overview; NULL past the last. */
const struct subcommand *subcommand_at(size_t i);

/* The i-th form with the options that go with each; NULL past the last. */
const char *subcommand_form(const struct subcommand *c, size_t i,
                            struct arena *a);

#endif
