#include "runtime/runtime_header.h"

#include "crypto/curve.h"

void runtime_header(struct record_header *h, const struct scenario *s,
                    uint64_t seed, uint64_t run, const char *tool_version)
{
    *h = (struct record_header){
        .tool_version = tool_version,
        .scenario_name = s->name,
        .scenario = s->source,
        .seed = seed,
        .run = run,
        .features = curve_is_stand_in() ? JOURNAL_STAND_IN : 0,
        .semantics = RUNTIME_HEADER_SEMANTICS,
    };
}
