#include "export/format.h"

#include <string.h>

#include "export/csv.h"
#include "export/dot.h"
#include "export/jsonl.h"
#include "export/mermaid.h"
#include "export/pcapng.h"
#include "export/perfetto.h"
#include "export/shiviz.h"
#include "export/sqlite.h"
#include "export/timesketch.h"
#include "scenario/name.h"

static const struct format formats[] = {
    {.name = "jsonl",
     .summary = "a JSON object per record and line, with all fields",
     .write = jsonl_write},
    {.name = "csv",
     .summary = "a table for spreadsheets, without the bytes of frames",
     .write = csv_write},
    {.name = "sqlite",
     .summary = "a database of records and of who knows what",
     .binary = true,
     .by_path = true,
     .write = sqlite_write},
    {.name = "pcapng",
     .summary = "the frames that travelled, for Wireshark",
     .binary = true,
     .opens = true,
     .write = pcapng_write},
    {.name = "mermaid",
     .summary = "a sequence diagram of the acts",
     .write = mermaid_write},
    {.name = "dot",
     .summary = "a graph of who gave what to whom, for Graphviz",
     .write = dot_write},
    {.name = "perfetto",
     .summary = "a trace of parties, inboxes and frames",
     .write = perfetto_write},
    {.name = "shiviz",
     .summary = "a log with vector clocks",
     .write = shiviz_write},
    {.name = "timesketch",
     .summary = "events for a timeline in Timesketch",
     .write = timesketch_write},
};

enum { FORMAT_COUNT = sizeof formats / sizeof formats[0] };

const struct format *format_at(size_t i)
{
    return i < FORMAT_COUNT ? &formats[i] : NULL;
}

const struct format *format_find(const char *name, const char **near)
{
    struct name_nearest nearest;

    *near = NULL;
    name_nearest_init(&nearest, name);
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (strcmp(formats[i].name, name) == 0) return &formats[i];
        name_nearest_try(&nearest, formats[i].name);
    }
    *near = nearest.best;
    return NULL;
}

const char *format_list(struct arena *a)
{
    const char *list = formats[0].name;

    for (size_t i = 1; i < FORMAT_COUNT; i++) {
        const char *between = i + 1 < FORMAT_COUNT ? ", " : " or ";

        list = arena_format(a, "%s%s%s", list, between, formats[i].name);
    }
    return list;
}
