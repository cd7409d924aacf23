/* What the subcommands' command lines have in common. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <getopt.h>
#include <stdint.h>

#include "scenario/scenario.h"
#include "view/style.h"
#include "wire/record.h"

/* As getopt_long, for options without a short form, but silent about what it
 * does not know. The option's val; -1 after the last; '?' for an unknown one
 * and ':' for one whose value is missing: see options_complain. */
int options_next(int argc, char **argv, const struct option *options);

/* Says on standard error what is wrong with the option that options_next
 * last met, and gives back COMMAND_USAGE. */
int options_complain(char **argv, int answer);

/* Says what is wrong with a command line; gives back COMMAND_USAGE. */
int options_wrong(const char *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A decimal number without a sign. */
MUST_CHECK enum err options_number(uint64_t *out, const char *text);

/* The index of a party or document that the scenario has. ERR_MISSING, with a
 * guess at what was meant; a NULL name gives SCENARIO_NONE. */
MUST_CHECK enum err options_party(uint32_t *out, const struct scenario *sc,
                                  const char *name, struct errmsg *e);
MUST_CHECK enum err options_document(uint32_t *out, const struct scenario *sc,
                                     const char *name, struct errmsg *e);

/* The same of its protections. */
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

/* Colour for a terminal, unless the environment says NO_COLOR. */
struct style options_style(void);

#endif
