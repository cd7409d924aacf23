#include "support/stories.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/journals.h"

instant stories_time(int64_t minutes)
{
    return 1643212800 * SECOND + minutes * MINUTE;
}

void stories_scenario(struct scenario *sc)
{
    static const struct scenario_party parties[STORY_PARTIES] = {
        [STORY_US] = {.name = "us", .title = "United States"},
        [STORY_RUSSIA] = {.name = "russia", .title = "Russia"},
        [STORY_CONGRESS] = {.name = "congress", .title = "US Congress"},
        [STORY_PRESS] = {.name = "press", .kind = PARTY_PUBLIC},
    };
    static const struct scenario_portion response[] = {
        [STORY_OPEN_DOOR] = {"open-door", "No change."},
        [STORY_ARMS_CONTROL] = {"arms-control", "Talks."},
    };
    static const struct scenario_portion memo[] = {{"body", "A memo."}};
    static const struct scenario_document documents[STORY_DOCUMENTS] = {
        [STORY_RESPONSE] = {.name = "us-response",
                            .title = "Written response",
                            .author = STORY_US,
                            .portions = response,
                            .portion_count = 2},
        [STORY_MEMO] = {.name = "memo",
                        .author = STORY_US,
                        .portions = memo,
                        .portion_count = 1},
    };
    static const uint32_t members[] = {STORY_US, STORY_RUSSIA};
    static const struct scenario_channel channels[] = {{.name = "embassy",
                                                        .members = members,
                                                        .member_count = 2,
                                                        .medium = MEDIUM_HAND}};

    *sc = (struct scenario){.name = "responses",
                            .title = "The written responses",
                            .start = stories_time(0),
                            .end = stories_time(24 * 60),
                            .parties = parties,
                            .party_count = STORY_PARTIES,
                            .documents = documents,
                            .document_count = STORY_DOCUMENTS,
                            .channels = channels,
                            .channel_count = 1};
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

void stories_journal(struct reader *r, const struct story_line *lines,
                     size_t count, bool closed)
{
    const uint8_t seed[JOURNAL_SEED_SIZE] = {1};
    struct record_header header = {
        .journal_id = "story in a test",
        .tool_version = "0.1.0",
        .scenario_name = "responses",
        .scenario = bytes_of_text("demarche: 1\n"),
        .seed = 7,
        .unkeyed = true,
    };
    const int fd = journals_file();
    const int kept = dup(fd);
    const int64_t end = count > 0 ? lines[count - 1].minutes : 0;
    char path[64];
    struct journal *j;
    struct errmsg e;

    if (journal_create(&j, fd, &header, seed, stories_time(0), &e))
        fail_msg("%s", e.text);
    for (size_t i = 0; i < count; i++)
        append(j, &lines[i]);
    assert_int_equal(journal_flush(j, &e), ERR_OK);
    if (closed) {
        assert_int_equal(journal_close(j, stories_time(end), &e), ERR_OK);
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", kept);
    if (reader_open(r, path, &e)) fail_msg("%s", e.text);
    if (!closed) {
        assert_int_equal(journal_close(j, stories_time(end), &e), ERR_OK);
    }
    close(kept);
}
