#include "adversary/alteration.h"

#include <string.h>

static bool is_same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* The message within, at the place where the one that was seen stands in the
 * clear; size 0: it does not. */
static struct bytes message_in(const struct opener_layers *seen,
                               struct bytes changed)
{
    const struct bytes raw = seen->raw, whole = seen->whole;

    if (raw.size == 0 || changed.size != whole.size) return (struct bytes){0};
    for (size_t i = 0; i + raw.size <= whole.size; i++)
        if (memcmp(whole.data + i, raw.data, raw.size) == 0)
            return bytes_of(changed.data + i, raw.size);
    return (struct bytes){0};
}

static bool is_other_leaf(struct arena *a, const struct message_leaf *x,
                          const struct message_leaf *y)
{
    struct message_portion p, q;

    if (x->portion.size == 0 || y->portion.size == 0)
        return x->portion.size != y->portion.size;
    if (message_decode_portion(a, x->portion, &p) ||
        message_decode_portion(a, y->portion, &q))
        return false;
    return !is_same(p.name, q.name) || !is_same(p.text, q.text);
}

static bool is_other_copy(struct arena *a, struct bytes before,
                          struct bytes after)
{
    struct message_statement s, t;
    struct message_copy x, y;

    if (message_decode_copy(a, before, &x) ||
        message_decode_copy(a, after, &y) ||
        message_decode_statement(a, x.transfer.statement, &s) ||
        message_decode_statement(a, y.transfer.statement, &t))
        return false;
    if (x.leaf_count != y.leaf_count || !is_same(s.document, t.document) ||
        !is_same(s.author, t.author))
        return true;
    for (size_t i = 0; i < x.leaf_count; i++)
        if (is_other_leaf(a, &x.leaves[i], &y.leaves[i])) return true;
    return false;
}

static bool names_others(const struct message *m, const struct message *n)
{
    if (m->portion_count != n->portion_count) return true;
    for (size_t i = 0; i < m->portion_count; i++)
        if (!is_same(m->portions[i], n->portions[i])) return true;
    return false;
}

bool alteration_of_text(struct arena *a, const struct opener_layers *seen,
                        struct bytes changed)
{
    const struct bytes raw = message_in(seen, changed);
    const struct message *m = &seen->message;
    struct message n;

    if (raw.size == 0 || message_decode(a, raw, &n)) return false;
    if (m->kind != n.kind || !is_same(m->document, n.document) ||
        !is_same(m->author, n.author) || !is_same(m->text, n.text) ||
        names_others(m, &n))
        return true;
    return m->seal == MESSAGE_SEAL_NONE && n.seal == MESSAGE_SEAL_NONE &&
           m->copy.size > 0 && n.copy.size > 0 &&
           is_other_copy(a, m->copy, n.copy);
}
