/* Padding: zeros after an encoded message, so that its size reveals less. */
#ifndef WIRE_MESSAGE_PADDING_H
#define WIRE_MESSAGE_PADDING_H

#include "base/arena.h"

enum { MESSAGE_PADDING_MIN = 3 /* bytes: the head of a piece without zeros */ };

/* The message, longer by zeros that its reader skips: its size is a multiple of
 * `unit`, which is not 0, or MESSAGE_SIZE_MAX where that is less. A message
 * that has no room for padding, or needs none, is given back as it is. */
struct bytes message_padding_add(struct arena *a, struct bytes message,
                                 size_t unit);

#endif
