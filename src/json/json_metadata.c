#include "json/json_metadata.h"

#include "json/json_run.h"
#include "scenario/protections.h"
#include "statistics/proportion.h"

static void put_score(struct json *j, const char *key,
                      const struct classify_score *s)
{
    if (s->asked == 0) {
        json_null(j, key);
        return;
    }
    const struct interval i = proportion_wilson(s->right, s->asked);

    json_open_object(j, key);
    json_number(j, "right", s->right);
    json_number(j, "asked", s->asked);
    json_real(j, "low", i.low);
    json_real(j, "high", i.high);
    json_close(j);
}

static void put_guesses(struct json *j, const struct metadata_row *row)
{
    static const char *const questions[ONLOOKER_QUESTION_COUNT] = {
        [ONLOOKER_WHICH] = "which",
        [ONLOOKER_FROM] = "from",
        [ONLOOKER_TO] = "to",
        [ONLOOKER_WHETHER] = "whether",
    };
    static const char *const views[ONLOOKER_VIEW_COUNT] = {
        [ONLOOKER_BY_SIZE] = "size",
        [ONLOOKER_BY_TIME] = "time",
        [ONLOOKER_BY_BOTH] = "both",
    };

    json_open_object(j, "guesses");
    for (size_t q = 0; q < ONLOOKER_QUESTION_COUNT; q++) {
        json_open_object(j, questions[q]);
        for (size_t v = 0; v < ONLOOKER_VIEW_COUNT; v++)
            put_score(j, views[v], &row->scores[q][v]);
        put_score(j, "baseline", &row->blind[q]);
        json_close(j);
    }
    json_close(j);
}

static void put_row(struct json *j, const struct metadata_row *row)
{
    json_open_object(j, NULL);
    json_text(j, "way", row->name);
    json_text(j, "padding", protections_paddings.texts[row->padding]);
    json_bool(j, "hold", row->hold);
    json_bool(j, "cover", row->cover);
    put_guesses(j, row);
    json_number(j, "documents", row->carried);
    json_number(j, "frames", row->frames);
    json_number(j, "bytes", row->bytes);
    if (row->carried > 0)
        json_real(j, "mean_hold_s",
                  row->waited / (double)row->carried / (double)SECOND);
    else
        json_null(j, "mean_hold_s");
    json_close(j);
}

void json_metadata_put(struct json *j, const struct metadata *m)
{
    const struct scenario *sc = m->scenario;

    json_open_object(j, NULL);
    json_run_played(j, sc, m->seed, 0);
    json_number(j, "runs", m->runs);
    json_digits(j, "learned_seed", m->seed + 1);
    json_text(j, "channel",
              m->on == SCENARIO_NONE ? NULL : sc->channels[m->on].name);
    json_open_array(j, "ways");
    for (size_t i = 0; i < m->row_count; i++)
        put_row(j, &m->rows[i]);
    json_close(j);
    json_close(j);
}
