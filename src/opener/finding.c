#include "opener/finding.h"

#include <string.h>

#include "document/document.h"

bool finding_needs_key(const struct opener_layers *l)
{
    return l->session_by != OPENER_NONE || l->opened_by != OPENER_NONE;
}

static bool is_covered(const struct finding_known *known, const char *document,
                       const char *portion, enum record_level level)
{
    for (; known; known = known->next)
        if (known->level >= level && strcmp(known->document, document) == 0 &&
            (!known->portion ||
             (portion && strcmp(known->portion, portion) == 0)))
            return true;
    return false;
}

static void note_known(struct arena *keep, struct finding_known **known,
                       const char *document, const char *portion,
                       enum record_level level)
{
    struct finding_known *k = arena_alloc(keep, sizeof *k);

    *k = (struct finding_known){
        .next = *known,
        .document = arena_text(keep, document),
        .portion = portion ? arena_text(keep, portion) : NULL,
        .level = level,
    };
    *known = k;
}

/* Keeps of a finding what is not known yet; false when nothing is left. */
static bool keep_news(struct arena *a, struct arena *keep,
                      struct finding_known **known, struct finding *f)
{
    const enum record_level level = record_kind_row(f->kind)->level;
    const char **fresh = arena_array(a, f->portion_count, sizeof *fresh);
    size_t count = 0;

    if (f->portion_count == 0) {
        if (is_covered(*known, f->document, NULL, level)) return false;
        note_known(keep, known, f->document, NULL, level);
        return true;
    }
    for (size_t i = 0; i < f->portion_count; i++) {
        if (is_covered(*known, f->document, f->portions[i], level)) continue;
        note_known(keep, known, f->document, f->portions[i], level);
        fresh[count++] = f->portions[i];
    }
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

/* A statement vouches when it is the author's, holds, and covers this very
 * text. */
static bool is_vouched(const struct opener_layers *l,
                       const struct opener_statement *s)
{
    const struct message_statement *m = &s->statement;
    const struct merkle_hash root =
        document_root(l->copy.leaves, l->copy.leaf_count);

    return s->holds && m->purpose != PURPOSE_RECEIPT &&
           strcmp(m->signer, m->author) == 0 &&
           m->leaf_count == l->copy.leaf_count &&
           memcmp(m->root, root.bytes, sizeof m->root) == 0;
}

static bool is_proven(const struct opener_layers *l)
{
    if (is_vouched(l, &l->transfer)) return true;
    for (size_t i = 0; i < l->copy.earlier_count; i++)
        if (is_vouched(l, &l->earlier[i])) return true;
    return false;
}

size_t finding_of(struct arena *a, const struct opener_layers *l,
                  struct arena *keep, struct finding_known **known,
                  struct finding out[FINDING_MAX])
{
    const struct message *m = &l->message;
    struct finding text = {0};
    size_t count = 0, shown = 0;

    if (l->raw.size == 0 || !m->document || !m->document[0]) return 0;
    out[0] = (struct finding){RECORD_SIGHTED, m->document, NULL, 0};
    if (m->kind == MESSAGE_BRIEFING)
        out[0] = (struct finding){RECORD_OVERHEARD, m->document, m->portions,
                                  m->portion_count};
    count += keep_news(a, keep, known, &out[count]);
    if (!l->transfer.readable || l->copy.leaf_count == 0) return count;
    text.kind = finding_needs_key(l) ? RECORD_DECRYPTED : RECORD_INTERCEPTED;
    text.document = l->transfer.statement.document;
    list_portions(a, l, &text, &shown);
    if (shown == 0) return count;
    out[count] = text;
    count += keep_news(a, keep, known, &out[count]);
    if (!is_proven(l)) return count;
    out[count] = text;
    out[count].kind = RECORD_PROOF_CAPTURED;
    return count + keep_news(a, keep, known, &out[count]);
}
