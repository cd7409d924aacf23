#include "cli/reporting.h"

#include <sys/stat.h>

#include "cli/crew.h"
#include "cli/exposing.h"
#include "cli/notice.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/reporting_lesson.h"
#include "cli/tables.h"
#include "report/page.h"
#include "report/page_data.h"

/* First all that the page takes beyond the run that is opened, in the order in
 * which it may fail: the exposure to thefts, a lesson's second run with what
 * its commands print, the tables that were asked for. Then the page is written,
 * and dropped again where that is stopped. */

const char *reporting_word(size_t i)
{
    static const char *const words[REPORTING_WITH_COUNT] = {
        [REPORTING_ATTACK] = "attack",
        [REPORTING_COMPARE] = "compare",
        [REPORTING_EXPOSURE] = "exposure",
        [REPORTING_RISK] = "risk",
    };

    return i < REPORTING_WITH_COUNT ? words[i] : NULL;
}

enum err reporting_check(struct errmsg *e)
{
    if (page_is_built()) return ERR_OK;
    return err_set(e, ERR_STATE,
                   "this program was built without esbuild, which the page "
                   "needs; install it and build again");
}

/* The exposure of a run that is not too large for it, or where it is asked for;
 * false: there is none. Only what was asked for can fail. */
static enum err find_exposure(const struct reporting *q, struct evidence *ev,
                              uint32_t as, struct exposure *x, bool *found,
                              struct errmsg *e)
{
    const struct exposure_question question = {
        .scenario = &ev->scenario,
        .seed = ev->reader.header.seed,
        .run = ev->reader.header.run,
        .party = SCENARIO_NONE,
    };
    const bool asked = q->with[REPORTING_EXPOSURE];

    *found = false;
    if (as != SCENARIO_NONE ||
        (!asked && ev->ledger.records > PAGE_DATA_EXPOSED_MAX))
        return ERR_OK;

    const enum err rc = exposing_play(x, &question, e);

    *found = !rc;
    if (rc && !asked) notice_say("note: no exposure in the page: %s", e->text);
    return asked ? rc : ERR_OK;
}

/* The tables that are asked for, into the arena. */
static enum err find_tables(const struct reporting *q,
                            const struct evidence *ev, struct arena *a,
                            struct page_source *s, struct errmsg *e)
{
    struct page_table *tables =
        arena_array(a, REPORTING_WITH_COUNT, sizeof *tables);
    struct progress progress = {0};
    struct crew crew;
    enum err rc = crew_gather(&crew, &progress, 0, CREW_REMEMBERS, e);

    if (rc) return rc;
    progress_start(&progress, "making the tables", NULL, 1);
    const struct tables_question question = {
        .scenario = &ev->scenario,
        .seed = ev->reader.header.seed,
        .run = ev->reader.header.run,
        .runner = &crew.runner,
    };
    if (q->with[REPORTING_ATTACK])
        rc = tables_attack(&tables[s->table_count++], a, &question, e);
    if (!rc && q->with[REPORTING_COMPARE])
        rc = tables_compare(&tables[s->table_count++], a, &question, e);
    if (!rc && q->with[REPORTING_RISK])
        rc = tables_risk(&tables[s->table_count++], a, &question, e);
    crew_stop(&crew);
    progress_release(&progress);
    s->tables = tables;
    return rc;
}

static void tell_no_page(void *context, uint64_t done, uint64_t all)
{
    struct output *o = context;

    (void)done;
    (void)all;
    output_drop(o);
    notice_say("stopped; no page is written");
}

static enum err write_page(const struct reporting *q, struct evidence *ev,
                           const struct page_source *s, struct errmsg *e)
{
    const struct output_target target = {
        .path = q->out, .input = q->path, .force = q->force};
    struct errmsg ignored;
    struct output o;

    enum err rc = output_open(&o, &target, e);
    if (rc) return rc;
    ev->progress = (struct progress){.tell = tell_no_page, .context = &o};
    evidence_watch(ev, "writing the page", NULL);
    page_write(s, o.file);
    evidence_unwatch(ev);
    rc = evidence_check(ev, e);
    const enum err closed = output_close(&o, rc, rc ? &ignored : e);
    return rc ? rc : closed;
}

enum err reporting_write(const struct reporting *q, struct evidence *ev,
                         struct errmsg *e)
{
    struct page_source s = {
        .program = DEMARCHE_VERSION,
        .reader = &ev->reader,
        .size = ev->reader.file.size,
        .scenario = &ev->scenario,
        .ledger = &ev->ledger,
        .verified = &ev->verified,
    };
    struct reporting_lesson lesson;
    struct exposure exposure;
    struct arena a;
    struct stat st;
    bool exposed;

    enum err rc = reporting_check(e);
    if (!rc) rc = options_party(&s.as, &ev->scenario, q->party, e);
    if (!rc) rc = find_exposure(q, ev, s.as, &exposure, &exposed, e);
    if (rc) return rc;
    if (exposed) s.exposure = &exposure;
    /* A journal that does not hold was cut where it does not. */
    if (ev->reader.fd >= 0 && fstat(ev->reader.fd, &st) == 0 &&
        (uint64_t)st.st_size > s.size)
        s.size = (uint64_t)st.st_size;
    arena_init(&a);
    if (s.as == SCENARIO_NONE)
        s.lesson = reporting_lesson_init(&lesson, ev, q->path);
    rc = find_tables(q, ev, &a, &s, e);
    if (!rc) rc = write_page(q, ev, &s, e);
    if (s.as == SCENARIO_NONE) reporting_lesson_fini(&lesson);
    arena_fini(&a);
    if (exposed) exposure_fini(&exposure);
    return rc;
}
