#include "json/json_stats.h"

#include "json/json_run.h"

/* Exact percentiles; null where nothing has arrived. */
static void put_spans(struct json *j, const struct stats_spans *s)
{
    static const struct {
        const char *name;
        unsigned percent;
    } columns[] = {
        {"least_s", 0}, {"p50_s", 50}, {"p95_s", 95}, {"most_s", 100}};

    if (s->count == 0) {
        json_null(j, "latency");
        return;
    }
    json_open_object(j, "latency");
    json_number(j, "count", s->count);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        json_seconds(j, columns[i].name,
                     stats_percentile(s, columns[i].percent));
    json_close(j);
}

static void put_channel(struct json *j, const struct stats *s, size_t channel)
{
    const struct stats_channel *c = &s->channels[channel];
    const struct scenario *sc = s->scenario;

    json_open_object(j, NULL);
    json_text(j, "channel",
              channel < sc->channel_count ? sc->channels[channel].name : NULL);
    json_number(j, "frames", c->frames);
    json_number(j, "bytes", c->bytes);
    json_number(j, "again", c->again);
    json_number(j, "lost", c->lost);
    json_number(j, "doubled", c->doubled);
    json_number(j, "arrived", c->arrived);
    json_number(j, "session_ends", c->sessions);
    put_spans(j, &c->took);
    json_close(j);
}

static void put_precedence(struct json *j, const struct stats *s, size_t i)
{
    const struct stats_precedence *p = &s->precedences[i];

    json_open_object(j, NULL);
    json_text(j, "precedence",
              scenario_precedence_name((enum scenario_precedence)i));
    json_number(j, "sent", p->sent);
    json_number(j, "received", p->received);
    put_spans(j, &p->took);
    json_close(j);
}

static void put_reasons(struct json *j, const char *key,
                        const uint64_t counts[REASON_COUNT])
{
    json_open_array(j, key);
    for (size_t i = 0; i < REASON_COUNT; i++) {
        if (counts[i] == 0) continue;
        json_open_object(j, NULL);
        json_text(j, "reason", record_reason_text((enum record_reason)i));
        json_number(j, "count", counts[i]);
        json_close(j);
    }
    json_close(j);
}

void json_stats_put(struct json *j, const struct stats *s,
                    const struct record_header *header, bool damaged)
{
    json_open_object(j, NULL);
    json_run_put(j, s->scenario, header);
    json_number(j, "records", s->records);
    json_number(j, "exchanges", s->exchanges);
    json_open_object(j, "receipts");
    json_number(j, "given", s->receipts_given);
    json_number(j, "held", s->receipts_held);
    json_number(j, "outstanding", stats_outstanding(s));
    json_close(j);
    json_number(j, "undelivered", s->undelivered);
    json_open_array(j, "channels");
    for (size_t i = 0; i <= s->scenario->channel_count; i++)
        put_channel(j, s, i);
    json_close(j);
    json_open_array(j, "precedences");
    for (size_t i = 0; i < STATS_PRECEDENCES; i++)
        put_precedence(j, s, i);
    json_close(j);
    put_reasons(j, "rejected", s->rejected);
    put_reasons(j, "ignored", s->ignored);
    json_bool(j, "damaged", damaged);
    json_close(j);
}
