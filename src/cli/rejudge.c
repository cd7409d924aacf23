#include "cli/rejudge.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/folder.h"
#include "crypto/sha256.h"

/* The hash of the scenario stands in the journal's header, and the reader has
 * compared it with the text there. */
static bool is_same_run(const struct record_header *own,
                        const struct record_header *there)
{
    uint8_t hash[SHA256_SIZE];

    sha256(hash, own->scenario);
    return memcmp(hash, there->scenario_hash, sizeof hash) == 0 &&
           own->seed == there->seed && own->run == there->run &&
           own->semantics == there->semantics &&
           own->features == there->features;
}

static bool is_whole(struct reader *r)
{
    struct verify_result v;
    struct errmsg ignored;

    return !r->in_use && verify_reader(r, &v, &ignored) == ERR_OK &&
           v.verdict == VERIFY_OK && !v.fault[0];
}

/* Shows the witness all records. A run that was stopped is not what would be
 * played. */
static bool replay(struct witness *w, struct reader *r)
{
    struct reader_frame f;
    struct record record;
    struct arena a;
    bool decoded = true;

    f.time = w->view.scenario->start;
    arena_init(&a);
    witness_begin(w, false);
    reader_rewind(r);
    while (decoded && reader_next(r, &f) == ERR_OK) {
        if (f.kind != JOURNAL_EVENT) continue;
        arena_reset(&a);
        decoded = record_decode(&a, f.body, &record) == ERR_OK;
        if (decoded) witness_see(w, f.time, f.seq, &record);
    }
    arena_fini(&a);
    witness_end(w, f.time);
    return decoded && !r->damage && !w->ledger.stopped && !ferror(w->rows);
}

static void begin_anew(struct witness *w)
{
    const struct scenario *s = w->view.scenario;
    const uint64_t seed = w->header.seed, run = w->header.run;

    witness_fini(w);
    witness_init(w, s, seed, run);
}

/* A pipe of that name would be waited for. */
static bool open_journal(struct reader *r, const char *folder)
{
    struct errmsg ignored;
    struct arena a;
    struct stat st;

    arena_init(&a);
    const char *path = folder_file(&a, folder, FOLDER_JOURNAL);
    const bool opened = stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
                        reader_open(r, path, &ignored) == ERR_OK;
    arena_fini(&a);
    return opened;
}

bool rejudge_read(struct witness *w, const char *folder)
{
    struct reader r;

    if (!open_journal(&r, folder)) return false;
    bool same = is_same_run(&w->header, &r.header) && is_whole(&r);
    if (same) {
        w->rows = tmpfile();
        same = w->rows && replay(w, &r);
        if (!same) begin_anew(w);
    }
    reader_close(&r);
    return same;
}
