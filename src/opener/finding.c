#include "opener/finding.h"

#include <string.h>

#include "document/document.h"

/* `finding_of` goes from what a message says of itself to its text and to the
 * proof of it. What is read is compared with the readings of the same exchange,
 * channel and sender (`keep_news`), so that a frame that is sent again says
 * nothing new. Texts are kept by their roots (`enter_text`): a signature over a
 * root proves every portion that was read under it, before or after
 * (`keep_proven`). */

bool finding_needs_key(const struct opener_layers *l)
{
    return l->session_by != OPENER_NONE || l->opened_by != OPENER_NONE;
}

/* A copy of the bytes, the same one for the same bytes. */
static const void *keep_once(struct table *t, struct arena *keep,
                             struct bytes b)
{
    void *had = table_find(t, b);

    if (had) return had;
    const struct bytes copy = arena_copy(keep, b);
    table_add(t, keep, copy, (void *)copy.data);
    return copy.data;
}

static const char *keep_name(struct arena *keep, struct finding_known *known,
                             const char *name)
{
    return keep_once(&known->names, keep, bytes_of(name, strlen(name) + 1));
}

static const struct finding_route *keep_route(struct arena *keep,
                                              struct finding_known *known,
                                              const struct opener_layers *l)
{
    const struct finding_route route = {keep_name(keep, known, l->channel),
                                        l->from};

    return keep_once(&known->routes, keep, bytes_of(&route, sizeof route));
}

/* Names and texts are there once, and are the same where their place is. */
static bool is_covered(const struct finding_known *known,
                       const struct finding_reading *r)
{
    const struct finding_reading *k =
        known->readings[r->exchange % FINDING_LISTS];

    for (; k; k = k->next)
        if (k->exchange == r->exchange && k->route == r->route &&
            k->item->level >= r->item->level &&
            k->item->document == r->item->document &&
            k->item->text == r->item->text &&
            (!k->item->portion || k->item->portion == r->item->portion))
            return true;
    return false;
}

/* Notes an item in its place; false when it is covered already. */
static bool note_item(struct arena *keep, struct finding_known *known,
                      const struct finding_reading *place,
                      const struct finding_item *item)
{
    struct finding_reading **list =
        &known->readings[place->exchange % FINDING_LISTS];
    struct finding_reading r = *place;

    r.item = keep_once(&known->items, keep, bytes_of(item, sizeof *item));
    if (is_covered(known, &r)) return false;
    r.next = *list;
    *list = arena_alloc(keep, sizeof **list);
    **list = r;
    return true;
}

/* Keeps of a finding what was not read before in that place; false when nothing
 * is left. */
static bool keep_news(struct arena *a, struct arena *keep,
                      struct finding_known *known,
                      const struct finding_reading *place,
                      const struct finding_text *text, struct finding *f)
{
    const char **fresh = arena_array(a, f->portion_count, sizeof *fresh);
    struct finding_item item = {
        .document = keep_name(keep, known, f->document),
        .text = text,
        .level = record_kind_row(f->kind)->level,
    };
    size_t count = 0;

    for (size_t i = 0; i < f->portion_count; i++) {
        item.portion = keep_name(keep, known, f->portions[i]);
        if (note_item(keep, known, place, &item)) fresh[count++] = item.portion;
    }
    if (f->portion_count == 0) return note_item(keep, known, place, &item);
    f->portions = fresh;
    f->portion_count = count;
    return count > 0;
}

/* Lists the portions that are shown; no list stands for all of them. */
static void list_portions(struct arena *a, const struct opener_layers *l,
                          struct finding *f, size_t *shown)
{
    const char **names = arena_array(a, l->copy.leaf_count, sizeof *names);

    *shown = 0;
    for (size_t i = 0; i < l->copy.leaf_count; i++)
        if (l->portions[i].name) names[(*shown)++] = l->portions[i].name;
    f->portions = names;
    f->portion_count = *shown == l->copy.leaf_count ? 0 : *shown;
}

/* ---- Proofs ---- */

/* A statement vouches when it is the author's, holds, and covers this very
 * text. */
static bool is_vouched(const struct opener_layers *l,
                       const struct opener_statement *s, const uint8_t *root)
{
    const struct message_statement *m = &s->statement;

    return s->holds && m->purpose != PURPOSE_RECEIPT &&
           m->purpose != PURPOSE_MARKS && strcmp(m->signer, m->author) == 0 &&
           m->leaf_count == l->copy.leaf_count &&
           memcmp(m->root, root, sizeof m->root) == 0;
}

static bool is_proven(const struct opener_layers *l, const uint8_t *root)
{
    if (is_vouched(l, &l->transfer, root)) return true;
    for (size_t i = 0; i < l->copy.earlier_count; i++)
        if (is_vouched(l, &l->earlier[i], root)) return true;
    return false;
}

/* Enters a portion that was read under a root, once. */
static void enter_portion(struct arena *keep, struct finding_text *t,
                          const char *name)
{
    struct finding_portion **at = &t->portions;

    while (*at && strcmp((*at)->name, name) != 0)
        at = &(*at)->next;
    if (*at) return;
    *at = arena_alloc(keep, sizeof **at);
    (*at)->name = arena_text(keep, name);
}

/* Enters what a frame shows among the texts that were read. */
static struct finding_text *enter_text(struct arena *keep,
                                       struct finding_known *known,
                                       const struct opener_layers *l,
                                       const char *document,
                                       const uint8_t *root)
{
    struct finding_text *t = known->texts;

    while (t && (strcmp(t->document, document) != 0 ||
                 t->leaf_count != l->copy.leaf_count ||
                 memcmp(t->root, root, sizeof t->root) != 0))
        t = t->next;
    if (!t) {
        t = arena_alloc(keep, sizeof *t);
        t->document = arena_text(keep, document);
        t->leaf_count = l->copy.leaf_count;
        memcpy(t->root, root, sizeof t->root);
        t->next = known->texts;
        known->texts = t;
    }
    for (size_t i = 0; i < l->copy.leaf_count; i++)
        if (l->portions[i].name) enter_portion(keep, t, l->portions[i].name);
    t->is_signed = t->is_signed || is_proven(l, root);
    return t;
}

/* Lists the portions that the signature proves and that were not proven before;
 * false: there are none. */
static bool keep_proven(struct arena *a, struct finding_text *t,
                        struct finding *f)
{
    const char **names = arena_array(a, t->leaf_count, sizeof *names);
    size_t count = 0;

    for (struct finding_portion *p = t->portions; p && t->is_signed;
         p = p->next) {
        if (p->proven || count == t->leaf_count) continue;
        p->proven = true;
        names[count++] = p->name;
    }
    *f = (struct finding){.kind = RECORD_PROOF_CAPTURED,
                          .document = t->document,
                          .portions = names,
                          .portion_count = count == t->leaf_count ? 0 : count};
    return count > 0;
}

/* ---- What a frame shows ---- */

/* The document that a copy answers, by its own or an earlier statement; NULL:
 * none. */
static const char *answered_by(const struct opener_layers *l)
{
    const char *answers =
        l->transfer.readable ? l->transfer.statement.answers : NULL;

    for (size_t i = 0; i < l->copy.earlier_count && !answers; i++)
        if (l->earlier[i].holds) answers = l->earlier[i].statement.answers;
    return answers && answers[0] ? answers : NULL;
}

size_t finding_of(struct arena *a, const struct opener_layers *l,
                  struct arena *keep, struct finding_known *known,
                  struct finding out[FINDING_MAX])
{
    const struct message *m = &l->message;
    struct finding text = {0};
    size_t count = 0, shown = 0;

    if (l->raw.size == 0 || !m->document || !m->document[0]) return 0;
    const struct finding_reading place = {.exchange = l->exchange,
                                          .route = keep_route(keep, known, l)};
    out[0] = (struct finding){RECORD_SIGHTED, m->document, NULL, 0};
    if (m->kind == MESSAGE_BRIEFING)
        out[0] = (struct finding){RECORD_OVERHEARD, m->document, m->portions,
                                  m->portion_count};
    count += keep_news(a, keep, known, &place, NULL, &out[count]);
    out[count] = (struct finding){RECORD_SIGHTED, answered_by(l), NULL, 0};
    if (out[count].document)
        count += keep_news(a, keep, known, &place, NULL, &out[count]);
    if (!l->transfer.readable || l->copy.leaf_count == 0) return count;
    text.kind = finding_needs_key(l) ? RECORD_DECRYPTED : RECORD_INTERCEPTED;
    text.document = l->transfer.statement.document;
    list_portions(a, l, &text, &shown);
    if (shown == 0) return count;
    const struct merkle_hash root =
        document_root(l->copy.leaves, l->copy.leaf_count);
    struct finding_text *t =
        enter_text(keep, known, l, text.document, root.bytes);
    out[count] = text;
    count += keep_news(a, keep, known, &place, t, &out[count]);
    return count + keep_proven(a, t, &out[count]);
}
