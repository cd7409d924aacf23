#include "json/json_risk.h"

#include "experiment/circle.h"
#include "json/json_run.h"

/* By hazards a document has the probability by several times, the times by
 * which it is a quarter, a half and three quarters, and each holder's share of
 * the first leaks. By circles it has the people who know of it, and what
 * follows from their number alone. */

#define YEARS_CHANCE 0.95

static void put_share(struct json *j, const struct secrecy_share *s,
                      bool computable)
{
    if (computable)
        json_real(j, "computed", s->computed);
    else
        json_null(j, "computed");
    json_real(j, "counted", s->counted);
    json_real(j, "low", s->interval.low);
    json_real(j, "high", s->interval.high);
}

static void put_time(struct json *j, const char *key, instant start,
                     duration after)
{
    if (after > 0 && after < SURVIVAL_NEVER)
        json_time(j, key, instant_add(start, after));
    else
        json_null(j, key);
}

static void put_quantile(struct json *j, const struct secrecy *s,
                         const struct secrecy_document *d, int i)
{
    const struct survival_quantile *q = &d->quantiles[i];

    json_open_object(j, NULL);
    json_real(j, "share", SECRECY_QUANTILE(i));
    put_time(j, "time", s->scenario->start, q->time);
    put_time(j, "low", s->scenario->start, q->low);
    put_time(j, "high", s->scenario->start, q->high);
    json_close(j);
}

static void put_holder(struct json *j, const struct secrecy *s,
                       const struct secrecy_document *d,
                       const struct secrecy_holder *h)
{
    json_open_object(j, NULL);
    json_run_party(j, "party", s->scenario, h->party);
    json_number(j, "readers", s->scenario->parties[h->party].readers);
    if (h->rate > 0)
        json_real(j, "rate", h->rate);
    else
        json_null(j, "rate");
    put_share(j, &h->first, d->computable);
    json_close(j);
}

static void put_document(struct json *j, const struct secrecy *s,
                         const struct secrecy_document *d)
{
    json_open_object(j, NULL);
    json_text(j, "document", s->scenario->documents[d->document].name);
    json_text(j, "not_computed",
              d->computable  ? NULL
              : d->dependent ? "dependent"
                             : "no-hazard");
    json_open_array(j, "leaked_by");
    for (size_t i = 0; i < SECRECY_POINTS; i++) {
        json_open_object(j, NULL);
        json_time(j, "time", s->points[i]);
        put_share(j, &d->out[i], d->computable);
        json_close(j);
    }
    json_close(j);
    json_open_array(j, "leaked_in");
    for (int i = 0; i < SECRECY_QUANTILES; i++)
        put_quantile(j, s, d, i);
    json_close(j);
    json_open_array(j, "leaks_first");
    for (size_t i = 0; i < d->holder_count; i++)
        put_holder(j, s, d, &d->holders[i]);
    json_close(j);
    json_close(j);
}

static void put_hazards(struct json *j, const struct secrecy *s)
{
    json_open_object(j, "hazards");
    json_number(j, "runs", s->runs);
    json_open_array(j, "documents");
    for (size_t i = 0; i < s->document_count; i++)
        put_document(j, s, &s->documents[i]);
    json_close(j);
    json_close(j);
}

/* Documents that nobody but the public knows of are left out. */
static void put_circles(struct json *j, const struct json_risk *r)
{
    const struct ledger *l = r->circles;

    json_open_object(j, "circles");
    if (r->half_life > 0)
        json_real(j, "half_life_years", r->half_life);
    else
        json_null(j, "half_life_years");
    json_open_array(j, "documents");
    for (uint32_t i = 0; i < l->scenario->document_count; i++) {
        double people;
        const double leaked = circle_leaked(l, i, r->by, r->half_life, &people);
        if (people <= 0) continue;
        json_open_object(j, NULL);
        json_text(j, "document", l->scenario->documents[i].name);
        json_real(j, "people", people);
        json_real(j, "leaked", leaked);
        json_real(j, "years_until_95", circle_years(people, YEARS_CHANCE));
        json_close(j);
    }
    json_close(j);
    json_close(j);
}

void json_risk_put(struct json *j, const struct json_risk *r)
{
    json_open_object(j, NULL);
    json_run_played(j, r->scenario, r->seed, 0);
    json_time(j, "from", r->scenario->start);
    json_time(j, "by", r->by);
    if (r->hazards)
        put_hazards(j, r->hazards);
    else
        json_null(j, "hazards");
    if (r->circles)
        put_circles(j, r);
    else
        json_null(j, "circles");
    json_close(j);
}
