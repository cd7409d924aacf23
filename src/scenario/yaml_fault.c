#include "scenario/yaml_fault.h"

#include <assert.h>
#include <string.h>

#include "base/utf8.h"

/* libyaml says where it could not go on, often lines below the cause. The
 * finders below are asked in turn, from the surest on: a tab; a quotation mark
 * without a second one; a text in quotes that goes on behind them; a bracket
 * that closes nothing; one that is never closed. What none of them knows is
 * said as libyaml says it, in plainer words where there are any. */

static struct scenario_position fault_place(yaml_mark_t mark)
{
    return (struct scenario_position){.line = (uint32_t)mark.line + 1,
                                      .column = (uint32_t)mark.column + 1};
}

static yaml_mark_t fault_mark(const yaml_parser_t *parser)
{
    return parser->error == YAML_READER_ERROR ? parser->mark
                                              : parser->problem_mark;
}

/* The source from a character on, counted as libyaml does. */
static struct bytes from_character(struct bytes source, size_t index)
{
    size_t size;

    for (; index > 0 && source.size > 0; index--) {
        (void)utf8_next(source, &size);
        source = bytes_from(source, size);
    }
    return source;
}

static bool find_tab(const struct yaml_fault *f, struct bytes there,
                     struct scenario_errors *errors)
{
    if (there.size == 0 || there.data[0] != '\t') return false;
    scenario_errors_add(errors, ERR_FORMAT, fault_place(fault_mark(f->parser)),
                        "not YAML: a tab, expected spaces");
    return true;
}

static bool find_open_quote(const struct yaml_fault *f, struct bytes there,
                            struct scenario_errors *errors)
{
    const yaml_parser_t *parser = f->parser;

    if (there.size > 0 || parser->error != YAML_SCANNER_ERROR ||
        !parser->context || !strstr(parser->context, "quoted scalar"))
        return false;
    scenario_errors_add(errors, ERR_FORMAT, fault_place(parser->context_mark),
                        "not YAML: this quotation mark has no second one");
    return true;
}

/* The text in quotes ended at another quotation mark than was meant. */
static bool find_closed_quote(const struct yaml_fault *f, struct bytes there,
                              struct scenario_errors *errors)
{
    const yaml_mark_t mark = fault_mark(f->parser);

    (void)there;
    if (!f->quoted || mark.index < f->quote_end.index) return false;
    const struct bytes between = from_character(f->source, f->quote_end.index);
    const size_t size = mark.index - f->quote_end.index;
    for (size_t i = 0; i < size; i++)
        if (i >= between.size || between.data[i] != ' ') return false;
    const struct scenario_position begin = fault_place(f->quote_begin);
    const struct scenario_position end = fault_place(f->quote_end);
    scenario_errors_add(errors, ERR_FORMAT, begin,
                        "not YAML: the text in these quotation marks ends at "
                        "%u:%u, and more follows",
                        end.line, end.column - 1);
    return true;
}

/* The rest of a line behind a "#", or of a text in quotes, of which a part
 * may look like brackets. */
static struct bytes skip_words(struct bytes b)
{
    const uint8_t end = b.data[0] == '#' ? '\n' : b.data[0];
    const uint8_t *found = memchr(b.data + 1, end, b.size - 1);

    return bytes_from(b, found ? (size_t)(found - b.data) : b.size - 1);
}

/* True if the bracket with which the text begins has its partner in it. */
static bool is_closed(struct bytes b)
{
    static const char opening[] = "[{", closing[] = "]}";
    char open[2 * YAML_DEPTH_MAX];
    size_t depth = 0;
    uint8_t before = ' ';

    for (; b.size > 0; before = b.data[0], b = bytes_from(b, 1)) {
        const char *at;
        const char c = (char)b.data[0];

        if (strchr("#'\"", c) && strchr(" \n,:[{", before))
            b = skip_words(b);
        else if ((at = strchr(opening, c)) && depth < sizeof open)
            open[depth++] = closing[at - opening];
        else if (strchr(closing, c) && (depth == 0 || open[--depth] != c))
            return false;
        if (depth == 0) return true;
    }
    return false;
}

/* The innermost bracket that is open for good. */
static bool find_open_bracket(const struct yaml_fault *f, struct bytes there,
                              struct scenario_errors *errors)
{
    (void)there;
    for (size_t i = f->depth; i > 0; i--) {
        const struct yaml_node *n = f->open[i - 1];

        assert(n);
        if (!n->flow) break;
        if (is_closed(from_character(f->source, n->begin - f->marks))) continue;
        scenario_errors_add(errors, ERR_FORMAT, n->position,
                            "not YAML: this %s is not closed",
                            n->kind == YAML_MAPPING ? "{" : "[");
        return true;
    }
    return false;
}

static bool find_stray_bracket(const struct yaml_fault *f, struct bytes there,
                               struct scenario_errors *errors)
{
    const bool flow = f->depth > 0 && f->open[f->depth - 1]->flow;

    if (flow || there.size == 0 ||
        (there.data[0] != ']' && there.data[0] != '}'))
        return false;
    scenario_errors_add(errors, ERR_FORMAT, fault_place(fault_mark(f->parser)),
                        "not YAML: this %c closes nothing",
                        (char)there.data[0]);
    return true;
}

/* libyaml's words for what it met, and plainer ones. */
static const struct {
    const char *problem, *words;
} plainer[] = {
    {"mapping values are not allowed in this context",
     "a second \": \" in one text, expected the text in quotes"},
    {"did not find expected key",
     "expected a key and a colon, indented like those before"},
    {"could not find expected ':'", "expected a colon behind this key"},
};

static void report_as_found(const struct yaml_fault *f,
                            struct scenario_errors *errors)
{
    const yaml_parser_t *p = f->parser;
    const char *problem = p->problem ? p->problem : "unreadable";
    const struct scenario_position place = fault_place(fault_mark(p));

    for (size_t i = 0; i < sizeof plainer / sizeof *plainer; i++) {
        if (strcmp(problem, plainer[i].problem) != 0) continue;
        scenario_errors_add(errors, ERR_FORMAT, place, "not YAML: %s",
                            plainer[i].words);
        return;
    }
    scenario_errors_add(errors, ERR_FORMAT, place, "not YAML: %s%s%s", problem,
                        p->context ? ", " : "", p->context ? p->context : "");
}

void yaml_fault_report(const struct yaml_fault *fault,
                       struct scenario_errors *errors)
{
    static bool (*const finders[])(const struct yaml_fault *, struct bytes,
                                   struct scenario_errors *) = {
        find_tab,           find_open_quote,   find_closed_quote,
        find_stray_bracket, find_open_bracket,
    };

    if (fault->parser->error == YAML_MEMORY_ERROR) arena_out_of_memory(0);
    const struct bytes there =
        from_character(fault->source, fault_mark(fault->parser).index);
    for (size_t i = 0; i < sizeof finders / sizeof *finders; i++)
        if (finders[i](fault, there, errors)) return;
    report_as_found(fault, errors);
}
