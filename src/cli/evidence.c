#include "cli/evidence.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/subcommand.h"
#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options.h"
#include "view/text.h"

/* The ordinary way: open, parse the scenario, verify the whole, cut the reader
 * at the first record that does not hold, and say so. A journal over
 * EVIDENCE_WHOLE_MAX is not verified: there the reader keeps what damage it
 * meets with, and evidence_close says it. */

#define DOES_NOT_VERIFY "of a journal that does not verify: "

static void evidence_say(const struct evidence *ev)
{
    text_put(ev->broken.text, ev->say);
    fputc('\n', ev->say);
}

/* The reader of a torn tail that is still being written waits for its rest. */
static void evidence_judge(struct evidence *ev, const char *path)
{
    const struct verify_result *v = &ev->verified;
    const char *name = verify_verdict_name(v->verdict);

    if (v->fault[0])
        notice_say("warning: %s: the run could not go on: %s", path, v->fault);
    if (v->verdict == VERIFY_OK) return;
    if (ev->reader.in_use && v->verdict != VERIFY_FAIL) return;
    reader_cut(&ev->reader, v->bytes);
    if (v->verdict == VERIFY_INCOMPLETE) {
        notice_say("warning: %s: %s: %s", path, name,
                   verify_verdict_text(v->verdict));
        return;
    }
    (void)err_set(&ev->broken, ERR_FORMAT,
                  DOES_NOT_VERIFY "%s, record %" PRIu64
                                  ": %s; only the records before it are "
                                  "used",
                  name, v->bad_seq, v->why);
    evidence_say(ev);
}

/* The verdict on the whole; of a large journal, a word that there is none. */
static enum err evidence_verify(struct evidence *ev, const char *path,
                                struct errmsg *e)
{
    if (ev->reader.file.size <= EVIDENCE_WHOLE_MAX) {
        enum err rc = verify_reader(&ev->reader, &ev->verified, e);
        if (!rc) evidence_judge(ev, path);
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
    if (ledger_read(&ev->ledger, &ev->reader, until)) ev->unread = true;
}

enum err evidence_open_for(struct evidence *ev, const char *path, instant until,
                           FILE *say, struct errmsg *e)
{
    *ev = (struct evidence){.say = say};
    enum err rc = reader_open(&ev->reader, path, e);

    if (rc) return rc;
    rc = input_header(&ev->scenario, &ev->reader.header, e);
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

enum err evidence_open(struct evidence *ev, const char *path, instant until,
                       struct errmsg *e)
{
    return evidence_open_for(ev, path, until, stdout, e);
}

bool evidence_is_damaged(struct evidence *ev)
{
    const struct reader *r = &ev->reader;
    const bool said = ev->broken.text[0] != '\0';

    if (!said && r->damage && !r->in_use)
        (void)err_set(&ev->broken, ERR_FORMAT,
                      DOES_NOT_VERIFY "at byte %" PRIu64
                                      ", %s; only the records before it are "
                                      "used",
                      r->damage_at, r->damage);
    else if (!said && ev->unread)
        (void)err_set(&ev->broken, ERR_FORMAT,
                      DOES_NOT_VERIFY "not all records are readable; only "
                                      "those before are used");
    const bool broken = ev->broken.text[0] != '\0';
    if (broken && !said) evidence_say(ev);
    return broken;
}

int evidence_close(struct evidence *ev, int exit_code)
{
    const bool broken = evidence_is_damaged(ev);

    ledger_fini(&ev->ledger);
    scenario_fini(&ev->scenario);
    reader_close(&ev->reader);
    return broken && exit_code != COMMAND_USAGE ? COMMAND_ERROR : exit_code;
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
