/* One exchange, layer by layer. */
#ifndef CLI_EXCHANGE_H
#define CLI_EXCHANGE_H

#include <stdio.h>

#include "view/view.h"

/* Shows every layer of an exchange's frames; writes what they carried into a
 * folder, as files that other tools read, unless the folder is NULL: all of
 * them, or, where one is there that is not to be replaced, none. Secret keys
 * are among them only where the view reveals them. Gives back an enum
 * subcommand_exit. */
int exchange_show(const struct view *v, uint64_t exchange, const char *folder,
                  bool force, FILE *out);

/* Says that an exchange has no frame; COMMAND_ERROR. Where the view is as one
 * party's, the number of frames that it does not see goes to *hidden, and if
 * there are any nothing is said: COMMAND_OK. */
int exchange_missing(const struct view *v, uint64_t exchange, size_t *hidden);

/* Shows every layer of the frame that a record put on a channel, if it did and
 * the keys of the run follow from its journal. */
void exchange_show_record(const struct view *v, uint64_t seq, FILE *out);

#endif
