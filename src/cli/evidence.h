/* A journal as the subcommands take it up: read, checked, with the scenario
 * it was run from and the ledger that follows from it. */
#ifndef CLI_EVIDENCE_H
#define CLI_EVIDENCE_H

#include "view/view.h"

struct evidence {
    struct reader reader;
    struct scenario scenario;
    struct ledger ledger;
    struct verify_result verified;
};

/* Journals that are larger are not judged as a whole but by `verify`: that
 * alone would take longer than whatever else is asked. */
#define EVIDENCE_WHOLE_MAX (UINT64_C(256) * 1024 * 1024)

/* Opens a run (a folder, a journal file, "-") and takes in its records up to a
 * time: with INSTANT_MIN none, for those who need no ledger. A journal that
 * does not verify is read as far as it can be, with a warning on standard
 * error. */
MUST_CHECK enum err evidence_open(struct evidence *ev, const char *path,
                                  instant until, struct errmsg *e);

/* Reads the records after it was opened without them; a question to the ledger
 * is asked in between. */
void evidence_read(struct evidence *ev, instant until);

void evidence_close(struct evidence *ev);

/* All that views can draw of it, with nothing left out. */
struct view evidence_view(struct evidence *ev, const char *path);

#endif
