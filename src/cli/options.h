/* The common part of the subcommands' command lines. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "scenario/name.h"
#include "scenario/scenario.h"
#include "view/style.h"
#include "wire/record.h"

/* An option, and where its value goes: one of the pointers says what it is. */
struct options_row {
    const char *name; /* NULL ends a table */
    bool *flag;       /* takes no value */
    const char **text;
    uint64_t *number; /* from `least` to `most`, if that is not 0 */
    instant *time;
    duration *span; /* of `least` nanoseconds or more */
    uint32_t *word; /* the place of the value in `words` */
    const struct name_words *words;
    /* Any other; NULL when all is well, or what it takes instead. */
    const char *(*take)(void *out, const char *value);
    void *out;
    uint64_t least, most;
    bool *given; /* set once the option is met, if it is not NULL */
    char letter; /* "-o" is the same, if it is not 0 */
    bool many;   /* may be given more than once */
};

enum { OPTIONS_MAX = 32 };

/* Takes the options of a command line, in any order and by their whole names;
 * the operands are moved behind them, and optind is the first. Gives back
 * COMMAND_OK or, having said what is wrong, COMMAND_USAGE. */
int options_read(int argc, char **argv, const struct options_row *rows);

/* Takes the one operand that remains, or else prints that one `what` was
 * expected. Returns as options_read does. */
int options_operand(int argc, char **argv, const char *what, const char **out);

/* The index of a party, document, channel or protection that the scenario has.
 * ERR_MISSING, with a guess at what was meant; a NULL name gives
 * SCENARIO_NONE. */
MUST_CHECK enum err options_party(uint32_t *out, const struct scenario *sc,
                                  const char *name, struct errmsg *e);
MUST_CHECK enum err options_document(uint32_t *out, const struct scenario *sc,
                                     const char *name, struct errmsg *e);
MUST_CHECK enum err options_channel(uint32_t *out, const struct scenario *sc,
                                    const char *name, struct errmsg *e);
MUST_CHECK enum err options_protection(uint32_t *out, const struct scenario *sc,
                                       const char *name, struct errmsg *e);

/* ERR_MISSING unless the document, or with SCENARIO_NONE any document, has a
 * portion of that name; a NULL name is any. */
MUST_CHECK enum err options_portion(const struct scenario *sc,
                                    uint32_t document, const char *name,
                                    struct errmsg *e);

/* Kinds of records, as "received,frame-sent": sets those that are named. */
MUST_CHECK enum err options_kinds(bool kinds[RECORD_KIND_COUNT],
                                  const char *list, struct errmsg *e);

/* Takes the value of --crypto and puts it in use for the command: the `take` of
 * a row without `out`. */
const char *options_crypto(void *out, const char *value);

/* Colour for a terminal, unless the environment says NO_COLOR. */
struct style options_style(void);

#endif
