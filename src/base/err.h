/* Error codes and their texts, and a message with its context for people. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdarg.h>

/* The one list of codes: a name, and what it says to a person. */
#define ERR_MAP(X)                         \
    X(OK, "all is well")                   \
    X(AUTH, "authentication failed")       \
    X(FORMAT, "the input is malformed")    \
    X(CUT, "the input is cut short")       \
    X(LIMIT, "a limit was reached")        \
    X(STATE, "not possible in this state") \
    X(MISSING, "not found")                \
    X(EXISTS, "it exists already")         \
    X(IO, "reading or writing failed")     \
    X(STOPPED, "it was stopped")           \
    X(UNSUPPORTED, "not yet supported")

enum err {
#define ERR_CODE(name, text) ERR_##name,
    ERR_MAP(ERR_CODE)
#undef ERR_CODE
        ERR_COUNT
};

#define MUST_CHECK __attribute__((warn_unused_result))

enum { ERRMSG_SIZE = 512 };

/* The message of an error, for a person; longer texts are cut. Owned by the
 * caller. */
struct errmsg {
    char text[ERRMSG_SIZE];
};

/* The text of a code, as ERR_MAP has it. */
const char *err_text(enum err code);

/* The finder of a fault writes the message; gives the code back, so that
 * `return err_set(e, ERR_IO, ...)` reads as one thought. e may be NULL. */
enum err err_set(struct errmsg *e, enum err code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A caller puts its own context before the message: "context: message". */
enum err err_wrap(struct errmsg *e, enum err code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
