#include "cli/reporting_lesson.h"

#include <string.h>

#include "cli/crew.h"
#include "cli/input.h"
#include "cli/reporting_looks.h"
#include "cli/shipped.h"
#include "lesson/glossary.h"
#include "scenario/change_each.h"
#include "scenario/scenario_errors.h"
#include "sim/network.h"

/* The page of a lesson shows the run without the lesson's change beside one
 * with it. The second one follows from the first: its scenario, seed and run
 * are in the journal, and the change is in the scenario. So it is played again
 * in memory, whether or not somebody has kept one. */

static const char *explain_word(const char *word)
{
    const struct glossary_entry *g = glossary_find(word);

    return g ? g->says : NULL;
}

/* Of a lesson that does not ship, a folder in which nothing is. */
static const char *find_folder(const char *name, struct arena *a)
{
    struct shipped_path found;

    if (strchr(name, '/') || !shipped_named(&found, SHIPPED_LESSON, name))
        return "/nowhere";
    return arena_format(a, "%.*s", (int)(strrchr(found.path, '/') - found.path),
                        found.path);
}

static enum err read_beside(void *context, struct arena *a, const char *name,
                            const char **out, struct errmsg *e)
{
    const struct reporting_lesson *l = context;

    if (strchr(name, '/'))
        return err_set(e, ERR_MISSING, "no file of a lesson is elsewhere");
    return input_text(a, arena_format(a, "%s/%s", l->folder, name), out, e);
}

/* The scenario with the lesson's own change. */
static enum err parse_changed(struct reporting_lesson *l,
                              const struct evidence *ev, struct errmsg *e)
{
    const struct lesson_texts *changes =
        &ev->scenario.lesson->fix.right.changes;
    const struct record_header *h = &ev->reader.header;
    struct scenario_errors errors;
    struct bytes source = h->scenario;
    enum err rc = ERR_OK;

    for (size_t i = 0; !rc && i < changes->count; i++)
        rc = change_each_apply(&l->arena, source, changes->items[i].text,
                               &source, e);
    if (rc) return rc;
    scenario_errors_init(&errors);
    rc = scenario_parse(&l->scenario, h->scenario_name, source, &errors);
    scenario_errors_fini(&errors);
    if (rc) return rc;
    l->is_parsed = true;
    network_draw(&l->scenario, h->seed);
    return ERR_OK;
}

static enum err play_second(struct reporting_lesson *l, struct evidence *ev,
                            struct errmsg *e)
{
    const struct record_header *h = &ev->reader.header;

    enum err rc = parse_changed(l, ev, e);
    if (!rc)
        rc = trial_run_init(&l->run, &l->scenario, h->seed, h->run, NULL, NULL,
                            e);
    if (rc) return rc;
    l->is_played = true;
    ledger_init(&l->ledger, &l->scenario);
    reader_rewind(&l->run.reader);
    if (ledger_read(&l->ledger, &l->run.reader, INSTANT_MAX)) return ERR_FORMAT;
    difference_init(&l->difference, (const struct difference_side[]){
                                        {&ev->reader, &ev->ledger},
                                        {&l->run.reader, &l->ledger},
                                    });
    l->page.second = &l->ledger;
    l->page.difference = &l->difference;
    return ERR_OK;
}

/* The claims of one side, by its own scenario. */
static void judge_side(struct reporting_lesson *l,
                       struct page_lesson_claim *out, int side,
                       struct lesson_verdict_case *c)
{
    const struct lesson *lesson = c->scenario->lesson;
    struct errmsg e;

    for (size_t i = 0; i < lesson->claim_count; i++) {
        struct lesson_verdict *v = &out[i].verdicts[side];

        if (side == 0) out[i].claim = &lesson->claims[i];
        if (lesson_verdict_of(c, &lesson->claims[i], &l->arena, v, &e))
            *v = (struct lesson_verdict){0};
    }
    lesson_verdict_case_fini(c);
}

static void judge_claims(struct reporting_lesson *l, struct evidence *ev,
                         struct page_lesson_claim *out,
                         const struct jobs_runner *runner)
{
    const struct record_header *h = &ev->reader.header;

    judge_side(l, out, 0,
               &(struct lesson_verdict_case){.scenario = &ev->scenario,
                                             .seed = h->seed,
                                             .run = h->run,
                                             .reader = &ev->reader,
                                             .runner = runner,
                                             .read_text = read_beside,
                                             .context = l});
    if (l->is_played)
        judge_side(l, out, 1,
                   &(struct lesson_verdict_case){.scenario = &l->scenario,
                                                 .seed = h->seed,
                                                 .run = h->run,
                                                 .reader = &l->run.reader,
                                                 .runner = runner,
                                                 .read_text = read_beside,
                                                 .context = l});
}

static void print_looks(struct reporting_lesson *l, const struct evidence *ev,
                        const char *path)
{
    const struct lesson_looks *looks[] = {&l->page.lesson->look,
                                          &l->page.lesson->look_again};

    for (int i = 0; i < DIFFERENCE_SIDES; i++)
        l->page.printed[i] = reporting_looks_printed(
            &(struct reporting_looks){ev, path, l->folder, i > 0}, looks[i],
            &l->arena);
}

/* True where there is no more to find out. */
static bool is_fixed(const struct page_lesson *p)
{
    for (size_t i = 0; i < p->lesson->claim_count; i++)
        if (!p->claims[i].verdicts[0].holds) return false;
    return p->lesson->claim_count > 0;
}

const struct page_lesson *reporting_lesson_init(struct reporting_lesson *l,
                                                struct evidence *ev,
                                                const char *path)
{
    const struct lesson *lesson = ev->scenario.lesson;
    struct progress progress = {0};
    struct crew crew;
    struct errmsg e;

    *l = (struct reporting_lesson){
        .page = {.lesson = lesson, .explain = explain_word}};
    arena_init(&l->arena);
    if (!lesson || lesson->role_count > 0) return NULL;

    struct page_lesson_claim *claims =
        arena_array(&l->arena, lesson->claim_count, sizeof *claims);

    l->page.claims = claims;
    l->folder = find_folder(ev->reader.header.scenario_name, &l->arena);
    (void)play_second(l, ev, &e); /* without it the page has one run */
    if (crew_gather(&crew, &progress, 0, CREW_REMEMBERS, &e)) return NULL;
    progress_start(&progress, "playing the lesson", NULL, 1);
    judge_claims(l, ev, claims, &crew.runner);
    crew_stop(&crew);
    progress_release(&progress);
    if (is_fixed(&l->page)) return NULL;
    print_looks(l, ev, path);
    return &l->page;
}

void reporting_lesson_fini(struct reporting_lesson *l)
{
    if (l->page.difference) difference_fini(&l->difference);
    if (l->is_played) {
        ledger_fini(&l->ledger);
        trial_run_fini(&l->run);
    }
    if (l->is_parsed) scenario_fini(&l->scenario);
    arena_fini(&l->arena);
}
