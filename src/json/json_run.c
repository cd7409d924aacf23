#include "json/json_run.h"

static void put_run(struct json *j, const char *name, const char *title,
                    uint64_t seed, uint64_t run)
{
    json_open_object(j, "run");
    json_text(j, "scenario", name);
    json_text(j, "title", title);
    json_digits(j, "seed", seed);
    json_digits(j, "run", run);
    json_close(j);
}

void json_run_put(struct json *j, const struct scenario *sc,
                  const struct record_header *header)
{
    put_run(j, header->scenario_name, sc ? sc->title : NULL, header->seed,
            header->run);
}

void json_run_played(struct json *j, const struct scenario *sc, uint64_t seed,
                     uint64_t run)
{
    put_run(j, sc->name, sc->title, seed, run);
}

void json_run_party(struct json *j, const char *key, const struct scenario *sc,
                    uint32_t party)
{
    json_text(j, key, party == SCENARIO_NONE ? NULL : sc->parties[party].name);
}
