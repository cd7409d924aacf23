#include "scenario/scenario.h"

#include <assert.h>
#include <string.h>

#include "scenario/adversaries.h"
#include "scenario/channels.h"
#include "scenario/documents.h"
#include "scenario/entries.h"
#include "scenario/generate.h"
#include "scenario/groups.h"
#include "scenario/lesson.h"
#include "scenario/parties.h"
#include "scenario/policies.h"
#include "scenario/possibility.h"
#include "scenario/protections.h"
#include "scenario/value.h"

/* The way of a file: scenario_parse copies the text, yaml_parse makes a tree of
 * it, and field_read goes through the sections in the order of the table below,
 * each section's reader filling the scenario and noting its errors. A section
 * refers only to those before it, so that one pass resolves all names. Any
 * error means that there is no scenario. */

enum { VERSION = 1 }; /* of the language */

static void read_version(struct load *l, const struct yaml_node *node,
                         const struct field *field, void *out)
{
    const char *text = value_scalar(l, node, "the version, 1");

    (void)field, (void)out;
    if (text && strcmp(text, "1") != 0)
        load_wrong(l, node->position,
                   "version \"%.64s\" of the language is unknown, expected %d",
                   text, VERSION);
}

static void read_story(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out)
{
    struct scenario *s = out;

    value_text(l, node, field, out);
    s->story_position = node->position;
}

static const struct field clock_fields[] = {
    {.key = "start",
     .required = true,
     .read = value_instant,
     .offset = offsetof(struct scenario, start)},
    {.key = "end",
     .required = true,
     .read = value_instant,
     .offset = offsetof(struct scenario, end)},
};

static const struct field_section clock_section = {"the clock", clock_fields,
                                                   FIELD_COUNT(clock_fields)};

static void read_clock(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out)
{
    struct scenario *s = out;
    size_t before = l->errors->count;

    (void)field;
    (void)field_read(l, node, &clock_section, s, NULL);
    l->has_clock = l->errors->count == before;
    if (l->has_clock && s->start >= s->end) {
        load_wrong(l, node->position, "expected start before end");
        l->has_clock = false;
    }
}

static void read_expects(struct load *l, const struct yaml_node *node,
                         const struct field *field, void *out)
{
    struct scenario *s = out;

    (void)field;
    if (yaml_is_empty(node)) return;
    if (node->kind != YAML_SEQUENCE) {
        load_wrong(l, node->position, "expected a list of sentences");
        return;
    }
    if (node->count > SCENARIO_EXPECTS_MAX) {
        scenario_errors_add(l->errors, ERR_LIMIT, node->key_position,
                            "%u sentences, expected at most %d", node->count,
                            SCENARIO_EXPECTS_MAX);
        return;
    }
    struct sentence *expects =
        arena_array(l->arena, node->count, sizeof *expects);
    for (const struct yaml_node *n = node->first; n; n = n->next) {
        sentence_read(l, n, false, &expects[s->expect_count]);
        possibility_check(l, &expects[s->expect_count++]);
    }
    s->expects = expects;
}

/* In this order they are read, wherever they stand in the file: each section
 * refers to those above it only. */
static const struct field fields[] = {
    {.key = "demarche", .required = true, .read = read_version},
    {.key = "title",
     .read = value_text,
     .offset = offsetof(struct scenario, title)},
    {.key = "story",
     .read = read_story,
     .offset = offsetof(struct scenario, story)},
    {.key = "clock",
     .required = true,
     .read = read_clock,
     .section = &clock_section},
    {.key = "parties",
     .read = parties_read,
     .section = &parties_section,
     .named = true},
    {.key = "generate", .read = generate_read, .section = &generate_section},
    {.key = "channels",
     .read = channels_read,
     .section = &channels_section,
     .named = true},
    {.key = "groups",
     .read = groups_read,
     .section = &groups_section,
     .named = true},
    {.key = "documents",
     .read = documents_read,
     .section = &documents_section,
     .named = true},
    {.key = "protection",
     .read = protections_read,
     .section = &protections_section,
     .named = true},
    {.key = "adversary",
     .read = adversaries_read,
     .section = &adversaries_section,
     .named = true},
    {.key = "script", .read = entries_read, .section = &entries_section},
    {.key = "expect", .read = read_expects},
    {.key = "lesson", .read = lesson_read, .section = &lesson_section},
};

const struct field_section scenario_section = {"a scenario", fields,
                                               FIELD_COUNT(fields)};

/* The parties are the scenario's own, a network's, or both. */
static void check_parties(struct load *l, const struct yaml_node *tree)
{
    if (l->s->party_count > 0 || l->parties_unsure) return;
    for (const struct yaml_node *n = tree->first; n; n = n->next)
        if (strcmp(n->key, "parties") == 0 || strcmp(n->key, "generate") == 0)
            return;
    load_wrong(l, tree->position,
               "missing \"parties\", expected in a scenario");
}

/* The text lies with its name in the header of the journal of a run. */
static void check_source(const struct scenario *s,
                         struct scenario_errors *errors)
{
    const size_t room = RECORD_BODY_MAX - RECORD_HEADER_REST_MAX;
    const size_t size = s->source.size + strlen(s->name);

    if (size <= room) return;
    scenario_errors_add(errors, ERR_LIMIT,
                        (struct scenario_position){.line = 1, .column = 1},
                        "the file and its name have %zu bytes, and a journal's "
                        "header holds %zu of them",
                        size, room);
}

enum err scenario_parse(struct scenario *s, const char *name,
                        struct bytes source, struct scenario_errors *errors)
{
    *s = (struct scenario){.directory = SCENARIO_NONE,
                           .network.protection = SCENARIO_NONE};
    arena_init(&s->arena);
    s->name = arena_text(&s->arena, name);
    s->source = arena_copy(&s->arena, source);
    s->title = s->name;
    s->story = "";
    struct load l = {.arena = &s->arena, .s = s, .errors = errors};
    const struct yaml_node *tree = yaml_parse(&s->arena, source, errors);
    if (tree && !load_is_other(&l, tree, "demarche", "study",
                               "this is a study, not a scenario; to carry it "
                               "out: demarche study FILE")) {
        check_source(s, errors);
        if (field_read(&l, tree, &scenario_section, s, NULL)) {
            check_parties(&l, tree);
            policies_complete(&l);
            generate_complete(&l);
        }
    }
    scenario_errors_sort(errors);
    if (errors->code) scenario_fini(s);
    return errors->code;
}

void scenario_fini(struct scenario *s)
{
    arena_fini(&s->arena);
    *s = (struct scenario){0};
}

const char *scenario_precedence_name(enum scenario_precedence precedence)
{
    assert((uint32_t)precedence < entries_precedences.count);
    return entries_precedences.texts[precedence];
}

const char *scenario_party_kind_name(enum scenario_party_kind kind)
{
    assert((uint32_t)kind < parties_kinds.count);
    return parties_kinds.texts[kind];
}

const char *scenario_medium_name(enum scenario_medium medium)
{
    assert((uint32_t)medium < channels_media.count);
    return channels_media.texts[medium];
}
