/* A journal as the subcommands take it up: read, checked, with the scenario
 * it was run from and the ledger that follows from it. */
#ifndef CLI_EVIDENCE_H
#define CLI_EVIDENCE_H

#include "cli/progress.h"
#include "view/view.h"

struct evidence {
    struct reader reader;
    struct scenario scenario;
    struct ledger ledger;
    struct verify_result verified;
    FILE *say;        /* where it is said that the journal does not verify */
    bool unread;      /* not all records could be read */
    const char *name; /* to tell it from another one; or NULL */
    bool header_only; /* no record is used */
    struct errmsg broken; /* what is said; "": it verifies */
    struct progress progress;
};

/* What a command is about to read of a journal; all zero: everything, for
 * people. */
struct evidence_reading {
    FILE *say;        /* as above; NULL: standard output */
    const char *name; /* of the journal, where there are two; or NULL */
    const char *part; /* the only part that is read, in words; NULL: all */
    bool header_only; /* as above: the run in the header is played again */
};

/* Journals that are larger are not judged as a whole but by `verify`: that
 * alone would take longer than whatever else is asked. Their frames are checked
 * one by one, in what is read of them. */
#define EVIDENCE_WHOLE_MAX (UINT64_C(256) * 1024 * 1024)

/* Opens a run (a folder, a journal file, "-") and takes in its records up to a
 * time: with INSTANT_MIN none, for those who need no ledger. Of a journal that
 * does not verify the answer begins with a line that says so, and nothing is
 * read from its first record on that does not hold; a writer at work is no
 * fault. From then on the curve of its run answers on this thread; where that
 * is the stand-in, a note says so. */
MUST_CHECK enum err evidence_open(struct evidence *ev, const char *path,
                                  instant until, struct errmsg *e);

/* The same for another way of reading, and without records. */
MUST_CHECK enum err evidence_open_for(struct evidence *ev, const char *path,
                                      const struct evidence_reading *reading,
                                      struct errmsg *e);

/* Reads the records after it was opened without them; a question to the ledger
 * is asked in between. */
void evidence_read(struct evidence *ev, instant until);

/* Shows how far the journal is read, until evidence_unwatch; nothing is printed
 * meanwhile. NULL units: it is read more than once. */
void evidence_watch(struct evidence *ev, const char *doing, const char *unit);
void evidence_unwatch(struct evidence *ev);

/* ERR_IO where the disk gave back no more of the journal: a file that is made
 * of it would be one by half. */
MUST_CHECK enum err evidence_check(struct evidence *ev, struct errmsg *e);

/* True where the journal does not verify, or not all of its records could be
 * read. Says now of damage that only reading has met with. */
bool evidence_is_damaged(struct evidence *ev);

/* Ends the answer. Gives back the exit code, or COMMAND_ERROR in its place
 * where the journal is damaged. */
int evidence_close(struct evidence *ev, int exit_code);

/* All that views can draw of it, with nothing left out. */
struct view evidence_view(struct evidence *ev, const char *path);

#endif
