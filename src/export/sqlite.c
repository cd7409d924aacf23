#include "export/sqlite.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <string.h>

#include "study/ledger.h"
#include "view/phrase.h"
#include "wire/record_field.h"

/* Fills a new database in one transaction: the schema, the words (kinds and
 * levels), the scenario, then each record of the journal as it is read, and
 * from a second reading the ledger's levels of knowledge. Exchanges, indices
 * and views come last, for the indices are faster to build at once. */

/* A journal that fails verification may have records with the same number, so
 * that record numbers are not declared unique. */
static const char schema[] =
    "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF;"
    "PRAGMA synchronous = OFF; PRAGMA cache_size = -4096;"
    "BEGIN; PRAGMA user_version = 2;"
    "CREATE TABLE journal (name TEXT PRIMARY KEY, value TEXT NOT NULL);"
    "CREATE TABLE kinds (kind TEXT PRIMARY KEY, level INTEGER NOT NULL,"
    "  shown INTEGER NOT NULL, sentence TEXT NOT NULL);"
    "CREATE TABLE levels (level INTEGER PRIMARY KEY, name TEXT NOT NULL);"
    "CREATE TABLE parties (name TEXT PRIMARY KEY, title TEXT NOT NULL);"
    "CREATE TABLE documents (name TEXT PRIMARY KEY, title TEXT NOT NULL,"
    "  form TEXT, author TEXT NOT NULL, classification TEXT);"
    "CREATE TABLE portions (document TEXT NOT NULL, place INTEGER NOT NULL,"
    "  name TEXT NOT NULL, PRIMARY KEY (document, place));"
    "CREATE TABLE exchanges (exchange INTEGER NOT NULL,"
    "  first INTEGER NOT NULL, last INTEGER NOT NULL,"
    "  began_ns INTEGER NOT NULL, ended_ns INTEGER NOT NULL,"
    "  records INTEGER NOT NULL, frames INTEGER NOT NULL,"
    "  bytes INTEGER NOT NULL);"
    "CREATE TABLE knowledge (party TEXT NOT NULL, document TEXT NOT NULL,"
    "  portion TEXT NOT NULL, level INTEGER NOT NULL,"
    "  since_ns INTEGER NOT NULL, since TEXT NOT NULL,"
    "  record INTEGER NOT NULL,"
    "  PRIMARY KEY (party, document, portion, level));";

static const char finish[] =
    "INSERT INTO exchanges SELECT exchange, min(record), max(record),"
    "  min(time_ns), max(time_ns), count(*), sum(kind = 'FRAME_SENT'),"
    "  coalesce(sum(length(data)), 0)"
    "  FROM records WHERE exchange IS NOT NULL GROUP BY exchange;"
    "CREATE INDEX records_record ON records (record);"
    "CREATE INDEX records_exchange ON records (exchange);"
    "CREATE INDEX causes_cause ON causes (cause);"
    "CREATE VIEW timeline AS"
    "  SELECT record, time, records.sentence, channel, exchange"
    "  FROM records JOIN kinds USING (kind) WHERE shown ORDER BY record;"
    "CREATE VIEW who_knows AS"
    "  SELECT k.party, k.document, k.portion, l.name AS level, k.since,"
    "    k.record"
    "  FROM knowledge AS k JOIN levels AS l ON l.level = k.level"
    "  WHERE k.level = (SELECT max(level) FROM knowledge AS h"
    "    WHERE h.party = k.party AND h.document = k.document"
    "    AND h.portion = k.portion);"
    "CREATE VIEW chain AS"
    "  WITH RECURSIVE up (record, origin) AS ("
    "    SELECT record, cause FROM causes UNION"
    "    SELECT up.record, causes.cause FROM up"
    "    JOIN causes ON causes.record = up.origin)"
    "  SELECT up.record, up.origin, records.time, records.sentence"
    "  FROM up JOIN records ON records.record = up.origin;"
    "COMMIT;";

/* The rows that are put in, a statement each. */
#define INSERT_ROW_MAP(X)                                       \
    X(JOURNAL, "INSERT INTO journal VALUES (?, ?)")             \
    X(KIND, "INSERT INTO kinds VALUES (?, ?, ?, ?)")            \
    X(LEVEL, "INSERT INTO levels VALUES (?, ?)")                \
    X(PARTY, "INSERT INTO parties VALUES (?, ?)")               \
    X(DOCUMENT, "INSERT INTO documents VALUES (?, ?, ?, ?, ?)") \
    X(PORTION, "INSERT INTO portions VALUES (?, ?, ?)")         \
    X(KNOWLEDGE, "INSERT INTO knowledge VALUES (?, ?, ?, ?, ?, ?, ?)")

enum sqlite_insert {
#define INSERT_ROW(name, sql) INSERT_##name,
    INSERT_ROW_MAP(INSERT_ROW)
#undef INSERT_ROW
        INSERT_COUNT
};

/* A database being filled. The first failure stays: what follows it does
 * nothing, so that one look at the end is enough. */
struct sqlite_base {
    sqlite3 *db;
    sqlite3_stmt *inserts[INSERT_COUNT];
    sqlite3_stmt *record;
    sqlite3_stmt *items[RECORD_FIELD_COUNT]; /* of each list */
    bool failed;
    /* the row being put together */
    sqlite3_stmt *row;
    int column;
};

static void note(struct sqlite_base *b, int rc)
{
    if (rc != SQLITE_OK && rc != SQLITE_DONE) b->failed = true;
}

static void execute(struct sqlite_base *b, const char *sql)
{
    if (!b->failed) note(b, sqlite3_exec(b->db, sql, NULL, NULL, NULL));
}

static void prepare_one(struct sqlite_base *b, const char *sql,
                        sqlite3_stmt **out)
{
    if (!b->failed) note(b, sqlite3_prepare_v2(b->db, sql, -1, out, NULL));
}

static void prepare(struct sqlite_base *b)
{
    static const char *const sql[INSERT_COUNT] = {
#define INSERT_ROW(name, text) text,
        INSERT_ROW_MAP(INSERT_ROW)
#undef INSERT_ROW
    };

    for (size_t i = 0; i < INSERT_COUNT; i++)
        prepare_one(b, sql[i], &b->inserts[i]);
}

/* The type of a field's column; NULL: a list, with a table of its own. */
static const char *column_type(enum record_field_type type)
{
    static const char *const types[] = {
        [RECORD_FIELD_TEXT] = "TEXT",    [RECORD_FIELD_NUMBER] = "INTEGER",
        [RECORD_FIELD_FLAG] = "INTEGER", [RECORD_FIELD_BYTES] = "BLOB",
        [RECORD_FIELD_PAYLOAD] = "BLOB", [RECORD_FIELD_TEXTS] = NULL,
        [RECORD_FIELD_NUMBERS] = NULL,
    };

    return types[type];
}

/* record_portions has a column portion, and causes a column cause. */
static void create_list(struct sqlite_base *b, struct arena *a,
                        const struct record_field *f, sqlite3_stmt **insert)
{
    const bool texts = f->type == RECORD_FIELD_TEXTS;
    const char *table =
        arena_format(a, "%s%s", texts ? "record_" : "", f->name);

    execute(b, arena_format(a,
                            "CREATE TABLE %s (record INTEGER NOT NULL,"
                            "  %.*s %s NOT NULL)",
                            table, (int)strlen(f->name) - 1, f->name,
                            texts ? "TEXT" : "INTEGER"));
    prepare_one(b, arena_format(a, "INSERT INTO %s VALUES (?, ?)", table),
                insert);
}

static void create_records(struct sqlite_base *b, struct arena *a)
{
    const struct record none = {.kind = RECORD_DRAFTED};
    const char *columns = "", *marks = "";

    for (size_t i = 0; i < RECORD_FIELD_COUNT; i++) {
        const struct record_field f = record_field_at(&none, i);
        const char *type = column_type(f.type);
        if (!type) {
            create_list(b, a, &f, &b->items[i]);
            continue;
        }
        columns = arena_format(a, "%s \"%s\" %s,", columns, f.name, type);
        marks = arena_format(a, "%s ?,", marks);
    }
    execute(b, arena_format(a,
                            "CREATE TABLE records (record INTEGER NOT NULL,"
                            "  time_ns INTEGER NOT NULL, time TEXT NOT NULL,"
                            " %s sentence TEXT NOT NULL)",
                            columns));
    prepare_one(
        b, arena_format(a, "INSERT INTO records VALUES (?, ?, ?,%s ?)", marks),
        &b->record);
}

static void index_lists(struct sqlite_base *b, struct arena *a)
{
    const struct record none = {.kind = RECORD_DRAFTED};

    for (size_t i = 0; i < RECORD_FIELD_COUNT; i++) {
        const struct record_field f = record_field_at(&none, i);
        if (column_type(f.type)) continue;
        const char *prefix = f.type == RECORD_FIELD_TEXTS ? "record_" : "";
        execute(b, arena_format(a, "CREATE INDEX %s%s_record ON %s%s (record)",
                                prefix, f.name, prefix, f.name));
    }
}

static void row_begin_with(struct sqlite_base *b, sqlite3_stmt *insert)
{
    b->row = insert;
    b->column = 0;
}

static void row_begin(struct sqlite_base *b, enum sqlite_insert insert)
{
    row_begin_with(b, b->inserts[insert]);
}

/* A text outlives its row, so that it need not be copied. */
static void row_text(struct sqlite_base *b, const char *text)
{
    b->column++;
    if (b->failed) return;
    note(b, text ? sqlite3_bind_text(b->row, b->column, text, -1, NULL)
                 : sqlite3_bind_null(b->row, b->column));
}

static void row_data(struct sqlite_base *b, struct bytes data)
{
    b->column++;
    if (b->failed) return;
    note(b, data.size > 0 ? sqlite3_bind_blob(b->row, b->column, data.data,
                                              (int)data.size, NULL)
                          : sqlite3_bind_null(b->row, b->column));
}

/* SQLite's integers have a sign; only a forged journal goes past them, and its
 * number is stored as a text. */
static void row_number(struct sqlite_base *b, struct arena *a, uint64_t number)
{
    if (number > INT64_MAX) {
        row_text(b, arena_format(a, "%" PRIu64, number));
        return;
    }
    b->column++;
    if (b->failed) return;
    note(b, sqlite3_bind_int64(b->row, b->column, (sqlite3_int64)number));
}

static void row_end(struct sqlite_base *b)
{
    if (b->failed) return;
    note(b, sqlite3_step(b->row));
    sqlite3_reset(b->row);
    sqlite3_clear_bindings(b->row);
}

/* Nanoseconds, and the same instant as a text. */
static void row_time(struct sqlite_base *b, struct arena *a, instant t)
{
    char text[INSTANT_TEXT_SIZE];

    instant_format(text, t);
    row_number(b, a, (uint64_t)t);
    row_text(b, arena_text(a, text));
}

static void put_pair(struct sqlite_base *b, const char *name, const char *value)
{
    row_begin(b, INSERT_JOURNAL);
    row_text(b, name);
    row_text(b, value);
    row_end(b);
}

static void put_words(struct sqlite_base *b, struct arena *a)
{
    for (enum record_kind i = 0; i < RECORD_KIND_COUNT; i++) {
        const struct record_kind_row *k = record_kind_row(i);

        row_begin(b, INSERT_KIND);
        row_text(b, k->name);
        row_number(b, a, k->level);
        row_number(b, a, k->shown);
        row_text(b, phrase_sentence(i));
        row_end(b);
    }
    for (enum record_level i = 0; i < LEVEL_COUNT; i++) {
        row_begin(b, INSERT_LEVEL);
        row_number(b, a, i);
        row_text(b, record_level_text(i));
        row_end(b);
    }
}

static void put_document(struct sqlite_base *b, struct arena *a,
                         const struct scenario *sc,
                         const struct scenario_document *d)
{
    row_begin(b, INSERT_DOCUMENT);
    row_text(b, d->name);
    row_text(b, d->title);
    row_text(b, d->form);
    row_text(b, sc->parties[d->author].name);
    row_text(b, d->classification);
    row_end(b);
    for (size_t i = 0; i < d->portion_count; i++) {
        row_begin(b, INSERT_PORTION);
        row_text(b, d->name);
        row_number(b, a, i + 1);
        row_text(b, d->portions[i].name);
        row_end(b);
    }
}

static void put_scenario(struct sqlite_base *b, struct job *j)
{
    const struct record_header *h = &j->reader->header;
    const struct scenario *sc = j->scenario;
    struct arena *a = &j->arena;

    put_pair(b, "scenario", h->scenario_name);
    put_pair(b, "title", sc->title);
    put_pair(b, "seed", arena_format(a, "%" PRIu64, h->seed));
    put_pair(b, "run", arena_format(a, "%" PRIu64, h->run));
    put_pair(b, "version", h->tool_version);
    for (size_t i = 0; i < sc->actor_count; i++) {
        row_begin(b, INSERT_PARTY);
        row_text(b, sc->parties[i].name);
        row_text(b, sc->parties[i].title);
        row_end(b);
    }
    for (size_t i = 0; i < sc->document_count; i++)
        put_document(b, a, sc, &sc->documents[i]);
}

static void put_items(struct sqlite_base *b, struct arena *a, uint64_t seq,
                      const struct record_field *f, sqlite3_stmt *insert)
{
    for (size_t i = 0; i < f->count; i++) {
        row_begin_with(b, insert);
        row_number(b, a, seq);
        if (f->texts)
            row_text(b, f->texts[i]);
        else
            row_number(b, a, f->numbers[i]);
        row_end(b);
    }
}

static void put_field(struct sqlite_base *b, struct arena *a,
                      const struct record_field *f)
{
    if (!f->there || f->type == RECORD_FIELD_TEXT)
        row_text(b, f->there ? f->text : NULL);
    else if (f->type == RECORD_FIELD_NUMBER || f->type == RECORD_FIELD_FLAG)
        row_number(b, a, f->type == RECORD_FIELD_FLAG ? 1 : f->number);
    else
        row_data(b, f->bytes);
}

static void put_record(struct sqlite_base *b, struct job *j,
                       const struct job_event *event)
{
    const struct record *r = &event->record;
    struct record_field fields[RECORD_FIELD_COUNT];

    row_begin_with(b, b->record);
    row_number(b, &j->arena, event->seq);
    row_time(b, &j->arena, event->time);
    for (size_t i = 0; i < RECORD_FIELD_COUNT; i++) {
        fields[i] = record_field_at(r, i);
        if (column_type(fields[i].type)) put_field(b, &j->arena, &fields[i]);
    }
    row_text(b, phrase_whole(&j->arena, j->scenario, r));
    row_end(b);
    for (size_t i = 0; i < RECORD_FIELD_COUNT; i++)
        put_items(b, &j->arena, event->seq, &fields[i], b->items[i]);
}

/* A row for each level that the party reached on the portion. */
static void put_levels(struct sqlite_base *b, struct arena *a,
                       const struct ledger *l, const struct ledger_gain *g,
                       uint32_t portion)
{
    const struct scenario_document *d = &l->scenario->documents[g->document];
    struct ledger_mark mark;

    arena_reset(a);
    for (enum record_level level = LEVEL_AWARE; level < LEVEL_COUNT; level++) {
        if (!ledger_since(l, g->party, g->document, portion, level, &mark))
            return;
        row_begin(b, INSERT_KNOWLEDGE);
        row_text(b, l->scenario->parties[g->party].name);
        row_text(b, d->name);
        row_text(b, d->portions[portion].name);
        row_number(b, a, level);
        row_time(b, a, mark.time);
        row_number(b, a, mark.seq);
        row_end(b);
    }
}

/* The gains are in the order of parties and documents. */
static void put_knowledge(struct sqlite_base *b, struct arena *a,
                          const struct ledger *l)
{
    const struct ledger_gain *last = NULL;

    for (size_t i = 0; i < l->gain_count && !b->failed; i++) {
        const struct ledger_gain *g = &l->gains[i];

        if (last && last->party == g->party && last->document == g->document)
            continue;
        last = g;
        for (uint32_t p = 0;
             p < l->scenario->documents[g->document].portion_count; p++)
            put_levels(b, a, l, g, p);
    }
}

static void fill(struct sqlite_base *b, struct job *j)
{
    struct job_event event;
    struct ledger l;

    execute(b, schema);
    create_records(b, &j->arena);
    prepare(b);
    put_words(b, &j->arena);
    put_scenario(b, j);
    while (!b->failed && job_next(j, &event))
        put_record(b, j, &event);
    if (b->failed) return;
    ledger_init(&l, j->scenario);
    if (ledger_read(&l, j->reader, INSTANT_MAX)) j->cut = true;
    put_knowledge(b, &j->arena, &l);
    ledger_fini(&l);
    index_lists(b, &j->arena);
    execute(b, finish);
}

enum err sqlite_write(struct job *j, struct errmsg *e)
{
    struct sqlite_base b = {0};
    enum err rc = ERR_OK;

    note(&b, sqlite3_open_v2(j->path, &b.db, SQLITE_OPEN_READWRITE, NULL));
    fill(&b, j);
    if (b.failed)
        rc = err_set(e, ERR_IO, "cannot write %s: %s", j->name,
                     b.db ? sqlite3_errmsg(b.db) : err_text(ERR_IO));
    for (size_t i = 0; i < INSERT_COUNT; i++)
        sqlite3_finalize(b.inserts[i]);
    sqlite3_finalize(b.record);
    for (size_t i = 0; i < RECORD_FIELD_COUNT; i++)
        sqlite3_finalize(b.items[i]);
    if (sqlite3_close(b.db) != SQLITE_OK && !rc)
        rc = err_set(e, ERR_IO, "cannot write %s: %s", j->name,
                     err_text(ERR_IO));
    return rc;
}
