#include "export/job.h"

#include <assert.h>

#include "scenario/scenario_query.h"

void job_init(struct job *j, struct reader *r, const struct scenario *sc)
{
    *j = (struct job){.reader = r, .scenario = sc};
    arena_init(&j->arena);
    job_rewind(j);
}

void job_fini(struct job *j)
{
    arena_fini(&j->arena);
}

void job_rewind(struct job *j)
{
    reader_rewind(j->reader);
}

bool job_next(struct job *j, struct job_event *event)
{
    struct reader_frame f;
    enum err rc = ERR_OK;

    while (!(j->out && ferror(j->out)) && !(rc = reader_next(j->reader, &f))) {
        if (f.kind != JOURNAL_EVENT) continue;
        arena_reset(&j->arena);
        rc = record_decode(&j->arena, f.body, &event->record);
        if (rc) break;
        event->frame = f;
        event->seq = f.seq;
        event->time = f.time;
        return true;
    }
    if (rc && rc != ERR_MISSING) j->cut = true;
    return false;
}

uint32_t job_party(const struct job *j, const char *name)
{
    const uint32_t place =
        name ? scenario_find_actor(j->scenario, name) : SCENARIO_NONE;

    return place == SCENARIO_NONE ? (uint32_t)j->scenario->actor_count : place;
}

const char *job_party_name(const struct job *j, uint32_t place)
{
    assert(place <= j->scenario->actor_count);
    return place < j->scenario->actor_count ? j->scenario->parties[place].name
                                            : "somebody";
}
