#include "document/document_wording.h"

#include <assert.h>
#include <string.h>

#include "document/mark.h"

/* An author words a copy for its recipient (document_mark): by bits of its own,
 * or by half of them, where the recipient is to choose the rest. That one's
 * text is then one of choices, under the author's signature, and is read, and
 * passed on without it, as its holder has chosen (document_worded). */

size_t document_mark_bits(const struct document_holding *h,
                          const struct event_command *command)
{
    size_t bits = 0;

    for (size_t i = 0; h->draft && i < h->draft->portion_count; i++)
        if (document_shows(command, h->draft->names[i]))
            bits += choices_count(bytes_of_text(h->draft->texts[i]));
    return bits;
}

/* The author's bits of a copy with so many choices. Where the recipient shares
 * in the marks, the author's choices are a code of their own. */
static const uint8_t *draw_bits(const struct party *p, struct arena *a,
                                const struct document_holding *h,
                                const char *recipient,
                                const struct event_command *command,
                                size_t count)
{
    const struct mark_code code = {(uint32_t)p->world->peer_count - 1,
                                   command->colluders};
    const bool shared = command->committed;
    const size_t drawn = shared ? count - mark_own_count(count) : count;
    uint8_t *mine = arena_alloc(a, drawn);

    mark_draw(&p->root, p->name, h->name, recipient, &code, mine, drawn);
    if (!shared) return mine;
    uint8_t *bits = arena_alloc(a, count);
    for (size_t i = 0; i < count; i += 2)
        bits[i] = mine[i / 2];
    return bits;
}

enum err document_mark(const struct party *p, struct arena *a,
                       const struct document_holding *h, const char *recipient,
                       const struct event_command *command,
                       struct document_holding *out)
{
    const struct event_command all = {0};
    const bool shared = command->committed;

    assert(h->draft);
    const size_t count = document_mark_bits(h, &all);
    const uint8_t *bits = draw_bits(p, a, h, recipient, command, count);

    *out = *h;
    enum err rc = document_write_leaves(
        p, a, h->draft, arena_format(a, "document/%s/%s", h->name, recipient),
        bits, shared, &out->leaves);
    if (rc) return rc;
    out->root = document_root(out->leaves, out->leaf_count);
    out->marked = true;
    out->left = shared ? (uint32_t)mark_own_count(count) : 0;
    out->proof_count = 0; /* they are over another root */
    return ERR_OK;
}

/* The texts of the leaves in hand and the choices that they leave; false: some
 * leaf is hidden, or is no text of choices, or they are not as many as its
 * author says. */
static bool read_left(struct arena *a, const struct document_holding *h,
                      struct message_portion *portions)
{
    struct bytes at;
    size_t count = 0;
    bool whole = true;

    for (size_t i = 0; i < h->leaf_count; i++) {
        portions[i] = (struct message_portion){.name = NULL};
        if (h->leaves[i].portion.size == 0 ||
            message_decode_portion(a, h->leaves[i].portion, &portions[i])) {
            whole = false;
            continue;
        }
        if (choices_check(bytes_of_text(portions[i].text), &at)) return false;
        count += choices_count(bytes_of_text(portions[i].text));
    }
    return whole && count == h->left;
}

enum err document_worded(const struct party *p, struct arena *a,
                         const struct document_holding *h,
                         struct document_holding *out)
{
    struct message_portion *portions =
        arena_array(a, h->leaf_count, sizeof *portions);
    struct mark_own own = {.count = 0};
    size_t before = 0;
    enum err rc = ERR_OK;

    *out = *h;
    if (h->left == 0) return ERR_OK;
    if (!read_left(a, h, portions)) return ERR_OK;
    if (h->chose)
        mark_choose(a, &p->root, p->name, h->author, h->name, h->left, &own);
    struct message_leaf *leaves = arena_array(a, h->leaf_count, sizeof *leaves);
    for (size_t i = 0; i < h->leaf_count && !rc; i++) {
        const char *text = portions[i].text;

        portions[i].text =
            mark_apply(a, text, own.count > 0 ? own.bits + before : NULL);
        before += choices_count(bytes_of_text(text));
        rc = message_encode_portion(a, &portions[i], &leaves[i].portion);
    }
    out->leaves = leaves;
    out->root = document_root(leaves, h->leaf_count);
    out->left = 0;
    out->proof_count = 0;
    return rc;
}
