#include "cli/reporting_study.h"

#include "cli/finished.h"
#include "cli/notice.h"
#include "cli/output.h"
#include "cli/subcommand.h"
#include "report/page_study.h"

static enum err write_page(const struct reporting *q, struct finished *f,
                           struct errmsg *e)
{
    const struct output_target target = {
        .path = q->out, .input = q->study, .force = q->force, .kind = "study"};
    const struct page_study page = {
        .program = DEMARCHE_VERSION,
        .name = f->study.name,
        .scenario = f->study.scenario_name,
        .design = &f->design,
        .points = &f->points,
        .seed = f->study.seed,
        .runs = f->study.runs,
        .half_width = f->study.half_width,
        .stand_in = f->study.stand_in,
        .outcomes = f->findings.outcomes,
        .expected = f->findings.expected,
        .steps = findings_steps(&f->findings),
    };
    struct output o;

    enum err rc = output_open(&o, &target, e);
    if (rc) return rc;
    page_study_write(&page, o.file);
    return finished_end(f, &o, e);
}

int reporting_study(const char *command, const struct reporting *q)
{
    struct finished f;
    struct errmsg e;

    if (finished_open(&f, q->study, &e)) return notice_failed(command, &e);
    const enum err rc = write_page(q, &f, &e);
    finished_close(&f);
    return rc ? notice_failed(command, &e) : COMMAND_OK;
}
