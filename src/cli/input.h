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

/* Reads and parses a scenario; path may be "-" for standard input. Prints all
 * its errors on standard error. */
MUST_CHECK enum err input_scenario(struct scenario *s, const char *path);

/* The same, with changes as scenario/change.h takes them, one after the other;
 * the scenario's source is the changed text. */
MUST_CHECK enum err input_changed(struct scenario *s, const char *path,
                                  const char *const *changes, size_t count);

/* Parses the scenario in a journal's header, and prints nothing. */
MUST_CHECK enum err input_header(struct scenario *s,
                                 const struct record_header *h,
                                 struct errmsg *e);

#endif
