#include "json/json_run.h"

void json_run_put(struct json *j, const struct scenario *sc,
                  const struct record_header *header)
{
    json_open_object(j, "run");
    json_text(j, "scenario", header->scenario_name);
    json_text(j, "title", sc->title);
    json_digits(j, "seed", header->seed);
    json_digits(j, "run", header->run);
    json_close(j);
}

void json_run_party(struct json *j, const char *key, const struct scenario *sc,
                    uint32_t party)
{
    json_text(j, key, party == SCENARIO_NONE ? NULL : sc->parties[party].name);
}
