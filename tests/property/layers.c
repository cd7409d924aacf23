/* Every byte of every layer by the field that owns it, for people and as JSON:
 * of each frame that a scenario sends, of such frames spoiled, and of what a
 * forged journal says was sent. */
#define _GNU_SOURCE 1 /* open_memstream */

#include "base/writer.h"
#include "view/layers.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "crypto/rng.h"
#include "json/json_layers.h"
#include "support/program.h"
#include "support/stories.h"

enum {
    LABEL_COLUMN = 2,
    BODY_COLUMN = 13,
    BYTES_COLUMN = 4,
    LINE_BYTES = 8,
    EXCHANGE = 7
};

/* The layers read back out of what was drawn. */
struct reading {
    struct bytes whole; /* the frame */
    size_t told;        /* bytes of it that its outer layers have shown */
    size_t size, at;    /* of the layer at hand */
    bool shown;         /* it has shown bytes at all */
    bool outermost;     /* it is the frame */
    const char *drawn;  /* for complaints */
};

/* A layer that shows bytes shows all of them; a frame leaves its payload to
 * the layers that follow. */
static void end_layer(struct reading *r)
{
    if (r->shown && r->at != r->size && !r->outermost)
        fail_msg("%zu of %zu bytes are told:\n%s", r->at, r->size, r->drawn);
    r->shown = false;
    r->at = 0;
}

/* "  message    1,311 bytes: ..." */
static void begin_layer(struct reading *r, const char *line)
{
    size_t size = 0;
    const char *c = line + BODY_COLUMN;

    for (; (*c >= '0' && *c <= '9') || *c == ','; c++)
        if (*c != ',') size = 10 * size + (size_t)(*c - '0');
    if (c == line + BODY_COLUMN || strncmp(c, " byte", 5) != 0) return;
    end_layer(r);
    r->size = size;
    r->outermost = strncmp(line, "  frame ", 8) == 0;
}

/* "    0013  28 01    |(.|   seal: 1, an age file"; the bytes of the frame's
 * own layers, which come first, are those of the frame. */
static void read_bytes(struct reading *r, const char *line)
{
    char *rest;
    const size_t at = strtoul(line + BYTES_COLUMN, &rest, 16);
    size_t count = 0;
    unsigned byte;

    if (rest - (line + BYTES_COLUMN) < 4 || rest[0] != ' ' || rest[1] != ' ')
        return;
    r->shown = true;
    assert_int_equal(at, r->at);
    for (rest++; count < LINE_BYTES && sscanf(rest, " %2x", &byte) == 1 &&
                 rest[0] == ' ' && rest[1] != ' ';
         rest += 3, count++) {
        if (r->told == r->whole.size) continue;
        assert_int_equal(byte, r->whole.data[r->told]);
        r->told++;
    }
    assert_true(count > 0);
    r->at += count;
}

static void read_drawn(const char *drawn, struct bytes whole)
{
    struct reading r = {.whole = whole, .drawn = drawn};

    for (const char *line = drawn; *line; line = strchr(line, '\n') + 1) {
        const size_t size = strcspn(line, "\n");
        if (size <= BODY_COLUMN) continue;
        if (strspn(line, " ") == LABEL_COLUMN)
            begin_layer(&r, line);
        else if (strspn(line, " ") == BYTES_COLUMN)
            read_bytes(&r, line);
    }
    end_layer(&r);
    if (r.told != whole.size)
        fail_msg("of %zu bytes %zu are told:\n%s", whole.size, r.told, drawn);
}

static const cJSON *member(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);

    assert_non_null(item);
    return item;
}

/* A number that is not negative; -1: null. */
static int number_in(const cJSON *object, const char *key)
{
    const cJSON *item = member(object, key);

    if (cJSON_IsNull(item)) return -1;
    assert_true(cJSON_IsNumber(item) && item->valueint >= 0);
    return item->valueint;
}

/* A layer's fields follow one another to its end; its bytes lie in an earlier
 * layer, or come from one. */
static void check_layer(const cJSON *layers, int number)
{
    const cJSON *layer = cJSON_GetArrayItem(layers, number), *field;
    const char *hex = cJSON_GetStringValue(member(layer, "hex"));
    const int size = number_in(layer, "size");
    const int within = number_in(layer, "within");
    const int of = number_in(layer, "of");
    int at = 0;

    assert_int_equal(strlen(hex), 2 * size);
    cJSON_ArrayForEach(field, member(layer, "fields"))
    {
        assert_int_equal(number_in(field, "at"), at);
        at += number_in(field, "size");
    }
    assert_int_equal(at, size);
    assert_int_equal((within >= 0) + (of >= 0), number > 0);
    assert_true(within < number && of < number);
    if (within < 0) return;
    const cJSON *around = cJSON_GetArrayItem(layers, within);
    assert_true(number_in(layer, "at") + size <= number_in(around, "size"));
    assert_memory_equal(hex,
                        cJSON_GetStringValue(member(around, "hex")) +
                            2 * number_in(layer, "at"),
                        2 * (size_t)size);
}

/* The same frame as JSON. */
static void check_json(const struct scenario *sc, const struct opener_layers *l)
{
    char *text;
    size_t size;
    struct json j;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    json_init(&j, out);
    json_open_array(&j, NULL);
    json_layers_put(&j, sc, l, 1, false);
    json_close(&j);
    json_finish(&j);
    assert_int_equal(fclose(out), 0);
    cJSON *frames = cJSON_Parse(text);
    if (!frames) fail_msg("no JSON: %s", text);
    const cJSON *layers = member(cJSON_GetArrayItem(frames, 0), "layers");
    assert_true((cJSON_GetArraySize(layers) == 0) == (l->repeats > 0));
    for (int i = 0; i < cJSON_GetArraySize(layers); i++)
        check_layer(layers, i);
    cJSON_Delete(frames);
    free(text);
}

static char *drawn_of(const struct scenario *sc, const struct opener_layers *l)
{
    const struct view v = {.scenario = sc, .hex = true};
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    layers_draw(&v, l, 1, out);
    assert_int_equal(fclose(out), 0);
    check_json(sc, l);
    return text;
}

/* A frame of a party has no byte of an unknown field. */
static void check_sound(const struct scenario *sc,
                        const struct opener_layers *l)
{
    char *drawn = drawn_of(sc, l);

    read_drawn(drawn, l->whole);
    if (strstr(drawn, "malformed") || strstr(drawn, "unreadable") ||
        strstr(drawn, "  more\n"))
        fail_msg("not all is known:\n%s", drawn);
    free(drawn);
}

/* The frame once more, with a byte changed or its end cut off. */
static void check_spoiled(struct dissect *d, struct arena *a, struct rng *rng,
                          const struct opener_layers *l)
{
    uint8_t *data = arena_alloc(a, l->whole.size);
    struct opener_layers spoiled = {
        .from = l->from,
        .to = l->to,
        .channel = l->channel,
        .pattern = l->pattern,
        .session_by = OPENER_NONE,
        .opened_by = OPENER_NONE,
        .whole = bytes_of(data, l->whole.size),
    };

    memcpy(data, l->whole.data, l->whole.size);
    data[rng_below(rng, l->whole.size)] ^= (uint8_t)(1 + rng_below(rng, 255));
    if (rng_below(rng, 2))
        spoiled.whole.size -= (size_t)rng_below(rng, l->whole.size);
    if (spoiled.whole.size >= FRAME_HEAD_SIZE && rng_below(rng, 4) > 0)
        bytes_put_be32(data, (uint32_t)spoiled.whole.size - 4);
    if (!frame_decode(spoiled.whole, &spoiled.frame))
        opener_open(&d->opener, a, &spoiled);
    char *drawn = drawn_of(d->scenario, &spoiled);
    read_drawn(drawn, spoiled.whole);
    free(drawn);
}

static size_t check_run(const char *path)
{
    struct reader_frame f;
    struct opener_layers l;
    struct rng_root root;
    struct scenario sc;
    struct dissect d;
    struct reader r;
    struct errmsg e;
    struct arena a;
    struct rng rng;
    size_t count = 0;

    assert_int_equal(reader_open(&r, path, &e), ERR_OK);
    stories_parse(&sc, "run", r.header.scenario);
    dissect_init(&d, &r, &sc, SCENARIO_NONE);
    rng_root_init(&root, 1, 0);
    rng_init(&rng, &root, "layers", sc.title);
    arena_init(&a);
    reader_rewind(&r);
    for (; !reader_next(&r, &f); arena_reset(&a)) {
        if (!dissect_frame(&d, &f, &a, &l)) continue;
        count++;
        check_spoiled(&d, &a, &rng, &l);
        /* Frames of adversaries need not be well-formed. */
        if (sc.actor_count == sc.party_count) check_sound(&sc, &l);
    }
    arena_fini(&a);
    dissect_fini(&d);
    scenario_fini(&sc);
    reader_close(&r);
    return count;
}

static size_t check_folder(const char *name)
{
    char folder[PROGRAM_PATH_SIZE];
    DIR *dir = opendir(name);
    size_t frames = 0;

    assert_non_null(dir);
    program_folder(folder);
    for (struct dirent *entry; (entry = readdir(dir));) {
        char run[2 * PROGRAM_PATH_SIZE], scenario[512];
        struct program_end end;
        if (!strstr(entry->d_name, ".yaml")) continue;
        snprintf(run, sizeof run, "%s/run", folder);
        snprintf(scenario, sizeof scenario, "%s/%s", name, entry->d_name);
        program_run(&end, NULL,
                    WORDS("demarche", "run", scenario, "--out", run, "--force",
                          "--quiet"));
        program_end_fini(&end);
        frames += check_run(run);
    }
    closedir(dir);
    program_remove(folder);
    return frames;
}

static void test_frames_of_all_scenarios(void **state)
{
    (void)state;
    const size_t frames = check_folder(SOURCE_DIR "/scenarios") +
                          check_folder(SOURCE_DIR "/scenarios/lessons");
    print_message("%zu frames\n", frames);
    assert_true(frames > 300);
}

/* ---- What a forged journal says was sent ---- */

static struct bytes framed(struct arena *a, enum frame_type type,
                           uint64_t counter, struct bytes payload)
{
    const struct frame f = {type, 5, counter, payload};
    struct writer w;

    writer_init(&w, arena_alloc(a, FRAME_SIZE_MAX), FRAME_SIZE_MAX);
    assert_int_equal(frame_encode(&f, &w), ERR_OK);
    return writer_bytes(&w);
}

/* A message that is sound, with a copy that need not be. */
static struct bytes with_copy(struct arena *a, uint64_t counter,
                              struct bytes copy)
{
    const struct message m = {
        .kind = MESSAGE_COPY, .document = "us-response", .copy = copy};
    struct bytes encoded;

    assert_int_equal(message_encode(a, &m, &encoded), ERR_OK);
    return framed(a, FRAME_PLAIN, counter, encoded);
}

/* A copy whose statement and portion are none. */
static struct bytes hollow_copy(struct arena *a, uint64_t counter)
{
    const struct message_leaf leaf = {.portion = bytes_of_text("\x0a\x01x")};
    const struct message_copy c = {
        .transfer = {.statement = bytes_of_text("no statement")},
        .leaves = &leaf,
        .leaf_count = 1,
    };
    struct bytes encoded;

    assert_int_equal(message_encode_copy(a, &c, &encoded), ERR_OK);
    return with_copy(a, counter, encoded);
}

struct forged {
    const struct scenario *scenario;
    const struct bytes *sent;
    const char *const *says; /* what has to be drawn of each */
    size_t count;
};

static void check_forged(void *context, const struct opener_layers *l)
{
    struct forged *f = context;
    char *drawn = drawn_of(f->scenario, l);

    /* A repeat shows no bytes again. */
    if (!l->repeats) read_drawn(drawn, f->sent[f->count]);
    if (!strstr(drawn, f->says[f->count]))
        fail_msg("it does not say %s:\n%s", f->says[f->count], drawn);
    free(drawn);
    f->count++;
}

static struct story_line sending(struct bytes data)
{
    return (struct story_line){
        .minutes = 1,
        .record = {.kind = RECORD_FRAME_SENT,
                   .party = "us",
                   .peer = "russia",
                   .channel = "moscow",
                   .exchange = EXCHANGE,
                   .data = data},
    };
}

static void test_what_cannot_be_read_is_drawn_and_named(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a);
    const struct bytes sent[] = {
        bytes_of_text("no frame at all, but long enough for a head"),
        bytes_of_text("short"),
        /* kind 0, then a field that no message has. */
        framed(&a, FRAME_PLAIN, 0, bytes_of_text("\x10\x07\xfa\x7f\x01z")),
        framed(&a, FRAME_HANDSHAKE, 0xff00, bytes_of_text("no handshake")),
        framed(&a, FRAME_INITIAL, 0, bytes_of_text("no initial message")),
        framed(&a, FRAME_RATCHET, 0, bytes_of_text("no ratchet")),
        framed(&a, FRAME_GROUP, 0, bytes_of_text("no group")),
        with_copy(&a, 0, bytes_of_text("no copy")),
        hollow_copy(&a, 1),
        hollow_copy(&a, 2),
        hollow_copy(&a, 2),
    };
    static const char *const says[] = {
        "  frame      43 bytes: malformed\n",
        "  frame      5 bytes: malformed\n",
        "0002  fa 7f 01 7a              |...z|      unreadable from here on\n",
        "  noise      12 bytes: a handshake of no known pattern\n",
        "  ratchet    18 bytes: malformed\n",
        "  ratchet    10 bytes: malformed\n",
        "  group      8 bytes: malformed\n",
        "  copy       7 bytes: malformed\n",
        "  statement  12 bytes: malformed\n",
        "  portion    3 bytes: malformed\n",
        "the bytes of record 10, sent again\n",
    };
    enum { COUNT = sizeof sent / sizeof *sent };
    struct story_line lines[COUNT];
    struct forged forged = {.sent = sent, .says = says};
    struct scenario sc;
    struct dissect d;
    struct reader r;

    for (size_t i = 0; i < COUNT; i++)
        lines[i] = sending(sent[i]);
    stories_scenario(&sc);
    stories_journal(&r, lines, COUNT, true);
    forged.scenario = &sc;
    dissect_init(&d, &r, &sc, SCENARIO_NONE);
    assert_int_equal(dissect_exchange(&d, EXCHANGE, check_forged, &forged),
                     COUNT);
    assert_int_equal(forged.count, COUNT);
    dissect_fini(&d);
    reader_close(&r);
    scenario_fini(&sc);
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames_of_all_scenarios),
        cmocka_unit_test(test_what_cannot_be_read_is_drawn_and_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
