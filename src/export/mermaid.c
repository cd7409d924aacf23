#include "export/mermaid.h"

#include <assert.h>
#include <inttypes.h>

#include "export/quote.h"
#include "view/phrase.h"

/* True of acts from a party to its peer; all others are notes beside a party.
 */
static bool is_message(const struct record *r)
{
    static const bool messages[RECORD_KIND_COUNT] = {
        [RECORD_REVIEW_OPENED] = true, [RECORD_SENT] = true,
        [RECORD_FORWARDED] = true,     [RECORD_REPLIED] = true,
        [RECORD_BRIEFED] = true,
    };

    return messages[r->kind] && r->peer;
}

/* Goes to the next record of a usual timeline: frames and sessions would hide
 * the acts. */
static bool next_act(struct job *j, struct job_event *event)
{
    while (job_next(j, event))
        if (record_kind_row(event->record.kind)->shown) return true;
    return false;
}

/* The parties that take part, in the scenario's order; a column for each of the
 * others would stay empty. */
static void put_participants(struct job *j)
{
    const size_t count = j->scenario->actor_count + 1;
    struct job_event event;
    struct arena a;

    arena_init(&a);
    bool *present = arena_array(&a, count, sizeof *present);
    while (next_act(j, &event)) {
        present[job_party(j, event.record.party)] = true;
        if (is_message(&event.record))
            present[job_party(j, event.record.peer)] = true;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!present[i]) continue;
        fprintf(j->out, "    participant p%" PRIu32 " as ", i);
        quote_mermaid(job_party_name(j, i), j->out);
        fputc('\n', j->out);
    }
    arena_fini(&a);
}

static void put_act(struct job *j, const struct job_event *event)
{
    const struct record *r = &event->record;
    const struct phrase p = phrase_of(&j->arena, j->scenario, r);
    const uint32_t party = job_party(j, r->party);
    char time[INSTANT_TEXT_SIZE];

    instant_format(time, event->time);
    if (is_message(r))
        fprintf(j->out, "    p%" PRIu32 "-)p%" PRIu32, party,
                job_party(j, r->peer));
    else
        fprintf(j->out, "    Note over p%" PRIu32, party);
    fprintf(j->out, ": %.10s %.5s ", time, time + 11);
    quote_mermaid(p.predicate, j->out);
    fprintf(j->out, " (%" PRIu64 ")\n", event->seq);
}

enum err mermaid_write(struct job *j, struct errmsg *e)
{
    struct job_event event;

    assert(j->out);
    (void)e;
    fputs("sequenceDiagram\n    title ", j->out);
    quote_mermaid(j->scenario->title, j->out);
    fputc('\n', j->out);
    if (j->note) fprintf(j->out, "    %%%% %s\n", j->note);
    put_participants(j);
    job_rewind(j);
    while (next_act(j, &event))
        put_act(j, &event);
    return ERR_OK;
}
