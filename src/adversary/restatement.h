/* A copy stated anew. Nothing but a signature or a seal holds a copy to its
 * statement: whoever can read an unsigned one may put other leaves, names or a
 * root in its place. */
#ifndef ADVERSARY_RESTATEMENT_H
#define ADVERSARY_RESTATEMENT_H

#include "adversary/intervention.h"

/* True for a frame with a copy that can be read, and that nobody signed. */
bool restatement_possible(const struct opener_layers *seen);

/* The frame with another statement and other leaves, over which the root is
 * worked out. false where they do not fit into a message. */
MUST_CHECK bool restatement_frame(struct intervention *h,
                                  struct message_statement *s,
                                  const struct message_leaf *leaves,
                                  size_t leaf_count, struct bytes *frame);

#endif
