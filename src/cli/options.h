/* The common part of the subcommands' command lines. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scenario/name.h"
#include "scenario/scenario.h"
#include "view/style.h"
#include "wire/record.h"

/* The type of an option's value, in the request and as it is typed. */
enum options_kind {
    OPTION_FLAG,   /* bool: takes no value */
    OPTION_TEXT,   /* const char * */
    OPTION_NUMBER, /* uint64_t: from `least` to `most`, if that is not 0 */
    OPTION_TIME,   /* instant */
    OPTION_SPAN,   /* duration: `least` nanoseconds or more */
    OPTION_WORD,   /* uint32_t: the place of the value in `words` */
    OPTION_OTHER,  /* whatever `take` makes of it */
    OPTION_KIND_COUNT
};

/* An option: all that is said of it anywhere. A table of them is constant, and
 * names the places of values by their offsets in the struct that is the
 * subcommand's request. */
struct options_row {
    const char *name;  /* NULL ends a table */
    const char *value; /* the word for its value; NULL: a flag */
    const char *text;  /* what it does, for `help` */
    enum options_kind kind;
    bool many;    /* may be given more than once */
    bool common;  /* goes with each form, which does not name it */
    bool list;    /* its value has several words, with commas */
    char letter;  /* "-o" is the same, if it is not 0 */
    size_t at;    /* the offset of its value */
    size_t given; /* of a bool, set once the option is met, and 1; or 0 */
    uint64_t least, most;
    const struct name_words *words; /* all values that there are; or NULL */
    /* Or those that a shell may offer, one by one, until NULL. */
    const char *(*offer)(struct arena *a, size_t i);
    /* Gives back NULL when all is well, or what is expected instead. */
    const char *(*take)(void *out, const char *value);
};

/* The last members of a row, for a value that goes to the member m, which may
 * be one of a member, of the struct T. Another type of m does not compile. */
#define OPTIONS_FLAG(T, m) .kind = OPTION_FLAG, .at = OPTIONS_BOOL(T, m)
#define OPTIONS_TEXT(T, m) \
    .kind = OPTION_TEXT, \
    .at = _Generic(((T *)0)->m, const char *: offsetof(T, m))
#define OPTIONS_NUMBER(T, m)                                    \
    .kind = OPTION_NUMBER, .at = _Generic(((T *)0)->m, uint64_t \
                                          : offsetof(T, m))
#define OPTIONS_TIME(T, m) \
    .kind = OPTION_TIME, .at = _Generic(((T *)0)->m, instant : offsetof(T, m))
#define OPTIONS_SPAN(T, m) \
    .kind = OPTION_SPAN, .at = _Generic(((T *)0)->m, duration : offsetof(T, m))
#define OPTIONS_WORD(T, m, all)          \
    .kind = OPTION_WORD,                 \
    .at = _Generic(((T *)0)->m, uint32_t \
                   : offsetof(T, m)),    \
    .words = (all)
#define OPTIONS_OTHER(T, m, taker) \
    .kind = OPTION_OTHER, .at = offsetof(T, m), .take = (taker)
/* The same, with the request itself for `take`. */
#define OPTIONS_TAKEN(taker) .kind = OPTION_OTHER, .take = (taker)
#define OPTIONS_GIVEN(T, m)  .given = (1 + OPTIONS_BOOL(T, m))
#define OPTIONS_BOOL(T, m)   _Generic(((T *)0)->m, bool : offsetof(T, m))

enum { OPTIONS_MAX = 32 };

/* Takes the options of a command line into the request, in any order and by
 * their whole names; the operands are moved behind them, and optind is the
 * first. Without rows there are none. Gives back COMMAND_OK or, having said
 * what is wrong, COMMAND_USAGE. */
int options_read(int argc, char **argv, const struct options_row *rows,
                 void *request);

/* "--seed N" or "-o, --out FILE", within the arena. */
const char *options_heading(const struct options_row *r, struct arena *a);

/* The i-th word that can be its value; NULL past the last. */
const char *options_word(const struct options_row *r, struct arena *a,
                         size_t i);

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

/* The values of --crypto; and its `take`, which puts one in use for the
 * command and leaves the request alone. */
extern const struct name_words options_curves;
const char *options_crypto(void *request, const char *value);

/* The kinds of records, as they are typed: the `offer` of --kind. */
const char *options_kind_word(struct arena *a, size_t i);

/* The values of --color; and its `take`, which has the environment say it, as
 * DEMARCHE_COLOR, for the rest of the command. */
extern const struct name_words options_colors;
const char *options_color(void *request, const char *value);

/* Colour as DEMARCHE_COLOR says, always or never; or else for a terminal,
 * unless the environment says NO_COLOR. */
struct style options_style(void);

#endif
