/* The frames sent, as Wireshark's programs see them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/exports.h"

#define STORY SOURCE_DIR "/scenarios/written-responses.yaml"

#define TSHARK(...) \
    WORDS("tshark", "-X", "lua_script:d.lua", "-r", "in.pcapng", __VA_ARGS__)

enum { NOISY_FRAMES = 64, NOISE_SIZE = 96 };

/* An independent reader of pcapng's blocks. */
static const char reader[] =
    "import json, struct\n"
    "def options(b):\n"
    "    out, at = {}, 0\n"
    "    while at < len(b):\n"
    "        code, size = struct.unpack_from('<HH', b, at)\n"
    "        if code == 0: break\n"
    "        out[code] = b[at + 4:at + 4 + size]\n"
    "        at += 4 + (size + 3) // 4 * 4\n"
    "    return out\n"
    "def records(b):\n"
    "    at = 0\n"
    "    while b[at:at + 4] != bytes(4):\n"
    "        code, size = struct.unpack_from('<HH', b, at)\n"
    "        assert code == 1 and b[at + 3 + size] == 0\n"
    "        yield '%d.%d.%d.%d' % tuple(b[at + 4:at + 8]), "
    "b[at + 8:at + 3 + size].decode()\n"
    "        at += 4 + (size + 3) // 4 * 4\n"
    "data, at, interfaces, packets = open('in', 'rb').read(), 0, [], []\n"
    "names = {}\n"
    "while at < len(data):\n"
    "    kind, size = struct.unpack_from('<II', data, at)\n"
    "    assert size % 4 == 0 and data[at + size - 4:at + size] == "
    "struct.pack('<I', size)\n"
    "    body = data[at + 8:at + size - 4]\n"
    "    if kind == 0x0a0d0d0a:\n"
    "        assert body[:4] == struct.pack('<I', 0x1a2b3c4d)\n"
    "    elif kind == 1:\n"
    "        o = options(body[8:])\n"
    "        assert o[9] == b'\\x09'\n"
    "        interfaces.append((struct.unpack_from('<H', body)[0], "
    "o[2].decode()))\n"
    "    elif kind == 4:\n"
    "        names.update((k, v) for k, v in records(body))\n"
    "    else:\n"
    "        assert kind == 6, kind\n"
    "        face, high, low, kept, whole = struct.unpack_from('<5I', body)\n"
    "        o = options(body[20 + (kept + 3) // 4 * 4:])\n"
    "        packets.append((face, high << 32 | low, body[20:20 + kept], "
    "whole, struct.unpack('<Q', o[5])[0], o[1].decode()))\n"
    "    at += size\n";

static void test_packets_are_the_bytes_that_travelled(void **state)
{
    char program[4096];

    if (!program_is_there("python3")) skip();
    exports_run(*state,
                WORDS("demarche", "export", "tale.journal", "--to", "jsonl",
                      "-o", "lines"),
                0, NULL);
    snprintf(program, sizeof program,
             "%s"
             "sent = [r for r in map(json.loads, open('lines')) "
             "if r['kind'] == 'FRAME_SENT']\n"
             "assert interfaces == [(147, 'embassy'), (147, 'elsewhere')]\n"
             "assert [(p[2], p[4]) for p in packets] == "
             "[(bytes.fromhex(r['data']), r['record']) for r in sent]\n"
             "assert packets[0][1] == 1643212920 * 10**9, packets[0]\n"
             "assert packets[0][3] == 27 and packets[0][0] == 0\n"
             "said = dict(l.split(': ') for l in packets[0][5].split('; '))\n"
             "assert names.pop(said.pop('source')) == 'us', names\n"
             "assert names.pop(said.pop('destination')) == 'russia', names\n"
             "assert said == {'from': 'us', 'to': 'russia', 'channel': "
             "'embassy', 'exchange': '3', 'record': '4'}, said\n",
             reader);
    exports_python(*state, "tale.journal", "pcapng", program);
}

/* Past what Wireshark takes for a packet, the rest is cut off. */
static void test_a_large_frame_is_cut(void **state)
{
    static uint8_t data[300000];
    const struct story_line line = {0,
                                    {.kind = RECORD_FRAME_SENT,
                                     .party = "us",
                                     .channel = "by pigeon",
                                     .data = {data, sizeof data}}};
    char program[4096];

    if (!program_is_there("python3")) skip();
    exports_journal(*state, "large.journal", &line, 1);
    snprintf(program, sizeof program,
             "%s"
             "p = packets[0]\n"
             "assert p[0] == 1 and len(p[2]) == 262144 and p[3] == 300000\n"
             "assert 'from: us; channel: by pigeon; record: 1; ' in p[5]\n"
             "to = p[5].split('destination: ')[1]\n"
             "assert names[to] == 'somebody', p\n",
             reader);
    exports_python(*state, "large.journal", "pcapng", program);
}

/* Runs tshark with the dissector; the caller frees its output. */
static void look(struct program_end *end, const char *folder,
                 const char *const *words)
{
    const struct program_gift gift = {.folder = folder};

    exports_run(
        folder,
        WORDS("demarche", "export", "--dissector", "-o", "d.lua", "--force"), 0,
        NULL);
    program_run(end, &gift, words);
    assert_int_equal(end->status, 0);
    if (strstr(end->out, "Lua Error") || strstr(end->err, "Lua: "))
        fail_msg("%s%s", end->out, end->err);
}

static size_t lines_with(const char *text, const char *what)
{
    size_t count = 0;

    for (const char *at = text; (at = strstr(at, what)); at++)
        count++;
    return count;
}

/* Fails unless each of these stacks is some packet's, and every packet is one
 * of ours, and whole. */
static void assert_layers(const char *folder, const char *const *layers)
{
    struct program_end end;

    exports_run(folder,
                WORDS("demarche", "export", "run", "--to", "pcapng", "--opened",
                      "-o", "in.pcapng", "--force"),
                0, NULL);
    look(&end, folder, TSHARK("-T", "fields", "-e", "frame.protocols"));
    for (size_t i = 0; layers[i]; i++)
        if (!strstr(end.out, layers[i])) fail_msg("no packet is %s", layers[i]);
    assert_int_equal(lines_with(end.out, "\n"),
                     lines_with(end.out, "demarche:") +
                         lines_with(end.out, "demarche.opened."));
    program_end_fini(&end);
    look(&end, folder, TSHARK("-V"));
    assert_null(strstr(end.out, "malformed"));
    assert_null(strstr(end.out, "nknown"));
    program_end_fini(&end);
}

static void test_tshark_names_keys_and_the_ratchet(void **state)
{
    static const char *const layers[] = {
        "demarche:ip:demarche.initial:demarche.ratchet\n",
        "demarche:ip:demarche.ratchet\n",
        "demarche:ip:demarche.message:demarche.bundle\n",
        "demarche.opened.message:demarche.message:demarche.bundle\n",
        "demarche.opened.message:demarche.message:demarche.key\n",
        NULL,
    };

    if (!program_is_there("tshark")) skip();
    exports_run(*state,
                WORDS("demarche", "run",
                      SOURCE_DIR
                      "/scenarios/lessons/letters-to-who-is-away.yaml",
                      "--out", "run", "--quiet", "--force"),
                0, NULL);
    assert_layers(*state, layers);
}

static void test_tshark_names_every_layer(void **state)
{
    static const char *const layers[] = {
        "demarche:ip:demarche.handshake\n",
        "demarche:ip:demarche.transport\n",
        "demarche:ip:demarche.message\n",
        "demarche:ip:demarche.message:demarche.envelope\n",
        "demarche:ip:demarche.message:demarche.statement\n",
        "demarche.opened.message:demarche.message:demarche.envelope\n",
        "demarche.opened.message:demarche.message:demarche.statement\n",
        "copy:demarche.copy:demarche.statement:demarche.portion",
        NULL,
    };
    struct program_end end;

    if (!program_is_there("tshark")) skip();
    exports_run(
        *state,
        WORDS("demarche", "run", STORY, "--out", "run", "--quiet", "--force"),
        0, NULL);
    assert_layers(*state, layers);
    look(&end, *state, TSHARK("-V"));
    assert_non_null(strstr(end.out, "Text: "));
    assert_non_null(strstr(end.out, "Merkle root: "));
    assert_non_null(strstr(end.out, "Interface name: unsealed:moscow"));
    program_end_fini(&end);
}

/* What tshark prints of a run's packets, with the names of addresses. */
static void assert_shown(const char *folder, const char *const *words,
                         const char *const *expected)
{
    struct program_end end;

    look(&end, folder, words);
    for (size_t i = 0; expected[i]; i++)
        if (!strstr(end.out, expected[i]))
            fail_msg("no %s in:\n%s", expected[i], end.out);
    program_end_fini(&end);
}

/* Who sent it to whom, where: as fields, as columns, and as the addresses that
 * Wireshark's conversations and flow graph are about. */
static void test_tshark_tells_the_ends(void **state)
{
    if (!program_is_there("tshark")) skip();
    exports_run(
        *state,
        WORDS("demarche", "run", STORY, "--out", "run", "--quiet", "--force"),
        0, NULL);
    exports_run(*state,
                WORDS("demarche", "export", "run", "--to", "pcapng", "--opened",
                      "-o", "in.pcapng", "--force"),
                0, NULL);
    assert_shown(*state,
                 TSHARK("-Y",
                        "demarche.from == \"us\" && demarche.exchange == 17",
                        "-T", "fields", "-e", "demarche.from", "-e",
                        "demarche.to", "-e", "demarche.channel", "-e",
                        "demarche.record", "-e", "demarche.opened_with"),
                 WORDS("us\trussia\tmoscow\t117\t\n"
                       "us\trussia\tmoscow\t117\twith russia's key\n"));
    assert_shown(*state, TSHARK("-N", "n", "-Y", "demarche.record == 117"),
                 WORDS("us \xe2\x86\x92 russia"));
    assert_shown(*state, TSHARK("-N", "n", "-q", "-z", "conv,ip"),
                 WORDS("us                   <-> nato", "russia               "
                                                        "<-> us"));
    assert_shown(*state, TSHARK("-N", "n", "-q", "-z", "flow,any,network"),
                 WORDS("| russia ", "| congress "));
}

/* Whatever stands in a frame, the dissector says that it is malformed. */
static void test_tshark_survives_noise(void **state)
{
    static uint8_t noise[NOISY_FRAMES][NOISE_SIZE];
    static struct story_line lines[NOISY_FRAMES];
    uint32_t x = 2463534242;
    struct program_end end;

    if (!program_is_there("tshark")) skip();
    for (size_t i = 0; i < NOISY_FRAMES; i++) {
        for (size_t k = 0; k < NOISE_SIZE; k++) {
            x ^= x << 13;
            x ^= x >> 17;
            x ^= x << 5;
            noise[i][k] = (uint8_t)x;
        }
        noise[i][4] = 1;
        /* Fields of a message, as far as the noise goes along. */
        for (size_t k = 21; k < NOISE_SIZE; k += 2 + i % 7)
            noise[i][k] = (uint8_t)(noise[i][k] % 16 << 3 | (k % 2 ? 2 : 0));
        lines[i].record =
            (struct record){.kind = RECORD_FRAME_SENT,
                            .party = "us",
                            .peer = "russia",
                            .channel = "embassy",
                            .data = {noise[i], 1 + (i * 37) % NOISE_SIZE}};
    }
    exports_journal(*state, "noise.journal", lines, NOISY_FRAMES);
    exports_run(*state,
                WORDS("demarche", "export", "noise.journal", "--to", "pcapng",
                      "-o", "in.pcapng"),
                0, NULL);
    look(&end, *state, TSHARK("-V"));
    assert_int_equal(lines_with(end.out, "\ndemarche frame"), NOISY_FRAMES);
    assert_non_null(strstr(end.out, "The bytes are malformed"));
    program_end_fini(&end);
}

static void test_words_that_do_not_go_together(void **state)
{
    exports_run(*state,
                WORDS("demarche", "export", "tale.journal", "--dissector"), 64,
                "takes no RUN, and only --out and --force");
    exports_run(*state,
                WORDS("demarche", "export", "--dissector", "--to", "csv"), 64,
                "takes no RUN, and only --out and --force");
    exports_run(
        *state,
        WORDS("demarche", "export", "tale.journal", "--to", "csv", "--opened"),
        64, "--opened does not apply to csv");
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, exports_set_up, exports_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_packets_are_the_bytes_that_travelled),
        TEST(test_a_large_frame_is_cut),
        TEST(test_tshark_names_every_layer),
        TEST(test_tshark_names_keys_and_the_ratchet),
        TEST(test_tshark_tells_the_ends),
        TEST(test_tshark_survives_noise),
        TEST(test_words_that_do_not_go_together),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
