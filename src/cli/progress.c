#include "cli/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/instant.h"
#include "cli/notice.h"
#include "cli/pager.h"
#include "cli/program.h"
#include "cli/subcommand.h"
#include "live/pace.h"
#include "live/stopwatch.h"
#include "view/text.h"

/* Work tells its watch at each of its steps how far it has come. Most of these
 * looks only read the clock; a few a second look for a signal, and draw the
 * line anew. A signal ends the process from within: the command tells what it
 * has, and its threads, which may be in the middle of a long job, end with the
 * process. Nothing has to be unwound, so it takes no longer than the printing.
 */

enum {
    LOOK_NS = 20 * 1000 * 1000,
    DRAW_NS = 200 * 1000 * 1000,
    SHOW_NS = SECOND, /* work that takes no longer shows nothing */
    SPAN_SIZE = 48,
    LINE_WIDTH = 79,
    LINE_SIZE = 256
};

/* A pager has the terminal to itself. */
static bool is_terminal(void)
{
    const char *term = getenv("TERM");

    return isatty(STDERR_FILENO) && !pager_runs() && term &&
           strcmp(term, "dumb") != 0;
}

void progress_hold(struct progress *p)
{
    p->watch = (struct watch){p, progress_see};
    p->shows = !p->quiet && is_terminal();
    p->visible = false;
    p->began = stopwatch_ns();
    p->looked = p->drawn = 0;
    progress_start(p, "working", NULL, 1);
    pace_signals(&p->held);
    sigprocmask(SIG_BLOCK, &p->held, &p->before);
}

void progress_start(struct progress *p, const char *doing, const char *unit,
                    uint64_t scale)
{
    p->doing = doing;
    p->unit = unit;
    p->scale = scale;
    p->stretch = stopwatch_ns();
    p->counted = false;
}

static void format_seconds(char out[SPAN_SIZE], double seconds)
{
    const uint64_t s = seconds < 1e9 ? (uint64_t)(seconds + 0.5) : 1000000000;

    if (s < 100)
        snprintf(out, SPAN_SIZE, "%" PRIu64 " s", s);
    else if (s < 100 * 60)
        snprintf(out, SPAN_SIZE, "%" PRIu64 " min", (s + 30) / 60);
    else
        snprintf(out, SPAN_SIZE, "%" PRIu64 " h", (s + 1800) / 3600);
}

/* "12 a second", or of what is slower "3 s each". */
static void format_rate(char out[SPAN_SIZE], double rate)
{
    if (rate >= 1)
        snprintf(out, SPAN_SIZE, "%.*f a second", rate < 10 ? 1 : 0, rate);
    else
        snprintf(out, SPAN_SIZE, "%.1f s each", 1 / rate);
}

/* One column less than there are, for the cursor. */
static int line_width(void)
{
    const size_t columns = text_window(stderr);

    return columns > 0 && columns <= LINE_WIDTH ? (int)columns - 1 : LINE_WIDTH;
}

static void format_line(char out[LINE_SIZE], const struct progress *p,
                        uint64_t done, uint64_t all, double seconds)
{
    const uint64_t since = done > p->first ? done - p->first : 0;
    char count[TEXT_NUMBER_SIZE], most[TEXT_NUMBER_SIZE];
    char span[SPAN_SIZE], rate[SPAN_SIZE], rest[LINE_SIZE] = "";

    if (!p->unit || all <= 1) {
        format_seconds(span, seconds);
        snprintf(out, LINE_SIZE, "%s, %s so far", p->doing, span);
        return;
    }
    text_number(count, done / p->scale);
    text_number(most, all / p->scale);
    if (since > 0 && seconds > 0) {
        format_rate(rate, (double)since / (double)p->scale / seconds);
        format_seconds(span, seconds * (double)(all - done) / (double)since);
        snprintf(rest, sizeof rest, ", %s, %s left", rate, span);
    }
    snprintf(out, LINE_SIZE, "%s: %s of %s %s, %.0f %%%s", p->doing, count,
             most, p->unit, (double)done * 100 / (double)all, rest);
}

/* Cut to the width: what is wrapped would not be drawn over. */
static void draw_line(const struct progress *p, uint64_t done, uint64_t all,
                      uint64_t now)
{
    char line[LINE_SIZE];

    format_line(line, p, done, all, (double)(now - p->stretch) / SECOND);
    fprintf(stderr, "\r%.*s\033[K", line_width(), line);
}

static bool is_signalled(const struct progress *p)
{
    static const struct timespec at_once = {0};

    return sigtimedwait(&p->held, NULL, &at_once) > 0;
}

bool progress_stopped(struct progress *p, uint64_t done, uint64_t all)
{
    const uint64_t now = stopwatch_ns();

    /* What an earlier, stopped command did is not of this rate. */
    if (!p->counted || done < p->first) p->first = done;
    p->counted = true;
    if (now - p->looked < LOOK_NS) return false;
    p->looked = now;
    if (is_signalled(p)) return true;
    if (!p->shows || now - p->began < SHOW_NS) return false;
    if (p->visible && now - p->drawn < DRAW_NS) return false;
    draw_line(p, done < all ? done : all, all, now);
    p->drawn = now;
    p->visible = true;
    return false;
}

static _Noreturn void progress_stop(struct progress *p, uint64_t done,
                                    uint64_t all)
{
    progress_clear(p);
    if (p->tell)
        p->tell(p->context, done, all);
    else
        progress_tell_partial(stderr, 0, 0, NULL);
    _exit(program_end(COMMAND_UNDETERMINED));
}

void progress_see(void *progress, uint64_t done, uint64_t all)
{
    if (progress_stopped(progress, done, all))
        progress_stop(progress, done, all);
}

void progress_tell_partial(FILE *out, uint64_t done, uint64_t all,
                           const char *unit)
{
    char count[TEXT_NUMBER_SIZE], most[TEXT_NUMBER_SIZE];

    text_number(count, done);
    text_number(most, all);
    if (all == 0)
        notice_say("stopped before anything is known");
    else if (done == 0 || out == stderr)
        notice_say("partial: stopped after %s of %s %s", count, most, unit);
    else
        fprintf(out, "\nPartial: stopped after %s of %s %s.\n", count, most,
                unit);
}

void progress_clear(struct progress *p)
{
    if (p->visible) fputs("\r\033[K", stderr);
    p->visible = false;
}

void progress_release(struct progress *p)
{
    progress_clear(p);
    sigprocmask(SIG_SETMASK, &p->before, NULL);
}
