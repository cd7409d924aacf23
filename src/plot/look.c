#include "plot/look.h"

#include <assert.h>

/* Colours are tokens with a value for each scheme, written as custom
 * properties; the rules use the tokens alone. Lines have the six colours that
 * every kind of sight tells apart, blue, yellow and neither, each dark and
 * middling, and dashes besides, for colour alone says nothing. Areas of heat
 * have the ramp of the levels, whose lightness only falls (or rises, in the
 * dark), and ink that is read on it. */

static const struct {
    const char *name, *light, *dark;
} tokens[] = {
    {"paper", "#fbfaf6", "#121519"}, {"wash", "#f5f3ee", "#1b1f23"},
    {"ink", "#181b1e", "#e9e6e0"},   {"ink2", "#494e52", "#bdbab3"},
    {"ink3", "#686e74", "#99958d"},  {"rule", "#d3d1cb", "#393e42"},
    {"rule2", "#eae8e3", "#24282c"}, {"now", "#b63e03", "#fe9b61"},
    {"edge", "#236c9d", "#4fa9c5"},  {"l0", "#181b1e", "#e9e6e0"},
    {"l1", "#236c9d", "#4fa9c5"},    {"l2", "#7a5c00", "#a88a3c"},
    {"l3", "#686e74", "#99958d"},    {"l4", "#1a3a7a", "#8ae2e7"},
    {"l5", "#4d3300", "#f2dc96"},    {"h0", "#c9eaee", "#202f3f"},
    {"h1", "#a7d9e0", "#273e54"},    {"h2", "#84c7d3", "#2d4e69"},
    {"h3", "#65b2c7", "#326080"},    {"h4", "#469dbc", "#367397"},
    {"h5", "#378fb6", "#428eae"},    {"h6", "#236c9d", "#4fa9c5"},
    {"h7", "#1c538c", "#6bc6d6"},    {"h8", "#1a3a7a", "#8ae2e7"},
    {"t0", "#181b1e", "#fff"},       {"t1", "#181b1e", "#fff"},
    {"t2", "#181b1e", "#fff"},       {"t3", "#181b1e", "#fff"},
    {"t4", "#181b1e", "#fff"},       {"t5", "#181b1e", "#121519"},
    {"t6", "#fff", "#121519"},       {"t7", "#fff", "#121519"},
    {"t8", "#fff", "#121519"},
};

enum { TOKEN_COUNT = sizeof tokens / sizeof *tokens };

static const struct look_type types[LOOK_STYLES] = {
    [LOOK_TITLE] = {"ti", SVG_SERIF, 21, 26},
    [LOOK_SUBTITLE] = {"su", SVG_SERIF, 15, 21},
    [LOOK_BASIS] = {"ba", SVG_SANS, 12.5, 18},
    [LOOK_LABEL] = {"la", SVG_BOLD, 13, 16},
    [LOOK_NOTE] = {"no", SVG_SANS, 12, 16},
    [LOOK_NAME] = {"na", SVG_SANS, 12, 16},
    [LOOK_TICK] = {"tk", SVG_SANS, 12, 16},
    [LOOK_DATE] = {"da", SVG_BOLD, 12, 16},
    [LOOK_SMALL] = {"sm", SVG_SANS, 11.5, 14},
    [LOOK_CELL] = {"ce", SVG_SANS, 11.5, 14},
};

static const char rules[] =
    ".demarche{background:var(--paper);max-width:100%;height:auto}\n"
    ".demarche text{font:12px -apple-system,BlinkMacSystemFont,\"Segoe UI\","
    "Roboto,\"Noto Sans\",\"Liberation Sans\",system-ui,sans-serif;"
    "font-variant-numeric:tabular-nums lining-nums;fill:var(--ink2)}\n"
    ".demarche .ti,.demarche .su{font-family:\"Iowan Old Style\",Charter,"
    "\"Bitstream Charter\",\"Source Serif 4\",\"Sitka Text\","
    "\"Palatino Linotype\",P052,\"URW Palladio L\",Georgia,"
    "\"Liberation Serif\",serif}\n"
    ".demarche .ti{font-size:21px;font-weight:600;letter-spacing:-.008em;"
    "fill:var(--ink)}\n"
    ".demarche .su{font-size:15px}\n"
    ".demarche .ba{font-size:12.5px;fill:var(--ink3)}\n"
    ".demarche .la{font-size:13px;font-weight:600;fill:var(--c,var(--ink))}\n"
    ".demarche .no,.demarche .tk{fill:var(--ink3)}\n"
    ".demarche "
    ".sm{font-size:11.5px;fill:var(--c);paint-order:stroke;stroke:var(--paper);"
    "stroke-width:3px;stroke-linejoin:round}\n"
    ".demarche .ce{font-size:11.5px}\n"
    ".demarche .da{font-weight:600}\n"
    ".demarche .m{text-anchor:middle}\n"
    ".demarche .e{text-anchor:end}\n"
    ".demarche .paper{fill:var(--paper)}\n"
    ".demarche .grid{stroke:var(--rule2);fill:none}\n"
    ".demarche .axis{stroke:var(--ink3);fill:none}\n"
    ".demarche .top{stroke:var(--ink);stroke-width:2;fill:none}\n"
    ".demarche .line{stroke:var(--c);stroke-width:2;fill:none;"
    "stroke-linejoin:round}\n"
    ".demarche .band{fill:var(--c);fill-opacity:.13}\n"
    ".demarche .lead{stroke:var(--c);fill:none;stroke-opacity:.6}\n"
    ".demarche .mark{stroke:var(--c);stroke-width:1.5;fill:none}\n"
    ".demarche .zero{stroke:var(--ink);fill:none}\n"
    ".demarche .whisker{stroke:var(--c);stroke-width:2.6;fill:none}\n"
    ".demarche .dot{fill:var(--c);stroke:var(--paper);stroke-width:1.5}\n"
    ".demarche .ring{fill:var(--paper);stroke:var(--c);stroke-width:2}\n"
    ".demarche .hn rect{fill:var(--wash)}\n"
    ".demarche .hn text{fill:var(--ink3)}\n"
    ".demarche .x0{--c:var(--l0)}\n"
    ".demarche .x1{--c:var(--l1)}\n"
    ".demarche .x2{--c:var(--l2)}\n"
    ".demarche .x3{--c:var(--l3)}\n"
    ".demarche .x4{--c:var(--l4)}\n"
    ".demarche .x5{--c:var(--l5)}\n"
    ".demarche .xn{--c:var(--now)}\n"
    ".demarche .x2 .line{stroke-dasharray:8 3}\n"
    ".demarche .x3 .line{stroke-dasharray:.1 4;stroke-linecap:round}\n"
    ".demarche .x4 .line{stroke-dasharray:11 3 2 3}\n"
    ".demarche .x5 .line{stroke-dasharray:4 3}\n"
    ".demarche .xn .line{stroke-width:2.8}\n";

const struct look_type *look_type(enum look_style style)
{
    assert(style < LOOK_STYLES);
    return &types[style];
}

const char *look_line(size_t index, bool is_picked)
{
    static const char *const classes[LOOK_LINES] = {"x0", "x1", "x2",
                                                    "x3", "x4", "x5"};

    assert(index < LOOK_LINES);
    return is_picked ? "xn" : classes[index];
}

void look_put_style(FILE *out)
{
    fputs("<style>\n.demarche{color-scheme:light dark", out);
    for (size_t i = 0; i < TOKEN_COUNT; i++)
        fprintf(out, ";--%s:%s", tokens[i].name, tokens[i].light);
    fputs("}\n@media screen and (prefers-color-scheme:dark){.demarche{", out);
    for (size_t i = 0; i < TOKEN_COUNT; i++)
        fprintf(out, "%s--%s:%s", i > 0 ? ";" : "", tokens[i].name,
                tokens[i].dark);
    fputs("}}\n", out);
    fputs(rules, out);
    for (int i = 0; i < LOOK_STEPS; i++)
        fprintf(out,
                ".demarche .h%d rect{fill:var(--h%d)}\n"
                ".demarche .h%d text{fill:var(--t%d)}\n",
                i, i, i, i);
    fputs("</style>\n", out);
}
