/* The leaves of a document's Merkle tree: portions with their salts, and the
 * root over them. */
#ifndef DOCUMENT_DOCUMENT_LEAVES_H
#define DOCUMENT_DOCUMENT_LEAVES_H

#include "crypto/merkle.h"
#include "party/party.h"

/* The leaves of a draft, its choices made by the bits, or without bits (NULL)
 * the first way of each, and their salts from the stream of that name. shared:
 * the recipient's choices are left. ERR_LIMIT when a portion grows too large.
 */
MUST_CHECK enum err document_write_leaves(const struct party *p,
                                          struct arena *a,
                                          const struct event_draft *draft,
                                          const char *stream,
                                          const uint8_t *bits, bool shared,
                                          const struct message_leaf **out);

/* The root over leaves, shown or hidden. */
struct merkle_hash document_root(const struct message_leaf *leaves,
                                 size_t count);

#endif
