#include "scenario/lesson.h"

#include <string.h>

#include "scenario/value.h"
#include "scenario/yaml_flow.h"

/* A section with `roles` is that of a learner's own scenario, and has the
 * number of its lesson and nothing else. Any other is a lesson: its table reads
 * each key, the questions by scenario/lesson_question and the claims by
 * scenario/lesson_claim, and then the required keys are looked for. Whether the
 * lesson teaches what it says is not for the reader: runs find that out. */

static const char *const views[] = {
    "timeline", "knows",    "why",      "inspector", "diff",      "attack",
    "chair",    "exposure", "metadata", "risk",      "attribute", "spread",
};

const struct name_words lesson_views = FIELD_WORDS(views);

/* What no change of a learner may touch, where a lesson does not say. */
static const struct lesson_text kept[] = {
    {.text = "clock"},     {.text = "parties"}, {.text = "documents"},
    {.text = "adversary"}, {.text = "expect"},
};

/* ---- Looks ---- */

/* "6", the number of a record, or a time. */
static void read_at(struct load *l, const struct yaml_node *node,
                    const struct field *field, void *out)
{
    static const struct field number = {.offset = 0};
    static const struct field time = {.offset =
                                          offsetof(struct lesson_look, time)};
    const char *text =
        value_scalar(l, node, "the number of a record or a time");
    struct lesson_look *look = out;
    uint32_t record = 0;

    (void)field;
    if (!text) return;
    if (text[strspn(text, "0123456789")]) {
        value_instant(l, node, &time, look);
    } else {
        value_count(l, node, &number, &record);
        look->record = record;
    }
}

#define LOOK(name) offsetof(struct lesson_look, name)

static const struct field look_fields[] = {
    {.key = "do",
     .required = true,
     .read = lesson_question_text,
     .offset = LOOK(command)},
    {.key = "view",
     .read = value_word_text,
     .offset = LOOK(view),
     .words = &lesson_views},
    {.key = "at", .read = read_at},
    {.key = "mark", .read = value_text, .offset = LOOK(mark)},
    {.key = "ask", .read = lesson_question_text, .offset = LOOK(ask)},
};

static const struct field_section look_section = {"a look", look_fields,
                                                  FIELD_COUNT(look_fields)};

static void read_looks(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out)
{
    struct lesson_looks *looks =
        (struct lesson_looks *)(void *)((char *)out + field->offset);

    if (!lesson_question_list(l, node, "looks")) return;
    if (node->count == 0)
        load_wrong(l, node->position, "empty list, expected a look");
    struct lesson_look *items =
        arena_array(l->arena, node->count, sizeof *items);
    looks->items = items;
    for (const struct yaml_node *n = node->first; n; n = n->next) {
        items[looks->count] = (struct lesson_look){.time = INSTANT_MIN};
        (void)field_read(l, n, &look_section, &items[looks->count++], NULL);
    }
}

/* ---- The fix ---- */

#define CHANGE(name) offsetof(struct lesson_change, name)

static const struct field wrong_fields[] = {
    {.key = "change",
     .required = true,
     .read = lesson_question_texts,
     .offset = CHANGE(changes)},
    {.key = "because",
     .required = true,
     .read = lesson_question_text,
     .offset = CHANGE(because)},
};

static const struct field_section wrong_section = {"a wrong fix", wrong_fields,
                                                   FIELD_COUNT(wrong_fields)};

static void read_wrong(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out)
{
    struct lesson_fix *fix = out;

    (void)field;
    if (!lesson_question_list(l, node, "wrong fixes")) return;
    struct lesson_change *items =
        arena_array(l->arena, node->count, sizeof *items);
    fix->wrong = items;
    for (const struct yaml_node *n = node->first; n; n = n->next) {
        items[fix->wrong_count] = (struct lesson_change){.changes.count = 0};
        (void)field_read(l, n, &wrong_section, &items[fix->wrong_count++],
                         NULL);
    }
}

static void read_second(struct load *l, const struct yaml_node *node,
                        const struct field *field, void *out)
{
    static const struct field whole = {.offset = 0};
    struct lesson_question *q = arena_alloc(l->arena, sizeof *q);

    (void)field;
    lesson_question_read(l, node, &whole, q);
    ((struct lesson_fix *)out)->predict = q;
}

#define FIX(name) offsetof(struct lesson_fix, name)

static const struct field fix_fields[] = {
    {.key = "ask",
     .required = true,
     .read = lesson_question_text,
     .offset = FIX(ask)},
    {.key = "change",
     .required = true,
     .read = lesson_question_texts,
     .offset = FIX(right.changes)},
    {.key = "because",
     .read = lesson_question_text,
     .offset = FIX(right.because)},
    {.key = "hints", .read = lesson_question_texts, .offset = FIX(hints)},
    {.key = "wrong", .read = read_wrong, .section = &wrong_section},
    {.key = "predict",
     .read = read_second,
     .section = &lesson_question_section},
};

static const struct field_section fix_section = {"a fix", fix_fields,
                                                 FIELD_COUNT(fix_fields)};

/* ---- The exercise ---- */

/* A claim whose roles are not filled is no claim yet, and kept as a text. */
static void read_open_claim(struct load *l, const struct yaml_node *node,
                            struct lesson_text *items, size_t *count)
{
    static const struct field whole = {.offset = 0};
    struct lesson_text *text = &items[*count];

    if (node->kind == YAML_MAPPING)
        *text = (struct lesson_text){yaml_flow(l->arena, node), node->position};
    else
        lesson_question_text(l, node, &whole, text);
    if (text->text) ++*count;
}

static void read_open_claims(struct load *l, const struct yaml_node *node,
                             const struct field *field, void *out)
{
    const bool list = node->kind == YAML_SEQUENCE;
    struct lesson_texts *texts =
        (struct lesson_texts *)(void *)((char *)out + field->offset);

    if (list && !lesson_question_list(l, node, "claims")) return;
    struct lesson_text *items =
        arena_array(l->arena, list ? node->count : 1, sizeof *items);
    texts->items = items;
    for (const struct yaml_node *n = list ? node->first : node; n;
         n = list ? n->next : NULL)
        read_open_claim(l, n, items, &texts->count);
}

#define EXERCISE(name) offsetof(struct lesson_exercise, name)

static const struct field exercise_fields[] = {
    {.key = "task",
     .required = true,
     .read = lesson_question_text,
     .offset = EXERCISE(task)},
    {.key = "roles", .read = lesson_question_texts, .offset = EXERCISE(roles)},
    {.key = "holds", .read = read_open_claims, .offset = EXERCISE(holds)},
    {.key = "without",
     .read = lesson_question_texts,
     .offset = EXERCISE(without)},
    {.key = "broken", .read = read_open_claims, .offset = EXERCISE(broken)},
    {.key = "under", .read = lesson_question_texts, .offset = EXERCISE(under)},
};

static const struct field_section exercise_section = {
    "an exercise", exercise_fields, FIELD_COUNT(exercise_fields)};

/* ---- What else is in the section ---- */

static void read_within(struct load *l, const struct yaml_node *node,
                        const struct field *field, void *out)
{
    (void)field_read(l, node, field->section, (char *)out + field->offset,
                     NULL);
}

static void read_limited(struct load *l, const struct yaml_node *node,
                         uint32_t most, uint32_t *out)
{
    static const struct field whole = {.offset = 0};
    uint32_t number = 0;

    value_count(l, node, &whole, &number);
    if (number > most)
        load_wrong(l, node->position, "%u, expected at most %u", number, most);
    else
        *out = number;
}

static void read_number(struct load *l, const struct yaml_node *node,
                        const struct field *field, void *out)
{
    (void)field;
    read_limited(l, node, LESSON_NUMBER_MAX, &((struct lesson *)out)->number);
}

static void read_minutes(struct load *l, const struct yaml_node *node,
                         const struct field *field, void *out)
{
    (void)field;
    read_limited(l, node, LESSON_MINUTES_MAX, &((struct lesson *)out)->minutes);
}

static void read_needs(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out)
{
    struct lesson *lesson = out;

    (void)field;
    if (!lesson_question_list(l, node, "numbers of lessons")) return;
    uint32_t *needs = arena_array(l->arena, node->count, sizeof *needs);
    struct scenario_position *positions =
        arena_array(l->arena, node->count, sizeof *positions);
    lesson->needs = needs;
    lesson->need_positions = positions;
    for (const struct yaml_node *n = node->first; n; n = n->next) {
        uint32_t number = 0;
        read_limited(l, n, LESSON_NUMBER_MAX, &number);
        positions[lesson->need_count] = n->position;
        if (number > 0) needs[lesson->need_count++] = number;
    }
}

static void read_claims(struct load *l, const struct yaml_node *node,
                        const struct field *field, void *out)
{
    const bool list = node->kind == YAML_SEQUENCE;
    struct lesson *lesson = out;

    (void)field;
    if (list && !lesson_question_list(l, node, "claims")) return;
    if (list && node->count == 0)
        load_wrong(l, node->position, "empty list, expected a claim");
    struct lesson_claim *claims =
        arena_array(l->arena, list ? node->count : 1, sizeof *claims);
    lesson->claims = claims;
    for (const struct yaml_node *n = list ? node->first : node; n;
         n = list ? n->next : NULL)
        lesson_claim_read(l, n, &claims[lesson->claim_count++]);
}

static const struct field place_fields[] = {
    {.key = "where", .required = true, .read = lesson_question_text},
};

static const struct field_section place_section = {
    "a place to read", place_fields, FIELD_COUNT(place_fields)};

static void read_places(struct load *l, const struct yaml_node *node,
                        const struct field *field, void *out)
{
    struct lesson *lesson = out;

    (void)field;
    if (!lesson_question_list(l, node, "places to read")) return;
    struct lesson_text *items =
        arena_array(l->arena, node->count, sizeof *items);
    lesson->read.items = items;
    for (const struct yaml_node *n = node->first; n; n = n->next) {
        items[lesson->read.count] = (struct lesson_text){.text = NULL};
        (void)field_read(l, n, &place_section, &items[lesson->read.count],
                         NULL);
        if (items[lesson->read.count].text) lesson->read.count++;
    }
}

/* They lie beside the lesson, wherever that is. */
static void read_files(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out)
{
    struct lesson *lesson = out;

    lesson_question_texts(l, node, field, out);
    for (size_t i = 0; i < lesson->files.count; i++) {
        const struct lesson_text *file = &lesson->files.items[i];
        if (strchr(file->text, '/') || file->text[0] == '.')
            load_wrong(l, file->position,
                       "\"%.64s\", expected the name of a file beside the "
                       "lesson",
                       file->text);
    }
}

static void read_roles(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out)
{
    struct lesson *lesson = out;

    (void)field;
    if (node->kind != YAML_MAPPING || node->count == 0 ||
        node->count > LESSON_TEXTS_MAX) {
        load_wrong(l, node->position,
                   "expected a mapping of 1 to %d roles to names",
                   LESSON_TEXTS_MAX);
        return;
    }
    struct lesson_role *roles =
        arena_array(l->arena, node->count, sizeof *roles);
    lesson->roles = roles;
    for (const struct yaml_node *n = node->first; n; n = n->next) {
        const char *name = value_scalar(l, n, "a name or a time");
        if (!name) continue;
        roles[lesson->role_count++] = (struct lesson_role){
            .role = n->key, .name = name, .position = n->position};
    }
}

/* ---- The section ---- */

enum lesson_key {
    NUMBER,
    IDEA,
    MINUTES,
    NEEDS,
    TERMS,
    SEED,
    CLAIM,
    PREDICT,
    LOOK,
    EXPLAIN,
    READ,
    FIX,
    KEEP,
    FILES,
    LOOK_AGAIN,
    TRANSFER,
    CHECK,
    ROLES
};

#define MEMBER(name) offsetof(struct lesson, name)

static const struct field fields[] = {
    [NUMBER] = {.key = "number", .required = true, .read = read_number},
    [IDEA] = {.key = "idea",
              .read = lesson_question_text,
              .offset = MEMBER(idea)},
    [MINUTES] = {.key = "minutes", .read = read_minutes},
    [NEEDS] = {.key = "needs", .read = read_needs},
    [TERMS] = {.key = "terms",
               .read = lesson_question_texts,
               .offset = MEMBER(terms)},
    [SEED] = {.key = "seed", .read = value_count, .offset = MEMBER(seed)},
    [CLAIM] = {.key = "claim", .read = read_claims},
    [PREDICT] = {.key = "predict",
                 .read = lesson_question_read,
                 .section = &lesson_question_section,
                 .offset = MEMBER(predict)},
    [LOOK] = {.key = "look",
              .read = read_looks,
              .section = &look_section,
              .offset = MEMBER(look)},
    [EXPLAIN] = {.key = "explain",
                 .read = lesson_question_text,
                 .offset = MEMBER(explain)},
    [READ] = {.key = "read", .read = read_places, .section = &place_section},
    [FIX] = {.key = "fix",
             .read = read_within,
             .section = &fix_section,
             .offset = MEMBER(fix)},
    [KEEP] = {.key = "keep",
              .read = lesson_question_texts,
              .offset = MEMBER(keep)},
    [FILES] = {.key = "files", .read = read_files, .offset = MEMBER(files)},
    [LOOK_AGAIN] = {.key = "look-again",
                    .read = read_looks,
                    .section = &look_section,
                    .offset = MEMBER(look_again)},
    [TRANSFER] = {.key = "transfer",
                  .read = lesson_question_read,
                  .section = &lesson_question_section,
                  .offset = MEMBER(transfer)},
    [CHECK] = {.key = "check",
               .read = read_within,
               .section = &exercise_section,
               .offset = MEMBER(exercise)},
    [ROLES] = {.key = "roles", .read = read_roles},
};

const struct field_section lesson_section = {"a lesson", fields,
                                             FIELD_COUNT(fields)};

/* Beside the number, which each of both has. */
static const enum lesson_key required[] = {IDEA, MINUTES, CLAIM, PREDICT,
                                           LOOK, EXPLAIN, FIX,   TRANSFER};

static void check_keys(struct load *l, const struct yaml_node *node,
                       const struct yaml_node *const *given)
{
    for (size_t i = 0; !given[ROLES] && i < FIELD_COUNT(required); i++)
        if (!given[required[i]])
            load_wrong(l, node->key_position,
                       "missing \"%s\", expected in a lesson",
                       fields[required[i]].key);
    for (size_t i = NUMBER + 1; given[ROLES] && i < ROLES; i++)
        if (given[i])
            load_wrong(l, given[i]->key_position,
                       "\"%s\" beside \"roles\", expected only the number of "
                       "the lesson there",
                       given[i]->key);
}

void lesson_read(struct load *l, const struct yaml_node *node,
                 const struct field *field, void *out)
{
    const struct yaml_node *given[FIELD_COUNT(fields)] = {NULL};
    struct lesson *lesson = arena_alloc(l->arena, sizeof *lesson);

    (void)field;
    *lesson = (struct lesson){
        .position = node->key_position,
        .seed = 1,
        .keep = {kept, FIELD_COUNT(kept)},
    };
    if (!field_read(l, node, &lesson_section, lesson, given)) return;
    check_keys(l, node, given);
    if (lesson->exercise.broken.count == 0)
        lesson->exercise.broken = lesson->exercise.holds;
    ((struct scenario *)out)->lesson = lesson;
}
