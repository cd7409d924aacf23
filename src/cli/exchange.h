/* One exchange, layer by layer. */
#ifndef CLI_EXCHANGE_H
#define CLI_EXCHANGE_H

#include <stdio.h>

#include "journal/reader.h"

/* Shows the layers of an exchange's messages; writes what they carried into a
 * folder, unless extract_dir is NULL. Gives back an enum command_exit. */
int exchange_show(struct reader *r, uint64_t exchange, const char *extract_dir,
                  FILE *out);

#endif
