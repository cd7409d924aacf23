#define _GNU_SOURCE 1 /* open_memstream */

#include "support/studies.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

const char STUDIES_SCENARIO[] =
    "demarche: 1\n"
    "clock: {start: 2022-01-26T12:00Z, end: 2022-01-26T22:00Z}\n"
    "parties:\n"
    "  us: {name: United States}\n"
    "  russia: {name: Russia, readers: 200}\n"
    "  press: {name: The press, kind: public}\n"
    "channels:\n"
    "  bag:  {between: [us, russia], medium: courier, delay: 2 h}\n"
    "  hand: {between: [us, russia], medium: hand, delay: 30 min}\n"
    "documents:\n"
    "  note: {author: us, portions: {greeting: Good day., matter: A word.}}\n"
    "  memo: {author: us, portions: {body: A word on it.}}\n"
    "  late: {author: us, portions: {body: A last word.}}\n"
    "protection:\n"
    "  formal: {sign: ed25519, seal: age, receipt: yes}\n"
    "script:\n"
    "  - {at: 2022-01-26T12:00Z, draft: note}\n"
    "  - {at: 2022-01-26T12:00Z, draft: memo}\n"
    "  - {at: 2022-01-26T12:00Z, draft: late}\n"
    "  - {at: 2022-01-26T13:00Z, send: note, to: russia, over: bag,\n"
    "     protect: formal}\n"
    "  - {at: 2022-01-26T14:00Z, send: memo, to: russia, over: hand,\n"
    "     protect: formal}\n"
    "  - {at: 2022-01-26T16:00Z, leak: note, from: russia, to: press,\n"
    "     portions: matter}\n"
    "  - {at: 2022-01-26T19:30Z, send: late, to: russia, over: bag,\n"
    "     protect: formal}\n";

/* Makes the points; what is wrong goes to `out`. */
static enum err make(struct studies *s, const char *study, const char *scenario,
                     FILE *out)
{
    const char *source = scenario ? scenario : STUDIES_SCENARIO;
    struct scenario_errors errors;
    struct errmsg e = {{0}};
    struct bytes changed;

    *s = (struct studies){0};
    arena_init(&s->arena);
    scenario_errors_init(&errors);
    enum err rc =
        design_parse(&s->design, "study", bytes_of_text(study), &errors);
    if (!rc) {
        rc = points_make(
            &s->points, &s->design,
            &(struct points_source){"scenario", bytes_of_text(source), 1},
            &s->arena, &changed, &errors, &e);
        if (rc) design_fini(&s->design);
    }
    for (size_t i = 0; i < errors.count; i++)
        fprintf(out, "%u:%u: %s\n", errors.items[i].position.line,
                errors.items[i].position.column, errors.items[i].text);
    if (rc && errors.count == 0) fprintf(out, "%s\n", e.text);
    scenario_errors_fini(&errors);
    if (rc) arena_fini(&s->arena);
    return rc;
}

void studies_init(struct studies *s, const char *study, const char *scenario)
{
    char *said = NULL;
    size_t size;
    FILE *memory = open_memstream(&said, &size);

    assert_non_null(memory);
    const enum err rc = make(s, study, scenario, memory);
    assert_int_equal(fclose(memory), 0);
    if (rc) fail_msg("%s", said);
    free(said);
}

void studies_fini(struct studies *s)
{
    points_fini(&s->points);
    design_fini(&s->design);
    arena_fini(&s->arena);
}

char *studies_wrong(const char *study, const char *scenario)
{
    struct studies s;
    char *said = NULL;
    size_t size;
    FILE *memory = open_memstream(&said, &size);

    assert_non_null(memory);
    if (!make(&s, study, scenario, memory)) fail_msg("is taken: %s", study);
    assert_int_equal(fclose(memory), 0);
    return said;
}

static void take_rows(void *sink, size_t point, uint64_t run, size_t count,
                      const int64_t *rows)
{
    struct studies *s = sink;
    const size_t width = s->points.items[0].columns.count;

    memcpy(s->rows + (point * s->runs + run) * width, rows,
           count * width * sizeof *rows);
}

void studies_play(struct studies *s, size_t runs)
{
    struct replication r = {.points = &s->points,
                            .seed = 1,
                            .runs = runs,
                            .take = take_rows,
                            .sink = s};
    struct errmsg e;

    s->runs = runs;
    s->rows = arena_array(
        &s->arena, s->points.count * runs * s->points.items[0].columns.count,
        sizeof *s->rows);
    replication_init(&r);
    if (replication_play(&r, NULL, &e)) fail_msg("%s", e.text);
    replication_fini(&r);
}

size_t studies_column(const struct studies *s, const char *name)
{
    const struct columns *c = &s->points.items[0].columns;

    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->items[i].name, name) == 0) return i;
    fail_msg("no column %s", name);
    return 0;
}

int64_t studies_value(const struct studies *s, size_t point, size_t run,
                      const char *column)
{
    const size_t width = s->points.items[0].columns.count;

    return s->rows[(point * s->runs + run) * width + studies_column(s, column)];
}
