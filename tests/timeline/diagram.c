/* Diagrams and traces, as the programs that draw them read them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/exports.h"

#define STORY SOURCE_DIR "/scenarios/written-responses.yaml"

/* The tale's folder, with a whole story beside the tale. */
static int set_up(void **state)
{
    exports_set_up(state);
    exports_run(*state,
                WORDS("demarche", "run", STORY, "--out", "story", "--quiet"), 0,
                NULL);
    return 0;
}

static void export_both(const char *folder, const char *format)
{
    exports_run(folder,
                WORDS("demarche", "export", "tale.journal", "--to", format,
                      "-o", "tale.out"),
                0, NULL);
    exports_run(
        folder,
        WORDS("demarche", "export", "story", "--to", format, "-o", "story.out"),
        0, NULL);
}

static void test_mermaid_parses_both(void **state)
{
    static const char check[] = SOURCE_DIR "/tests/timeline/mermaid.mjs";

    if (!getenv("DEMARCHE_MERMAID")) {
        fprintf(stderr, "SKIPPED: DEMARCHE_MERMAID names no folder with "
                        "mermaid and jsdom; nothing was tried\n");
        skip();
    }
    export_both(*state, "mermaid");
    exports_run(*state, WORDS("node", check, "tale.out"), 0, NULL);
    exports_run(*state, WORDS("node", check, "story.out"), 0, NULL);
}

static void test_graphviz_draws_both(void **state)
{
    if (!program_is_there("dot")) skip();
    export_both(*state, "dot");
    exports_run(*state, WORDS("dot", "-Tplain", "tale.out", "-o", "tale.plain"),
                0, NULL);
    exports_run(*state, WORDS("dot", "-Tsvg", "story.out", "-o", "story.svg"),
                0, NULL);
}

/* Slices have a length, arrows two ends, exchanges a beginning and an end. */
static void test_a_trace_is_whole(void **state)
{
    static const char program[] =
        "import json\n"
        "events = json.load(open('in', encoding='utf-8'))['traceEvents']\n"
        "def of(*phases): return [e for e in events if e['ph'] in phases]\n"
        "named = {e['pid'] for e in of('M') if e['name'] == 'process_name'}\n"
        "assert {e['pid'] for e in events} <= named\n"
        "sent = {e['id']: e['ts'] for e in of('s')}\n"
        "assert of('f') and sent\n"
        "for e in of('f'): assert sent[e['id']] <= e['ts'], e\n"
        "assert all(e['dur'] >= 0 for e in of('X'))\n"
        "began = {e['id']: e['ts'] for e in of('b')}\n"
        "ended = {e['id']: e['ts'] for e in of('e')}\n"
        "assert began.keys() == ended.keys() and began\n"
        "assert len(began) == len(of('b')) == len(of('e'))\n"
        "assert all(began[x] <= ended[x] for x in began)\n";
    char inboxes[2048];

    if (!program_is_there("python3")) skip();
    exports_python(*state, "tale.journal", "perfetto", program);
    snprintf(inboxes, sizeof inboxes,
             "%sinbox = [e for e in of('X') if e['tid'] == 3]\n"
             "assert any(e['dur'] == 600e6 for e in inbox), inbox\n",
             program);
    exports_python(*state, "story", "perfetto", inboxes);
}

/* The clocks have ShiViz's form, and the recipient of a frame knows of all that
 * its sender knew of. */
static void test_vector_clocks_order_what_happened(void **state)
{
    static const char program[] =
        "import json, re\n"
        "text = open('in', encoding='utf-8').read()\n"
        "pattern, blank, log = text.split('\\n', 2)\n"
        "assert blank == ''\n"
        "pattern = pattern.replace('(?<', '(?P<')\n"
        "known, clocks, covered = {}, {}, 0\n"
        "for m in re.finditer(pattern, log):\n"
        "    covered += len(m[0]) + 1\n"
        "    clock = json.loads(m['clock'])\n"
        "    host = m['host']\n"
        "    last = known.get(host, {})\n"
        "    assert clock[host] == last.get(host, 0) + 1, m[0]\n"
        "    assert all(clock.get(h, 0) >= n for h, n in last.items())\n"
        "    for h, n in clock.items():\n"
        "        assert h == host or known[h][h] >= n, m[0]\n"
        "    known[host] = clock\n"
        "    clocks[int(re.search(r'\\((\\d+)\\)$', m['event'])[1])] = clock\n"
        "assert covered == len(log), (covered, len(log))\n"
        "taken = 0\n"
        "for r in map(json.loads, open('lines')):\n"
        "    if r['kind'] != 'FRAME_ARRIVED': continue\n"
        "    taken += 1\n"
        "    sent = clocks[r['causes'][0]]\n"
        "    for h, n in sent.items(): assert clocks[r['record']][h] >= n, r\n"
        "assert taken\n";

    if (!program_is_there("python3")) skip();
    exports_run(*state,
                WORDS("demarche", "export", "tale.journal", "--to", "jsonl",
                      "-o", "lines"),
                0, NULL);
    exports_python(*state, "tale.journal", "shiviz", program);
    exports_run(*state,
                WORDS("demarche", "export", "story", "--to", "jsonl", "-o",
                      "lines", "--force"),
                0, NULL);
    exports_python(*state, "story", "shiviz", program);
}

static void test_timesketch_has_what_it_asks_for(void **state)
{
    static const char program[] =
        "import datetime, json\n"
        "rows = [json.loads(l) for l in open('in', encoding='utf-8')]\n"
        "assert len(rows) > 10\n"
        "for r in rows:\n"
        "    assert r['message'] and r['timestamp_desc']\n"
        "    at = datetime.datetime.fromtimestamp(\n"
        "        r['timestamp'] // 1000000, datetime.timezone.utc)\n"
        "    assert at.strftime('%Y-%m-%dT%H:%M:%S') == r['datetime'][:19], "
        "r\n";

    if (!program_is_there("python3")) skip();
    exports_python(*state, "tale.journal", "timesketch", program);
    exports_python(*state, "story", "timesketch", program);
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, set_up, exports_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_mermaid_parses_both),
        TEST(test_graphviz_draws_both),
        TEST(test_a_trace_is_whole),
        TEST(test_vector_clocks_order_what_happened),
        TEST(test_timesketch_has_what_it_asks_for),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
