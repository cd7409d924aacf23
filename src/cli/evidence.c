#include "cli/evidence.h"

#include <inttypes.h>

#include "cli/notice.h"
#include "cli/options.h"

static void evidence_warn(const char *path, const struct verify_result *v)
{
    const char *name = verify_verdict_name(v->verdict);
    const char *text = verify_verdict_text(v->verdict);

    if (v->fault[0])
        notice_say("warning: %s: the run could not go on: %s", path, v->fault);
    if (v->verdict == VERIFY_INCOMPLETE)
        notice_say("warning: %s: %s: %s", path, name, text);
    else if (v->verdict != VERIFY_OK)
        notice_say("warning: %s: %s: %s (record %" PRIu64 ": %s)", path, name,
                   text, v->bad_seq, v->why);
}

/* The header holds the scenario's text, which this program has once read. */
static enum err evidence_parse(struct evidence *ev, struct errmsg *e)
{
    const struct record_header *h = &ev->reader.header;
    struct scenario_errors errors;

    scenario_errors_init(&errors);
    enum err rc =
        scenario_parse(&ev->scenario, h->scenario_name, h->scenario, &errors);

    if (rc) {
        rc = err_set(e, rc, "the scenario in the journal is not readable: %s",
                     errors.count > 0 ? errors.items[0].text : err_text(rc));
    }
    scenario_errors_fini(&errors);
    return rc;
}

/* The verdict on the whole; of a large journal, a word that there is none. */
static enum err evidence_verify(struct evidence *ev, const char *path,
                                struct errmsg *e)
{
    if (ev->reader.file.size <= EVIDENCE_WHOLE_MAX) {
        enum err rc = verify_reader(&ev->reader, &ev->verified, e);
        if (!rc) evidence_warn(path, &ev->verified);
        return rc;
    }
    notice_say("note: %s has %" PRIu64
               " MiB; only the frames that are read are checked; demarche "
               "verify checks the whole journal",
               path, ev->reader.file.size / (1024 * 1024));
    ev->verified = (struct verify_result){.verdict = VERIFY_OK};
    return ERR_OK;
}

void evidence_read(struct evidence *ev, instant until)
{
    if (ledger_read(&ev->ledger, &ev->reader, until) &&
        ev->verified.verdict == VERIFY_OK)
        notice_say("warning: not all records are readable; the output covers "
                   "those before");
}

enum err evidence_open(struct evidence *ev, const char *path, instant until,
                       struct errmsg *e)
{
    enum err rc = reader_open(&ev->reader, path, e);

    if (rc) return rc;
    rc = evidence_parse(ev, e);
    if (rc) {
        reader_close(&ev->reader);
        return rc;
    }
    rc = evidence_verify(ev, path, e);
    if (rc) {
        scenario_fini(&ev->scenario);
        reader_close(&ev->reader);
        return rc;
    }
    ledger_init(&ev->ledger, &ev->scenario);
    if (until > INSTANT_MIN) evidence_read(ev, until);
    return ERR_OK;
}

void evidence_close(struct evidence *ev)
{
    ledger_fini(&ev->ledger);
    scenario_fini(&ev->scenario);
    reader_close(&ev->reader);
}

struct view evidence_view(struct evidence *ev, const char *path)
{
    return (struct view){.style = options_style(),
                         .path = path,
                         .reader = &ev->reader,
                         .header = &ev->reader.header,
                         .scenario = &ev->scenario,
                         .ledger = &ev->ledger,
                         .verified = &ev->verified,
                         .select = selection_usual(),
                         .since = INSTANT_MIN,
                         .at = INSTANT_MAX};
}
