#include "json/json_compare.h"

#include "json/json_run.h"

/* A protection has its costs and, for each property, whether it has it; null
 * says that there was nothing to try it on. The grades are those of
 * the specification beside the measured ones, payload by payload and for the
 * static keys, with the smallest sets of keys that open a payload. */

static const char *const properties[MEASURE_COUNT] = {
    [MEASURE_CONFIDENTIAL] = "confidential",
    [MEASURE_ORIGIN] = "origin",
    [MEASURE_PROVABLE] = "provable",
    [MEASURE_FORWARD] = "forward_secret",
    [MEASURE_POST_COMPROMISE] = "post_compromise_secure",
    [MEASURE_HIDES_SENDER] = "hides_sender",
    [MEASURE_HIDES_LENGTH] = "hides_length",
};

static void put_answer(struct json *j, const char *key,
                       const struct measure_answer *a)
{
    json_open_object(j, key);
    if (a->verdict == MEASURE_UNTRIED)
        json_null(j, "has");
    else
        json_bool(j, "has", a->verdict == MEASURE_HAS);
    json_text(j, "because", a->because);
    json_close(j);
}

static void put_protection(struct json *j, const struct measure *m,
                           const uint64_t *cpu_ns)
{
    json_open_object(j, NULL);
    json_text(j, "protection", m->name);
    json_number(j, "copies", m->documents);
    json_number(j, "grouped", m->grouped);
    json_number(j, "bytes", m->bytes);
    json_number(j, "frames", m->frames);
    json_number(j, "trips", m->trips);
    json_seconds(j, "latency_s", m->latency);
    if (cpu_ns)
        json_seconds(j, "cpu_s", (duration)*cpu_ns);
    else
        json_null(j, "cpu_s");
    json_text(j, "primitives", m->primitives);
    json_open_object(j, "properties");
    for (size_t i = 0; i < MEASURE_COUNT; i++)
        put_answer(j, properties[i], &m->answers[i]);
    json_close(j);
    json_close(j);
}

static void put_grade(struct json *j, const char *key, int8_t measured,
                      int8_t stated)
{
    if (stated == NOISE_GRADE_NONE && measured == NOISE_GRADE_NONE) {
        json_null(j, key);
        return;
    }
    json_open_object(j, key);
    json_int(j, "measured", measured);
    json_int(j, "stated", stated);
    json_close(j);
}

static void put_sets(struct json *j, const struct grades_row *r)
{
    static const char *const keys[GRADES_KEYS] = {"i.s", "i.e", "r.s", "r.e"};

    json_open_array(j, "opened_by");
    for (unsigned set = 0; set < GRADES_KEY_SETS; set++) {
        if (!grades_is_smallest(r, set)) continue;
        json_open_array(j, NULL);
        for (unsigned k = 0; k < GRADES_KEYS; k++)
            if (set & 1u << k) json_text(j, NULL, keys[k]);
        json_close(j);
    }
    json_close(j);
}

static void put_payload(struct json *j, const struct grades_row *r)
{
    json_open_object(j, NULL);
    json_text(j, "from", r->initiator ? "initiator" : "responder");
    json_text(j, "tokens", r->tokens);
    put_grade(j, "source", r->measured.source, r->stated.source);
    put_grade(j, "destination", r->measured.destination, r->stated.destination);
    put_sets(j, r);
    json_close(j);
}

static void put_pattern(struct json *j, const struct grades *g)
{
    json_open_object(j, NULL);
    json_text(j, "pattern", g->pattern);
    json_open_array(j, "payloads");
    for (unsigned i = 0; i < g->count; i++)
        put_payload(j, &g->rows[i]);
    json_close(j);
    put_grade(j, "initiator", g->measured[0], g->stated[0]);
    put_grade(j, "responder", g->measured[1], g->stated[1]);
    json_close(j);
}

void json_compare_put(struct json *j, const struct json_compare *c)
{
    json_open_object(j, NULL);
    if (c->scenario)
        json_run_played(j, c->scenario, c->seed, c->run);
    else
        json_null(j, "run");
    json_open_array(j, "protections");
    for (size_t i = 0; i < c->count; i++)
        put_protection(j, &c->items[i], c->cpu_ns ? &c->cpu_ns[i] : NULL);
    json_close(j);
    if (c->grades) {
        json_open_array(j, "grades");
        for (size_t i = 0; i < GRADES_PATTERNS; i++)
            put_pattern(j, &c->grades[i]);
        json_close(j);
    } else {
        json_null(j, "grades");
    }
    json_close(j);
}
