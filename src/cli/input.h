/* Files on their way in. */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include "journal/checkpoint.h"
#include "scenario/scenario.h"

/* Reads a file, or standard input for "-", to its end or to `most` bytes. */
MUST_CHECK enum err input_read(struct arena *a, const char *path, size_t most,
                               struct bytes *out, struct errmsg *e);

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

/* The name of such a scenario before a line of it, in the arena. */
const char *input_label(struct arena *a, const char *path,
                        const struct input_changes *changes);

/* Parses the scenario in a journal's header, drawn with its seed, and prints
 * nothing. */
MUST_CHECK enum err input_header(struct scenario *s,
                                 const struct record_header *h,
                                 struct errmsg *e);

#endif
