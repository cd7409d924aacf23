#include "cluster/ranks.h"

#include <assert.h>
#include <limits.h>
#include <mpi.h>
#include <stdint.h>
#include <string.h>

/* Rank 0 hands out the numbers of jobs in their order: one to each rank, and a
 * second one, so that no rank waits for rank 0, while there are enough left for
 * all. It takes the results in order, and does a job itself whenever no answer
 * has come. The result of a job lies in the slot of its place, modulo the
 * window, until it is taken; a job is not begun while its slot is in use. A job
 * that fails is the last one begun. Errors of MPI itself end all ranks. */

enum ranks_tag { RANKS_JOB, RANKS_ANSWER, RANKS_END };

/* A job on its way out. */
struct ranks_order {
    uint64_t place; /* among the jobs */
    uint64_t number;
};

/* The head of an answer, whose result follows. */
struct ranks_answer {
    uint64_t place;
    int64_t rc;
    struct errmsg error;
};

struct ranks_slot {
    bool done;
    enum err rc;
    struct errmsg error;
    void *result;
};

/* Jobs in progress. */
struct ranks_round {
    const struct jobs *jobs;
    size_t ranks;
    size_t begun, taken; /* jobs; those past them are not */
    size_t end;          /* jobs from here on are not to be begun */
    size_t window;
    struct ranks_slot *slots;
    size_t *held; /* by each rank: jobs without an answer */
    size_t busy;  /* all of them */
    size_t answer_size;
    void *answer;
};

void ranks_begin(struct ranks *r, int *argc, char ***argv)
{
    *r = (struct ranks){0};
    MPI_Init(argc, argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &r->own);
    MPI_Comm_size(MPI_COMM_WORLD, &r->count);
}

void ranks_end(struct ranks *r)
{
    if (r->own == 0 && !r->shared) ranks_share(r, NULL, 0);
    for (int rank = 1; r->own == 0 && rank < r->count; rank++)
        MPI_Send(NULL, 0, MPI_BYTE, rank, RANKS_END, MPI_COMM_WORLD);
    MPI_Finalize();
}

void ranks_share(struct ranks *r, void *data, size_t size)
{
    uint64_t announced = size;

    assert(r->own == 0 && !r->shared && size <= INT_MAX);
    r->shared = true;
    MPI_Bcast(&announced, sizeof announced, MPI_BYTE, 0, MPI_COMM_WORLD);
    if (size > 0) MPI_Bcast(data, (int)size, MPI_BYTE, 0, MPI_COMM_WORLD);
}

bool ranks_await(struct bytes *out, struct arena *a)
{
    uint64_t size;

    MPI_Bcast(&size, sizeof size, MPI_BYTE, 0, MPI_COMM_WORLD);
    void *data = arena_alloc(a, size);
    if (size > 0) MPI_Bcast(data, (int)size, MPI_BYTE, 0, MPI_COMM_WORLD);
    *out = bytes_of(data, size);
    return size > 0;
}

static size_t answer_size(const struct jobs *jobs)
{
    assert(jobs->size <= INT_MAX - sizeof(struct ranks_answer));
    return sizeof(struct ranks_answer) + jobs->size;
}

static void *result_of(struct ranks_answer *answer)
{
    return answer + 1;
}

/* The analyser follows a request from call to call, but not several in turn.
 * NOLINTBEGIN(clang-analyzer-optin.mpi.MPI-Checker) */

/* An answer on its way, which must not change meanwhile. */
struct ranks_sending {
    bool begun;
    MPI_Request request;
    struct ranks_answer *answer;
};

static void finish_sending(struct ranks_sending *s)
{
    if (s->begun) MPI_Wait(&s->request, MPI_STATUS_IGNORE);
    s->begun = false;
}

static void do_order(const struct jobs *jobs, const struct ranks_order *order,
                     struct ranks_sending *s)
{
    struct ranks_answer *answer = s->answer;

    finish_sending(s);
    memset(answer, 0, answer_size(jobs));
    answer->place = order->place;
    answer->rc = jobs->work(jobs->context, (size_t)order->number,
                            result_of(answer), &answer->error);
    MPI_Isend(answer, (int)answer_size(jobs), MPI_BYTE, 0, RANKS_ANSWER,
              MPI_COMM_WORLD, &s->request);
    s->begun = true;
}

/* The answers take turns, so that while one is on its way the next job is done.
 */
void ranks_serve(const struct jobs *jobs)
{
    struct ranks_sending sendings[RANKS_AHEAD] = {0};
    struct ranks_order order;
    MPI_Status status;
    struct arena a;

    arena_init(&a);
    for (size_t i = 0; i < RANKS_AHEAD; i++)
        sendings[i].answer = arena_alloc(&a, answer_size(jobs));
    for (size_t turn = 0;; turn = (turn + 1) % RANKS_AHEAD) {
        MPI_Recv(&order, sizeof order, MPI_BYTE, 0, MPI_ANY_TAG, MPI_COMM_WORLD,
                 &status);
        if (status.MPI_TAG == RANKS_END) break;
        do_order(jobs, &order, &sendings[turn]);
    }
    for (size_t i = 0; i < RANKS_AHEAD; i++)
        finish_sending(&sendings[i]);
    arena_fini(&a);
}

/* NOLINTEND(clang-analyzer-optin.mpi.MPI-Checker) */

static struct ranks_slot *slot_of(struct ranks_round *r, size_t place)
{
    return &r->slots[place % r->window];
}

static bool may_begin(const struct ranks_round *r)
{
    return r->begun < r->end && r->begun < r->taken + r->window;
}

static void note_done(struct ranks_round *r, size_t place, enum err rc,
                      const struct errmsg *e)
{
    struct ranks_slot *s = slot_of(r, place);

    s->done = true;
    s->rc = rc;
    if (!rc) return;
    s->error = *e;
    if (place < r->end) r->end = place + 1;
}

static void give_job(struct ranks_round *r, size_t rank)
{
    const struct ranks_order order = {r->begun, jobs_number(r->jobs, r->begun)};

    MPI_Send(&order, sizeof order, MPI_BYTE, (int)rank, RANKS_JOB,
             MPI_COMM_WORLD);
    r->begun++;
    r->held[rank]++;
    r->busy++;
}

/* Hands out: `ahead` is what a rank may hold by then, and `spare` what has to
 * be left for the others. */
static void give_jobs(struct ranks_round *r, size_t ahead, size_t spare)
{
    for (size_t rank = 1; rank < r->ranks; rank++)
        if (r->held[rank] < ahead && may_begin(r) && r->end - r->begun > spare)
            give_job(r, rank);
}

static void receive_answer(struct ranks_round *r)
{
    struct ranks_answer *answer = r->answer;
    MPI_Status status;

    MPI_Recv(answer, (int)r->answer_size, MPI_BYTE, MPI_ANY_SOURCE,
             RANKS_ANSWER, MPI_COMM_WORLD, &status);
    r->held[status.MPI_SOURCE]--;
    r->busy--;
    memcpy(slot_of(r, (size_t)answer->place)->result, result_of(answer),
           r->jobs->size);
    note_done(r, (size_t)answer->place, (enum err)answer->rc, &answer->error);
}

static bool has_answer(void)
{
    int there;

    MPI_Iprobe(MPI_ANY_SOURCE, RANKS_ANSWER, MPI_COMM_WORLD, &there,
               MPI_STATUS_IGNORE);
    return there;
}

static void do_job(struct ranks_round *r)
{
    const size_t place = r->begun++;
    void *result = slot_of(r, place)->result;
    struct errmsg e = {{0}};

    memset(result, 0, r->jobs->size);
    const enum err rc = r->jobs->work(r->jobs->context,
                                      jobs_number(r->jobs, place), result, &e);
    note_done(r, place, rc, &e);
}

static enum err take_result(struct ranks_round *r, struct errmsg *e)
{
    struct ranks_slot *s = slot_of(r, r->taken);

    if (s->rc) {
        if (e) *e = s->error;
        return s->rc;
    }
    r->jobs->take(r->jobs->context, jobs_number(r->jobs, r->taken), s->result);
    s->done = false;
    r->taken++;
    return jobs_go_on(r->jobs, e);
}

/* Waits for the jobs that were begun after one that failed, and drops what they
 * gave. */
static void drop_results(struct ranks_round *r)
{
    while (r->busy > 0)
        receive_answer(r);
    for (size_t place = r->taken; place < r->begun; place++) {
        const struct ranks_slot *s = slot_of(r, place);
        if (!s->rc && r->jobs->drop) r->jobs->drop(s->result);
    }
}

static void begin_round(struct ranks_round *r, const struct jobs *jobs,
                        size_t ranks, struct arena *a)
{
    *r = (struct ranks_round){
        .jobs = jobs,
        .ranks = ranks,
        .end = jobs->count,
        .window = RANKS_WINDOW * ranks,
        .answer_size = answer_size(jobs),
    };
    r->slots = arena_array(a, r->window, sizeof *r->slots);
    for (size_t i = 0; i < r->window; i++)
        r->slots[i].result = arena_alloc(a, jobs->size);
    r->held = arena_array(a, ranks, sizeof *r->held);
    r->answer = arena_alloc(a, r->answer_size);
}

static enum err run_jobs(void *context, const struct jobs *jobs,
                         struct errmsg *e)
{
    const struct ranks *ranks = context;
    struct ranks_round r;
    enum err rc = ERR_OK;
    struct arena a;

    assert(ranks->own == 0 && ranks->shared);
    arena_init(&a);
    begin_round(&r, jobs, (size_t)ranks->count, &a);
    while (r.taken < r.end && !rc) {
        give_jobs(&r, 1, 0);
        give_jobs(&r, RANKS_AHEAD, r.ranks);
        const bool done = slot_of(&r, r.taken)->done;
        /* With nothing else to do, an answer is waited for. */
        if (has_answer() || (!done && !may_begin(&r)))
            receive_answer(&r);
        else if (done)
            rc = take_result(&r, e);
        else
            do_job(&r);
    }
    drop_results(&r);
    arena_fini(&a);
    return rc;
}

struct jobs_runner ranks_runner(struct ranks *r)
{
    return (struct jobs_runner){r, run_jobs};
}
