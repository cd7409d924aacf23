#include "scenario/hazard.h"

#include <string.h>

#include "scenario/scenario_query.h"
#include "scenario/value.h"

/* "0.0004 / day". */
static void read_rate(struct load *l, const struct yaml_node *node,
                      const struct field *field, void *out)
{
    const char *text = value_scalar(l, node, "a rate"), *end;
    struct scenario_hazard *hazard = out;
    double number;

    (void)field;
    if (!text) return;
    if (!value_number(&number, text, &end) || strcmp(end, " / day") != 0 ||
        number <= 0)
        load_wrong(l, node->position,
                   "\"%.64s\", expected a rate above 0 such as 0.0004 / day",
                   text);
    else
        hazard->per_reader = number;
}

/* "2.5". */
static void read_motive(struct load *l, const struct yaml_node *node,
                        const struct field *field, void *out)
{
    const char *text = value_scalar(l, node, "a factor"), *end;
    struct scenario_hazard *hazard = out;
    double number;

    (void)field;
    if (!text) return;
    if (!value_number(&number, text, &end) || *end || number <= 0)
        load_wrong(l, node->position,
                   "\"%.64s\", expected a factor above 0 such as 2.5", text);
    else
        hazard->motive = number;
}

static const struct field fields[] = {
    {.key = "per-reader", .required = true, .read = read_rate},
    {.key = "motive", .read = read_motive},
};

const struct field_section hazard_section = {"a hazard", fields,
                                             FIELD_COUNT(fields)};

void hazard_read(struct load *l, const struct yaml_node *node,
                 const struct field *field, void *out)
{
    (void)field_read(l, node, &hazard_section, (char *)out + field->offset,
                     NULL);
}

/* A hazard is drawn as any span that has its time of waiting, from when the
 * holder has the text: the author drafts it, any other holder first receives a
 * part of it, or the one portion concerned. */
void hazard_draw(const struct load *l, struct scenario_entry *e, bool timed)
{
    if (e->document == SCENARIO_NONE || e->from == SCENARIO_NONE ||
        e->hazard.per_reader <= 0)
        return;
    const struct scenario_document *d = &l->s->documents[e->document];
    const double rate =
        scenario_hazard_rate(&e->hazard, l->s->parties[e->from].readers);
    e->delayed = true;
    e->after = (struct scenario_distribution){.kind = DISTRIBUTION_EXPONENTIAL,
                                              .a = (double)DAY / rate};
    if (timed) return;
    e->conditional = true;
    e->when = (struct sentence){
        .text = "",
        .line = e->position.line,
        .party = e->from,
        .predicate = e->from == d->author ? SENTENCE_DRAFTS : SENTENCE_RECEIVES,
        .document = e->document,
        .portion = e->portion_count == 1 ? e->portions[0] : SCENARIO_NONE,
    };
}
