#include "json/json_attack.h"

#include "json/json_run.h"
#include "json/json_seal.h"

/* The tactics come first, each with its aim and the claims that it tests. Then,
 * under each protection, the copies with the claims that hold for them, and a
 * trial for each copy and tactic that applies to it. Actors are named; the
 * adversary that a trial adds has no name in the scenario, and is null. */

static void put_claims(struct json *j, const char *key, unsigned bits)
{
    json_open_array(j, key);
    for (unsigned i = 0; i < CLAIM_COUNT; i++)
        if (bits & CLAIM_BIT(i)) json_text(j, NULL, claim_word((enum claim)i));
    json_close(j);
}

static void put_tactic(struct json *j, const struct tactic *t)
{
    static const char *const aims[] = {
        [TACTIC_READ] = "read",         [TACTIC_POOL] = "pool",
        [TACTIC_SUPPRESS] = "suppress", [TACTIC_LATE] = "late",
        [TACTIC_DISORDER] = "disorder", [TACTIC_REPEAT] = "repeat",
        [TACTIC_FORGE] = "forge",       [TACTIC_CONFUSE] = "confuse",
        [TACTIC_WEAKEN] = "weaken",     [TACTIC_EXHAUST] = "exhaust",
        [TACTIC_NAME] = "name",         [TACTIC_SHARE] = "share",
    };

    json_open_object(j, NULL);
    json_text(j, "tactic", t->name);
    json_text(j, "term", tactic_term(t));
    json_text(j, "attack", t->attack);
    json_text(j, "aim", aims[t->aim]);
    put_claims(j, "tests", t->tests);
    json_close(j);
}

/* An actor of a trial by its name; null for the adversary that it adds. */
static void put_actor(struct json *j, const char *key, const struct trial *t,
                      uint32_t actor)
{
    const struct scenario *s = &t->scenario;

    json_text(j, key, actor < s->actor_count ? s->parties[actor].name : NULL);
}

static void put_profile(struct json *j, const struct claim_profile *p)
{
    static const char *const sessions[] = {
        [CLAIM_SESSION_NONE] = "none",
        [CLAIM_SESSION_NOISE] = "noise",
        [CLAIM_SESSION_RATCHET] = "ratchet",
        [CLAIM_SESSION_GROUP] = "group",
    };

    json_open_object(j, "profile");
    json_bool(j, "signed", p->sign);
    json_bool(j, "signed_around", p->around);
    json_bool(j, "shows_signatures", p->shown);
    json_seal_put(j, "seal", p->seal);
    json_bool(j, "receipt", p->receipt);
    json_bool(j, "padded", p->padded);
    json_text(j, "session", sessions[p->session]);
    json_text(j, "pattern", p->pattern ? p->pattern->name : NULL);
    if (p->early)
        json_number(j, "handshake_message", p->message + 1);
    else
        json_null(j, "handshake_message");
    json_close(j);
}

static void put_copy(struct json *j, const struct trial *t,
                     const struct tactic_target *g)
{
    json_open_object(j, NULL);
    json_number(j, "exchange", g->exchange);
    json_time(j, "time", g->time);
    json_text(j, "document", g->document);
    put_actor(j, "from", t, g->from);
    put_actor(j, "to", t, g->to);
    json_text(j, "channel", t->scenario.channels[g->channel].name);
    put_profile(j, &g->profile);
    put_claims(j, "claims", claim_of(&g->profile));
    json_close(j);
}

static void put_record(struct json *j, uint64_t seq)
{
    if (seq > 0)
        json_number(j, "record", seq);
    else
        json_null(j, "record");
}

static void put_gain(struct json *j, const struct trial *t,
                     const struct trial_outcome *o)
{
    if (o->verdict != TRIAL_SUCCEEDED) {
        json_null(j, "gained");
        return;
    }
    json_open_object(j, "gained");
    put_actor(j, "party", t, o->who);
    json_text(j, "level",
              o->level == LEVEL_UNAWARE ? NULL : record_level_text(o->level));
    put_record(j, o->seq);
    json_close(j);
}

/* Without a record a receipt is missed, which has no kind either. */
static void put_notice(struct json *j, const struct trial *t,
                       const struct trial_outcome *o)
{
    if (!o->noticed) {
        json_null(j, "noticed");
        return;
    }
    json_open_object(j, "noticed");
    put_actor(j, "party", t, o->noticed_by);
    json_text(j, "kind",
              o->noticed_seq > 0 ? record_kind_row(o->noticed_kind)->name
                                 : NULL);
    json_text(j, "reason",
              o->noticed_seq > 0 && o->reason != REASON_NONE
                  ? record_reason_text(o->reason)
                  : NULL);
    put_record(j, o->noticed_seq);
    json_close(j);
}

static void put_trial(struct json *j, const struct trial *t,
                      const struct trial_result *r)
{
    json_open_object(j, NULL);
    json_text(j, "tactic", r->tactic->name);
    json_number(j, "exchange", r->target->exchange);
    json_text(j, "document", r->target->document);
    json_text(j, "verdict", trial_verdict_word(r->outcome.verdict));
    put_claims(j, "broken", r->outcome.broken);
    put_gain(j, t, &r->outcome);
    put_notice(j, t, &r->outcome);
    json_close(j);
}

void json_attack_open(struct json *j, const struct scenario *sc, uint64_t seed,
                      uint64_t run, const struct tactic *only)
{
    json_open_object(j, NULL);
    json_run_played(j, sc, seed, run);
    json_open_array(j, "tactics");
    for (size_t i = 0; i < tactic_count; i++)
        if (!only || only == &tactic_rows[i]) put_tactic(j, &tactic_rows[i]);
    json_close(j);
    json_open_array(j, "protections");
}

void json_attack_put(struct json *j, const struct trial *t, uint32_t protect,
                     const struct trial_result *results, size_t count)
{
    json_open_object(j, NULL);
    json_text(j, "protection",
              protect == SCENARIO_NONE ? NULL
                                       : t->scenario.protections[protect].name);
    json_open_array(j, "copies");
    for (size_t i = 0; i < t->target_count; i++)
        put_copy(j, t, &t->targets[i]);
    json_close(j);
    json_open_array(j, "trials");
    for (size_t i = 0; i < count; i++)
        put_trial(j, t, &results[i]);
    json_close(j);
    json_close(j);
}

void json_attack_close(struct json *j, bool complete)
{
    json_close(j);
    json_bool(j, "complete", complete);
    json_close(j);
}
