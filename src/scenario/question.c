#include "scenario/question.h"

#include "scenario/sentence.h"

/* The names of a document's portions, which only the file's reading had. */
static struct names index_portions(struct arena *a,
                                   const struct scenario_document *d)
{
    struct name *items = arena_array(a, d->portion_count, sizeof *items);

    for (size_t i = 0; i < d->portion_count; i++)
        items[i] = (struct name){d->portions[i].name, (uint32_t)i};
    return names_index(items, d->portion_count);
}

struct load question_load(struct arena *a, struct scenario *s,
                          struct scenario_errors *errors)
{
    struct names *portions =
        arena_array(a, s->document_count, sizeof *portions);

    for (size_t i = 0; i < s->document_count; i++)
        portions[i] = index_portions(a, &s->documents[i]);
    return (struct load){
        .arena = a,
        .s = s,
        .errors = errors,
        .portions = portions,
        .has_clock = true,
    };
}

const struct yaml_node *question_node(struct arena *a, const char *text)
{
    struct yaml_node *node = arena_alloc(a, sizeof *node);

    *node = (struct yaml_node){
        .kind = YAML_SCALAR,
        .literal = true,
        .position = {1, 1},
        .text = text,
    };
    return node;
}

enum err question_parse(struct sentence *out, struct arena *a,
                        const struct scenario *s, const char *text,
                        struct scenario_errors *errors)
{
    struct scenario known = *s;
    struct load l = question_load(a, &known, errors);

    sentence_read(&l, question_node(a, text), false, out);
    scenario_errors_sort(errors);
    return errors->code;
}
