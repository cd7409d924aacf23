#include "scenario/expansion.h"

#include <string.h>

#include "base/writer.h"
#include "scenario/field.h"
#include "scenario/scenario_query.h"
#include "scenario/yaml_flow.h"

/* The sections are written in the order of the language. Each has what the file
 * says, an item a line, and behind it what the network adds; `script` merges
 * the two by time, letters first, as a run does. Whether the outcome is within
 * the limits of a file is for scenario_parse. */

struct expansion {
    const struct scenario *s;
    struct arena *arena;
    struct writer w;
    size_t letter; /* the next one to be written */
};

static void expansion_put(struct expansion *x, const char *text)
{
    writer_put_text(&x->w, text);
}

static void put_span(struct expansion *x, duration span)
{
    char text[DURATION_TEXT_SIZE];

    duration_format(text, span);
    expansion_put(x, text);
}

static const struct yaml_node *find_key(const struct yaml_node *mapping,
                                        const char *key)
{
    const struct yaml_node *n = mapping->first;

    while (n && strcmp(n->key, key) != 0)
        n = n->next;
    return n;
}

static void add_parties(struct expansion *x)
{
    const struct scenario *s = x->s;

    for (size_t i = s->network.first_party; i < s->party_count; i++) {
        const struct scenario_party *p = &s->parties[i];
        expansion_put(
            x, arena_format(
                   x->arena,
                   "  %s: {name: \"%s\", kind: %s, processing_delay: ", p->name,
                   p->title, scenario_party_kind_name(p->kind)));
        put_span(x, p->processing_delay);
        expansion_put(x, "}\n");
    }
}

static void add_channels(struct expansion *x)
{
    const struct scenario *s = x->s;

    for (size_t i = s->network.first_channel; i < s->channel_count; i++) {
        const struct scenario_channel *c = &s->channels[i];
        expansion_put(
            x,
            arena_format(x->arena,
                         "  %s: {between: [%s, %s], delay: {uniform: {from: ",
                         c->name, s->parties[c->members[0]].name,
                         s->parties[c->members[1]].name));
        put_span(x, (duration)c->delay.a);
        expansion_put(x, ", to: ");
        put_span(x, (duration)c->delay.b);
        expansion_put(x, "}}}\n");
    }
}

static void add_documents(struct expansion *x)
{
    const struct scenario *s = x->s;

    for (size_t i = s->network.first_document; i < s->document_count; i++) {
        const struct scenario_document *d = &s->documents[i];
        if (x->w.overflow) return;
        expansion_put(
            x, arena_format(
                   x->arena,
                   "  %s: {form: %s, author: %s, portions: {%s: \"%s\"}}\n",
                   d->name, d->form, s->parties[d->author].name,
                   d->portions[0].name, d->portions[0].text));
    }
}

static void put_letter(struct expansion *x)
{
    const struct scenario *s = x->s;
    struct scenario_entry room;
    const struct scenario_entry *e =
        scenario_entry_at(s, (uint32_t)(s->entry_count + x->letter++), &room);
    char at[INSTANT_TEXT_SIZE];

    instant_format(at, e->at);
    expansion_put(x, arena_format(x->arena, "  - {at: %s, %s: %s", at,
                                  record_verb_word(e->verb),
                                  s->documents[e->document].name));
    if (e->to_count > 0)
        expansion_put(
            x, arena_format(x->arena, ", to: %s, over: %s, precedence: %s",
                            s->parties[*e->to].name, s->channels[*e->over].name,
                            scenario_precedence_name(e->precedence)));
    if (e->protection != SCENARIO_NONE)
        expansion_put(x, arena_format(x->arena, ", protect: %s",
                                      s->protections[e->protection].name));
    expansion_put(x, "}\n");
}

/* The letters up to an instant. */
static void put_letters(struct expansion *x, instant until)
{
    const struct scenario_network *n = &x->s->network;

    while (x->letter < n->letter_count && !x->w.overflow &&
           n->letters[x->letter].at <= until)
        put_letter(x);
}

/* The channel that an entry of the script was found to go over, if it does not
 * name it and parties of the network have others that join them; or NONE. */
static uint32_t unnamed_channel(const struct expansion *x,
                                const struct yaml_node *node,
                                const struct scenario_entry *e)
{
    if (find_key(node, "over") || e->group != SCENARIO_NONE ||
        e->to_count == 0 || e->from < x->s->network.first_party)
        return SCENARIO_NONE;
    for (size_t i = 1; i < e->to_count; i++)
        if (e->over[i] != e->over[0]) return SCENARIO_NONE;
    return e->over[0];
}

static void put_script(struct expansion *x, const struct yaml_node *script)
{
    const struct yaml_node *n = script ? script->first : NULL;

    for (size_t i = 0; n; n = n->next, i++) {
        const struct scenario_entry *e = &x->s->entries[i];
        const uint32_t over = unnamed_channel(x, n, e);
        const char *text = yaml_flow(x->arena, n);
        put_letters(x, e->at);
        expansion_put(x, over == SCENARIO_NONE
                             ? arena_format(x->arena, "  - %s\n", text)
                             : arena_format(x->arena, "  - %.*s, over: %s}\n",
                                            (int)strlen(text) - 1, text,
                                            x->s->channels[over].name));
    }
    put_letters(x, INSTANT_MAX);
}

/* The sections to which a network adds. */
static const struct {
    const char *key;
    void (*add)(struct expansion *x);
} additions[] = {
    {"parties", add_parties},
    {"channels", add_channels},
    {"documents", add_documents},
};

static bool put_named(struct expansion *x, const char *key,
                      const struct yaml_node *section)
{
    for (size_t i = 0; i < FIELD_COUNT(additions); i++) {
        if (strcmp(additions[i].key, key) != 0) continue;
        expansion_put(x, arena_format(x->arena, "%s:\n", key));
        for (const struct yaml_node *n = section ? section->first : NULL; n;
             n = n->next)
            expansion_put(x, arena_format(x->arena, "  %s: %s\n", n->key,
                                          yaml_flow(x->arena, n)));
        additions[i].add(x);
        return true;
    }
    return false;
}

static void put_section(struct expansion *x, const char *key,
                        const struct yaml_node *section)
{
    if (put_named(x, key, section)) return;
    if (strcmp(key, "script") == 0) {
        expansion_put(x, "script:\n");
        put_script(x, section);
    } else if (section && strcmp(key, "generate") != 0) {
        expansion_put(x, arena_format(x->arena, "%s: %s\n", key,
                                      yaml_flow(x->arena, section)));
    }
}

/* Reads what was written, for that alone tells whether a file may have it. */
static enum err check_limits(const struct expansion *x, struct errmsg *e)
{
    struct scenario_errors errors;
    struct scenario again;

    scenario_errors_init(&errors);
    enum err rc = x->w.overflow ? ERR_LIMIT
                                : scenario_parse(&again, x->s->name,
                                                 writer_bytes(&x->w), &errors);
    if (rc)
        rc = err_set(e, rc, "written out it is no scenario: %s",
                     x->w.overflow ? "the file has more than 1 MiB"
                                   : errors.items[0].text);
    else
        scenario_fini(&again);
    scenario_errors_fini(&errors);
    return rc;
}

enum err expansion_write(const struct scenario *s, struct arena *a,
                         struct bytes *out, struct errmsg *e)
{
    struct expansion x = {.s = s, .arena = a};
    struct scenario_errors errors;

    *out = s->source;
    if (s->network.parties == 0) return ERR_OK;
    writer_init(&x.w, arena_alloc(a, YAML_FILE_MAX), YAML_FILE_MAX);
    scenario_errors_init(&errors);
    const struct yaml_node *tree = yaml_parse(a, s->source, &errors);
    scenario_errors_fini(&errors);
    for (uint32_t i = 0; tree && i < scenario_section.count; i++)
        put_section(&x, scenario_section.fields[i].key,
                    find_key(tree, scenario_section.fields[i].key));
    *out = writer_bytes(&x.w);
    return check_limits(&x, e);
}
