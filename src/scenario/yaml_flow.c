#include "scenario/yaml_flow.h"

#include <string.h>

#include "base/writer.h"

/* True when the text may stand in any place without quotes. */
static bool is_plain(const char *text)
{
    static const char *const safe =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        "-_./%+:() ";
    const size_t size = strlen(text);

    return size > 0 && strspn(text, safe) == size && !strstr(text, ": ") &&
           strchr("-:% .+", text[0]) == NULL &&
           strchr(": ", text[size - 1]) == NULL;
}

static void put_text(struct writer *w, const char *text)
{
    if (is_plain(text)) {
        writer_put_text(w, text);
        return;
    }
    writer_put_text(w, "\"");
    for (; *text; text++) {
        const char c = *text == '\n' ? 'n' : *text;

        if (*text == '\n' || *text == '"' || *text == '\\')
            writer_put_text(w, "\\");
        writer_put(w, &c, 1);
    }
    writer_put_text(w, "\"");
}

/* A collection being written out, and the child that comes next. */
struct yaml_flow_level {
    const struct yaml_node *node, *next;
};

static void put_value(struct writer *w, const struct yaml_node *root)
{
    struct yaml_flow_level open[YAML_DEPTH_MAX] = {{0}};
    const struct yaml_node *n = root;
    size_t depth = 0;

    for (;;) {
        if (depth > 0 && n != open[depth - 1].node->first)
            writer_put_text(w, ", ");
        if (depth > 0 && n->key) {
            put_text(w, n->key);
            writer_put_text(w, ": ");
        }
        if (n->kind == YAML_SCALAR) {
            /* A key may stand alone; "" would be a text. */
            if (!n->key || !yaml_is_empty(n)) put_text(w, n->text);
        } else {
            writer_put_text(w, n->kind == YAML_MAPPING ? "{" : "[");
            open[depth++] = (struct yaml_flow_level){n, n->first};
        }
        while (depth > 0 && !open[depth - 1].next)
            writer_put_text(w, open[--depth].node->kind == YAML_MAPPING ? "}"
                                                                        : "]");
        if (depth == 0) return;
        n = open[depth - 1].next;
        open[depth - 1].next = n->next;
    }
}

const char *yaml_flow(struct arena *arena, const struct yaml_node *root)
{
    /* Its length shows when it is written: twice the room until it fits. */
    for (size_t room = 256;; room *= 2) {
        struct writer w;

        writer_init(&w, arena_alloc(arena, room), room);
        put_value(&w, root);
        writer_put(&w, "", 1);
        if (!w.overflow) return (const char *)w.data;
    }
}
