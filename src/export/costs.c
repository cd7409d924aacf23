#include "export/costs.h"

#include <inttypes.h>

#include "export/quote.h"

static void put_heading(bool timed, FILE *out)
{
    static const char *const columns[MEASURE_COUNT] = {
        [MEASURE_CONFIDENTIAL] = "confidential",
        [MEASURE_ORIGIN] = "origin",
        [MEASURE_PROVABLE] = "provable",
        [MEASURE_FORWARD] = "forward-secret",
        [MEASURE_POST_COMPROMISE] = "heals",
        [MEASURE_HIDES_SENDER] = "hides-sender",
        [MEASURE_HIDES_LENGTH] = "hides-length",
    };

    fputs("protection,papers,bytes,frames,trips,latency,primitives", out);
    for (size_t i = 0; i < MEASURE_COUNT; i++)
        fprintf(out, ",%s,%s-because", columns[i], columns[i]);
    fputs(timed ? ",cpu\r\n" : "\r\n", out);
}

void costs_write(const struct measure *items, size_t count,
                 const uint64_t *cpu_ns, FILE *out)
{
    put_heading(cpu_ns != NULL, out);
    for (size_t i = 0; i < count; i++) {
        const struct measure *m = &items[i];
        quote_csv(m->name, out);
        fprintf(out, ",%zu,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRId64 ",",
                m->documents, m->bytes, m->frames, m->trips,
                (int64_t)m->latency);
        quote_csv(m->primitives, out);
        for (size_t k = 0; k < MEASURE_COUNT; k++) {
            fputc(',', out);
            quote_csv(measure_verdict_word(m->answers[k].verdict), out);
            fputc(',', out);
            quote_csv(m->answers[k].because, out);
        }
        if (cpu_ns) fprintf(out, ",%" PRIu64, cpu_ns[i]);
        fputs("\r\n", out);
    }
}
