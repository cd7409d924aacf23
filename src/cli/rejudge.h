/* A run that was played already, and is judged again by its journal. */
#ifndef CLI_REJUDGE_H
#define CLI_REJUDGE_H

#include "cli/witness.h"

/* True if the folder holds a closed journal that verifies, of the run that the
 * witness was begun for: of the same scenario by its SHA-256, seed, run,
 * semantics and curve, and not stopped before its end, which the witness has
 * then seen. False where there is anything else; the witness is then as it was.
 */
bool rejudge_read(struct witness *w, const char *folder);

#endif
