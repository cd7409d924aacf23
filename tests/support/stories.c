#include "support/stories.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/journals.h"

instant stories_time(int64_t minutes)
{
    return 1643212800 * SECOND + minutes * MINUTE;
}

static const char source[] =
    "demarche: 1\n"
    "title: The written responses\n"
    "story: Four parties and two papers.\n"
    "clock: {start: 2022-01-26T16:00Z, end: 2022-01-27T16:00Z}\n"
    "parties:\n"
    "  us: {name: United States, kind: state}\n"
    "  russia: {name: Russia, kind: state}\n"
    "  congress: {name: US Congress, kind: legislature}\n"
    "  press: {name: The press, kind: public}\n"
    "channels:\n"
    "  embassy: {between: [us, russia], medium: hand, delay: 25 min}\n"
    "documents:\n"
    "  us-response:\n"
    "    title: Written response\n"
    "    form: non-paper\n"
    "    author: us\n"
    "    portions:\n"
    "      open-door: No change.\n"
    "      arms-control: Talks.\n"
    "  memo:\n"
    "    title: A memo\n"
    "    form: draft\n"
    "    author: us\n"
    "    portions: {body: A memo.}\n"
    "script:\n"
    "  - {at: 2022-01-26T16:00Z, draft: us-response, from: us}\n"
    "expect:\n"
    "  - russia holds us-response\n"
    "  - press never holds us-response\n";

void stories_parse(struct scenario *sc, const char *name, struct bytes text)
{
    struct scenario_errors errors;

    scenario_errors_init(&errors);
    if (scenario_parse(sc, name, text, &errors)) {
        scenario_errors_print(stderr, name, text, &errors);
        fail();
    }
    scenario_errors_fini(&errors);
}

void stories_scenario(struct scenario *sc)
{
    stories_parse(sc, "responses", bytes_of_text(source));
}

void stories_crowd(struct scenario *sc, size_t parties)
{
    char *text;
    size_t size;
    FILE *f = open_memstream(&text, &size);

    assert_non_null(f);
    fputs("demarche: 1\n"
          "title: A crowd\n"
          "clock: {start: 2022-01-26T16:00Z, end: 2022-01-27T16:00Z}\n"
          "parties:\n",
          f);
    for (size_t i = 0; i < parties; i++)
        fprintf(f, "  p%zu: {name: P}\n", i);
    fputs("documents:\n"
          "  us-response:\n"
          "    {title: T, form: letter, author: p0,\n"
          "     portions: {open-door: A, hotline: B, offices: C}}\n"
          "script: []\n",
          f);
    fclose(f);
    stories_parse(sc, "responses", bytes_of(text, size));
    free(text);
}

static void append(struct journal *j, const struct story_line *line)
{
    struct arena a;
    struct bytes body;
    struct errmsg e;
    uint64_t seq;

    arena_init(&a);
    assert_int_equal(record_encode(&a, &line->record, &body), ERR_OK);
    if (journal_append(j, stories_time(line->minutes), body, &seq, &e))
        fail_msg("%s", e.text);
    arena_fini(&a);
}

void stories_write(int fd, const struct story_line *lines, size_t count,
                   bool closed)
{
    struct record_header header = {
        .tool_version = "0.1.0",
        .scenario_name = "responses",
        .scenario = bytes_of_text(source),
        .seed = 7,
    };
    const int64_t end = count > 0 ? lines[count - 1].minutes : 0;
    const int kept = dup(fd);
    struct journal *j;
    struct errmsg e;
    struct stat st;

    if (journal_create(&j, fd, &header, stories_time(0), &e))
        fail_msg("%s", e.text);
    for (size_t i = 0; i < count; i++)
        append(j, &lines[i]);
    assert_int_equal(journal_flush(j, &e), ERR_OK);
    assert_int_equal(fstat(kept, &st), 0);
    assert_int_equal(journal_close(j, stories_time(end), &e), ERR_OK);
    /* Cut short is as if it had not been closed. */
    if (!closed) assert_int_equal(ftruncate(kept, st.st_size), 0);
    close(kept);
}

void stories_journal(struct reader *r, const struct story_line *lines,
                     size_t count, bool closed)
{
    const int fd = journals_file();
    const int kept = dup(fd);
    char path[64];
    struct errmsg e;

    stories_write(fd, lines, count, closed);
    snprintf(path, sizeof path, "/proc/self/fd/%d", kept);
    if (reader_open(r, path, &e)) fail_msg("%s", e.text);
    close(kept);
}
