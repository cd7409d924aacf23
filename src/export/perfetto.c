#include "export/perfetto.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "export/quote.h"
#include "json/json.h"
#include "view/phrase.h"

/* Writes the trace in two passes over the journal. The first finds the parties
 * that take part and each exchange's last record; the second writes the events:
 * an instant for an act, a slice at either end of a frame with an arrow between
 * them, a slice for the time in an inbox, and a span for an exchange, which
 * begins with its first record and ends with its last. Slices of one track nest
 * or are apart, for Perfetto drops all others: so a frame's slice ends with the
 * microsecond that it began in, and messages that wait at the same time lie in
 * lanes, each a track of its own. */

/* The tracks of each party; its number is its place, from 1. Further lanes of
 * the inbox follow. */
enum { EXCHANGES = 0 /* in place of a party */, ACTS = 1, FRAMES, INBOX };

/* A track for messages in an inbox, none of which overlap. */
struct perfetto_lane {
    struct perfetto_lane *next;
    instant free_from;
};

/* A message in an inbox, until a record says that it was processed. */
struct perfetto_waiting {
    struct perfetto_waiting *next;
    uint32_t party, peer;
    uint64_t exchange;
    instant since;
};

struct perfetto_trace {
    struct job *job;
    struct arena arena;
    uint64_t seen;         /* records so far */
    size_t exchange_count; /* one more than the highest number */
    size_t capacity;
    uint64_t *last; /* an exchange each: its last record; 0: it has ended */
    bool *begun;
    bool *present;                    /* a party each */
    struct perfetto_lane **lanes;     /* of each party's inbox */
    struct perfetto_waiting *inboxes; /* in the order of arrival */
    struct perfetto_waiting *spare;   /* entries to be used again */
    bool comma;
};

/* A record opens an exchange, so there are no more exchanges than records: a
 * higher number is forged. */
static bool has_exchange(const struct perfetto_trace *t, const struct record *r)
{
    return r->exchange > 0 && r->exchange <= t->seen;
}

static void grow_exchanges(struct perfetto_trace *t, size_t count)
{
    const size_t wider = count > 2 * t->capacity ? count : 2 * t->capacity;
    uint64_t *moved = arena_array(&t->arena, wider, sizeof *moved);

    if (t->capacity > 0) memcpy(moved, t->last, t->capacity * sizeof *moved);
    t->last = moved;
    t->capacity = wider;
}

/* Finds the parties that take part, and the last record of each exchange. */
static void scan_records(struct perfetto_trace *t)
{
    struct job_event event;

    t->present = arena_array(&t->arena, t->job->scenario->actor_count + 1,
                             sizeof *t->present);
    while (job_next(t->job, &event)) {
        t->present[job_party(t->job, event.record.party)] = true;
        t->seen++;
        if (!has_exchange(t, &event.record)) continue;
        const size_t x = event.record.exchange;
        if (x >= t->capacity) grow_exchanges(t, x + 1);
        if (x >= t->exchange_count) t->exchange_count = x + 1;
        t->last[x] = event.seq;
    }
    t->lanes = arena_array(&t->arena, t->job->scenario->actor_count + 1,
                           sizeof *t->lanes);
    t->begun = arena_array(&t->arena, t->exchange_count + 1, sizeof *t->begun);
    t->seen = 0;
    job_rewind(t->job);
}

/* Times are microseconds since the scenario's start: since 1970 they would
 * lose digits in a double. */
static void put_span(const char *key, duration d, FILE *out)
{
    fprintf(out, ",\"%s\":%s%" PRId64 ".%03" PRId64, key, d < 0 ? "-" : "",
            (d < 0 ? -d : d) / MICROSECOND, (d < 0 ? -d : d) % MICROSECOND);
}

static FILE *begin_event(struct perfetto_trace *t, const char *phase,
                         uint64_t process, int track, instant time)
{
    FILE *out = t->job->out;

    fprintf(out, "%s{\"ph\":\"%s\",\"pid\":%" PRIu64 ",\"tid\":%d",
            t->comma ? ",\n" : "\n", phase, process, track);
    put_span("ts", time - t->job->scenario->start, out);
    t->comma = true;
    return out;
}

static void put_name(struct perfetto_trace *t, const char *what,
                     uint64_t process, int track, const char *name)
{
    FILE *out = begin_event(t, "M", process, track, t->job->scenario->start);

    quote_json_member("name", what, out);
    fputs(",\"args\":{\"name\":", out);
    json_put_text(name, out);
    fputs("}}", out);
}

static void put_names(struct perfetto_trace *t)
{
    put_name(t, "process_name", EXCHANGES, 0, "exchanges");
    for (uint32_t i = 0; i <= t->job->scenario->actor_count; i++) {
        if (!t->present[i]) continue;
        put_name(t, "process_name", i + 1, 0, job_party_name(t->job, i));
        put_name(t, "thread_name", i + 1, ACTS, "acts");
        put_name(t, "thread_name", i + 1, FRAMES, "frames");
        put_name(t, "thread_name", i + 1, INBOX, "inbox");
    }
}

static void end_event(const struct job_event *event, FILE *out)
{
    fprintf(out, ",\"args\":{\"record\":%" PRIu64 "}}", event->seq);
}

static void put_act(struct perfetto_trace *t, const struct job_event *event,
                    uint64_t process)
{
    FILE *out = begin_event(t, "i", process, ACTS, event->time);

    fputs(",\"s\":\"t\"", out);
    quote_json_member(
        "name", phrase_whole(&t->job->arena, t->job->scenario, &event->record),
        out);
    end_event(event, out);
}

/* Until the next microsecond: longer than 0, so that an arrow finds a slice. */
static duration rest_of_microsecond(duration since_start)
{
    const duration over = since_start % MICROSECOND;

    return MICROSECOND - (over < 0 ? over + MICROSECOND : over);
}

/* A slice at either end, and the arrow between them. */
static void put_frame(struct perfetto_trace *t, const struct job_event *event,
                      uint64_t process)
{
    const struct record *r = &event->record;
    const bool sent = r->kind == RECORD_FRAME_SENT;
    FILE *out = begin_event(t, "X", process, FRAMES, event->time);

    put_span("dur", rest_of_microsecond(event->time - t->job->scenario->start),
             out);
    quote_json_member("name",
                      arena_format(&t->job->arena, "%s %s",
                                   sent ? "to" : "from",
                                   r->peer ? r->peer : "somebody"),
                      out);
    end_event(event, out);
    if (!sent && r->cause_count == 0) return;
    out = begin_event(t, sent ? "s" : "f", process, FRAMES, event->time);
    fprintf(out,
            ",\"bp\":\"e\",\"cat\":\"frame\",\"name\":\"frame\","
            "\"id\":%" PRIu64 "}",
            sent ? event->seq : r->causes[0]);
}

static void put_exchange(struct perfetto_trace *t,
                         const struct job_event *event, const char *phase)
{
    const struct record *r = &event->record;
    FILE *out = begin_event(t, phase, EXCHANGES, 0, event->time);

    fprintf(out,
            ",\"cat\":\"exchange\",\"id\":%" PRIu64
            ",\"name\":\"exchange %" PRIu64 "\"",
            r->exchange, r->exchange);
    end_event(event, out);
}

static void inbox_add(struct perfetto_trace *t, const struct job_event *event,
                      uint32_t party)
{
    struct perfetto_waiting **at = &t->inboxes;
    struct perfetto_waiting *w = t->spare;

    if (w)
        t->spare = w->next;
    else
        w = arena_alloc(&t->arena, sizeof *w);
    *w =
        (struct perfetto_waiting){.party = party,
                                  .peer = job_party(t->job, event->record.peer),
                                  .exchange = event->record.exchange,
                                  .since = event->time};
    while (*at)
        at = &(*at)->next;
    *at = w;
}

/* The first lane that has been free since then, or a new one; it is taken until
 * `now`. Waits end in the journal's order, so that later ones do not reach back
 * behind the end of any lane. */
static int take_lane(struct perfetto_trace *t, uint32_t party, instant since,
                     instant now)
{
    struct perfetto_lane **at = &t->lanes[party];
    int track = INBOX;

    for (; *at && (*at)->free_from > since; at = &(*at)->next)
        track++;
    if (!*at) {
        *at = arena_alloc(&t->arena, sizeof **at);
        (*at)->next = NULL;
        if (track > INBOX)
            put_name(
                t, "thread_name", party + 1, track,
                arena_format(&t->job->arena, "inbox %d", track - INBOX + 1));
    }
    (*at)->free_from = now;
    return track;
}

/* Ends the wait of the message that this record says was processed, if it was
 * in an inbox. */
static void inbox_remove(struct perfetto_trace *t,
                         const struct job_event *event, uint32_t party)
{
    const struct record *r = &event->record;
    const uint32_t peer = job_party(t->job, r->peer);
    struct perfetto_waiting **at = &t->inboxes;

    while (*at && !((*at)->party == party && (*at)->peer == peer &&
                    (*at)->exchange == r->exchange))
        at = &(*at)->next;
    struct perfetto_waiting *w = *at;
    if (!w) return;
    const int track = take_lane(t, party, w->since, event->time);
    FILE *out = begin_event(t, "X", party + 1, track, w->since);
    put_span("dur", event->time - w->since, out);
    quote_json_member("name", phrase_whole(&t->job->arena, t->job->scenario, r),
                      out);
    end_event(event, out);
    *at = w->next;
    w->next = t->spare;
    t->spare = w;
}

/* True of the acts with which a party processes a message. */
static bool ends_waiting(enum record_kind kind)
{
    static const bool kinds[RECORD_KIND_COUNT] = {
        [RECORD_RECEIVED] = true,
        [RECORD_TOLD] = true,
        [RECORD_HEARD] = true,
        [RECORD_RECEIPT_HELD] = true,
        [RECORD_COSIGNATURE_HELD] = true,
        [RECORD_TAKEN_IN] = true,
        [RECORD_REJECTED] = true,
    };

    return kinds[kind];
}

static void put_record(struct perfetto_trace *t, const struct job_event *event)
{
    const struct record *r = &event->record;
    const uint32_t party = job_party(t->job, r->party);
    const bool counts = has_exchange(t, r);

    if (counts && !t->begun[r->exchange]) {
        t->begun[r->exchange] = true;
        put_exchange(t, event, "b");
    }
    if (record_kind_row(r->kind)->shown) put_act(t, event, party + 1);
    if (r->kind == RECORD_FRAME_SENT || r->kind == RECORD_FRAME_ARRIVED)
        put_frame(t, event, party + 1);
    if (r->kind == RECORD_ARRIVED)
        inbox_add(t, event, party);
    else if (ends_waiting(r->kind))
        inbox_remove(t, event, party);
    if (counts && t->last[r->exchange] == event->seq)
        put_exchange(t, event, "e");
}

enum err perfetto_write(struct job *j, struct errmsg *e)
{
    struct perfetto_trace t = {.job = j};
    struct job_event event;

    assert(j->out);
    (void)e;
    arena_init(&t.arena);
    scan_records(&t);
    fputs("{\"otherData\":{\"scenario\":", j->out);
    json_put_text(j->reader->header.scenario_name, j->out);
    fputs(",\"start\":", j->out);
    quote_time(j->scenario->start, j->out);
    fputs("},\"traceEvents\":[", j->out);
    put_names(&t);
    while (job_next(j, &event)) {
        t.seen++;
        put_record(&t, &event);
    }
    fputs("\n]}\n", j->out);
    arena_fini(&t.arena);
    return ERR_OK;
}
