#include "export/latencies.h"

#include <inttypes.h>

#include "export/quote.h"

static void put_spans(const char *of, const char *name,
                      const struct stats_spans *s, FILE *out)
{
    for (size_t i = 0; i < s->count; i++) {
        fputs(of, out);
        quote_csv_next(name, out);
        fprintf(out, ",%" PRId64 "\r\n", s->items[i]);
    }
}

void latencies_write(const struct stats *s, FILE *out)
{
    const struct scenario *sc = s->scenario;

    fputs("of,name,latency\r\n", out);
    for (size_t i = 0; i <= sc->channel_count; i++)
        put_spans("channel",
                  i < sc->channel_count ? sc->channels[i].name : NULL,
                  &s->channels[i].took, out);
    for (size_t i = 0; i < STATS_PRECEDENCES; i++)
        put_spans("precedence",
                  scenario_precedence_name((enum scenario_precedence)i),
                  &s->precedences[i].took, out);
}
