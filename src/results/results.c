#include "results/results.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/design_words.h"

/* The table of runs has a column for each of the study's and is kept in the
 * order of points and runs, whoever played them and when. Each chunk of rows is
 * a transaction of its own, so that what is there after an end of any kind is
 * whole chunks. */

static const char schema[] =
    "BEGIN;"
    "CREATE TABLE study (name TEXT PRIMARY KEY, value TEXT NOT NULL)"
    "  WITHOUT ROWID;"
    "CREATE TABLE points (point INTEGER PRIMARY KEY, label TEXT NOT NULL,"
    "  clock_ns INTEGER NOT NULL);"
    "CREATE TABLE settings (point INTEGER NOT NULL, factor TEXT NOT NULL,"
    "  value TEXT NOT NULL, PRIMARY KEY (point, factor)) WITHOUT ROWID;"
    "CREATE TABLE columns (place INTEGER PRIMARY KEY, name TEXT NOT NULL,"
    "  kind TEXT NOT NULL, unit TEXT NOT NULL, sentence TEXT);";

static const char *const kinds[] = {
    [COLUMNS_TIME] = "time",
    [COLUMNS_HOLDS] = "holds",
    [COLUMNS_NUMBER] = "number",
};

enum { VIEWED_MAX = 400 }; /* columns in a view: SQLite joins up to 500 */

static const char *text_of(struct arena *a, struct bytes b)
{
    return arena_format(a, "%.*s", (int)b.size, (const char *)b.data);
}

bool results_study_same(const struct results_study *a,
                        const struct results_study *b)
{
    return bytes_equal(a->study, b->study) &&
           bytes_equal(a->scenario, b->scenario) && a->seed == b->seed &&
           a->runs == b->runs && a->half_width == b->half_width &&
           a->stand_in == b->stand_in;
}

static void put_text(struct database *d, const char *name, const char *value)
{
    struct database_query q;

    database_prepare(d, &q, "INSERT INTO study VALUES (?, ?)");
    database_put_text(&q, name);
    database_put_text(&q, value);
    database_run(&q);
}

static void put_number(struct database *d, const char *name, uint64_t number)
{
    char text[24];

    snprintf(text, sizeof text, "%llu", (unsigned long long)number);
    put_text(d, name, text);
}

static void write_study(struct database *d, const struct results_study *s,
                        struct arena *a)
{
    put_text(d, "format", "1");
    put_text(d, "study_name", s->name);
    put_text(d, "study", text_of(a, s->study));
    put_text(d, "scenario_name", s->scenario_name);
    put_text(d, "scenario", text_of(a, s->scenario));
    put_number(d, "seed", s->seed);
    put_number(d, "runs", s->runs);
    put_text(d, "half_width", arena_format(a, "%.17g", s->half_width));
    put_text(d, "crypto", s->stand_in ? "stand-in" : "real");
}

static void write_points(struct database *d, const struct points *p)
{
    const struct design *design = p->design;
    struct database_query point, setting;

    database_prepare(d, &point, "INSERT INTO points VALUES (?, ?, ?)");
    database_prepare(d, &setting, "INSERT INTO settings VALUES (?, ?, ?)");
    for (size_t i = 0; i < p->count; i++) {
        const struct scenario *sc = &p->items[i].scenario;
        database_put_integer(&point, (int64_t)i);
        database_put_text(&point, p->items[i].label);
        database_put_integer(&point, sc->end - sc->start);
        database_run(&point);
        for (size_t k = 0; k < design->factor_count; k++) {
            database_put_integer(&setting, (int64_t)i);
            database_put_text(&setting, design->factors[k].name);
            database_put_text(&setting, design_level_at(design, i, k)->label);
            database_run(&setting);
        }
    }
}

static const char *unit_of(const struct columns_one *c)
{
    return c->kind == COLUMNS_TIME    ? "ns"
           : c->kind == COLUMNS_HOLDS ? "1 or 0"
                                      : design_words_unit(c->quantity);
}

static void write_columns(struct database *d, const struct columns *c)
{
    struct database_query q;

    database_prepare(d, &q, "INSERT INTO columns VALUES (?, ?, ?, ?, ?)");
    for (size_t i = 0; i < c->count; i++) {
        database_put_integer(&q, (int64_t)i);
        database_put_text(&q, c->items[i].name);
        database_put_text(&q, kinds[c->items[i].kind]);
        database_put_text(&q, unit_of(&c->items[i]));
        database_put_text(&q, columns_is_sentence(&c->items[i])
                                  ? c->items[i].sentence.text
                                  : NULL);
        database_run(&q);
    }
}

/* A statement that is written piece by piece. */
struct results_statement {
    FILE *file;
    char *text;
    size_t size;
};

static void begin_statement(struct results_statement *s, const char *first)
{
    s->file = open_memstream(&s->text, &s->size);
    if (!s->file) arena_out_of_memory(0);
    fputs(first, s->file);
}

static const char *end_statement(struct results_statement *s, const char *last)
{
    fputs(last, s->file);
    if (fclose(s->file)) arena_out_of_memory(0);
    return s->text;
}

static void make_runs(struct database *d, const struct columns *c)
{
    struct results_statement s;

    begin_statement(&s, "CREATE TABLE runs (point INTEGER NOT NULL,"
                        " run INTEGER NOT NULL");
    for (size_t i = 0; i < c->count; i++)
        fprintf(s.file, ", \"%s\" INTEGER", c->items[i].name);
    database_execute(d, end_statement(&s, ", PRIMARY KEY (point, run))"
                                          " WITHOUT ROWID;"));
    free(s.text);
}

/* For other programs: a time in seconds a row, with whether it came about or is
 * that of the clock's end. */
static void make_view(struct database *d, const struct columns *c)
{
    struct results_statement s;
    size_t viewed = 0;

    begin_statement(&s, "CREATE VIEW first_times AS");
    for (size_t i = 0; i < c->count && viewed < VIEWED_MAX; i++) {
        const char *name = c->items[i].name;
        if (c->items[i].kind != COLUMNS_TIME) continue;
        fprintf(s.file,
                "%s SELECT point, run, '%s' AS name,"
                " coalesce(runs.\"%s\", points.clock_ns) / 1e9 AS time_s,"
                " runs.\"%s\" IS NOT NULL AS event"
                " FROM runs JOIN points USING (point)",
                viewed++ > 0 ? " UNION ALL" : "", name, name, name);
    }
    end_statement(&s, ";");
    if (viewed > 0) database_execute(d, s.text);
    free(s.text);
}

static void prepare_insert(struct results *r, size_t width)
{
    struct results_statement s;

    r->width = width;
    database_execute(&r->database, "PRAGMA synchronous = NORMAL");
    begin_statement(&s, "INSERT INTO runs VALUES (?, ?");
    for (size_t i = 0; i < width; i++)
        fputs(", ?", s.file);
    database_prepare(&r->database, &r->insert, end_statement(&s, ")"));
    free(s.text);
}

static enum err write_new(const char *path, const struct results_study *s,
                          const struct points *p, struct errmsg *e)
{
    const struct columns *c = &p->items[0].columns;
    struct errmsg ignored;
    struct database d;
    struct arena a;

    enum err rc = database_open(&d, path, DATABASE_CREATE, e);
    if (rc) return rc;
    arena_init(&a);
    database_execute(&d, schema);
    write_study(&d, s, &a);
    write_points(&d, p);
    write_columns(&d, c);
    make_runs(&d, c);
    make_view(&d, c);
    database_commit(&d);
    arena_fini(&a);
    rc = database_check(&d, e);
    if (rc)
        (void)!database_close(&d, &ignored);
    else
        rc = database_close(&d, e);
    return rc;
}

static bool is_taken(const char *path)
{
    FILE *f = fopen(path, "rb");

    return f && fclose(f) == 0;
}

/* The file bears its name once it says what it is of: whatever is found by that
 * name can be gone on with. */
enum err results_create(struct results *r, const char *path,
                        const struct results_study *s, const struct points *p,
                        struct errmsg *e)
{
    struct arena a;

    *r = (struct results){0};
    if (is_taken(path)) return err_set(e, ERR_EXISTS, "it is there already");
    arena_init(&a);
    const char *unfinished = arena_format(&a, "%s.new", path);
    (void)remove(unfinished);
    enum err rc = write_new(unfinished, s, p, e);
    if (!rc && rename(unfinished, path))
        rc = err_set(e, ERR_IO, "cannot rename %s: %s", unfinished,
                     strerror(errno));
    if (rc) (void)remove(unfinished);
    if (!rc) rc = database_open(&r->database, path, DATABASE_WRITE, e);
    if (!rc) prepare_insert(r, p->items[0].columns.count);
    arena_fini(&a);
    return rc;
}

/* A file that says too little is no study's. */
static enum err read_study(struct database *d, struct arena *a,
                           struct results_study *s, struct errmsg *e)
{
    const struct {
        const char *name;
        const char **text;
        struct bytes *bytes;
        uint64_t *number;
    } rows[] = {
        {"study_name", &s->name, NULL, NULL},
        {"study", NULL, &s->study, NULL},
        {"scenario_name", &s->scenario_name, NULL, NULL},
        {"scenario", NULL, &s->scenario, NULL},
        {"seed", NULL, NULL, &s->seed},
        {"runs", NULL, NULL, &s->runs},
    };
    const char *half_width = "0", *crypto = "";
    struct database_query q;
    size_t found = 0;

    *s = (struct results_study){0};
    database_prepare(d, &q, "SELECT name, value FROM study");
    while (database_next(&q)) {
        const char *name = database_text(&q, 0);
        const char *value = arena_text(a, database_text(&q, 1));
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            if (strcmp(rows[i].name, name) != 0) continue;
            if (rows[i].text) *rows[i].text = value;
            if (rows[i].bytes) *rows[i].bytes = bytes_of_text(value);
            if (rows[i].number) *rows[i].number = strtoull(value, NULL, 10);
            found++;
        }
        if (strcmp(name, "half_width") == 0) half_width = value;
        if (strcmp(name, "crypto") == 0) crypto = value;
    }
    s->half_width = strtod(half_width, NULL);
    s->stand_in = strcmp(crypto, "stand-in") == 0;
    if (database_check(d, e)) return d->failed;
    if (found < sizeof rows / sizeof rows[0])
        return err_set(e, ERR_FORMAT, "these are not a study's results");
    return ERR_OK;
}

enum err results_open(struct results *r, const char *path, bool writes,
                      struct arena *a, struct results_study *s,
                      struct errmsg *e)
{
    struct errmsg ignored;

    *r = (struct results){0};
    enum err rc = database_open(&r->database, path,
                                writes ? DATABASE_WRITE : DATABASE_READ, e);
    if (rc) return rc;
    rc = read_study(&r->database, a, s, e);
    if (rc) (void)!database_close(&r->database, &ignored);
    return rc;
}

enum err results_close(struct results *r, struct errmsg *e)
{
    return database_close(&r->database, e);
}

enum err results_expect(struct results *r, const struct points *p,
                        struct errmsg *e)
{
    const struct columns *c = &p->items[0].columns;
    struct database_query q;
    size_t i = 0;
    bool same = true;

    database_prepare(&r->database, &q,
                     "SELECT name FROM columns ORDER BY place");
    for (; database_next(&q); i++) {
        const char *name = database_text(&q, 0);
        same = same && i < c->count && strcmp(name, c->items[i].name) == 0;
    }
    if (database_check(&r->database, e)) return r->database.failed;
    if (!same || i != c->count)
        return err_set(e, ERR_FORMAT, "its columns are not the study's");
    prepare_insert(r, c->count);
    return database_check(&r->database, e);
}

void results_add(void *results, size_t point, uint64_t run, size_t count,
                 const int64_t *rows)
{
    struct results *r = results;
    struct database_query *q = &r->insert;

    database_begin(&r->database);
    for (size_t i = 0; i < count; i++) {
        database_put_integer(q, (int64_t)point);
        database_put_integer(q, (int64_t)(run + i));
        for (size_t k = 0; k < r->width; k++, rows++)
            if (*rows == COLUMNS_NOTHING)
                database_put_text(q, NULL);
            else
                database_put_integer(q, *rows);
        database_run(q);
    }
    database_commit(&r->database);
}

bool results_failed(const struct results *r)
{
    return r->database.failed != ERR_OK;
}

void results_rows_init(struct results_rows *s, struct results *r,
                       struct arena *a)
{
    *s = (struct results_rows){
        .width = r->width,
        .values = arena_array(a, r->width + 1, sizeof *s->values),
    };
    database_prepare(&r->database, &s->query,
                     "SELECT * FROM runs WHERE point = ? ORDER BY run");
}

void results_rows_begin(struct results_rows *s, size_t point)
{
    database_rewind(&s->query);
    database_put_integer(&s->query, (int64_t)point);
}

bool results_rows_next(struct results_rows *s)
{
    struct database_query *q = &s->query;

    if (!database_next(q)) return false;
    for (size_t i = 0; i < s->width; i++)
        s->values[i] = database_is_null(q, (int)i + 2)
                           ? COLUMNS_NOTHING
                           : database_integer(q, (int)i + 2);
    s->run = (uint64_t)database_integer(q, 1);
    return true;
}

void results_each(struct results *r, size_t point, void *watcher,
                  void (*row)(void *watcher, size_t point, uint64_t run,
                              const int64_t *row))
{
    struct results_rows s;
    struct arena a;

    arena_init(&a);
    results_rows_init(&s, r, &a);
    results_rows_begin(&s, point);
    while (results_rows_next(&s))
        row(watcher, point, s.run, s.values);
    arena_fini(&a);
}

/* The other file is told apart by what it says was studied. */
enum err results_merge(struct results *r, const char *path, struct errmsg *e)
{
    struct database *d = &r->database;
    struct database_query q;

    database_prepare(d, &q, "ATTACH ? AS other");
    database_put_text(&q, path);
    database_run(&q);
    database_prepare(d, &q,
                     "SELECT count(*) FROM (SELECT * FROM main.study EXCEPT "
                     "SELECT * FROM other.study)");
    const bool another = database_next(&q) && database_integer(&q, 0) != 0;
    database_rewind(&q);
    database_prepare(d, &q,
                     "SELECT count(*) FROM main.runs JOIN other.runs "
                     "USING (point, run)");
    const bool twice = database_next(&q) && database_integer(&q, 0) != 0;
    database_rewind(&q);
    if (database_check(d, e)) return d->failed;
    if (another) return err_set(e, ERR_FORMAT, "it is of another study");
    if (twice) return err_set(e, ERR_EXISTS, "a run in it was merged before");
    database_execute(d, "INSERT INTO main.runs SELECT * FROM other.runs;"
                        "DETACH other;");
    return database_check(d, e);
}
