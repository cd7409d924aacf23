#include "replication/replication.h"

#include <assert.h>
#include <string.h>

#include "experiment/sweep.h"
#include "replication/observer.h"

/* A point's runs are cut into chunks, each a job whose number tells the point
 * and the chunk, so that whoever does it needs to know no more. Rounds of jobs
 * follow one another: with a stopping rule a round is one block of each point
 * that is not done, without one it is all that is left; in either case so many
 * chunks at most as a list has room for. A chunk's rows come back as one
 * result, and are taken in the order of the jobs' numbers: what is in the table
 * does not depend on who played what. */

void replication_init(struct replication *r)
{
    const size_t points = r->points->count;

    assert(points > 0);
    assert(r->shards == 0 || (r->shard > 0 && r->shard <= r->shards));
    arena_init(&r->arena);
    r->next = arena_array(&r->arena, points, sizeof *r->next);
    r->shares = arena_array(&r->arena, points, sizeof *r->shares);
    for (size_t i = 0; i < points; i++)
        shares_init(&r->shares[i], &r->arena, r->points->design);
}

void replication_fini(struct replication *r)
{
    arena_fini(&r->arena);
}

/* All points have the same columns, but for the indices in their sentences. */
static const struct columns *columns_at(const struct replication *r,
                                        size_t point)
{
    return &r->points->items[point].columns;
}

/* Chunks of other shards lie between those of a shard. */
bool replication_follows(const struct replication *r, size_t point,
                         uint64_t run)
{
    const uint64_t next = r->next[point];

    if (run >= r->runs || run < next) return false;
    return run == next || (r->shards > 0 && run % REPLICATION_CHUNK == 0 &&
                           next % REPLICATION_CHUNK == 0);
}

bool replication_whole(const struct replication *r, size_t point)
{
    const uint64_t next = r->next[point];

    return next >= r->runs || next % REPLICATION_CHUNK == 0;
}

void replication_resume(struct replication *r, size_t point, uint64_t run,
                        const int64_t *row)
{
    shares_add(&r->shares[point], r->points->design, columns_at(r, point), row);
    r->next[point] = run + 1;
}

/* The rule is looked at where a block is full, and there alone. */
bool replication_done(const struct replication *r, size_t point)
{
    const uint64_t next = r->next[point];

    if (next >= r->runs) return true;
    return r->half_width > 0 && next > 0 && next % REPLICATION_BLOCK == 0 &&
           shares_known(&r->shares[point], r->points->design, r->half_width);
}

static size_t chunks_a_point(const struct replication *r)
{
    return (size_t)((r->runs + REPLICATION_CHUNK - 1) / REPLICATION_CHUNK);
}

static uint64_t chunk_first(const struct replication *r, size_t job)
{
    return (uint64_t)(job % chunks_a_point(r)) * REPLICATION_CHUNK;
}

static size_t chunk_size(const struct replication *r, size_t job)
{
    const uint64_t left = r->runs - chunk_first(r, job);

    return left < REPLICATION_CHUNK ? (size_t)left : REPLICATION_CHUNK;
}

/* The context of the jobs is the replication itself: of it `take` changes only
 * what no job reads. */
static enum err play_chunk(const void *context, size_t job, void *result,
                           struct errmsg *e)
{
    const struct replication *r = context;
    const struct points_one *point = &r->points->items[job / chunks_a_point(r)];
    struct observer o;
    const struct sweep sweep = {
        .scenario = &point->scenario,
        .seed = r->seed,
        .first = chunk_first(r, job),
        .runs = chunk_size(r, job),
        .until = point->scenario.end,
        .begin = observer_begin,
        .record = observer_record,
        .end = observer_end,
        .watcher = &o,
    };

    observer_init(&o, point);
    o.row = result;
    enum err rc = observer_learn(&o, r->seed, e);
    if (!rc) rc = sweep_play(&sweep, e);
    observer_fini(&o);
    return rc;
}

static void take_chunk(void *context, size_t job, void *result)
{
    struct replication *r = context;
    const size_t point = job / chunks_a_point(r), count = chunk_size(r, job);
    const size_t width = columns_at(r, point)->count;
    const uint64_t first = chunk_first(r, job);
    const int64_t *rows = result;

    r->take(r->sink, point, first, count, rows);
    for (size_t i = 0; i < count; i++)
        replication_resume(r, point, first + i, rows + i * width);
}

static enum err go_on(void *context, struct errmsg *e)
{
    const struct replication *r = context;

    return r->go_on ? r->go_on(r->sink, e) : ERR_OK;
}

static bool is_ours(const struct replication *r, size_t job)
{
    return r->shards == 0 || job % r->shards == r->shard - 1;
}

/* Lists the chunks of the next round, and returns their number. Where it is cut
 * short, the next one goes on. */
static size_t list_round(const struct replication *r, size_t *numbers)
{
    const size_t chunks = chunks_a_point(r);
    size_t count = 0;

    for (size_t point = 0; point < r->points->count; point++) {
        if (replication_done(r, point)) continue;
        const uint64_t next = r->next[point];
        const uint64_t block = next - next % REPLICATION_BLOCK;
        const uint64_t end =
            r->half_width > 0 && r->runs - block > REPLICATION_BLOCK
                ? block + REPLICATION_BLOCK
                : r->runs;
        const uint64_t first =
            (next + REPLICATION_CHUNK - 1) / REPLICATION_CHUNK;
        for (uint64_t c = first; c * REPLICATION_CHUNK < end; c++) {
            const size_t job = point * chunks + (size_t)c;
            if (count == REPLICATION_ROUND) return count;
            if (!is_ours(r, job)) continue;
            if (numbers) numbers[count] = job;
            count++;
        }
    }
    return count;
}

size_t replication_left(const struct replication *r)
{
    return list_round(r, NULL);
}

struct jobs replication_jobs(struct replication *r)
{
    return (struct jobs){
        .context = r,
        .size = REPLICATION_CHUNK * r->points->items[0].columns.count *
                sizeof(int64_t),
        .work = play_chunk,
        .take = take_chunk,
        .go_on = go_on,
    };
}

static enum err play_round(struct replication *r, size_t count,
                           const struct jobs_runner *runner, struct errmsg *e)
{
    struct jobs jobs = replication_jobs(r);
    struct arena a;

    arena_init(&a);
    size_t *numbers = arena_array(&a, count, sizeof *numbers);
    (void)list_round(r, numbers);
    jobs.count = count;
    jobs.numbers = numbers;
    const enum err rc = jobs_run(runner, &jobs, e);
    arena_fini(&a);
    return rc;
}

enum err replication_play(struct replication *r,
                          const struct jobs_runner *runner, struct errmsg *e)
{
    enum err rc = ERR_OK;
    size_t count;

    while (!rc && (count = replication_left(r)) > 0)
        rc = play_round(r, count, runner, e);
    return rc;
}
