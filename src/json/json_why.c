#include "json/json_why.h"

#include "json/json_record.h"
#include "json/json_run.h"
#include "scenario/sentence.h"

/* The sentence in its parts comes first, then the verdict, and when it came
 * true. The chain of causes follows, the latest record first, each with all its
 * fields and the way that leads to it; or what there was instead, item by item,
 * in the order in which study/why_not finds it. */

static void put_number(struct json *j, const char *key, uint64_t number)
{
    if (number > 0)
        json_number(j, key, number);
    else
        json_null(j, key);
}

static void put_sentence(struct json *j, const struct scenario *sc,
                         const struct sentence *s)
{
    const struct scenario_document *d = &sc->documents[s->document];

    json_text(j, "sentence", s->text);
    json_open_object(j, "asked");
    json_run_party(j, "knower", sc, s->nested ? s->knower : SCENARIO_NONE);
    json_run_party(j, "party", sc, s->party);
    json_bool(j, "never", s->never);
    json_text(j, "predicate", sentence_predicate_words(s->predicate));
    json_text(j, "document", d->name);
    json_text(j, "portion",
              s->portion == SCENARIO_NONE ? NULL
                                          : d->portions[s->portion].name);
    json_text(j, "bound", sentence_bound_word(s->bound));
    if (s->bound == BOUND_NONE)
        json_null(j, "time");
    else
        json_time(j, "time", s->time);
    json_close(j);
}

static void put_finding(struct json *j, const struct judge_finding *f)
{
    json_text(j, "verdict", judge_verdict_word(f->verdict));
    json_text(j, "why", f->why);
    if (f->reached) {
        json_open_object(j, "reached");
        json_time(j, "time", f->mark.time);
        json_number(j, "record", f->mark.seq);
        json_close(j);
    } else {
        json_null(j, "reached");
    }
    if (f->timed)
        json_seconds(j, "spare_s", f->spare);
    else
        json_null(j, "spare_s");
}

static void put_link(struct json *j, const struct causes *c,
                     const struct causes_link *link)
{
    static const char *const ways[] = {
        [CAUSES_ASKED] = "asked",     [CAUSES_STEP] = "step",
        [CAUSES_INBOX] = "inbox",     [CAUSES_ARRIVED] = "arrived",
        [CAUSES_CARRIED] = "carried", [CAUSES_DONE] = "done",
        [CAUSES_HAD] = "had",         [CAUSES_LED] = "led",
    };
    struct causes_record at;
    struct record r;
    struct arena a;

    arena_init(&a);
    json_open_object(j, NULL);
    json_text(j, "way", ways[link->way]);
    json_number(j, "record", link->seq);
    if (causes_record(c, link->seq, &at))
        json_time(j, "time", at.time);
    else
        json_null(j, "time");
    if (!causes_read(c, &a, link->seq, &r)) json_record_put(j, &r, false);
    json_close(j);
    arena_fini(&a);
}

static void put_disclosure(struct json *j, const struct scenario *sc,
                           const struct disclosure *d)
{
    if (d->cause == BREACH_NONE) {
        json_null(j, "disclosure");
        return;
    }
    json_open_object(j, "disclosure");
    json_run_party(j, "party", sc, d->party);
    json_text(j, "document", sc->documents[d->document].name);
    json_text(j, "class", breach_word(d->cause));
    put_number(j, "by", d->by);
    json_close(j);
}

static void put_chain(struct json *j, const struct json_why *w)
{
    static const char *const ends[] = {
        [CAUSES_AUTHORED] = "author",
        [CAUSES_SCRIPTED] = "script",
        [CAUSES_BROKEN] = "broken",
    };

    if (!w->chain) {
        json_null(j, "causes");
        json_null(j, "origin");
        json_null(j, "disclosure");
        return;
    }
    const struct disclosure d = disclosure_of(w->causes, w->chain);

    json_open_array(j, "causes");
    for (size_t i = 0; i < w->chain->count; i++)
        put_link(j, w->causes, &w->chain->links[i]);
    json_close(j);
    json_text(j, "origin", ends[w->chain->end]);
    put_disclosure(j, w->scenario, &d);
}

static const char *kind_word(enum why_not_kind kind)
{
    static const char *const words[] = {
        [WHY_NOT_REACHED] = "reached", [WHY_NOT_PARTLY] = "partly",
        [WHY_NOT_ATTEMPT] = "attempt", [WHY_NOT_SHOWN] = "shown",
        [WHY_NOT_REFUSED] = "refused", [WHY_NOT_CHANCE] = "chance",
        [WHY_NOT_HOLDER] = "holder",   [WHY_NOT_CONDITION] = "condition",
    };

    return words[kind];
}

static const char *outcome_word(enum why_not_outcome outcome)
{
    static const char *const words[] = {
        [WHY_NOT_TAKEN] = "taken",           [WHY_NOT_REJECTED] = "rejected",
        [WHY_NOT_WAITING] = "waiting",       [WHY_NOT_LOST] = "lost",
        [WHY_NOT_INTERFERED] = "interfered", [WHY_NOT_GIVEN_UP] = "given-up",
        [WHY_NOT_CAPTURED] = "captured",     [WHY_NOT_UNDER_WAY] = "under-way",
    };

    return words[outcome];
}

/* Its kind says which of the members apply. */
static void put_item(struct json *j, const struct scenario *sc,
                     const struct why_not_item *i)
{
    const bool attempt = i->kind == WHY_NOT_ATTEMPT;
    const bool holder = i->kind == WHY_NOT_HOLDER;
    const bool level = i->kind == WHY_NOT_REACHED || holder;
    const bool entry =
        i->kind == WHY_NOT_CHANCE || i->kind == WHY_NOT_CONDITION;
    const bool party = i->kind != WHY_NOT_PARTLY;

    json_open_object(j, NULL);
    json_text(j, "kind", kind_word(i->kind));
    put_number(j, "record", i->seq);
    json_text(j, "outcome", attempt ? outcome_word(i->what) : NULL);
    put_number(j, "outcome_record", i->outcome);
    put_number(j, "proof_record", i->proof);
    json_run_party(j, "party", sc, party ? i->party : SCENARIO_NONE);
    json_text(j, "channel",
              holder && i->channel != SCENARIO_NONE
                  ? sc->channels[i->channel].name
                  : NULL);
    put_number(j, "entry", entry ? i->entry + UINT64_C(1) : 0);
    put_number(j, "line", entry ? sc->entries[i->entry].position.line : 0);
    json_text(j, "level", level ? record_level_text(i->level) : NULL);
    if (level)
        json_time(j, "since", i->since);
    else
        json_null(j, "since");
    json_open_array(j, "portions");
    for (size_t k = 0; i->kind == WHY_NOT_PARTLY && k < i->count; k++)
        json_text(j, NULL, i->portions[k]);
    json_close(j);
    json_close(j);
}

static void put_lack(struct json *j, const struct json_why *w)
{
    if (!w->lack) {
        json_null(j, "lacks");
        json_null(j, "more_holders");
        return;
    }
    json_open_array(j, "lacks");
    for (size_t i = 0; i < w->lack->count; i++)
        put_item(j, w->scenario, &w->lack->items[i]);
    json_close(j);
    json_number(j, "more_holders", w->lack->more);
}

void json_why_put(struct json *j, const struct json_why *w)
{
    json_open_object(j, NULL);
    json_run_put(j, w->scenario, w->header);
    put_sentence(j, w->scenario, w->sentence);
    put_finding(j, w->finding);
    put_chain(j, w);
    put_lack(j, w);
    json_bool(j, "damaged", w->damaged);
    json_close(j);
}
