#include "export/dot.h"

#include <assert.h>
#include <inttypes.h>

#include "export/quote.h"
#include "view/phrase.h"

/* The line style of a peer's gift to the record's party; NULL: no gift. */
static const char *edge_style(const struct record *r)
{
    static const char *const styles[RECORD_KIND_COUNT] = {
        [RECORD_RECEIVED] = "solid",
        [RECORD_TOLD] = "dashed",
        [RECORD_HEARD] = "dotted",
    };

    return r->peer && r->document ? styles[r->kind] : NULL;
}

static bool next_gift(struct job *j, struct job_event *event)
{
    while (job_next(j, event))
        if (edge_style(&event->record)) return true;
    return false;
}

/* The parties that gave or received something. */
static void put_nodes(struct job *j)
{
    const size_t count = j->scenario->actor_count + 1;
    struct job_event event;
    struct arena a;

    arena_init(&a);
    bool *present = arena_array(&a, count, sizeof *present);
    while (next_gift(j, &event)) {
        present[job_party(j, event.record.party)] = true;
        present[job_party(j, event.record.peer)] = true;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!present[i]) continue;
        fprintf(j->out, "    p%" PRIu32 " [label=", i);
        quote_dot(job_party_name(j, i), j->out);
        fputs("]\n", j->out);
    }
    arena_fini(&a);
}

/* The label: document, portions, time and record number; the sentence is a
 * tooltip. */
static void put_edge(struct job *j, const struct job_event *event)
{
    const struct record *r = &event->record;
    char time[INSTANT_TEXT_SIZE];

    instant_format(time, event->time);
    fprintf(j->out, "    p%" PRIu32 " -> p%" PRIu32 " [style=%s, label=",
            job_party(j, r->peer), job_party(j, r->party), edge_style(r));
    quote_dot(arena_format(&j->arena, "%s\n%.10s %.5s (%" PRIu64 ")",
                           phrase_document(&j->arena, j->scenario, r), time,
                           time + 11, event->seq),
              j->out);
    fputs(", tooltip=", j->out);
    quote_dot(phrase_whole(&j->arena, j->scenario, r), j->out);
    fputs("]\n", j->out);
}

enum err dot_write(struct job *j, struct errmsg *e)
{
    struct job_event event;

    assert(j->out);
    (void)e;
    fputs("digraph ", j->out);
    quote_dot(j->reader->header.scenario_name, j->out);
    fputs(" {\n    rankdir=LR\n    node [shape=box]\n    label=", j->out);
    quote_dot(j->scenario->title, j->out);
    fputc('\n', j->out);
    if (j->note) fprintf(j->out, "    // %s\n", j->note);
    put_nodes(j);
    job_rewind(j);
    while (next_gift(j, &event))
        put_edge(j, &event);
    fputs("}\n", j->out);
    return ERR_OK;
}
