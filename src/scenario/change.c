#include "scenario/change.h"

#include <string.h>

#include "base/writer.h"
#include "scenario/field.h"
#include "scenario/yaml_flow.h"

/* The source is parsed into nodes that remember their place; the path is
 * followed from key to key and item to item down to the node it names, with the
 * section's table at hand so that a key is found in either spelling; and the
 * change becomes one edit of bytes: a value replaced, a key inserted, or a node
 * cut out with its comma, dash or line. Nothing else of the text is touched. */

enum { STEP_MAX = 128, SHOWN_MAX = 60 };

/* A path being followed. */
struct change_walk {
    const char *change;                  /* as it was written */
    const char *rest;                    /* of the path */
    const char *end;                     /* of the path: its "=" */
    const struct yaml_node *parent;      /* of the node; NULL: it is the root */
    const struct yaml_node *node;        /* NULL: a key that is to be put in */
    char key[STEP_MAX];                  /* the last one */
    const struct field_section *section; /* of the next key; NULL: not known */
    bool named; /* the next key is a name, and what it names has the section */
};

/* The bytes of the source to replace, and their replacement. */
struct change_edit {
    size_t begin, end;
    const char *text;
};

static enum err change_wrong(const struct change_walk *w, struct errmsg *e,
                             enum err rc, const char *what, const char *name)
{
    return err_set(e, rc, "in the change %.*s: %s%.*s", SHOWN_MAX, w->change,
                   what, SHOWN_MAX, name);
}

/* The byte at which the character of that number begins. */
static size_t byte_of(struct bytes source, uint32_t character)
{
    size_t i = 0;

    for (; i < source.size; i++) {
        if ((source.data[i] & 0xc0) == 0x80) continue;
        if (character-- == 0) break;
    }
    return i;
}

static enum err unknown_key(const struct change_walk *w, const char *key,
                            struct errmsg *e)
{
    struct name_nearest near;

    name_nearest_init(&near, key);
    for (const struct yaml_node *n = w->node->first; n; n = n->next)
        name_nearest_try(&near, n->key);
    if (near.best)
        return err_set(
            e, ERR_MISSING,
            "in the change %.*s: unknown name %.*s; did you mean %.*s?",
            SHOWN_MAX, w->change, SHOWN_MAX, key, SHOWN_MAX, near.best);
    return change_wrong(w, e, ERR_MISSING, "unknown name ", key);
}

/* The child of that key, in whichever spelling it has; NULL: none. */
static const struct yaml_node *find_child(const struct change_walk *w,
                                          const char *key)
{
    const struct field *field =
        w->section && !w->named ? field_find(w->section, key) : NULL;
    const struct yaml_node *n = w->node->first;

    while (n && strcmp(n->key, key) != 0 &&
           (!field || field_find(w->section, n->key) != field))
        n = n->next;
    return n;
}

/* Follows the path into the section of the key just read. */
static void enter_section(struct change_walk *w)
{
    const struct field *field =
        w->section && !w->named ? field_find(w->section, w->key) : NULL;

    if (w->named) {
        w->named = false;
        return;
    }
    w->section = field ? field->section : NULL;
    w->named = field && field->named;
}

/* ".key", or "key" at the start. */
static enum err step_key(struct change_walk *w, struct errmsg *e)
{
    size_t size = 0;

    while (w->rest + size < w->end && !strchr(".[", w->rest[size]))
        size++;
    if (size == 0 || size >= STEP_MAX)
        return change_wrong(w, e, ERR_FORMAT, "expected a name at ", w->rest);
    memcpy(w->key, w->rest, size);
    w->key[size] = '\0';
    w->rest += size;

    const bool fillable =
        yaml_is_empty(w->node) && w->node->kind != YAML_SEQUENCE;

    if (w->node->kind != YAML_MAPPING && !fillable)
        return change_wrong(w, e, ERR_MISSING,
                            "expected a mapping where the path says ", w->key);

    const struct yaml_node *n = find_child(w, w->key);

    if (!n && w->rest < w->end) return unknown_key(w, w->key, e);
    enter_section(w);
    w->parent = w->node;
    w->node = n;
    return ERR_OK;
}

/* "[3]". */
static enum err step_item(struct change_walk *w, struct errmsg *e)
{
    const char *at = w->rest + 1;
    uint32_t index = 0;

    while (*at >= '0' && *at <= '9' && index < YAML_NODES_MAX)
        index = index * 10 + (uint32_t)(*at++ - '0');
    if (at == w->rest + 1 || *at != ']')
        return change_wrong(w, e, ERR_FORMAT,
                            "expected a number in brackets at ", w->rest);
    if (w->node->kind != YAML_SEQUENCE)
        return change_wrong(w, e, ERR_MISSING,
                            "expected a list where the path says ", w->rest);
    if (index >= w->node->count)
        return err_set(e, ERR_MISSING,
                       "in the change %.*s: the list has %u items, and the "
                       "last is [%u]",
                       SHOWN_MAX, w->change, w->node->count,
                       w->node->count > 0 ? w->node->count - 1 : 0);
    w->rest = at + 1;
    w->parent = w->node;
    w->node = w->node->first;
    while (index-- > 0)
        w->node = w->node->next;
    return ERR_OK;
}

static enum err change_follow(struct change_walk *w, struct errmsg *e)
{
    enum err rc = ERR_OK;

    while (!rc && w->rest < w->end) {
        const bool first = !w->parent;

        if (*w->rest == '[') {
            rc = step_item(w, e);
        } else if (first || *w->rest == '.') {
            w->rest += first ? 0 : 1;
            rc = step_key(w, e);
        } else {
            rc = change_wrong(w, e, ERR_FORMAT,
                              "expected a dot or a bracket at ", w->rest);
        }
    }
    return rc;
}

/* The new value as it is put into the file. */
static enum err change_read_value(const struct change_walk *w, struct arena *a,
                                  const char **out, struct errmsg *e)
{
    struct scenario_errors errors;
    const char *text = w->end + 1;
    enum err rc = ERR_OK;

    if (!*text)
        return change_wrong(
            w, e, ERR_FORMAT,
            "no value, expected one, or =- to remove what is there", "");
    scenario_errors_init(&errors);
    const struct yaml_node *node = yaml_parse(a, bytes_of_text(text), &errors);

    if (node && errors.count == 0)
        *out = yaml_flow(a, node);
    else
        rc = err_set(e, ERR_FORMAT, "in the change %.*s: the value: %s",
                     SHOWN_MAX, w->change,
                     errors.count > 0 ? errors.items[0].text : "nothing");
    scenario_errors_fini(&errors);
    return rc;
}

/* The end of a node without the line ends that a block of text takes in. */
static size_t end_of(struct bytes source, const struct yaml_node *n)
{
    size_t end = byte_of(source, n->end);
    const size_t begin = byte_of(source, n->begin);

    while (end > begin && strchr(" \t\r\n", source.data[end - 1]))
        end--;
    return end;
}

static struct change_edit change_replace(struct arena *a, struct bytes source,
                                         const struct yaml_node *n,
                                         const char *text)
{
    const size_t begin = byte_of(source, n->begin);
    const size_t end = end_of(source, n);

    /* After "key:" without a value there may be no space. */
    return (struct change_edit){
        begin, end, begin == end ? arena_format(a, " %s", text) : text};
}

/* A key that the mapping lacks comes first in it. */
static struct change_edit change_insert(struct arena *a, struct bytes source,
                                        const struct change_walk *w,
                                        const char *text)
{
    const struct yaml_node *mapping = w->parent;
    const char *pair = arena_format(a, "%s: %s", w->key, text);

    if (mapping->kind != YAML_MAPPING || mapping->count == 0)
        return change_replace(a, source, mapping,
                              arena_format(a, "{%s}", pair));

    const struct yaml_node *first = mapping->first;
    const size_t at = byte_of(source, first->key_begin);

    if (mapping->flow)
        return (struct change_edit){at, at, arena_format(a, "%s, ", pair)};
    return (struct change_edit){
        at, at,
        arena_format(a, "%s\n%*s", pair, (int)first->key_position.column - 1,
                     "")};
}

static bool is_one_of(uint8_t c, const char *set)
{
    return c != '\0' && strchr(set, c);
}

/* The last of several in brackets takes the comma before it along, all others
 * the one after. */
static struct change_edit cut_from_flow(struct bytes source,
                                        struct change_edit cut)
{
    size_t after = cut.end;

    while (after < source.size && is_one_of(source.data[after], " \t\r\n"))
        after++;
    if (after < source.size && source.data[after] == ',') {
        for (after++; after < source.size && source.data[after] == ' ';)
            after++;
        cut.end = after;
        return cut;
    }
    while (cut.begin > 0 && is_one_of(source.data[cut.begin - 1], " \t\r\n,"))
        cut.begin--;
    return cut;
}

/* An item takes its dash along, and a line that it has to itself. */
static struct change_edit cut_from_block(struct bytes source, bool item,
                                         struct change_edit cut)
{
    size_t begin = cut.begin;
    size_t end = cut.end;

    while (item && begin > 0 &&
           (begin == cut.begin || source.data[begin] != '-'))
        begin--;
    cut.begin = begin;
    while (begin > 0 && source.data[begin - 1] == ' ')
        begin--;
    while (end < source.size && is_one_of(source.data[end], " \t\r"))
        end++;
    const bool at_end = end == source.size;
    if ((begin == 0 || source.data[begin - 1] == '\n') &&
        (at_end || source.data[end] == '\n')) {
        cut.begin = begin;
        cut.end = at_end ? end : end + 1;
    }
    return cut;
}

static enum err change_cut(const struct change_walk *w, struct arena *a,
                           struct bytes source, struct change_edit *edit,
                           struct errmsg *e)
{
    const struct yaml_node *n = w->node;
    const bool item = w->parent && w->parent->kind == YAML_SEQUENCE;

    if (!n)
        return unknown_key(
            &(struct change_walk){.change = w->change, .node = w->parent},
            w->key, e);
    if (!w->parent)
        return change_wrong(
            w, e, ERR_FORMAT,
            "expected the path of a part, not of the whole scenario", "");
    if (w->parent->count == 1) {
        *edit = change_replace(a, source, w->parent, item ? "[]" : "{}");
        return ERR_OK;
    }
    *edit = (struct change_edit){
        byte_of(source, item ? n->begin : n->key_begin), end_of(source, n), ""};
    if (!item && edit->end <= edit->begin) edit->end = byte_of(source, n->end);
    *edit = w->parent->flow ? cut_from_flow(source, *edit)
                            : cut_from_block(source, item, *edit);
    return ERR_OK;
}

static struct bytes change_edited(struct arena *a, struct bytes source,
                                  const struct change_edit *edit)
{
    const size_t size =
        edit->begin + strlen(edit->text) + (source.size - edit->end);
    uint8_t *out = arena_alloc(a, size);
    struct writer w;

    writer_init(&w, out, size);
    writer_put(&w, source.data, edit->begin);
    writer_put_text(&w, edit->text);
    writer_put(&w, source.data + edit->end, source.size - edit->end);
    return writer_bytes(&w);
}

enum err change_apply(struct arena *a, struct bytes source, const char *change,
                      struct bytes *out, struct errmsg *e)
{
    struct change_walk w = {
        .change = change,
        .rest = change,
        .end = strchr(change, '='),
        .section = &scenario_section,
    };
    struct scenario_errors errors;
    struct change_edit edit = {.text = ""};
    const char *text = "";

    if (!w.end || w.end == change)
        return change_wrong(
            &w, e, ERR_FORMAT,
            "expected PATH=VALUE, such as script[3].at=2022-01-26", "");
    scenario_errors_init(&errors);
    w.node = yaml_parse(a, source, &errors);
    scenario_errors_fini(&errors);
    if (!w.node)
        return change_wrong(&w, e, ERR_FORMAT, "the scenario is not YAML", "");
    enum err rc = change_follow(&w, e);
    if (rc) return rc;
    if (strcmp(w.end + 1, "-") == 0) {
        rc = change_cut(&w, a, source, &edit, e);
    } else {
        rc = change_read_value(&w, a, &text, e);
        if (!rc)
            edit = w.node ? change_replace(a, source, w.node, text)
                          : change_insert(a, source, &w, text);
    }
    if (!rc) *out = change_edited(a, source, &edit);
    return rc;
}
