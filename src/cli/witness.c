#include "cli/witness.h"

#include "cli/options.h"
#include "runtime/runtime_header.h"

void witness_init(struct witness *w, const struct scenario *s, uint64_t seed,
                  uint64_t run)
{
    *w = (struct witness){.view = {.style = options_style(),
                                   .header = &w->header,
                                   .scenario = s,
                                   .ledger = &w->ledger,
                                   .set_aside = &w->set_aside,
                                   .judge = &w->judge,
                                   .select = selection_usual(),
                                   .since = INSTANT_MIN,
                                   .at = INSTANT_MAX}};
    runtime_header(&w->header, s, seed, run, DEMARCHE_VERSION);
    ledger_init(&w->ledger, s);
    set_aside_init(&w->set_aside);
    timeline_init(&w->told, &w->view);
}

void witness_fini(struct witness *w)
{
    judge_fini(&w->judge);
    timeline_kept_fini(&w->kept);
    set_aside_fini(&w->set_aside);
    ledger_fini(&w->ledger);
    if (w->rows) fclose(w->rows);
}

void witness_begin(struct witness *w, bool tells)
{
    timeline_kept_init(&w->kept, &w->view, w->rows);
    w->tells = tells;
    if (!tells) return;
    view_opening(&w->view, stdout);
    fflush(stdout);
}

void witness_see(void *watcher, instant now, uint64_t seq,
                 const struct record *r)
{
    struct witness *w = watcher;

    ledger_add(&w->ledger, now, seq, r);
    set_aside_add(&w->set_aside, w->view.scenario, now, seq, r);
    timeline_keep(&w->kept, now, seq, r);
    if (r->kind == RECORD_RECEIVED) w->exchange = r->exchange;
    if (!w->tells) return;
    timeline_tell(&w->told, now, seq, r, stdout);
    fflush(stdout);
}

void witness_end(struct witness *w, instant time)
{
    ledger_close(&w->ledger, time);
    judge_init(&w->judge, &w->ledger);
}
