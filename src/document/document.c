#include "document/document.h"

#include <assert.h>
#include <string.h>

/* An author drafts a document (`document_draft`): each portion with a salt is
 * a leaf, and the root over the leaves stands for the text. Another party has
 * an entry for the document when it hears of it, and its leaves when a copy
 * comes in (`document_keep`). A later copy must be of the same text
 * (`document_same`), and adds the portions that it shows. Proofs, and portions
 * told of, are noted in the entry. The table `moves` says which states may
 * follow one another. */

/* From the row's state to the column's. */
static const bool moves[DOCUMENT_STATE_COUNT][DOCUMENT_STATE_COUNT] = {
    [DOCUMENT_KNOWN] = {[DOCUMENT_TOLD] = true,
                        [DOCUMENT_DRAFTED] = true,
                        [DOCUMENT_HELD] = true},
    [DOCUMENT_TOLD] = {[DOCUMENT_TOLD] = true,
                       [DOCUMENT_DRAFTED] = true,
                       [DOCUMENT_HELD] = true},
    [DOCUMENT_DRAFTED] = {[DOCUMENT_DRAFTED] = true,
                          [DOCUMENT_SIGNED] = true,
                          [DOCUMENT_SENT] = true},
    [DOCUMENT_SIGNED] = {[DOCUMENT_SIGNED] = true, [DOCUMENT_SENT] = true},
    [DOCUMENT_SENT] = {[DOCUMENT_SIGNED] = true,
                       [DOCUMENT_SENT] = true,
                       [DOCUMENT_ACKNOWLEDGED] = true},
    [DOCUMENT_ACKNOWLEDGED] = {[DOCUMENT_SIGNED] = true,
                               [DOCUMENT_SENT] = true,
                               [DOCUMENT_ACKNOWLEDGED] = true},
    [DOCUMENT_HELD] = {[DOCUMENT_DRAFTED] = true, [DOCUMENT_HELD] = true},
};

void document_move(struct document_holding *h, enum document_state to)
{
    const bool own = to >= DOCUMENT_DRAFTED && to <= DOCUMENT_ACKNOWLEDGED;

    assert(moves[h->state][to]);
    assert(!own || h->draft);
    assert(to != DOCUMENT_HELD || document_in_hand(h));
    h->state = to;
}

bool document_in_hand(const struct document_holding *h)
{
    return h->leaf_count > 0;
}

struct document_holding *document_find(const struct party *p, const char *name)
{
    return table_find(&p->holding_names, bytes_of_text(name));
}

struct document_holding *document_enter(struct party *p, const char *name)
{
    struct document_holding *h = document_find(p, name);

    if (h) return h;
    h = arena_alloc(p->arena, sizeof *h);
    h->name = arena_text(p->arena, name);
    h->state = DOCUMENT_KNOWN;
    h->next = p->holdings;
    p->holdings = h;
    table_add(&p->holding_names, p->arena, bytes_of_text(h->name), h);
    return h;
}

enum err document_draft(struct party *p, const struct event_draft *draft,
                        struct document_holding **out)
{
    const struct message_leaf *leaves;

    if (draft->portion_count > DOCUMENT_PORTIONS_MAX) return ERR_LIMIT;
    enum err rc = document_write_leaves(
        p, p->arena, draft,
        arena_format(p->arena, "document/%s", draft->document), NULL, false,
        &leaves);
    if (rc) return rc;

    struct document_holding *h = document_enter(p, draft->document);
    h->title = draft->title;
    h->form = draft->form;
    h->author = p->name;
    h->classification = draft->classification;
    h->releasable_to = draft->releasable_to;
    h->releasable_count = draft->releasable_count;
    h->draft = draft;
    h->leaves = leaves;
    h->names = draft->names;
    h->leaf_count = draft->portion_count;
    h->root = document_root(leaves, draft->portion_count);
    *out = h;
    /* Drafting again after signing gives the same text under the same salts:
     * what was signed stays signed. */
    if (!moves[h->state][DOCUMENT_DRAFTED]) return ERR_OK;
    document_move(h, DOCUMENT_DRAFTED);
    h->proof_count = 0; /* of somebody's text under the same name */
    return ERR_OK;
}

static bool knows_root(const struct document_holding *h, const uint8_t *root)
{
    if (memcmp(root, h->root.bytes, sizeof h->root.bytes) == 0) return true;
    return table_find(&h->others, bytes_of(root, sizeof h->root.bytes));
}

void document_note_other(struct party *p, struct document_holding *h,
                         const uint8_t root[MESSAGE_ROOT_SIZE])
{
    if (knows_root(h, root)) return;
    struct merkle_hash *other = arena_alloc(p->arena, sizeof *other);
    memcpy(other->bytes, root, sizeof other->bytes);
    table_add(&h->others, p->arena, bytes_of(other->bytes, sizeof other->bytes),
              other);
}

bool document_is_held_copy(const struct document_holding *h,
                           const struct message_statement *s)
{
    return !document_in_hand(h) ||
           memcmp(s->root, h->root.bytes, sizeof s->root) == 0;
}

bool document_may_be_other(const struct party *p,
                           const struct document_holding *h,
                           const struct message_statement *s, bool marked)
{
    return h && document_in_hand(h) && (marked || h->marked) &&
           s->leaf_count == h->leaf_count &&
           strcmp(s->author, h->author) == 0 && strcmp(s->author, p->name) != 0;
}

static const char *const *keep_texts(struct arena *a, const char *const *texts,
                                     size_t count)
{
    const char **kept = arena_array(a, count, sizeof *kept);

    for (size_t i = 0; i < count; i++)
        kept[i] = texts[i] ? arena_text(a, texts[i]) : NULL;
    return kept;
}

static bool same_names(const char *const *kept, size_t kept_count,
                       const char *const *names, size_t count)
{
    bool same = kept_count == count;

    for (size_t i = 0; i < count && same; i++)
        same = record_names(kept[i], names[i]);
    return same;
}

/* A name that is kept already is not copied once more. */
static const char *keep_name(struct arena *a, const char *kept,
                             const char *name)
{
    return record_names(kept, name) ? kept : arena_text(a, name);
}

/* Keeps the portions shown in either of two copies of one document; those in
 * hand stay, for under one root they are the same bytes. */
static void keep_leaves(struct party *p, struct document_holding *h,
                        const struct message_copy *copy,
                        const char *const *names)
{
    if (document_in_hand(h) && !document_adds(h, copy)) return;
    struct message_leaf *leaves =
        arena_array(p->arena, copy->leaf_count, sizeof *leaves);
    const char **kept = arena_array(p->arena, copy->leaf_count, sizeof *kept);

    for (size_t i = 0; i < copy->leaf_count; i++) {
        leaves[i] = copy->leaves[i];
        if (document_in_hand(h) && h->names[i]) {
            leaves[i] = h->leaves[i];
            kept[i] = h->names[i];
        } else if (leaves[i].portion.size > 0) {
            leaves[i].portion = arena_copy(p->arena, leaves[i].portion);
            kept[i] = arena_text(p->arena, names[i]);
        }
    }
    h->leaves = leaves;
    h->names = kept;
    h->leaf_count = copy->leaf_count;
}

bool document_same(const struct party *p, const struct document_holding *h,
                   const struct message_statement *s)
{
    if (!h || !document_in_hand(h)) return strcmp(s->author, p->name) != 0;
    return s->leaf_count == h->leaf_count && knows_root(h, s->root) &&
           strcmp(s->author, h->author) == 0;
}

bool document_gives_way(const struct party *p, const struct document_holding *h,
                        const struct message_statement *s,
                        enum document_standing standing)
{
    return h && document_in_hand(h) && standing > h->standing &&
           strcmp(h->author, p->name) != 0 && strcmp(s->author, p->name) != 0;
}

void document_let_go(struct document_holding *h)
{
    h->leaves = NULL;
    h->names = NULL;
    h->leaf_count = h->proof_count = 0;
    h->others = (struct table){0};
    h->standing = DOCUMENT_UNVERIFIED;
}

bool document_adds(const struct document_holding *h,
                   const struct message_copy *copy)
{
    for (size_t i = 0; i < copy->leaf_count; i++)
        if (copy->leaves[i].portion.size > 0 &&
            !(document_in_hand(h) && h->names[i]))
            return true;
    return false;
}

void document_keep(struct party *p, struct document_holding *h,
                   const struct message_statement *s,
                   const struct message_copy *copy, const char *const *names)
{
    assert(document_is_held_copy(h, s));
    if (strcmp(s->author, p->name) == 0) return; /* the author has all of it */
    keep_leaves(p, h, copy, names);
    memcpy(h->root.bytes, s->root, sizeof s->root);
    h->marked = s->marked;
    h->left = s->left;
    h->title = keep_name(p->arena, h->title, s->title);
    h->form = keep_name(p->arena, h->form, s->form);
    h->author = keep_name(p->arena, h->author, s->author);
    h->classification =
        keep_name(p->arena, h->classification, s->classification);
    if (!same_names(h->releasable_to, h->releasable_count, s->releasable_to,
                    s->releasable_count))
        h->releasable_to =
            keep_texts(p->arena, s->releasable_to, s->releasable_count);
    h->releasable_count = s->releasable_count;
    document_move(h, DOCUMENT_HELD);
}

enum err document_add_proof(struct party *p, struct document_holding *h,
                            const struct message_signed *proof)
{
    assert(proof->signature.size > 0); /* or it would prove nothing */
    if (!h->proofs)
        h->proofs =
            arena_array(p->arena, DOCUMENT_SIGNED_MAX, sizeof *h->proofs);
    for (size_t i = 0; i < h->proof_count; i++)
        if (bytes_equal(h->proofs[i].statement, proof->statement))
            return ERR_OK;
    if (h->proof_count == DOCUMENT_SIGNED_MAX) return ERR_LIMIT;
    h->proofs[h->proof_count++] = (struct message_signed){
        arena_copy(p->arena, proof->statement),
        arena_copy(p->arena, proof->signature),
    };
    return ERR_OK;
}

/* A receipt of the author's vouches for nothing. */
static bool is_authors(struct arena *a, const struct message_signed *proof)
{
    struct message_statement s;

    return !message_decode_statement(a, proof->statement, &s) &&
           s.purpose != PURPOSE_RECEIPT && s.purpose != PURPOSE_MARKS &&
           strcmp(s.signer, s.author) == 0;
}

void document_drop_proof(struct arena *a, struct document_holding *h,
                         size_t index)
{
    assert(index < h->proof_count);
    h->proof_count--;
    memmove(&h->proofs[index], &h->proofs[index + 1],
            (h->proof_count - index) * sizeof *h->proofs);
    for (size_t i = 0; i < h->proof_count; i++)
        if (is_authors(a, &h->proofs[i])) return;
    h->standing = DOCUMENT_UNVERIFIED;
}

void document_copied(const struct party *p, struct document_holding *h)
{
    /* A document that was acknowledged before stays so. */
    if (strcmp(h->author, p->name) == 0 && h->state != DOCUMENT_ACKNOWLEDGED)
        document_move(h, DOCUMENT_SENT);
}

bool document_shows(const struct event_command *command, const char *name)
{
    if (command->portion_count == 0) return true;
    for (size_t i = 0; i < command->portion_count; i++)
        if (strcmp(command->portions[i], name) == 0) return true;
    return false;
}

static bool shows_all(const struct document_holding *h)
{
    for (size_t i = 0; i < h->leaf_count; i++)
        if (!h->names[i]) return false;
    return h->leaf_count > 0;
}

static bool has_portion(const struct document_holding *h, const char *portion,
                        bool told)
{
    for (size_t i = 0; i < h->leaf_count; i++)
        if (h->names[i] && strcmp(h->names[i], portion) == 0) return true;
    for (const struct document_told *t = h->told; t && told; t = t->next)
        if (strcmp(t->portion, portion) == 0) return true;
    return false;
}

void document_tell(struct party *p, struct document_holding *h,
                   const char *const *portions, size_t count)
{
    if (h->state == DOCUMENT_KNOWN) document_move(h, DOCUMENT_TOLD);
    if (count == 0) h->told_all = true;
    for (size_t i = 0; i < count; i++) {
        if (has_portion(h, portions[i], true)) continue;
        struct document_told *t = arena_alloc(p->arena, sizeof *t);
        *t = (struct document_told){h->told, arena_text(p->arena, portions[i])};
        h->told = t;
        h->told_count++;
    }
}

enum err document_portions(struct arena *a, const struct document_holding *h,
                           const struct event_command *command, bool told,
                           struct document_portions *out)
{
    if ((shows_all(h) && command->portion_count == 0) ||
        (told && h->told_all)) {
        *out = (struct document_portions){command->portions,
                                          command->portion_count};
        return ERR_OK;
    }
    const char **names =
        arena_array(a, h->leaf_count + h->told_count, sizeof *names);
    size_t count = 0;
    for (size_t i = 0; i < h->leaf_count; i++)
        if (h->names[i] && document_shows(command, h->names[i]))
            names[count++] = h->names[i];
    for (const struct document_told *t = h->told; t && told; t = t->next)
        if (!has_portion(h, t->portion, false) &&
            document_shows(command, t->portion))
            names[count++] = t->portion;
    *out = (struct document_portions){names, count};
    return count > 0 ? ERR_OK : ERR_MISSING;
}

struct document_portions document_had(struct arena *a,
                                      const struct document_holding *h)
{
    const struct event_command all = {0};
    struct document_portions had;

    if (document_portions(a, h, &all, false, &had))
        had = (struct document_portions){0};
    return had;
}

bool document_releasable(const struct document_holding *h, const char *name)
{
    if (h->releasable_count == 0) return true;
    for (size_t i = 0; i < h->releasable_count; i++)
        if (strcmp(h->releasable_to[i], name) == 0) return true;
    return strcmp(h->author, name) == 0;
}
