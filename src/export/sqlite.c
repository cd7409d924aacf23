#include "export/sqlite.h"

#include <inttypes.h>
#include <string.h>

#include "database/database.h"
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

/* A database being filled. */
struct sqlite_base {
    struct database db;
    struct database_query inserts[INSERT_COUNT];
    struct database_query record;
    struct database_query items[RECORD_FIELD_COUNT]; /* of each list */
    struct database_query *row; /* the row being put together */
};

static void prepare(struct sqlite_base *b)
{
    static const char *const sql[INSERT_COUNT] = {
#define INSERT_ROW(name, text) text,
        INSERT_ROW_MAP(INSERT_ROW)
#undef INSERT_ROW
    };

    for (size_t i = 0; i < INSERT_COUNT; i++)
        database_prepare(&b->db, &b->inserts[i], sql[i]);
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
                        const struct record_field *f,
                        struct database_query *insert)
{
    const bool texts = f->type == RECORD_FIELD_TEXTS;
    const char *table =
        arena_format(a, "%s%s", texts ? "record_" : "", f->name);

    database_execute(&b->db,
                     arena_format(a,
                                  "CREATE TABLE %s (record INTEGER NOT NULL,"
                                  "  %.*s %s NOT NULL)",
                                  table, (int)strlen(f->name) - 1, f->name,
                                  texts ? "TEXT" : "INTEGER"));
    database_prepare(&b->db, insert,
                     arena_format(a, "INSERT INTO %s VALUES (?, ?)", table));
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
    database_execute(
        &b->db, arena_format(a,
                             "CREATE TABLE records (record INTEGER NOT NULL,"
                             "  time_ns INTEGER NOT NULL, time TEXT NOT NULL,"
                             " %s sentence TEXT NOT NULL)",
                             columns));
    database_prepare(
        &b->db, &b->record,
        arena_format(a, "INSERT INTO records VALUES (?, ?, ?,%s ?)", marks));
}

static void index_lists(struct sqlite_base *b, struct arena *a)
{
    const struct record none = {.kind = RECORD_DRAFTED};

    for (size_t i = 0; i < RECORD_FIELD_COUNT; i++) {
        const struct record_field f = record_field_at(&none, i);
        if (column_type(f.type)) continue;
        const char *prefix = f.type == RECORD_FIELD_TEXTS ? "record_" : "";
        database_execute(
            &b->db, arena_format(a, "CREATE INDEX %s%s_record ON %s%s (record)",
                                 prefix, f.name, prefix, f.name));
    }
}

static void row_begin(struct sqlite_base *b, enum sqlite_insert insert)
{
    b->row = &b->inserts[insert];
}

/* A text outlives its row, so that it need not be copied. */
static void row_text(struct sqlite_base *b, const char *text)
{
    database_put_text(b->row, text);
}

static void row_data(struct sqlite_base *b, struct bytes data)
{
    if (data.size > 0)
        database_put_blob(b->row, data);
    else
        database_put_null(b->row);
}

/* SQLite's integers have a sign; only a forged journal goes past them, and its
 * number is stored as a text. */
static void row_number(struct sqlite_base *b, struct arena *a, uint64_t number)
{
    if (number > INT64_MAX)
        row_text(b, arena_format(a, "%" PRIu64, number));
    else
        database_put_integer(b->row, (int64_t)number);
}

static void row_end(struct sqlite_base *b)
{
    database_run(b->row);
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
                      const struct record_field *f,
                      struct database_query *insert)
{
    for (size_t i = 0; i < f->count; i++) {
        b->row = insert;
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

    b->row = &b->record;
    row_number(b, &j->arena, event->seq);
    row_time(b, &j->arena, event->time);
    for (size_t i = 0; i < RECORD_FIELD_COUNT; i++) {
        fields[i] = record_field_at(r, i);
        if (column_type(fields[i].type)) put_field(b, &j->arena, &fields[i]);
    }
    row_text(b, phrase_whole(&j->arena, j->scenario, r));
    row_end(b);
    for (size_t i = 0; i < RECORD_FIELD_COUNT; i++)
        put_items(b, &j->arena, event->seq, &fields[i], &b->items[i]);
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

    for (size_t i = 0; i < l->gain_count && !b->db.failed; i++) {
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

    database_execute(&b->db, schema);
    create_records(b, &j->arena);
    prepare(b);
    put_words(b, &j->arena);
    put_scenario(b, j);
    while (!b->db.failed && job_next(j, &event))
        put_record(b, j, &event);
    if (b->db.failed) return;
    ledger_init(&l, j->scenario);
    if (ledger_read(&l, j->reader, INSTANT_MAX)) j->cut = true;
    put_knowledge(b, &j->arena, &l);
    ledger_fini(&l);
    index_lists(b, &j->arena);
    database_execute(&b->db, finish);
}

enum err sqlite_write(struct job *j, struct errmsg *e)
{
    struct sqlite_base b;

    enum err rc = database_open(&b.db, j->path, DATABASE_WRITE, e);
    if (!rc) {
        fill(&b, j);
        rc = database_close(&b.db, e);
    }
    return rc ? err_wrap(e, rc, "cannot write %s", j->name) : ERR_OK;
}
