/* Forgeries that somebody can make who knows docs/journal.md, made for real,
 * and each way of `verify` on each of them: the table in that page is the
 * expectation. */
#include <glob.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/sha256.h"
#include "journal/head.h"
#include "journal/origin.h"
#include "journal/reader.h"
#include "support/program.h"

#define PAGE SOURCE_DIR "/docs/journal.md"

enum {
    FRAMES_MAX = 256, /* less than an epoch: one seal, the CLOSE */
    FORGED_MAX = 1024 * 1024,
    WAYS = 4,
    ROWS_MIN = 16,
    SHIPPED_MIN = 20,
    INTERRUPTIONS = 6
};

static const char scenario[] =
    "demarche: 1\n"
    "clock: {start: 2022-01-26T12:00Z, end: 2022-01-28T00:00Z}\n"
    "parties: {us: {name: US}, russia: {name: Russia}}\n"
    "channels:\n"
    "  embassy: {between: [us, russia], medium: hand, delay: 25 min}\n"
    "documents:\n"
    "  note: {title: A note, form: letter, author: us,\n"
    "         portions: {greeting: Hello., matter: No change.}}\n"
    "protection:\n"
    "  formal: {sign: ed25519, seal: age, receipt: yes}\n"
    "script:\n"
    "  - {at: 2022-01-26T16:00Z, draft: note}\n"
    "  - {at: 2022-01-26T16:30Z, send: note, to: russia, protect: formal}\n";

/* Dummies without end: hundreds of thousands of records. */
static const char long_scenario[] =
    "demarche: 1\n"
    "clock: {start: 2022-01-01T00:00Z, end: 2032-01-01T00:00Z}\n"
    "parties: {us: {name: US}, russia: {name: Russia}}\n"
    "channels:\n"
    "  line: {between: [us, russia], medium: network, cover: {every: 2 min},\n"
    "         delay: 1 s}\n";

/* One frame of a journal that is being made up. */
struct forged_frame {
    enum journal_kind kind;
    instant time;
    struct bytes body; /* of an EVENT or FAULT */
};

/* A journal taken apart, with the keys to seal it. */
struct forgery {
    struct arena arena;
    struct record_header header;
    struct forged_frame frames[FRAMES_MAX];
    size_t count;  /* the header among them */
    uint64_t seed; /* of the keys, with the header's run; or */
    bool own_key;
    const char *folder;
    struct writer file;
};

/* The journal of a run in the test's folder. */
static void load(struct forgery *g, const char *folder, const char *run)
{
    char path[2 * PROGRAM_PATH_SIZE];
    struct reader_frame f;
    struct reader r;
    struct errmsg e;

    *g = (struct forgery){.folder = folder};
    arena_init(&g->arena);
    snprintf(path, sizeof path, "%s/%s", folder, run);
    if (reader_open(&r, path, &e)) fail_msg("%s", e.text);
    while (!reader_next(&r, &f)) {
        assert_true(g->count < FRAMES_MAX);
        g->frames[g->count++] = (struct forged_frame){
            f.kind, f.time, arena_copy(&g->arena, f.body)};
    }
    assert_int_equal(
        record_decode_header(&g->arena, g->frames[0].body, &g->header), ERR_OK);
    g->seed = g->header.seed;
    reader_close(&r);
}

static void sealer_of(const struct forgery *g, struct sealer *s)
{
    const uint8_t own[JOURNAL_SEED_SIZE] = "a key of the forger's own";
    struct record_header h = g->header;

    h.seed = g->seed;
    if (g->own_key)
        sealer_init_keyed(s, own, g->header.journal_id);
    else
        origin_sealer(&h, s);
}

/* The header says what goes with scenario, seed and key. */
static void fit_header(struct forgery *g)
{
    struct record_header *h = &g->header;
    struct sealer s;

    g->seed = h->seed;
    sha256(h->scenario_hash, h->scenario);
    origin_id(h, h->journal_id);
    h->unkeyed = !g->own_key;
    sealer_of(g, &s);
    memcpy(h->first_key, s.identity.pub.sign, sizeof h->first_key);
}

static struct bytes seal_body(struct forgery *g, const struct merkle *tree,
                              struct sealer *s, const struct forged_frame *f)
{
    struct record_seal seal = {.tree_size = tree->size};
    const struct merkle_hash root = merkle_root(tree);
    struct bytes body;

    memcpy(seal.root, root.bytes, sizeof seal.root);
    sealer_sign(s, f->kind, f->time, g->header.journal_id, &seal);
    assert_int_equal(record_encode_seal(&g->arena, &seal, &body), ERR_OK);
    return body;
}

/* Chains and seals it all. */
static void put_together(struct forgery *g)
{
    struct merkle_hash prev = {0};
    struct merkle tree;
    struct sealer s;

    sealer_of(g, &s);
    merkle_init(&tree);
    writer_init(&g->file, arena_alloc(&g->arena, FORGED_MAX), FORGED_MAX);
    assert_int_equal(
        record_encode_header(&g->arena, &g->header, &g->frames[0].body),
        ERR_OK);
    for (size_t i = 0; i < g->count; i++) {
        const struct forged_frame *from = &g->frames[i];
        struct reader_frame f = {.seq = i,
                                 .time = from->time,
                                 .kind = from->kind,
                                 .body = from->body};
        const size_t start = g->file.size;
        if (f.kind == JOURNAL_CLOSE) f.body = seal_body(g, &tree, &s, from);
        memcpy(f.prev, prev.bytes, sizeof f.prev);
        head_write(&g->file, bytes_get_le32(g->header.journal_id), &f);
        prev = merkle_leaf(bytes_from(writer_bytes(&g->file), start));
        merkle_push(&tree, &prev);
    }
}

static struct forged_frame *find_record(struct forgery *g,
                                        enum record_kind kind, struct record *r)
{
    for (size_t i = 0; i < g->count; i++)
        if (g->frames[i].kind == JOURNAL_EVENT &&
            !record_decode(&g->arena, g->frames[i].body, r) && r->kind == kind)
            return &g->frames[i];
    fail();
    return NULL;
}

/* Makes russia receive what it never did: another portion. */
static void tell_another_story(struct forgery *g)
{
    static const char *const portions[] = {"greeting"};
    struct record r;
    struct forged_frame *f = find_record(g, RECORD_RECEIVED, &r);

    r.portions = portions;
    r.portion_count = 1;
    assert_int_equal(record_encode(&g->arena, &r, &f->body), ERR_OK);
}

static void edited(struct forgery *g)
{
    put_together(g);
    g->file.data[g->file.size / 2] ^= 1;
}

static void rewritten(struct forgery *g)
{
    tell_another_story(g);
    put_together(g);
}

static void rewritten_own_key(struct forgery *g)
{
    g->own_key = true;
    fit_header(g);
    rewritten(g);
}

static void resealed(struct forgery *g)
{
    g->own_key = true;
    fit_header(g);
    put_together(g);
}

/* The frames up to the first of a kind, and then a CLOSE. */
static void cut_before(struct forgery *g, enum record_kind kind)
{
    struct record r;
    struct forged_frame *f = find_record(g, kind, &r);

    f->kind = JOURNAL_CLOSE;
    g->count = (size_t)(f - g->frames) + 1;
}

static void cut_and_closed(struct forgery *g)
{
    cut_before(g, RECORD_FRAME_ARRIVED);
    put_together(g);
}

/* In the place of the CLOSE, and a CLOSE behind it. */
static void end_with(struct forgery *g, enum journal_kind kind,
                     struct bytes body, instant time)
{
    g->frames[g->count] = (struct forged_frame){JOURNAL_CLOSE, time, body};
    g->frames[g->count - 1] = (struct forged_frame){kind, time, body};
    g->count++;
}

static void put_stop(struct forgery *g)
{
    const struct record r = {.kind = RECORD_STOPPED};
    struct bytes body;

    assert_int_equal(record_encode(&g->arena, &r, &body), ERR_OK);
    end_with(g, JOURNAL_EVENT, body, g->frames[g->count - 2].time);
    put_together(g);
}

static void cut_between_steps(struct forgery *g)
{
    cut_before(g, RECORD_FRAME_ARRIVED);
    put_stop(g);
}

static void cut_within_a_step(struct forgery *g)
{
    cut_before(g, RECORD_CHECKED);
    put_stop(g);
}

static void cut_with_a_fault(struct forgery *g)
{
    struct bytes body;

    cut_before(g, RECORD_CHECKED);
    assert_int_equal(record_encode_fault(&g->arena, "a full disk", &body),
                     ERR_OK);
    end_with(g, JOURNAL_FAULT, body, g->frames[g->count - 2].time);
    put_together(g);
}

static void cut_open(struct forgery *g)
{
    cut_before(g, RECORD_CHECKED);
    g->count--;
    put_together(g);
}

static void torn(struct forgery *g)
{
    put_together(g);
    g->file.size -= 5;
}

static void appended(struct forgery *g)
{
    put_together(g);
    writer_put_text(&g->file, "more");
}

static void other_seed_alone(struct forgery *g)
{
    g->header.seed++;
    put_together(g);
}

static void other_seed(struct forgery *g)
{
    g->header.seed++;
    fit_header(g);
    put_together(g);
}

static void other_scenario(struct forgery *g)
{
    struct bytes text = arena_copy(&g->arena, g->header.scenario);
    char *at = strstr((char *)text.data, "No change.");

    assert_non_null(at);
    memcpy(at, "No chance.", 10);
    g->header.scenario = text;
    fit_header(g);
    put_together(g);
}

static void unkeyed_bit_flipped(struct forgery *g)
{
    g->header.unkeyed = false;
    put_together(g);
}

static void other_semantics(struct forgery *g)
{
    g->header.semantics++;
    rewritten(g);
}

static void other_version(struct forgery *g)
{
    g->header.tool_version = "99";
    put_together(g);
}

/* The CLOSE is that of the keyed journal. */
static void spliced(struct forgery *g)
{
    struct forgery other;
    struct bytes from;
    struct reader_frame f;
    const char *why;

    load(&other, g->folder, "other");
    put_together(&other);
    from = writer_bytes(&other.file);
    const uint32_t magic = head_magic(from);
    g->count--;
    put_together(g);
    while (from.size > 0 && !head_read(from, magic, &f, &why))
        from = bytes_from(from, f.whole.size);
    writer_put(&g->file, f.whole.data, f.whole.size);
    arena_fini(&other.arena);
}

/* An honest run, but of another seed. */
static void passed_off(struct forgery *g)
{
    arena_fini(&g->arena);
    load(g, g->folder, "other");
    put_together(g);
}

static const struct {
    const char *name; /* as in the page */
    void (*make)(struct forgery *g);
} makers[] = {
    {"a byte changed", edited},
    {"a record rewritten, all chained and sealed again", rewritten},
    {"the same under an own key", rewritten_own_key},
    {"nothing but the seals made again, under an own key", resealed},
    {"cut and closed", cut_and_closed},
    {"cut between two steps, STOPPED and closed", cut_between_steps},
    {"cut within a step, STOPPED and closed", cut_within_a_step},
    {"cut, with a FAULT and closed", cut_with_a_fault},
    {"cut and left open", cut_open},
    {"the last bytes gone", torn},
    {"bytes after the CLOSE", appended},
    {"another seed in the header", other_seed_alone},
    {"another seed, with its id and key", other_seed},
    {"another scenario, with its id", other_scenario},
    {"`unkeyed` flipped", unkeyed_bit_flipped},
    {"a record rewritten and other `semantics`", other_semantics},
    {"another `tool_version`", other_version},
    {"a frame of another journal", spliced},
    {"an honest journal of another seed", passed_off},
};

enum { MAKERS = sizeof makers / sizeof *makers };

/* The exit codes of a row of the page's table, by its first cell. */
static void find_row(const char *page, const char *name, int codes[WAYS])
{
    char start[128];

    snprintf(start, sizeof start, "\n| %s |", name);
    const char *row = strstr(page, start);
    if (!row) fail_msg("the page has no row: %s", name);
    row += strlen(start);
    for (size_t i = 0; i < WAYS; i++) {
        char *end;
        codes[i] = (int)strtol(row, &end, 10);
        assert_ptr_not_equal(end, row);
        row = strchr(end, '|') + 1;
    }
}

/* The journals of two seeds, one under a key; its public key, and the first
 * one's state. */
static void make_genuine(const char *folder, char key[2 * RECORD_KEY_SIZE + 1])
{
    char path[2 * PROGRAM_PATH_SIZE];
    struct program_end end;

    snprintf(path, sizeof path, "%s/note.yaml", folder);
    program_write(path, scenario, strlen(scenario));
    program_ends(0, folder,
                 WORDS("demarche", "run", path, "--quiet", "--seed", "7",
                       "--out", "run"));
    program_ends(0, folder,
                 WORDS("demarche", "run", path, "--quiet", "--seed", "8",
                       "--out", "other"));
    program_run(&end, &(const struct program_gift){.folder = folder},
                WORDS("demarche", "keygen", "-o", "key"));
    assert_int_equal(end.status, 0);
    assert_int_equal(end.out_size, 2 * RECORD_KEY_SIZE + 1);
    snprintf(key, 2 * RECORD_KEY_SIZE + 1, "%s", end.out);
    program_end_fini(&end);
    program_ends(0, folder,
                 WORDS("demarche", "run", path, "--quiet", "--seed", "7",
                       "--out", "keyed", "--sign-key", "key"));
    program_ends(
        0, folder,
        WORDS("demarche", "prove", "run", "--state", "--out", "state"));
}

/* The four ways of `verify` on a journal. */
static void judge(const char *folder, const char *run, const char *key,
                  const char *name, const int codes[WAYS])
{
    const char *const ways[WAYS][6] = {
        {"demarche", "verify", run},
        {"demarche", "verify", run, "--rerun"},
        {"demarche", "verify", run, "--key", key},
        {"demarche", "verify", run, "--state", "state"},
    };
    const struct program_gift gift = {.folder = folder};

    for (size_t i = 0; i < WAYS; i++) {
        struct program_end end;
        program_run(&end, &gift, ways[i]);
        if (end.status != codes[i])
            fail_msg("%s, way %zu: status %d, expected %d\n%s%s", name, i,
                     end.status, codes[i], end.out, end.err);
        if (i == 0 && end.status < 5)
            assert_non_null(strstr(end.out, "was not checked"));
        program_end_fini(&end);
    }
}

static void every_forgery(void **state)
{
    char folder[PROGRAM_PATH_SIZE], path[2 * PROGRAM_PATH_SIZE];
    char key[2 * RECORD_KEY_SIZE + 1];
    int codes[WAYS];
    size_t size, rows = 0;

    (void)state;
    char *page = program_read(PAGE, &size);
    assert_non_null(page);
    program_folder(folder);
    make_genuine(folder, key);
    snprintf(path, sizeof path, "%s/forged", folder);
    for (size_t i = 0; i < MAKERS; i++, rows++) {
        struct forgery g;
        load(&g, folder, "run");
        makers[i].make(&g);
        program_write(path, g.file.data, g.file.size);
        arena_fini(&g.arena);
        find_row(page, makers[i].name, codes);
        judge(folder, "forged", key, makers[i].name, codes);
    }
    assert_true(rows >= ROWS_MIN);
    free(page);
    program_remove(folder);
}

/* The tool that makes the forgeries makes the genuine one, byte for byte. */
static void the_forger_is_able(void **state)
{
    char folder[PROGRAM_PATH_SIZE], path[2 * PROGRAM_PATH_SIZE];
    char key[2 * RECORD_KEY_SIZE + 1];
    struct forgery g;
    size_t size;

    (void)state;
    program_folder(folder);
    make_genuine(folder, key);
    load(&g, folder, "run");
    put_together(&g);
    snprintf(path, sizeof path, "%s/run/run.journal", folder);
    char *genuine = program_read(path, &size);
    assert_int_equal(size, g.file.size);
    assert_memory_equal(genuine, g.file.data, size);
    free(genuine);
    arena_fini(&g.arena);
    judge(folder, "run", key, "the genuine one", (const int[]){0, 0, 5, 0});
    judge(folder, "keyed", key, "the keyed one", (const int[]){0, 0, 0, 5});
    program_remove(folder);
}

/* A genuine journal is never called forged: all scenarios that are shipped,
 * with the program's keys and with one's own. */
static void every_shipped_scenario(void **state)
{
    char folder[PROGRAM_PATH_SIZE];
    const struct program_gift gift = {.folder = folder};
    size_t count = 0;
    glob_t found;

    (void)state;
    program_folder(folder);
    program_ends(0, folder, WORDS("demarche", "keygen", "-o", "key"));
    assert_int_equal(glob(SOURCE_DIR "/scenarios/*.yaml", 0, NULL, &found), 0);
    assert_int_equal(
        glob(SOURCE_DIR "/scenarios/lessons/*.yaml", GLOB_APPEND, NULL, &found),
        0);
    for (; count < found.gl_pathc; count++) {
        struct program_end end;
        /* With a key, and without: then the words end before it. */
        program_run(&end, &gift,
                    WORDS("demarche", "run", found.gl_pathv[count], "--quiet",
                          "--force", "--out", "r",
                          count % 2 ? "--sign-key" : NULL, "key"));
        assert_in_range(end.status, 0, 2);
        program_end_fini(&end);
        program_ends(0, folder, WORDS("demarche", "verify", "r", "--rerun"));
    }
    assert_true(count >= SHIPPED_MIN);
    globfree(&found);
    program_remove(folder);
}

/* A run that is interrupted, at a pace and after several epochs, is played
 * again up to the record that says so. */
static void every_interruption(void **state)
{
    char folder[PROGRAM_PATH_SIZE], path[2 * PROGRAM_PATH_SIZE];
    size_t stopped = 0;

    (void)state;
    program_folder(folder);
    snprintf(path, sizeof path, "%s/long.yaml", folder);
    program_write(path, long_scenario, strlen(long_scenario));
    for (int i = 0; i < INTERRUPTIONS; i++) {
        char run[2 * PROGRAM_PATH_SIZE], journal[3 * PROGRAM_PATH_SIZE];
        struct program_end end;
        snprintf(run, sizeof run, "%s/%d", folder, i);
        snprintf(journal, sizeof journal, "%s/run.journal", run);
        const pid_t child = program_start(
            folder, WORDS("demarche", "run", path, "--quiet", "--out", run,
                          i % 2 ? "--pace" : NULL, "100000"));
        program_await(child, journal, (off_t)1 << 4 * i);
        assert_int_equal(kill(child, SIGINT), 0);
        assert_int_equal(program_wait(child), 3);
        program_run(&end, NULL, WORDS("demarche", "verify", run, "--rerun"));
        if (end.status != 0) fail_msg("%s%s", end.out, end.err);
        stopped += strstr(end.out, "where the run was stopped") != NULL;
        program_end_fini(&end);
    }
    assert_int_equal(stopped, INTERRUPTIONS);
    program_remove(folder);
}

static void says(const char *folder, const char *options, int status,
                 const char *text)
{
    static const char *const wide[] = {"DEMARCHE_COLUMNS=200", NULL};
    const struct program_gift gift = {.folder = folder, .environment = wide};
    struct program_end end;

    program_run(&end, &gift, WORDS("demarche", "verify", "forged", options));
    if (end.status != status || !strstr(end.out, text))
        fail_msg("status %d\n%s%s", end.status, end.out, end.err);
    program_end_fini(&end);
}

/* Both records are told, and how far it goes. */
static void the_answer_tells(void **state)
{
    static const struct {
        void (*make)(struct forgery *g);
        int status;
        const char *text;
    } rows[] = {
        {rewritten, 5, "russia receives note [greeting] from"},
        {rewritten, 5, "russia receives note from us"},
        {rewritten, 5, "  in        portions\n"},
        {rewritten, 5,
         "DIFFERENT: this is not what demarche makes of its scenario with "},
        {rewritten, 5, "\n  SHA-256   "},
        {resealed, 0, ", run 0, but for keys and seals\n"},
        {cut_between_steps, 0, ", where the run was stopped, this is what "},
        {cut_within_a_step, 5, "the run is stopped"},
        {cut_with_a_fault, 0, ", where the run could not go on, this is what "},
        {cut_open, 3, ", the last that holds, this is what demarche makes "},
        {appended, 5, "SAME: up to record "},
        {appended, 5, ", the last that holds, this is what demarche makes "},
        {other_semantics, 3, "NOT JUDGED: it was made by semantics "},
        {other_version, 0,
         "SAME: this is what demarche makes of its scenario "},
    };
    char folder[PROGRAM_PATH_SIZE], path[2 * PROGRAM_PATH_SIZE];
    char key[2 * RECORD_KEY_SIZE + 1];

    (void)state;
    program_folder(folder);
    make_genuine(folder, key);
    snprintf(path, sizeof path, "%s/forged", folder);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct forgery g;
        load(&g, folder, "run");
        rows[i].make(&g);
        program_write(path, g.file.data, g.file.size);
        arena_fini(&g.arena);
        says(folder, "--rerun", rows[i].status, rows[i].text);
    }
    program_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_forger_is_able),
        cmocka_unit_test(every_forgery),
        cmocka_unit_test(the_answer_tells),
        cmocka_unit_test(every_shipped_scenario),
        cmocka_unit_test(every_interruption),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
