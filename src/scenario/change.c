#include "scenario/change.h"

#include <assert.h>
#include <string.h>

#include "base/writer.h"
#include "scenario/field.h"
#include "scenario/yaml_flow.h"

/* The source is parsed into nodes that remember their place; the path is
 * followed from key to key and item to item down to the node it names, with the
 * section's table at hand so that a key is found in either spelling; and the
 * change becomes one edit of bytes: a value replaced, a key inserted, or a node
 * cut out with its comma, dash or line. Nothing else of the text is touched. */

enum { STEP_MAX = 128, SHOWN_MAX = 60, KEYS_SHOWN_MAX = 12 };

#define EXAMPLE ", such as script[3].at=2022-01-26"

/* A path being followed. */
struct change_walk {
    struct arena *arena;
    const char *change; /* as it was written */
    const char *path;
    const char *rest;                    /* of the path */
    size_t done;                         /* bytes of the path to the node */
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

/* The step's key is none of the mapping's: guesses what was meant, or says what
 * is there. */
static enum err unknown_key(const struct change_walk *w,
                            const struct yaml_node *mapping, struct errmsg *e)
{
    const char *keys[KEYS_SHOWN_MAX];
    const struct name_words words = {keys, mapping->count};
    struct name_nearest near;
    uint32_t i = 0;

    name_nearest_init(&near, w->key);
    for (const struct yaml_node *n = mapping->first; n; n = n->next) {
        name_nearest_try(&near, n->key);
        if (i < KEYS_SHOWN_MAX) keys[i++] = n->key;
    }
    if (near.best)
        return err_set(
            e, ERR_MISSING,
            "in the change %.*s: unknown name %.*s; did you mean %.*s?",
            SHOWN_MAX, w->change, SHOWN_MAX, w->key, SHOWN_MAX, near.best);
    if (mapping->count == 0 || mapping->count > KEYS_SHOWN_MAX)
        return change_wrong(w, e, ERR_MISSING, "unknown name ", w->key);
    return err_set(e, ERR_MISSING,
                   "in the change %.*s: unknown name %.*s, expected %s",
                   SHOWN_MAX, w->change, SHOWN_MAX, w->key,
                   name_words_list(&words, w->arena));
}

static const char *change_found(const struct change_walk *w)
{
    const struct yaml_node *n = w->node;

    if (yaml_is_empty(n)) return "nothing";
    if (n->kind == YAML_MAPPING) return "a mapping of names";
    if (n->kind == YAML_SEQUENCE)
        return arena_format(w->arena, "a list of items [0] to [%u]",
                            n->count - 1);
    return arena_format(w->arena, "the text \"%.*s\"", SHOWN_MAX, n->text);
}

/* The path goes on, and what it has come to has no parts of that kind. */
static enum err wrong_kind(const struct change_walk *w, const char *expected,
                           struct errmsg *e)
{
    return err_set(e, ERR_MISSING,
                   "in the change %.*s: expected %s at %.*s, found %s",
                   SHOWN_MAX, w->change, expected,
                   w->done > 0 ? (int)w->done : (int)strlen("the top"),
                   w->done > 0 ? w->path : "the top", change_found(w));
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
    const size_t size = strcspn(w->rest, ".[");

    if (size == 0 || size >= STEP_MAX)
        return change_wrong(w, e, ERR_FORMAT, "expected a name at ",
                            *w->rest ? w->rest : "the end of the path");
    memcpy(w->key, w->rest, size);
    w->key[size] = '\0';
    w->rest += size;

    const bool fillable =
        yaml_is_empty(w->node) && w->node->kind != YAML_SEQUENCE;

    if (w->node->kind != YAML_MAPPING && !fillable)
        return wrong_kind(w, "a mapping", e);

    const struct yaml_node *n = find_child(w, w->key);

    if (!n && *w->rest) return unknown_key(w, w->node, e);
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
    if (w->node->kind != YAML_SEQUENCE) return wrong_kind(w, "a list", e);
    if (w->node->count == 0) return wrong_kind(w, "items", e);
    if (index >= w->node->count)
        return err_set(e, ERR_MISSING,
                       "in the change %.*s: the list has %u items, and the "
                       "last is [%u]",
                       SHOWN_MAX, w->change, w->node->count,
                       w->node->count - 1);
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

    while (!rc && *w->rest) {
        const bool first = !w->parent;

        w->done = (size_t)(w->rest - w->path);
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

/* True if the place has that value, in whatever form. */
static bool is_there(const struct change_walk *w, const struct yaml_node *value)
{
    return w->node && yaml_is_empty(w->node) == yaml_is_empty(value) &&
           strcmp(yaml_flow(w->arena, w->node), yaml_flow(w->arena, value)) ==
               0;
}

/* The new value as it is put into the file. A value that is there already is
 * given back as NULL. */
static enum err change_read_value(const struct change_walk *w,
                                  const char *value, const char **out,
                                  struct errmsg *e)
{
    struct scenario_errors errors;
    enum err rc = ERR_OK;

    if (!*value)
        return change_wrong(
            w, e, ERR_FORMAT,
            "no value, expected one, or - to remove what is there", "");
    scenario_errors_init(&errors);
    const struct yaml_node *node =
        yaml_parse(w->arena, bytes_of_text(value), &errors);

    if (!node || errors.count > 0)
        rc = err_set(e, ERR_FORMAT, "in the change %.*s: the value: %s",
                     SHOWN_MAX, w->change,
                     errors.count > 0 ? errors.items[0].text : "nothing");
    else
        *out = is_there(w, node) ? NULL : yaml_flow(w->arena, node);
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

static bool is_one_of(uint8_t c, const char *set)
{
    return c != '\0' && strchr(set, c);
}

/* A value where there is none, right after the dash of an item, or the colon of
 * a key, which in braces may lack it. */
static struct change_edit change_fill(struct arena *a, struct bytes source,
                                      const struct yaml_node *n,
                                      const char *text)
{
    const size_t end = byte_of(source, n->key ? n->key_end : n->begin);
    size_t at = end;

    while (n->key && at < source.size && is_one_of(source.data[at], " \t\r\n"))
        at++;
    if (!n->key || (at < source.size && source.data[at] == ':')) {
        at += n->key ? 1 : 0;
        return (struct change_edit){at, at, arena_format(a, " %s", text)};
    }
    return (struct change_edit){end, end, arena_format(a, ": %s", text)};
}

static struct change_edit change_replace(struct arena *a, struct bytes source,
                                         const struct yaml_node *n,
                                         const char *text)
{
    const size_t begin = byte_of(source, n->begin);
    const size_t end = end_of(source, n);

    if (begin == end) return change_fill(a, source, n, text);
    /* The dashes of a list may stand right below its key, a text may not. */
    const bool below = n->key && n->position.column == n->key_position.column;

    return (struct change_edit){begin, end,
                                below ? arena_format(a, " %s", text) : text};
}

/* The first byte of a key, or of the question mark that may stand before it. */
static size_t begin_of_key(struct bytes source, const struct yaml_node *n)
{
    const size_t begin = byte_of(source, n->key_begin);
    size_t at = begin;

    while (at > 0 && source.data[at - 1] == ' ')
        at--;
    return at > 0 && at < begin && source.data[at - 1] == '?' ? at - 1 : begin;
}

/* A key that the mapping lacks comes first in it. */
static struct change_edit change_insert(struct arena *a, struct bytes source,
                                        const struct change_walk *w,
                                        const char *text)
{
    const struct yaml_node *mapping = w->parent;
    const struct yaml_node key = {.text = w->key, .quoted = true};
    const char *pair = arena_format(a, "%s: %s", yaml_flow(a, &key), text);

    assert(mapping); /* a walk that fails ends before */
    if (mapping->kind != YAML_MAPPING || mapping->count == 0)
        return change_replace(a, source, mapping,
                              arena_format(a, "{%s}", pair));

    const struct yaml_node *first = mapping->first;
    const size_t at = begin_of_key(source, first);
    const size_t mark = byte_of(source, first->key_begin) - at;

    if (mapping->flow)
        return (struct change_edit){at, at, arena_format(a, "%s, ", pair)};
    return (struct change_edit){
        at, at,
        arena_format(a, "%s\n%*s", pair,
                     (int)(first->key_position.column - 1 - mark), "")};
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
    /* A key before it that has no value keeps a space after its colon. */
    if (cut.begin > 0 && source.data[cut.begin - 1] == ':') cut.text = " ";
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

static enum err change_cut(const struct change_walk *w, struct bytes source,
                           struct change_edit *edit, struct errmsg *e)
{
    const struct yaml_node *n = w->node;
    const bool item = w->parent && w->parent->kind == YAML_SEQUENCE;

    if (!w->parent)
        return change_wrong(
            w, e, ERR_FORMAT,
            "expected the path of a part, not of the whole scenario", "");
    if (!n) return unknown_key(w, w->parent, e);
    if (w->parent->count == 1) {
        *edit = change_replace(w->arena, source, w->parent, item ? "[]" : "{}");
        return ERR_OK;
    }
    *edit = (struct change_edit){item ? byte_of(source, n->begin)
                                      : begin_of_key(source, n),
                                 end_of(source, n), ""};
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

/* The edit that makes the change; an empty one if there is nothing to do. */
static enum err change_plan(const struct change_walk *w, struct bytes source,
                            const char *value, struct change_edit *edit,
                            struct errmsg *e)
{
    const char *text = NULL;

    *edit = (struct change_edit){.text = ""};
    if (strcmp(value, "-") == 0) return change_cut(w, source, edit, e);
    enum err rc = change_read_value(w, value, &text, e);

    if (rc || !text) return rc;
    *edit = w->node ? change_replace(w->arena, source, w->node, text)
                    : change_insert(w->arena, source, w, text);
    return ERR_OK;
}

/* Begins at the top and follows the path to its end. */
static enum err change_walk_to(struct change_walk *w, struct bytes source,
                               struct errmsg *e)
{
    struct scenario_errors errors;

    scenario_errors_init(&errors);
    w->rest = w->path;
    w->section = &scenario_section;
    w->node = yaml_parse(w->arena, source, &errors);
    scenario_errors_fini(&errors);
    return w->node
               ? change_follow(w, e)
               : change_wrong(w, e, ERR_FORMAT, "the scenario is not YAML", "");
}

enum err change_find(struct arena *a, struct bytes source, const char *change,
                     const char *path, const struct yaml_node **out,
                     struct errmsg *e)
{
    struct change_walk w = {.arena = a, .change = change, .path = path};

    const enum err rc = change_walk_to(&w, source, e);
    *out = w.node;
    return rc;
}

enum err change_set(struct arena *a, struct bytes source, const char *path,
                    const char *value, struct bytes *out, struct errmsg *e)
{
    struct change_walk w = {
        .arena = a,
        .change = arena_format(a, "%s=%s", path, value),
        .path = path,
    };
    struct change_edit edit;

    if (!*path)
        return change_wrong(&w, e, ERR_FORMAT, "expected PATH=VALUE" EXAMPLE,
                            "");
    enum err rc = change_walk_to(&w, source, e);

    if (!rc) rc = change_plan(&w, source, value, &edit, e);
    if (!rc) *out = change_edited(a, source, &edit);
    return rc;
}
