#include "json/json_verify.h"

#include "json/json_record.h"
#include "json/json_run.h"

/* The verdict comes first, then what holds of the journal as a whole, the first
 * record that fails, the checks of its first key that were asked for, and what
 * playing the run again has shown. */

static void put_check(struct json *j, const char *key,
                      enum json_verify_check check)
{
    if (check == JSON_VERIFY_NOT_ASKED)
        json_null(j, key);
    else
        json_bool(j, key, check == JSON_VERIFY_HOLDS);
}

static const char *frame_kind(enum journal_kind kind)
{
    static const char *const names[] = {
        [JOURNAL_HEADER] = "HEADER", [JOURNAL_EVENT] = "EVENT",
        [JOURNAL_SEAL] = "SEAL",     [JOURNAL_CLOSE] = "CLOSE",
        [JOURNAL_FAULT] = "FAULT",
    };

    return names[kind];
}

static void put_header(struct json *j, const struct json_verify *v)
{
    const struct record_header *h = v->header;

    if (!h) {
        json_null(j, "run");
        json_null(j, "journal");
        return;
    }
    json_run_put(j, v->scenario, h);
    json_open_object(j, "journal");
    json_text(j, "tool", h->tool_version);
    json_hex(j, "scenario_sha256",
             bytes_of(h->scenario_hash, sizeof h->scenario_hash));
    json_number(j, "semantics", h->semantics);
    json_bool(j, "stand_in", h->features & JOURNAL_STAND_IN);
    json_bool(j, "public_seed", h->unkeyed);
    json_hex(j, "first_key", bytes_of(h->first_key, sizeof h->first_key));
    json_bool(j, "in_use", v->in_use);
    json_close(j);
}

static void put_frame(struct json *j, const char *key, struct arena *a,
                      const struct reader_frame *f)
{
    struct record r;

    json_open_object(j, key);
    json_number(j, "record", f->seq);
    json_time(j, "time", f->time);
    json_text(j, "frame", frame_kind(f->kind));
    if (f->kind == JOURNAL_EVENT && !record_decode(a, f->body, &r)) {
        json_open_object(j, "event");
        json_record_put(j, &r, true);
        json_close(j);
    } else {
        json_null(j, "event");
    }
    json_close(j);
}

static void put_difference(struct json *j, const struct comparison *c)
{
    struct arena a;

    arena_init(&a);
    json_open_object(j, "differs");
    put_frame(j, "here", &a, &c->theirs);
    put_frame(j, "replayed", &a, &c->ours);
    json_close(j);
    arena_fini(&a);
}

static void put_rerun(struct json *j, const struct rerun *r)
{
    static const char *const verdicts[RERUN_VERDICT_COUNT] = {
        [RERUN_SAME] = "SAME",
        [RERUN_DIFFERENT] = "DIFFERENT",
        [RERUN_NOT_JUDGED] = "NOT JUDGED",
    };
    static const char *const reaches[RERUN_REACH_COUNT] = {
        [RERUN_WHOLE] = "whole",
        [RERUN_TO_STOP] = "stop",
        [RERUN_TO_FAULT] = "fault",
        [RERUN_TO_CUT] = "cut",
    };
    const bool judged = r && r->verdict != RERUN_NOT_JUDGED;

    if (!r) {
        json_null(j, "rerun");
        return;
    }
    json_open_object(j, "rerun");
    json_text(j, "verdict", verdicts[r->verdict]);
    json_number(j, "semantics", r->semantics);
    json_text(j, "reach", judged ? reaches[r->reach] : NULL);
    json_number(j, "same", judged ? r->comparison.frames : 0);
    if (r->verdict == RERUN_DIFFERENT)
        put_difference(j, &r->comparison);
    else
        json_null(j, "differs");
    json_close(j);
}

static void put_failure(struct json *j, const struct verify_result *r)
{
    if (!r->why) {
        json_null(j, "failure");
        return;
    }
    json_open_object(j, "failure");
    json_number(j, "record", r->bad_seq);
    json_text(j, "why", r->why);
    json_close(j);
}

void json_verify_put(struct json *j, const struct json_verify *v)
{
    const struct verify_result *r = v->result;

    json_open_object(j, NULL);
    json_text(j, "file", v->path);
    json_text(j, "verdict", verify_verdict_name(r->verdict));
    put_header(j, v);
    json_number(j, "frames", r->frames);
    json_number(j, "seals", r->seals);
    json_number(j, "bytes", r->bytes);
    if (r->frames > 0)
        json_hex(j, "root", bytes_of(&r->root, sizeof r->root));
    else
        json_null(j, "root");
    put_failure(j, r);
    json_text(j, "fault", r->fault[0] ? r->fault : NULL);
    put_check(j, "key", v->key);
    put_check(j, "state", v->state);
    put_rerun(j, v->rerun);
    json_close(j);
}
