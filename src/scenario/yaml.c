#include "scenario/yaml.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/utf8.h"
#include "scenario/yaml_fault.h"

/* The text is checked for characters that have no place in it, then given to
 * libyaml, whose events build the tree: a scalar becomes a key or a node, a
 * collection is opened, filled and closed. The open collections are a stack of
 * fixed size. The first event past a limit or outside the language stops the
 * reading; duplicate keys are looked for as a mapping closes, and read on. */

/* The tree under construction: the collections not yet closed, and of each
 * its last child. A stack of fixed size, so that no depth can recurse. */
struct yaml_builder {
    struct arena *arena;
    struct scenario_errors *errors;
    struct bytes source; /* without a byte order mark */
    uint32_t marks;      /* byte order marks before it: 1 or 0 */
    struct yaml_node *root;
    struct yaml_node *open[YAML_DEPTH_MAX];
    struct yaml_node *last[YAML_DEPTH_MAX];
    size_t depth;
    size_t nodes;
    size_t documents;
    const char *key; /* read, its value not yet */
    struct scenario_position key_position;
    uint32_t key_begin, key_end;
    bool quoted; /* the last text read */
    yaml_mark_t text_begin, text_end;
    bool stopped;
};

static struct scenario_position position_of(yaml_mark_t mark)
{
    return (struct scenario_position){.line = (uint32_t)mark.line + 1,
                                      .column = (uint32_t)mark.column + 1};
}

/* Its place in the whole file. */
static uint32_t index_of(const struct yaml_builder *b, yaml_mark_t mark)
{
    return (uint32_t)mark.index + b->marks;
}

static void stop(struct yaml_builder *b, enum err code, yaml_mark_t mark,
                 const char *text)
{
    scenario_errors_add(b->errors, code, position_of(mark), "%s", text);
    b->stopped = true;
}

static void stop_limit(struct yaml_builder *b, yaml_mark_t mark,
                       const char *what, int limit)
{
    scenario_errors_add(b->errors, ERR_LIMIT, position_of(mark),
                        "%s, expected at most %d", what, limit);
    b->stopped = true;
}

/* Hangs a new node below the innermost open collection. */
static struct yaml_node *yaml_add_node(struct yaml_builder *b,
                                       enum yaml_kind kind,
                                       const yaml_event_t *event)
{
    if (++b->nodes > YAML_NODES_MAX) {
        stop_limit(b, event->start_mark, "too many values", YAML_NODES_MAX);
        return NULL;
    }
    struct yaml_node *node = arena_alloc(b->arena, sizeof *node);
    *node = (struct yaml_node){.kind = kind,
                               .position = position_of(event->start_mark),
                               .key = b->key,
                               .key_position = b->key_position,
                               .key_begin = b->key_begin,
                               .key_end = b->key_end,
                               .begin = index_of(b, event->start_mark),
                               .end = index_of(b, event->end_mark)};
    b->key = NULL;
    if (b->depth == 0) {
        b->root = node;
        return node;
    }
    struct yaml_node *parent = b->open[b->depth - 1];
    assert(parent);
    struct yaml_node **last = &b->last[b->depth - 1];
    *(*last ? &(*last)->next : &parent->first) = node;
    *last = node;
    parent->count++;
    if (parent->kind == YAML_MAPPING && parent->count > YAML_KEYS_MAX) {
        stop_limit(b, event->start_mark, "too many keys", YAML_KEYS_MAX);
        return NULL;
    }
    return node;
}

static bool expects_key(const struct yaml_builder *b)
{
    const struct yaml_node *parent =
        b->depth > 0 ? b->open[b->depth - 1] : NULL;

    return parent && !b->key && parent->kind == YAML_MAPPING;
}

static void scalar(struct yaml_builder *b, const yaml_event_t *event)
{
    const char *raw = (const char *)event->data.scalar.value;
    size_t size = event->data.scalar.length;

    if (event->data.scalar.anchor || event->data.scalar.tag) {
        stop(b, ERR_FORMAT, event->start_mark,
             "anchors and tags are not part of the language");
        return;
    }
    if (strlen(raw) != size) {
        stop(b, ERR_FORMAT, event->start_mark,
             "a NUL character, expected text");
        return;
    }
    b->quoted = event->data.scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE ||
                event->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    b->text_begin = event->start_mark;
    b->text_end = event->end_mark;
    const char *text = arena_text(b->arena, raw);
    if (expects_key(b)) {
        b->key = text;
        b->key_position = position_of(event->start_mark);
        b->key_begin = index_of(b, event->start_mark);
        b->key_end = index_of(b, event->end_mark);
        return;
    }
    struct yaml_node *node = yaml_add_node(b, YAML_SCALAR, event);
    if (!node) return;
    yaml_scalar_style_t style = event->data.scalar.style;
    node->text = text;
    node->quoted = style != YAML_PLAIN_SCALAR_STYLE;
    node->literal =
        !node->quoted && event->start_mark.line == event->end_mark.line;
}

static void collection(struct yaml_builder *b, enum yaml_kind kind,
                       const yaml_event_t *event, const yaml_char_t *anchor,
                       const yaml_char_t *tag)
{
    if (anchor || tag) {
        stop(b, ERR_FORMAT, event->start_mark,
             "anchors and tags are not part of the language");
        return;
    }
    if (expects_key(b)) {
        stop(b, ERR_FORMAT, event->start_mark,
             "a key is a list or a mapping, expected a word");
        return;
    }
    if (b->depth == YAML_DEPTH_MAX) {
        stop_limit(b, event->start_mark, "nested too deep", YAML_DEPTH_MAX);
        return;
    }
    struct yaml_node *node = yaml_add_node(b, kind, event);
    if (!node) return;
    node->flow =
        event->type == YAML_MAPPING_START_EVENT
            ? event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
            : event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    b->open[b->depth] = node;
    b->last[b->depth] = NULL;
    b->depth++;
}

/* The innermost open collection ends: in its bracket, or with its last item,
 * for what libyaml names is where the next thing begins. */
static struct yaml_node *close_collection(struct yaml_builder *b,
                                          const yaml_event_t *event)
{
    b->depth--;

    struct yaml_node *node = b->open[b->depth];
    const struct yaml_node *last = b->last[b->depth];

    assert(node);
    if (node->flow)
        node->end = index_of(b, event->end_mark);
    else if (last)
        node->end = last->end;
    return node;
}

/* Equal keys side by side, the first of them in the file first. */
static int by_node_key(const void *a, const void *b)
{
    const struct yaml_node *const *left = a, *const *right = b;
    int order = strcmp((*left)->key, (*right)->key);

    if (order) return order;
    struct scenario_position p = (*left)->key_position,
                             q = (*right)->key_position;
    if (p.line != q.line) return p.line < q.line ? -1 : 1;
    return p.column < q.column ? -1 : p.column > q.column;
}

/* Sorted, not compared pair by pair: a mapping may have many keys. */
static void close_mapping(struct yaml_builder *b,
                          const struct yaml_node *mapping)
{
    assert(mapping);
    if (mapping->count < 2) return;
    const struct yaml_node **sorted =
        arena_array(b->arena, mapping->count, sizeof(struct yaml_node *));
    size_t count = 0;
    for (const struct yaml_node *n = mapping->first; n; n = n->next)
        sorted[count++] = n;
    qsort(sorted, count, sizeof *sorted, by_node_key);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(sorted[i - 1]->key, sorted[i]->key) != 0) continue;
        scenario_errors_add(
            b->errors, ERR_FORMAT, sorted[i]->key_position,
            "duplicate key \"%.64s\", expected once; before on line %u",
            sorted[i]->key, sorted[i - 1]->key_position.line);
    }
}

static void document(struct yaml_builder *b, const yaml_event_t *event)
{
    if (b->documents++ > 0)
        stop(b, ERR_FORMAT, event->start_mark,
             "a second document, expected one per file");
}

/* One event; true after the last one. */
static bool build_from_event(struct yaml_builder *b, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    case YAML_STREAM_END_EVENT:
        return true;
    case YAML_DOCUMENT_START_EVENT:
        document(b, event);
        break;
    case YAML_ALIAS_EVENT:
        stop(b, ERR_FORMAT, event->start_mark,
             "aliases are not part of the language");
        break;
    case YAML_SCALAR_EVENT:
        scalar(b, event);
        break;
    case YAML_SEQUENCE_START_EVENT:
        collection(b, YAML_SEQUENCE, event, event->data.sequence_start.anchor,
                   event->data.sequence_start.tag);
        break;
    case YAML_MAPPING_START_EVENT:
        collection(b, YAML_MAPPING, event, event->data.mapping_start.anchor,
                   event->data.mapping_start.tag);
        break;
    case YAML_MAPPING_END_EVENT:
        close_mapping(b, close_collection(b, event));
        break;
    case YAML_SEQUENCE_END_EVENT:
        (void)close_collection(b, event);
        break;
    }
    return b->stopped;
}

static void yaml_report(struct yaml_builder *b, const yaml_parser_t *parser)
{
    const struct yaml_fault fault = {.parser = parser,
                                     .source = b->source,
                                     .marks = b->marks,
                                     .open = b->open,
                                     .depth = b->depth,
                                     .quoted = b->quoted,
                                     .quote_begin = b->text_begin,
                                     .quote_end = b->text_end};

    yaml_fault_report(&fault, b->errors);
    b->stopped = true;
}

/* Refuses control characters and separators, which would let a line number mean
 * different things to libyaml and to an editor; and directives before libyaml
 * sees them, for it takes quadratic time over many of them. */
static bool is_text(struct bytes source, struct scenario_errors *errors)
{
    struct scenario_position at = {.line = 1, .column = 1};
    size_t size;

    for (; source.size > 0; source = bytes_from(source, size)) {
        uint32_t c = utf8_next(source, &size);
        bool line_end = c == '\n' || (c == '\r' && source.size > 1 &&
                                      source.data[1] == '\n');
        bool separator = c == 0x2028 || c == 0x2029;
        if (c == UTF8_BROKEN) {
            scenario_errors_add(errors, ERR_FORMAT, at,
                                "broken UTF-8, expected text");
            return false;
        }
        if (separator || (utf8_is_control(c) && !line_end && c != '\t')) {
            scenario_errors_add(errors, ERR_FORMAT, at,
                                "control character U+%04X, expected text", c);
            return false;
        }
        if (c == '%' && at.column == 1) {
            scenario_errors_add(errors, ERR_FORMAT, at,
                                "directives are not part of the language");
            return false;
        }
        at.line += c == '\n' ? 1 : 0;
        at.column = c == '\n' ? 1 : at.column + 1;
    }
    return true;
}

const struct yaml_node *yaml_parse(struct arena *arena, struct bytes source,
                                   struct scenario_errors *errors)
{
    struct bytes text = utf8_skip_mark(source);
    struct yaml_builder b = {.arena = arena,
                             .errors = errors,
                             .source = text,
                             .marks = text.size < source.size};
    yaml_parser_t parser;
    const struct scenario_position start = {.line = 1, .column = 1};

    if (source.size > YAML_FILE_MAX) {
        scenario_errors_add(errors, ERR_LIMIT, start,
                            "the file has more than %d bytes", YAML_FILE_MAX);
        return NULL;
    }
    if (!is_text(text, errors)) return NULL;
    if (text.size == 0)
        b.source = text = bytes_of_text(""); /* at some address */
    if (!yaml_parser_initialize(&parser)) {
        scenario_errors_add(errors, ERR_LIMIT, start, "out of memory");
        return NULL;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, text.data, text.size);
    for (bool last = false; !last;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            yaml_report(&b, &parser);
            break;
        }
        last = build_from_event(&b, &event);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    if (!b.stopped && !b.root)
        scenario_errors_add(errors, ERR_FORMAT, start,
                            "the file is empty, expected a mapping");
    return b.stopped ? NULL : b.root;
}

bool yaml_is_empty(const struct yaml_node *node)
{
    static const char *const nulls[] = {"", "~", "null"};

    if (node->kind != YAML_SCALAR) return node->count == 0;
    for (size_t i = 0; i < sizeof nulls / sizeof *nulls; i++)
        if (strcmp(node->text, nulls[i]) == 0) return !node->quoted;
    return false;
}
