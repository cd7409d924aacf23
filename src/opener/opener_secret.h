/* The secrets of a frame, noted as the sessions and groups come upon them. */
#ifndef OPENER_OPENER_SECRET_H
#define OPENER_OPENER_SECRET_H

#include "opener/opener.h"

/* Notes a secret of the frame that is being followed. The name is borrowed; the
 * key has at most NOISE_HASH_MAX bytes. Past OPENER_SECRETS_MAX none is
 * kept. */
void opener_secret(struct opener *o, const char *name, const uint8_t *key,
                   size_t size);

#endif
