/* Marks that a recipient shares in: its author asks for a commitment before the
 * copy is sent, and the recipient chooses and commits. */
#ifndef MACHINE_MARKING_H
#define MACHINE_MARKING_H

#include "document/document.h"

/* A command that waits for its recipient's commitment. */
struct marking {
    struct marking *next;
    struct event_command command; /* to that recipient alone */
    uint32_t to, over;
};

/* Tells whether the command's copies wait for commitments: the author sends the
 * whole of a document that leaves two choices or more, and its recipients are
 * to share in its marks. A copy that is marked otherwise is its author's. */
bool marking_is_due(const struct document_holding *h,
                    const struct event_command *c);

/* Asks each recipient of the command to commit, and keeps the command. */
void marking_ask(struct party *p, const struct party_step *step,
                 const struct document_holding *h);

/* Chooses marks for the author that asks, and commits to them. */
void marking_handle_request(struct party *p, const struct party_step *step,
                            const struct arrival *arrival);

/* Takes a commitment, and gives back the command that waited for it; NULL: it
 * does not hold, or nothing waits. */
const struct event_command *marking_take(struct party *p,
                                         const struct party_step *step,
                                         const struct arrival *arrival);

#endif
