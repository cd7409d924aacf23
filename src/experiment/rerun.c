#include "experiment/rerun.h"

#include "crypto/curve.h"
#include "journal/seal.h"
#include "runtime/runtime_header.h"
#include "sim/kernel.h"

/* The run is played as `demarche run` plays it, into a journal whose storage
 * compares instead of writing (journal/comparison.h). Where that refuses a
 * frame, the journal takes no more, and the play ends with it. A run that was
 * stopped ends with STOPPED and CLOSE: these are looked up first, so that the
 * play stops at the same record and time, which has to be between two steps. A
 * limit that the run reached is reached again, with the same FAULT; a full disk
 * is not, and its FAULT ends the comparison. */

/* The place where a run was stopped; seq 0: it was not. */
struct rerun_stop {
    uint64_t seq;
    instant time;
};

/* A run being played again. */
struct rerun_playing {
    const struct scenario *s;
    uint64_t seed, run;
    const struct watch *watch; /* or NULL */
    const struct comparison *comparison;
    struct journal *journal;
    struct rerun_stop stop;
    bool stopped;
    uint64_t last; /* record */
    instant ended;
};

static enum err find_stop(struct reader *r, const struct verify_result *v,
                          struct rerun_stop *stop)
{
    struct reader_frame f;
    struct record record;
    struct arena a;

    *stop = (struct rerun_stop){0};
    if (v->last_event == 0) return ERR_OK;
    reader_go_to(r, v->last_event);
    enum err rc = reader_next(r, &f);
    if (rc) return rc;
    arena_init(&a);
    rc = record_decode(&a, f.body, &record);
    if (!rc && record.kind == RECORD_STOPPED)
        *stop = (struct rerun_stop){f.seq, f.time};
    arena_fini(&a);
    return rc;
}

static void watch_record(void *watcher, instant now, uint64_t seq,
                         const struct record *record)
{
    (void)now;
    (void)record;
    *(uint64_t *)watcher = seq;
}

/* True if the next record would be the one with which the run was stopped, and
 * its time lies between the last event and the next one. A seal may come before
 * it. */
static bool is_stop(const struct rerun_playing *p, const struct kernel *k)
{
    const uint64_t next = p->last + 1;
    instant at;

    if (p->stop.seq == 0 || p->stop.seq != next + seal_due(next) ||
        k->now > p->stop.time)
        return false;
    return !kernel_next(k, &at) || at >= p->stop.time;
}

static enum err play_steps(struct rerun_playing *p, struct kernel *k)
{
    enum err rc = ERR_OK;
    instant at;

    while (!rc && !(p->stopped = is_stop(p, k)) && kernel_next(k, &at)) {
        watch_see(p->watch, p->comparison->bytes, p->comparison->size);
        rc = kernel_step(k);
    }
    return p->stopped ? kernel_stop(k, p->stop.time) : rc;
}

static enum err play_run(struct rerun_playing *p, struct errmsg *e)
{
    const struct scenario *s = p->s;
    struct kernel k;

    p->ended = s->start;
    enum err rc = kernel_init(&k, s, p->seed, p->run, p->journal, e);
    if (rc) return rc;
    k.runtime.watch = watch_record;
    k.runtime.watcher = &p->last;
    rc = play_steps(p, &k);
    p->ended = rc || p->stopped ? k.now : s->end;
    kernel_fini(&k);
    return rc;
}

static enum err play_journal(struct rerun *r, struct reader *reader,
                             const struct verify_result *verified,
                             const struct scenario *s, struct errmsg *e)
{
    struct rerun_playing p = {.s = s,
                              .seed = reader->header.seed,
                              .run = reader->header.run,
                              .watch = reader->watch,
                              .comparison = &r->comparison};
    struct record_header header;

    enum err rc = find_stop(reader, verified, &p.stop);
    if (rc) return err_set(e, rc, "the journal cannot be read on");
    runtime_header(&header, s, p.seed, p.run, reader->header.tool_version);
    rc = comparison_create(&r->comparison, &p.journal, &header, s->start, e);
    if (rc) return rc;
    rc = play_run(&p, e);
    const bool failed = rc != ERR_OK;
    if (failed) journal_fault(p.journal, p.ended, e->text);
    rc = journal_close(p.journal, p.ended, e);
    if (p.stopped) r->reach = RERUN_TO_STOP;
    /* A journal with a FAULT reports it again. */
    return failed ? ERR_OK : rc;
}

enum err rerun_play(struct rerun *r, struct reader *reader,
                    const struct verify_result *verified,
                    const struct scenario *s, struct errmsg *e)
{
    const struct comparison *c = &r->comparison;

    *r = (struct rerun){.semantics = RUNTIME_HEADER_SEMANTICS};
    comparison_init(&r->comparison, reader, verified->bytes);
    if (reader->header.semantics != r->semantics) {
        r->verdict = RERUN_NOT_JUDGED;
        return ERR_OK;
    }
    const bool stand_in = reader->header.features & JOURNAL_STAND_IN;
    const struct curve_row before =
        curve_use(stand_in ? curve_stand_in() : curve_real());
    enum err rc = play_journal(r, reader, verified, s, e);
    curve_use(before);
    reader_rewind(reader);
    if (reader->file.error)
        rc = err_set(e, ERR_IO, "the journal cannot be read on");
    if (rc && (!c->end || reader->file.error)) {
        rerun_fini(r);
        return rc;
    }
    /* Behind its end the journal may have bytes that no run makes. */
    const bool longer = !c->end && r->reach == RERUN_WHOLE &&
                        verified->bytes < reader->file.size;
    if (c->end == COMPARISON_CUT || longer)
        r->reach = RERUN_TO_CUT;
    else if (c->end && c->theirs.kind == JOURNAL_FAULT)
        r->reach = RERUN_TO_FAULT;
    else if (c->end)
        r->verdict = RERUN_DIFFERENT;
    return ERR_OK;
}

void rerun_fini(struct rerun *r)
{
    comparison_fini(&r->comparison);
}
