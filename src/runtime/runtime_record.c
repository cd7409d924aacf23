#include "runtime/runtime_record.h"

#include <assert.h>

#include "journal/seal.h"
#include "runtime/runtime_agenda.h"

static enum err too_large(struct runtime *rt, enum err rc)
{
    return err_set(rt->error, rc, "a record is too large for the journal");
}

/* Decodes what was written: a watcher sees what a reader of the journal will
 * see, and never the party's own structs. */
static enum err show_record(struct runtime *rt, instant now, uint64_t seq,
                            struct bytes body)
{
    struct record written;

    enum err rc = record_decode(&rt->step, body, &written);
    if (rc)
        return err_set(rt->error, rc,
                       "a record does not read as it is written");
    rt->watch(rt->watcher, now, seq, &written);
    return ERR_OK;
}

/* Without a journal a record is numbered as in one, whose seals count, and
 * shown as it is: its bytes would decode to the same (property/sweeps). They
 * are made only where they may be too many. */
static enum err count_record(struct runtime *rt, instant now,
                             const struct record *record, uint64_t *seq)
{
    struct bytes body;

    if (record->data.size > RECORD_BODY_MAX / 2) {
        enum err rc = record_encode(&rt->step, record, &body);
        if (rc) return too_large(rt, rc);
    }
    rt->last++;
    rt->last += seal_due(rt->last);
    *seq = rt->last;
    if (rt->watch) rt->watch(rt->watcher, now, *seq, record);
    return ERR_OK;
}

enum err runtime_record(struct runtime *rt, instant now,
                        const struct record *record, uint64_t *seq)
{
    struct bytes body;

    if (!rt->journal) return count_record(rt, now, record, seq);
    enum err rc = record_encode(&rt->step, record, &body);
    if (rc) return too_large(rt, rc);
    rc = journal_append(rt->journal, now, body, seq, rt->error);
    return rc || !rt->watch ? rc : show_record(rt, now, *seq, body);
}

enum err runtime_outsider(struct runtime *rt, instant now, uint32_t actor,
                          struct record *r, uint64_t *seq)
{
    assert(actor < rt->scenario->actor_count);
    r->party = rt->scenario->parties[actor].name;
    enum err rc = runtime_record(rt, now, r, seq);
    return rc ? rc : runtime_agenda_release(rt, actor, now, r, *seq);
}
