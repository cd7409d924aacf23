#include "experiment/trial_run.h"

#include "base/search.h"
#include "journal/scratch.h"
#include "runtime/runtime_header.h"
#include "scenario/scenario_query.h"
#include "sim/kernel.h"

/* The run is played into a scratch journal (write_journal), which is closed,
 * opened again, and read back record by record: into the list of records and
 * into the ledger. Nothing else of the run is kept, so that verdicts rest on
 * the journal alone. */

#define TRIAL_TOOL "trial" /* the writer of a journal that nobody else sees */

static enum err play_run(const struct scenario *s, uint64_t seed, uint64_t run,
                         const struct tactic *tactic,
                         const struct tactic_target *target, struct journal *j,
                         struct errmsg *e)
{
    struct kernel k;
    instant at;

    enum err rc = kernel_init(&k, s, seed, run, j, e);
    if (rc) return rc;
    if (tactic)
        rc = kernel_play(&k, (uint32_t)s->adversary_count - 1, tactic, target);
    while (!rc && kernel_next(&k, &at))
        rc = kernel_step(&k);
    kernel_fini(&k);
    return rc;
}

static struct trial_record *add_record(struct trial_run *r, size_t *room)
{
    r->records =
        arena_grow(&r->arena, r->records, r->count, room, sizeof *r->records);
    return &r->records[r->count++];
}

/* The cause directly before the record; other causes lie farther back. */
static uint64_t last_cause(const struct record *r)
{
    uint64_t last = 0;

    for (size_t i = 0; i < r->cause_count; i++)
        if (r->causes[i] > last) last = r->causes[i];
    return last;
}

static void take_record(struct trial_run *r, const struct scenario *s,
                        const struct reader_frame *f,
                        const struct record *record, size_t *room)
{
    *add_record(r, room) = (struct trial_record){
        .seq = f->seq,
        .exchange = record->exchange,
        .cause = last_cause(record),
        .time = f->time,
        .kind = record->kind,
        .reason = record->reason,
        .act = record->act,
        .forged = record->forged,
        .party = record->party ? scenario_find_actor(s, record->party)
                               : SCENARIO_NONE,
        .peer =
            record->peer ? scenario_find_actor(s, record->peer) : SCENARIO_NONE,
        .document = record->document
                        ? scenario_find_document(s, record->document)
                        : SCENARIO_NONE,
    };
    ledger_add(&r->ledger, f->time, f->seq, record);
}

static enum err read_back(struct trial_run *r, const struct scenario *s,
                          struct reader *reader)
{
    struct reader_frame f;
    struct record record;
    struct arena step;
    size_t room = 0;
    enum err rc;

    arena_init(&step);
    while (!(rc = reader_next(reader, &f))) {
        if (f.kind != JOURNAL_EVENT) continue;
        arena_reset(&step);
        rc = record_decode(&step, f.body, &record);
        if (rc) break;
        take_record(r, s, &f, &record, &room);
    }
    arena_fini(&step);
    ledger_finish(&r->ledger);
    return rc == ERR_MISSING ? ERR_OK : rc;
}

static enum err write_journal(struct scratch *scratch, const struct scenario *s,
                              uint64_t seed, uint64_t run,
                              const struct tactic *tactic,
                              const struct tactic_target *target,
                              struct errmsg *e)
{
    struct record_header header;
    struct journal *j;

    runtime_header(&header, s, seed, run, TRIAL_TOOL);
    enum err rc = scratch_keep(scratch, &j, &header, s->start, e);
    if (rc) return rc;
    rc = play_run(s, seed, run, tactic, target, j, e);
    enum err closed = journal_close(j, s->end, rc ? NULL : e);
    if (!rc) rc = closed;
    if (rc) scratch_fini(scratch);
    return rc;
}

enum err trial_run_init(struct trial_run *r, const struct scenario *s,
                        uint64_t seed, uint64_t run,
                        const struct tactic *tactic,
                        const struct tactic_target *target, struct errmsg *e)
{
    struct scratch scratch;

    enum err rc = write_journal(&scratch, s, seed, run, tactic, target, e);
    if (rc) return rc;
    *r = (struct trial_run){0};
    rc = scratch_open(&scratch, &r->reader, e);
    scratch_fini(&scratch);
    if (rc) return rc;
    arena_init(&r->arena);
    ledger_init(&r->ledger, s);
    rc = read_back(r, s, &r->reader);
    if (rc) {
        trial_run_fini(r);
        return err_set(e, rc, "a run's journal cannot be read back");
    }
    return ERR_OK;
}

void trial_run_fini(struct trial_run *r)
{
    ledger_fini(&r->ledger);
    reader_close(&r->reader);
    arena_fini(&r->arena);
}

static int compare_seq(const void *item, const void *key)
{
    const struct trial_record *r = item;
    const uint64_t *seq = key;

    return (r->seq > *seq) - (r->seq < *seq);
}

const struct trial_record *trial_run_at(const struct trial_run *r, uint64_t seq)
{
    const size_t i = search_lower_bound(&seq, r->records, r->count,
                                        sizeof *r->records, compare_seq);

    return i < r->count && r->records[i].seq == seq ? &r->records[i] : NULL;
}
