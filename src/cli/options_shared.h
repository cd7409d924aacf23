/* Rows of options that several subcommands share, each without its braces. */
#ifndef CLI_OPTIONS_SHARED_H
#define CLI_OPTIONS_SHARED_H

#include "cli/input.h"
#include "cli/options.h"
#include "cli/pager.h"
#include "cli/protections.h"
#include "live/workers.h"

#define OPTIONS_SEED(T, m) \
    "seed", "N", "the seed of all random draws; default 1", OPTIONS_NUMBER(T, m)

#define OPTIONS_DRAW(T, m) \
    "run", "N", "another run of the same seed; default 0", OPTIONS_NUMBER(T, m)

#define OPTIONS_CHANGE(T, m)                                                \
    "change", "PATH=VALUE",                                                 \
        "change a value of the scenario, such as script[3].at=... or "      \
        "channels.moscow.loss=5%, or remove it: script[3]=-; may be given " \
        "more than once",                                                   \
        OPTIONS_OTHER(T, m, input_take_change), .many = true

#define OPTIONS_THREADS(T, m)                                    \
    "threads", "N",                                              \
        "how many threads work, 1 to 16; default: one for each " \
        "processor; the output is the same",                     \
        OPTIONS_NUMBER(T, m), .least = 1, .most = WORKERS_MAX

#define OPTIONS_CRYPTO                                                    \
    "crypto", "real|stand-in",                                            \
        "what answers for the curve; a stand-in takes a fraction of the " \
        "time and proves nothing; default: real",                         \
        OPTIONS_TAKEN(options_crypto), .words = &options_curves

#define OPTIONS_COLOR                                                        \
    "color", "auto|always|never",                                            \
        "colour: always, never, or auto, for a terminal only (the default)", \
        OPTIONS_TAKEN(options_color), .words = &options_colors, .common = true

#define OPTIONS_NO_PAGER                                             \
    "no-pager", NULL,                                                \
        "not through the pager that DEMARCHE_PAGER, or else PAGER, " \
        "names for a terminal",                                      \
        OPTIONS_TAKEN(pager_never), .common = true

#define OPTIONS_PROTECT(T, m, text)                                          \
    "protect", "A,B,C", text, OPTIONS_TEXT(T, m), .offer = protections_word, \
                                                  .list = true

/* What is there already, which is replaced. */
#define OPTIONS_FORCE(T, m, what) \
    "force", NULL, "replace " what, OPTIONS_FLAG(T, m)

/* The answer as data, whose form docs/json.md names. */
#define OPTIONS_JSON(T, m, what) \
    "json", NULL, what ", as JSON", OPTIONS_FLAG(T, m)

#define OPTIONS_QUIET(T, m) \
    "quiet", NULL, "print nothing but errors", OPTIONS_FLAG(T, m)

#endif
