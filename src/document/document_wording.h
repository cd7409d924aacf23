/* The wording of copies: an author's marks, and the choices that a copy leaves
 * to its recipient. */
#ifndef DOCUMENT_DOCUMENT_WORDING_H
#define DOCUMENT_DOCUMENT_WORDING_H

#include "document/document.h"

/* The number of bits that can mark a copy of the portions that the command
 * shows: 0 for another author's text, or one that leaves no choice there. */
size_t document_mark_bits(const struct document_holding *h,
                          const struct event_command *command);

/* The copy of an author's document that is marked for the recipient of that
 * name: its wording, salts and root are its own. It withstands the command's
 * colluders, and leaves a recipient that has committed to choices its own. It
 * lives in the arena. ERR_LIMIT when a portion grows too large. */
MUST_CHECK enum err document_mark(const struct party *p, struct arena *a,
                                  const struct document_holding *h,
                                  const char *recipient,
                                  const struct event_command *command,
                                  struct document_holding *out);

/* The copy in hand as its holder reads it, in the arena: where it leaves
 * choices, its own are made, or the first of each where the holder has chosen
 * none; its root is then its own, and no proof is over it. ERR_LIMIT
 * likewise. */
MUST_CHECK enum err document_worded(const struct party *p, struct arena *a,
                                    const struct document_holding *h,
                                    struct document_holding *out);

#endif
