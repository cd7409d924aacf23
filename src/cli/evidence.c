#include "cli/evidence.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/subcommand.h"
#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options.h"
#include "crypto/curve.h"
#include "journal/head.h"
#include "view/text.h"
#include "view/verdict.h"

/* The ordinary way: open, parse the scenario, verify the whole, cut the reader
 * at the first record that does not hold, and say so. A journal over
 * EVIDENCE_WHOLE_MAX is not verified but walked: its frames are checked, and
 * not its chain and seals. Where only a part of it is read, that part alone is
 * checked; damage that the reader meets with there is said by
 * evidence_close. */

enum { MIB = 1024 * 1024 };

#define DOES_NOT_VERIFY "of a journal that does not verify: "

void evidence_watch(struct evidence *ev, const char *doing, const char *unit)
{
    progress_hold(&ev->progress);
    progress_start(&ev->progress, doing, unit, MIB);
    ev->reader.watch = &ev->progress.watch;
}

void evidence_unwatch(struct evidence *ev)
{
    ev->reader.watch = NULL;
    progress_release(&ev->progress);
}

/* The records of a damaged journal that the answer rests on. */
static const char *evidence_used(const struct evidence *ev, uint64_t from)
{
    if (ev->header_only)
        return "none of its records is used: the run that its header names is "
               "played again";
    return from == 0 ? "none of its records is used"
                     : "only the records before it are used";
}

static void evidence_say(const struct evidence *ev)
{
    text_put(ev->broken.text, ev->say);
    fputc('\n', ev->say);
}

/* Says what does not hold, from a place on. */
static void evidence_damaged(struct evidence *ev, const struct errmsg *what,
                             uint64_t from)
{
    const char *name = ev->name ? ev->name : "";

    (void)err_set(&ev->broken, ERR_FORMAT, DOES_NOT_VERIFY "%s; %s%s%s%s",
                  what->text, *name ? "of " : "", name, *name ? " " : "",
                  evidence_used(ev, from));
    evidence_say(ev);
}

/* The reader of a torn tail that is still being written waits for its rest. */
static void evidence_judge(struct evidence *ev, const char *path)
{
    const struct verify_result *v = &ev->verified;
    const char *name = verify_verdict_name(v->verdict);
    struct errmsg what;

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
    (void)err_set(&what, ERR_FORMAT, "%s, record %" PRIu64 ": %s", name,
                  v->bad_seq, v->why);
    evidence_damaged(ev, &what, v->bad_seq);
}

/* Damage that the reader has met with. */
static void evidence_met(struct evidence *ev)
{
    const struct reader *r = &ev->reader;
    struct errmsg what;

    (void)err_set(&what, ERR_FORMAT, "at byte %" PRIu64 ", %s", r->damage_at,
                  r->damage);
    evidence_damaged(ev, &what, r->damage_at);
}

/* Checks frame by frame. The last one of a journal that is still being written
 * may be there in part. */
static enum err evidence_walk(struct evidence *ev, struct errmsg *e)
{
    struct reader *r = &ev->reader;
    struct reader_frame f;
    enum err rc;

    evidence_watch(ev, "checking", "MiB");
    while ((rc = reader_next(r, &f)) == ERR_OK)
        ;
    evidence_unwatch(ev);
    if (rc == ERR_IO)
        return err_set(e, rc, "the journal cannot be read on: %s",
                       strerror(r->file.error));
    if (r->damage && r->in_use && r->file.size - r->damage_at < HEAD_WHOLE_MAX)
        r->damage = NULL;
    if (r->damage) {
        evidence_met(ev);
        reader_cut(r, r->damage_at);
    }
    reader_rewind(r);
    return ERR_OK;
}

/* The verdict on the whole; of a large journal, a word on what is checked. */
static enum err evidence_verify(struct evidence *ev, const char *path,
                                const char *part, struct errmsg *e)
{
    const uint64_t mib = ev->reader.file.size / MIB;

    if (ev->reader.file.size <= EVIDENCE_WHOLE_MAX) {
        evidence_watch(ev, "checking", "MiB");
        enum err rc = verify_reader(&ev->reader, &ev->verified, e);
        evidence_unwatch(ev);
        if (!rc) evidence_judge(ev, path);
        return rc;
    }
    ev->verified = (struct verify_result){.verdict = VERIFY_OK};
    if (part) {
        notice_say("note: %s has %" PRIu64
                   " MiB and is read only for %s; the rest of it is not "
                   "checked; demarche verify checks the whole journal",
                   path, mib, part);
        return ERR_OK;
    }
    notice_say("note: %s has %" PRIu64
               " MiB; its frames are checked, and not its chain and seals; "
               "demarche verify checks the whole journal",
               path, mib);
    return evidence_walk(ev, e);
}

/* The keys that are derived from its header are those of its run. */
static void evidence_curve(const struct evidence *ev, const char *path)
{
    const char *stand_in = verdict_stand_in(&ev->reader.header);

    curve_use(stand_in ? curve_stand_in() : curve_real());
    if (stand_in) notice_say("note: %s: %s", path, stand_in);
}

void evidence_read(struct evidence *ev, instant until)
{
    evidence_watch(ev, "reading", "MiB");
    if (ledger_read(&ev->ledger, &ev->reader, until)) ev->unread = true;
    evidence_unwatch(ev);
}

enum err evidence_open_for(struct evidence *ev, const char *path,
                           const struct evidence_reading *reading,
                           struct errmsg *e)
{
    *ev = (struct evidence){.say = reading->say ? reading->say : stdout,
                            .name = reading->name,
                            .header_only = reading->header_only};
    enum err rc = reader_open(&ev->reader, path, e);

    if (rc) return rc;
    rc = input_header(&ev->scenario, &ev->reader.header, e);
    if (rc) {
        reader_close(&ev->reader);
        return rc;
    }
    evidence_curve(ev, path);
    rc = evidence_verify(ev, path, reading->part, e);
    if (rc) {
        scenario_fini(&ev->scenario);
        reader_close(&ev->reader);
        return rc;
    }
    ledger_init(&ev->ledger, &ev->scenario);
    return ERR_OK;
}

enum err evidence_open(struct evidence *ev, const char *path, instant until,
                       struct errmsg *e)
{
    const struct evidence_reading all = {0};

    enum err rc = evidence_open_for(ev, path, &all, e);
    if (!rc && until > INSTANT_MIN) evidence_read(ev, until);
    return rc;
}

/* The disk is to blame, and not the journal. */
static void evidence_lost(struct evidence *ev)
{
    (void)err_set(&ev->broken, ERR_IO, "the journal cannot be read on: %s",
                  strerror(ev->reader.file.error));
}

enum err evidence_check(struct evidence *ev, struct errmsg *e)
{
    if (!ev->reader.file.error) return ERR_OK;
    evidence_lost(ev);
    *e = ev->broken;
    return ERR_IO;
}

bool evidence_is_damaged(struct evidence *ev)
{
    const struct reader *r = &ev->reader;

    if (ev->broken.text[0]) {
        /* It is said already. */
    } else if (r->damage && !r->in_use) {
        evidence_met(ev);
    } else if (r->file.error) {
        evidence_lost(ev);
        evidence_say(ev);
    } else if (ev->unread) {
        (void)err_set(&ev->broken, ERR_FORMAT,
                      DOES_NOT_VERIFY "not all records are readable; only "
                                      "those before are used");
        evidence_say(ev);
    }
    const bool broken = ev->broken.text[0] != '\0';
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
