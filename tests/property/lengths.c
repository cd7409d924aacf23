/* An eavesdropper learns the class of a text's length, and no more. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "document/envelope.h"
#include "support/parties.h"
#include "wire/frame.h"

/* Texts from nothing to beyond age's first chunk of 64 KiB and Noise's
 * message of 65,535 bytes, denser where classes are small. */
enum {
    TEXTS = 260,
    RECIPIENTS = 2,
    FIRST_EXCHANGE = 1000 /* written as long as all that follow */
};

static size_t text_size(size_t i)
{
    return 4 + i * 5 + i * i;
}

/* The frame sent for a text of that size. */
static struct bytes send(struct parties *w, size_t size, uint32_t channel,
                         bool sign, enum message_seal seal,
                         enum padding padding)
{
    static const uint32_t to[RECIPIENTS] = {RUSSIA, NATO};
    const uint32_t over[RECIPIENTS] = {channel, BY_HAND};
    /* Names travel in the clear: they are as long as one another. */
    const struct event_command c = {
        .kind = RECORD_VERB_SEND,
        .document = arena_format(&w->arena, "%04zu", w->exchanges % 10000),
        .to = to,
        .over = over,
        .to_count = seal == MESSAGE_SEAL_AGE ? RECIPIENTS : 1,
        .sign = sign,
        .seal = seal,
        .padding = padding,
    };

    parties_draft(w, US, c.document, 1, size);
    const size_t frame = w->frame_count;
    parties_do(w, US, &c);
    assert_true(w->frame_count > frame);
    return w->frames[frame].bytes;
}

/* The copy in its frame, taken out with the keys of the recipient. */
static size_t copy_size(struct parties *w, struct bytes whole,
                        struct message_copy *copy)
{
    struct frame f;
    struct message m;
    struct bytes plain;

    assert_int_equal(frame_decode(whole, &f), ERR_OK);
    assert_int_equal(message_decode(&w->arena, f.payload, &m), ERR_OK);
    struct envelope_opened o;
    bool readable;
    const struct arrival arrival = {.message = m, .peer = US};
    assert_int_equal(
        envelope_open(&w->party[RUSSIA], &w->arena, &arrival, &o, &readable),
        REASON_NONE);
    *copy = o.copy;
    assert_int_equal(message_encode_copy(&w->arena, &o.copy, &plain), ERR_OK);
    return plain.size;
}

/* All texts within one class give frames of one size, and longer classes
 * longer frames; without padding, every length shows. */
static void assert_classes(enum message_seal seal, bool sign,
                           enum padding padding)
{
    struct parties w;
    size_t classes = 0, frames = 0, class_before = 0, frame_before = 0;

    parties_init(&w, "XX");
    w.exchanges = FIRST_EXCHANGE;
    for (size_t i = 0; i < TEXTS; i++) {
        struct message_copy copy;
        const struct bytes frame =
            send(&w, text_size(i), BY_HAND, sign, seal, padding);
        const size_t size = copy_size(&w, frame, &copy);
        const size_t bare = size - copy.padding;
        assert_int_equal(
            size, padding == PADDING_NONE
                      ? bare
                      : padding_size(padding, bare + MESSAGE_COPY_PADDING_MIN));
        assert_int_equal(size == class_before, frame.size == frame_before);
        if (size != class_before) classes++;
        if (frame.size != frame_before) frames++;
        class_before = size;
        frame_before = frame.size;
        parties_forget(&w);
    }
    assert_int_equal(classes, frames);
    assert_true(padding == PADDING_NONE ? classes == TEXTS
                                        : classes < TEXTS / 2);
    parties_fini(&w);
}

static void test_one_class_one_size(void **state)
{
    (void)state;
    for (unsigned seal = MESSAGE_SEAL_AGE; seal < MESSAGE_SEAL_COUNT; seal++)
        for (unsigned p = 0; p < PADDING_COUNT; p++)
            assert_classes((enum message_seal)seal, seal % 2, (enum padding)p);
}

/* In a session the message is padded within, so that its frame shows a class,
 * too. */
static void test_sessions(void **state)
{
    size_t before = 0, sizes = 0;
    struct parties w;

    (void)state;
    parties_init(&w, "XX");
    parties_draft(&w, US, "first", 1, 5);
    parties_send(&w, US, RUSSIA, BY_WIRE, "first", false, MESSAGE_SEAL_NONE);
    parties_settle(&w);
    w.exchanges = FIRST_EXCHANGE;
    for (size_t i = 0; i < TEXTS; i++) {
        const size_t size =
            send(&w, 100 + i, BY_WIRE, false, MESSAGE_SEAL_NONE, PADDING_BLOCKS)
                .size;
        parties_settle(&w);
        sizes += size != before;
        before = size;
    }
    assert_int_equal(sizes, 1);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_REJECTED), 0);
    parties_fini(&w);
}

/* A text too large when padded is refused, not sent as it is. */
static void test_no_room_to_pad(void **state)
{
    struct parties w;

    (void)state;
    parties_init(&w, "XX");
    for (enum padding padding = 0; padding < PADDING_COUNT; padding++) {
        const struct event_command c = {
            .kind = RECORD_VERB_SEND,
            .document = "large",
            .to = (const uint32_t[]){RUSSIA},
            .over = (const uint32_t[]){BY_HAND},
            .to_count = 1,
            .padding = padding,
        };
        parties_draft(&w, US, "large", 1, MESSAGE_SIZE_MAX - 1000);
        const size_t frames = w.frame_count;
        parties_do(&w, US, &c);
        assert_int_equal(w.frame_count - frames, padding == PADDING_NONE);
        if (padding != PADDING_NONE)
            parties_assert_refused(&w, US, REASON_TOO_LARGE);
    }
    parties_fini(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_class_one_size),
        cmocka_unit_test(test_sessions),
        cmocka_unit_test(test_no_room_to_pad),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
