#include "cli/options.h"

#include <stddef.h>
#include <string.h>

/* What an option names is looked for in the scenario, once that is known: a
 * party, a document, a channel, a protection, a portion. Kinds of records are
 * those of all journals. Where there is none of a name, the one that is spelt
 * like it is offered. */

static enum err missing_name(struct errmsg *e, const char *what,
                             const char *name, const struct name_nearest *near)
{
    if (near->best)
        return err_set(e, ERR_MISSING, "no %s is named %s; did you mean %s?",
                       what, name, near->best);
    return err_set(e, ERR_MISSING, "no %s is named %s", what, name);
}

/* Things with a name, one after the other: where the first name is, and how
 * far apart they are. */
struct options_named {
    const char *what;
    const void *items;
    size_t count, size, name_at;
};

static enum err find_named(uint32_t *out, const struct options_named *n,
                           const char *name, struct errmsg *e)
{
    struct name_nearest near;

    *out = SCENARIO_NONE;
    if (!name) return ERR_OK;
    name_nearest_init(&near, name);
    for (size_t i = 0; i < n->count; i++) {
        const char *item = (const char *)n->items + i * n->size + n->name_at;
        const char *const *other = (const void *)item;

        name_nearest_try(&near, *other);
        if (strcmp(*other, name) != 0) continue;
        *out = (uint32_t)i;
        return ERR_OK;
    }
    return missing_name(e, n->what, name, &near);
}

enum err options_party(uint32_t *out, const struct scenario *sc,
                       const char *name, struct errmsg *e)
{
    const struct options_named actors = {"party in this scenario", sc->parties,
                                         sc->actor_count, sizeof *sc->parties,
                                         offsetof(struct scenario_party, name)};

    return find_named(out, &actors, name, e);
}

enum err options_document(uint32_t *out, const struct scenario *sc,
                          const char *name, struct errmsg *e)
{
    const struct options_named documents = {
        "document in this scenario", sc->documents, sc->document_count,
        sizeof *sc->documents, offsetof(struct scenario_document, name)};

    return find_named(out, &documents, name, e);
}

enum err options_channel(uint32_t *out, const struct scenario *sc,
                         const char *name, struct errmsg *e)
{
    const struct options_named channels = {
        "channel in this scenario", sc->channels, sc->channel_count,
        sizeof *sc->channels, offsetof(struct scenario_channel, name)};

    return find_named(out, &channels, name, e);
}

enum err options_protection(uint32_t *out, const struct scenario *sc,
                            const char *name, struct errmsg *e)
{
    const struct options_named protections = {
        "protection in this scenario", sc->protections, sc->protection_count,
        sizeof *sc->protections, offsetof(struct scenario_protection, name)};

    return find_named(out, &protections, name, e);
}

enum err options_portion(const struct scenario *sc, uint32_t document,
                         const char *name, struct errmsg *e)
{
    struct name_nearest near;

    if (!name) return ERR_OK;
    name_nearest_init(&near, name);
    for (uint32_t i = 0; i < sc->document_count; i++) {
        if (document != SCENARIO_NONE && document != i) continue;
        for (size_t j = 0; j < sc->documents[i].portion_count; j++) {
            const char *portion = sc->documents[i].portions[j].name;
            if (strcmp(portion, name) == 0) return ERR_OK;
            name_nearest_try(&near, portion);
        }
    }
    return missing_name(e, "portion in this scenario", name, &near);
}

/* "FRAME_SENT" may be typed as "frame-sent". */
static const char *kind_word(struct arena *a, const char *name)
{
    char *word = arena_text(a, name);

    for (char *c = word; *c; c++) {
        if (*c == '_')
            *c = '-';
        else if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    }
    return word;
}

/* By the name that journals are exported with, or the other one. */
static enum err find_kind(bool kinds[RECORD_KIND_COUNT], const char *typed,
                          struct arena *a, struct errmsg *e)
{
    const char *word = kind_word(a, typed);
    struct name_nearest near;

    if (!*word)
        return err_set(e, ERR_FORMAT,
                       "--kind takes kinds separated by commas, and one of "
                       "them is empty");
    name_nearest_init(&near, word);
    for (unsigned i = 0; i < RECORD_KIND_COUNT; i++) {
        const struct record_kind_row *row =
            record_kind_row((enum record_kind)i);
        const char *names[] = {kind_word(a, row->name),
                               kind_word(a, row->also)};
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
            if (strcmp(word, names[k]) == 0) {
                if (kinds[i])
                    return err_set(e, ERR_EXISTS, "--kind names %s twice",
                                   typed);
                kinds[i] = true;
                return ERR_OK;
            }
            name_nearest_try(&near, names[k]);
        }
    }
    if (near.best) return missing_name(e, "kind of record", typed, &near);
    return err_set(
        e, ERR_MISSING,
        "no kind of record is named %s; demarche export RUN --to csv "
        "shows the kind of each record",
        typed);
}

const char *options_kind_word(struct arena *a, size_t i)
{
    return i < RECORD_KIND_COUNT
               ? kind_word(a, record_kind_row((enum record_kind)i)->also)
               : NULL;
}

enum err options_kinds(bool kinds[RECORD_KIND_COUNT], const char *list,
                       struct errmsg *e)
{
    struct arena a;
    enum err rc = ERR_OK;

    arena_init(&a);
    for (char *rest = arena_text(&a, list), *word;
         !rc && (word = strsep(&rest, ","));)
        rc = find_kind(kinds, word, &a, e);
    arena_fini(&a);
    return rc;
}
