/* Files on their way in. */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include "journal/checkpoint.h"
#include "scenario/scenario.h"
#include "scenario/scenario_errors.h"

/* Reads a file, or standard input for "-", to its end or to `most` bytes. */
MUST_CHECK enum err input_read(struct arena *a, const char *path, size_t most,
                               struct bytes *out, struct errmsg *e);

/* Reads a text of people, such as a copy that surfaced: ERR_LIMIT past 1 MiB,
 * ERR_FORMAT where it is none. */
MUST_CHECK enum err input_text(struct arena *a, const char *path,
                               const char **out, struct errmsg *e);

/* Reads a state of a journal, as `prove --state` writes it. */
MUST_CHECK enum err input_state(struct checkpoint *c, const char *path,
                                struct arena *a, struct errmsg *e);

/* Reads a private key, as `keygen` writes it; the caller wipes it. */
MUST_CHECK enum err input_sign_key(uint8_t key[IDENTITY_KEY_SIZE],
                                   const char *path, struct errmsg *e);

/* "scenarios/hotline.yaml" -> "hotline"; "-" is "stdin". */
const char *input_name(struct arena *a, const char *path);

enum { INPUT_CHANGES_MAX = 256 };

/* The changes that a command line makes to a scenario, in their order. */
struct input_changes {
    const char *items[INPUT_CHANGES_MAX];
    size_t count;
};

/* Takes the value of an option, for its row: one more of the struct
 * input_changes at out. */
const char *input_take_change(void *out, const char *value);

/* Reads and parses a scenario; path may be "-" for standard input. The changes
 * are made to it one after the other, as scenario/change.h says, and its source
 * is then the changed text. A network in it is drawn with the seed. Prints all
 * errors on standard error. */
MUST_CHECK enum err input_scenario(struct scenario *s, const char *path,
                                   const struct input_changes *changes,
                                   uint64_t seed);

/* A scenario as it is read, and all that is wrong with it. */
struct input_reading {
    struct arena arena;
    struct scenario_errors errors; /* of its text, with the changes so far */
    struct bytes source;           /* that text */
    bool changed;                  /* the changes are in it */
    struct errmsg e; /* without errors: why there is no text to parse */
};

/* The same as input_scenario, but prints nothing. Whatever it gives back, the
 * reading is to be ended. */
MUST_CHECK enum err input_reading_init(struct input_reading *r,
                                       struct scenario *s, const char *path,
                                       const struct input_changes *changes,
                                       uint64_t seed);
void input_reading_fini(struct input_reading *r);

/* The name of such a scenario before a line of it, in the arena. */
const char *input_label(struct arena *a, const char *path,
                        const struct input_changes *changes);

/* Parses the scenario in a journal's header, drawn with its seed, and prints
 * nothing. */
MUST_CHECK enum err input_header(struct scenario *s,
                                 const struct record_header *h,
                                 struct errmsg *e);

#endif
