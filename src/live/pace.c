#include "live/pace.h"

#include <assert.h>
#include <signal.h>
#include <uv.h>

/* pace_run sets one timer after the other: when it fires, all events that are
 * due by then are stepped through, and the next timer is set for the next event
 * of virtual time. Some time after steps `rest` is called, once for them all. A
 * signal ends the loop and notes the virtual time at which it came. */

/* The signals that stop a playing. */
static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

enum { SIGNALS = sizeof numbers / sizeof numbers[0] };

/* A playing in progress. */
struct pace {
    const struct pace_play *play;
    instant start;
    double speed;
    uint64_t real_start_ns;
    uv_timer_t timer;
    uv_timer_t resting;
    uv_signal_t signals[SIGNALS];
    sigset_t mask; /* the caller's */
    bool stopped;
    instant stopped_at; /* virtual */
    enum err rc;
};

/* Holds signals back again before the loop stops listening: a later one would
 * otherwise end the process with its journal open. */
static void pace_finish(struct pace *pace)
{
    sigprocmask(SIG_SETMASK, &pace->mask, NULL);
    uv_close((uv_handle_t *)&pace->timer, NULL);
    uv_close((uv_handle_t *)&pace->resting, NULL);
    for (int i = 0; i < SIGNALS; i++)
        uv_close((uv_handle_t *)&pace->signals[i], NULL);
}

static void pace_rest(uv_timer_t *timer)
{
    struct pace *pace = timer->data;

    pace->rc = pace->play->rest(pace->play->world);
    if (pace->rc) pace_finish(pace);
}

/* The first step since the last rest sets the time of the next. */
static enum err pace_step(struct pace *pace)
{
    if (pace->play->rest && !uv_is_active((uv_handle_t *)&pace->resting))
        uv_timer_start(&pace->resting, pace_rest, PACE_REST_MS, 0);
    return pace->play->step(pace->play->world);
}

/* The present virtual time. */
static instant virtual_now(const struct pace *pace)
{
    double real = (double)(uv_hrtime() - pace->real_start_ns) * pace->speed;

    if (real >= (double)(INSTANT_MAX / 2)) return INSTANT_MAX;
    return instant_add(pace->start, (duration)real);
}

enum { PACE_WAIT_MAX_MS = 1000 * 60 * 60, PACE_BATCH = 256 };

static void pace_wake(uv_timer_t *timer)
{
    struct pace *pace = timer->data;
    instant at;

    /* In batches, so that the loop sees Ctrl-C at any speed. */
    for (int i = 0; i < PACE_BATCH; i++) {
        if (!pace->play->next(pace->play->world, &at)) {
            pace_finish(pace);
            return;
        }
        instant now = virtual_now(pace);
        if (at > now) {
            double ms = (double)(at - now) / pace->speed / 1e6 + 1;
            uint64_t wait =
                ms < PACE_WAIT_MAX_MS ? (uint64_t)ms : PACE_WAIT_MAX_MS;
            uv_timer_start(timer, pace_wake, wait, 0);
            return;
        }
        pace->rc = pace_step(pace);
        if (pace->rc) {
            pace_finish(pace);
            return;
        }
    }
    uv_timer_start(timer, pace_wake, 0, 0);
}

static void pace_interrupted(uv_signal_t *handle, int signum)
{
    struct pace *pace = handle->data;

    (void)signum;
    pace->stopped = true;
    pace->stopped_at = virtual_now(pace);
    pace_finish(pace);
}

void pace_signals(sigset_t *out)
{
    sigemptyset(out);
    for (int i = 0; i < SIGNALS; i++) {
        struct sigaction now;

        if (sigaction(numbers[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
            sigaddset(out, numbers[i]);
    }
}

/* Lets signals through only once the loop listens to them. */
static void pace_listen(struct pace *pace, uv_loop_t *loop)
{
    sigset_t heard;

    pace_signals(&heard);
    for (int i = 0; i < SIGNALS; i++) {
        uv_signal_init(loop, &pace->signals[i]);
        pace->signals[i].data = pace;
        if (sigismember(&heard, numbers[i]))
            uv_signal_start(&pace->signals[i], pace_interrupted, numbers[i]);
    }
    sigprocmask(SIG_UNBLOCK, &heard, &pace->mask);
}

enum err pace_run(const struct pace_play *play, instant start, double speed,
                  bool *stopped, instant *now, struct errmsg *e)
{
    assert(speed > 0);
    struct pace pace = {.play = play, .start = start, .speed = speed};
    uv_loop_t loop;

    int status = uv_loop_init(&loop);
    if (status < 0)
        return err_set(e, ERR_IO, "the event loop does not start: %s",
                       uv_strerror(status));
    uv_timer_init(&loop, &pace.timer);
    uv_timer_init(&loop, &pace.resting);
    pace.timer.data = &pace;
    pace.resting.data = &pace;
    pace_listen(&pace, &loop);
    pace.real_start_ns = uv_hrtime();
    uv_timer_start(&pace.timer, pace_wake, 0, 0);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
    *stopped = pace.stopped;
    if (pace.stopped) *now = pace.stopped_at;
    return pace.rc;
}
