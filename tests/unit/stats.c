/* The figures of small journals made by hand, each counted by hand. */
#include "base/writer.h"
#include "study/stats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/stories.h"
#include "wire/frame.h"

enum { EMBASSY, ELSEWHERE };

/* The figures of some lines, all in one minute each. */
static void read_lines(struct stats *s, struct scenario *sc,
                       const struct story_line *lines, size_t count)
{
    struct reader r;

    stories_scenario(sc);
    stories_journal(&r, lines, count, true);
    stats_init(s, sc);
    assert_int_equal(stats_read(s, &r), ERR_OK);
    reader_close(&r);
}

static void end(struct stats *s, struct scenario *sc)
{
    stats_fini(s);
    scenario_fini(sc);
}

/* A frame of a session as it lies in a journal. */
static struct bytes session_frame(uint8_t out[FRAME_HEAD_SIZE + 1],
                                  enum frame_type type, uint64_t session,
                                  uint64_t counter)
{
    const struct frame f = {type, session, counter, {(const uint8_t *)"x", 1}};
    struct writer w;

    writer_init(&w, out, FRAME_HEAD_SIZE + 1);
    assert_int_equal(frame_encode(&f, &w), ERR_OK);
    return writer_bytes(&w);
}

#define SENT(minute, from, to, bytes)                                 \
    {                                                                 \
        minute,                                                       \
        {                                                             \
            .kind = RECORD_FRAME_SENT, .party = (from), .peer = (to), \
            .channel = "embassy", .data = (bytes)                     \
        }                                                             \
    }
#define FATE(minute, what, sent)                                     \
    {                                                                \
        minute,                                                      \
        {                                                            \
            .kind = (what), .party = "russia", .channel = "embassy", \
            .causes = {sent}, .cause_count = 1                       \
        }                                                            \
    }

static void test_frames_and_what_became_of_them(void **state)
{
    const struct bytes b = {(const uint8_t *)"four", 4};
    const struct story_line lines[] = {
        SENT(0, "us", "russia", b), /* 1: arrives after 10 min */
        SENT(1, "us", "russia", b), /* 2: lost */
        FATE(1, RECORD_FRAME_LOST, 2),
        SENT(2, "us", "russia", b), /* 4: doubled */
        FATE(2, RECORD_FRAME_DOUBLED, 4),
        FATE(10, RECORD_FRAME_ARRIVED, 1),
        FATE(22, RECORD_FRAME_ARRIVED, 4),
        FATE(42, RECORD_FRAME_ARRIVED, 4),
        FATE(43, RECORD_FRAME_ARRIVED, 4), /* more often than it was sent */
        {44, {.kind = RECORD_FRAME_SENT, .party = "us", .data = b}},
    };
    struct scenario sc;
    struct stats s;

    (void)state;
    read_lines(&s, &sc, lines, sizeof lines / sizeof lines[0]);
    const struct stats_channel *c = &s.channels[EMBASSY];
    assert_int_equal(c->frames, 3);
    assert_int_equal(c->bytes, 12);
    assert_int_equal(c->lost, 1);
    assert_int_equal(c->doubled, 1);
    assert_int_equal(c->arrived, 4);
    assert_int_equal(c->again, 0);
    assert_int_equal(c->took.count, 3);
    assert_int_equal(stats_percentile(&c->took, 0), 10 * MINUTE);
    assert_int_equal(stats_percentile(&c->took, 50), 20 * MINUTE);
    assert_int_equal(stats_percentile(&c->took, 100), 40 * MINUTE);
    assert_int_equal(s.channels[ELSEWHERE].frames, 1);
    assert_int_equal(s.records, 10);
    end(&s, &sc);
}

/* Each side of a session counts its handshake, its messages (even) and its
 * acknowledgements (odd) by themselves. */
static void test_what_a_session_sends_again(void **state)
{
    uint8_t raw[8][FRAME_HEAD_SIZE + 1];
    const struct story_line lines[] = {
        SENT(0, "us", "russia", session_frame(raw[0], FRAME_HANDSHAKE, 7, 0)),
        SENT(1, "us", "russia", session_frame(raw[0], FRAME_HANDSHAKE, 7, 0)),
        SENT(2, "us", "russia", session_frame(raw[1], FRAME_TRANSPORT, 7, 0)),
        SENT(3, "us", "russia", session_frame(raw[2], FRAME_TRANSPORT, 7, 2)),
        SENT(4, "us", "russia", session_frame(raw[3], FRAME_TRANSPORT, 7, 1)),
        SENT(5, "us", "russia", session_frame(raw[1], FRAME_TRANSPORT, 7, 0)),
        SENT(6, "russia", "us", session_frame(raw[4], FRAME_TRANSPORT, 7, 0)),
        SENT(7, "us", "russia", session_frame(raw[5], FRAME_TRANSPORT, 8, 0)),
        SENT(8, "us", "russia", session_frame(raw[6], FRAME_PLAIN, 0, 0)),
        SENT(9, "us", "russia", session_frame(raw[6], FRAME_PLAIN, 0, 0)),
    };
    struct scenario sc;
    struct stats s;

    (void)state;
    read_lines(&s, &sc, lines, sizeof lines / sizeof lines[0]);
    assert_int_equal(s.channels[EMBASSY].frames, 10);
    assert_int_equal(s.channels[EMBASSY].again, 2);
    end(&s, &sc);
}

static void test_documents_by_precedence(void **state)
{
    static const struct record sent = {.kind = RECORD_SENT,
                                       .party = "us",
                                       .peer = "russia",
                                       .document = "memo",
                                       .exchange = 1};
    static const struct record other = {.kind = RECORD_SENT,
                                        .party = "us",
                                        .peer = "press",
                                        .document = "memo",
                                        .exchange = 1};
    static const struct record had = {.kind = RECORD_RECEIVED,
                                      .party = "russia",
                                      .peer = "us",
                                      .document = "memo",
                                      .exchange = 1};
    const struct story_line lines[] = {
        {0, sent}, {1, other}, {30, had}, {40, had} /* a second copy */};
    struct scenario sc;
    struct stats s;

    (void)state;
    read_lines(&s, &sc, lines, sizeof lines / sizeof lines[0]);
    const struct stats_precedence *p = &s.precedences[PRECEDENCE_ROUTINE];
    assert_int_equal(p->sent, 2);
    assert_int_equal(p->received, 1);
    assert_int_equal(stats_percentile(&p->took, 95), 30 * MINUTE);
    assert_int_equal(s.exchanges, 1);
    end(&s, &sc);
}

static void test_trouble_and_receipts(void **state)
{
    static const struct story_line lines[] = {
        {0,
         {.kind = RECORD_REJECTED,
          .party = "us",
          .reason = REASON_BAD_SIGNATURE}},
        {0,
         {.kind = RECORD_REJECTED,
          .party = "us",
          .reason = REASON_BAD_SIGNATURE}},
        {1, {.kind = RECORD_REFUSED, .party = "us", .reason = REASON_NOT_HELD}},
        {2, {.kind = RECORD_ACKNOWLEDGED, .party = "us"}},
        {2, {.kind = RECORD_ACKNOWLEDGED, .party = "us"}},
        {3, {.kind = RECORD_RECEIPT_HELD, .party = "russia"}},
        {4,
         {.kind = RECORD_FRAME_DROPPED, .party = "us", .reason = REASON_COVER}},
        {5, {.kind = RECORD_UNDELIVERED, .party = "us"}},
        {6,
         {.kind = RECORD_SESSION_OPENED,
          .party = "us",
          .channel = "embassy",
          .exchange = UINT64_MAX}},
    };
    struct scenario sc;
    struct stats s;

    (void)state;
    read_lines(&s, &sc, lines, sizeof lines / sizeof lines[0]);
    assert_int_equal(s.rejected[REASON_BAD_SIGNATURE], 2);
    assert_int_equal(s.rejected[REASON_NOT_HELD], 1);
    assert_int_equal(s.rejected[REASON_MALFORMED], 0);
    assert_int_equal(s.receipts_given, 2);
    assert_int_equal(stats_outstanding(&s), 1);
    assert_int_equal(s.ignored[REASON_COVER], 1);
    assert_int_equal(s.ignored[REASON_NONE], 0);
    assert_int_equal(s.undelivered, 1);
    assert_int_equal(s.channels[EMBASSY].sessions, 1);
    assert_int_equal(s.exchanges, 0);
    end(&s, &sc);
}

/* The nearest rank: of 1 to 200, so many of a hundred do not exceed it. */
static void test_percentiles_are_exact(void **state)
{
    duration items[200];
    struct stats_spans spans = {.items = items, .count = 200};

    (void)state;
    for (size_t i = 0; i < 200; i++)
        items[i] = (duration)i + 1;
    assert_int_equal(stats_percentile(&spans, 0), 1);
    assert_int_equal(stats_percentile(&spans, 1), 2);
    assert_int_equal(stats_percentile(&spans, 50), 100);
    assert_int_equal(stats_percentile(&spans, 95), 190);
    assert_int_equal(stats_percentile(&spans, 100), 200);
    spans.count = 1;
    assert_int_equal(stats_percentile(&spans, 50), 1);
    spans.count = 3;
    assert_int_equal(stats_percentile(&spans, 50), 2);
    assert_int_equal(stats_percentile(&spans, 95), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames_and_what_became_of_them),
        cmocka_unit_test(test_what_a_session_sends_again),
        cmocka_unit_test(test_documents_by_precedence),
        cmocka_unit_test(test_trouble_and_receipts),
        cmocka_unit_test(test_percentiles_are_exact),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
