/* What a row of the table of patterns tells of each handshake message, and what
 * somebody with the sender's secrets reads in it. */
#include "crypto/noise.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/identity.h"
#include "crypto/noise_grade.h"
#include "support/noise_names.h"

enum { ROOM = 512 };

/* Two sides with all the keys that any pattern may ask for. */
static void begin(struct noise sides[2], const char *pattern)
{
    struct identity ids[2];
    uint8_t e[2][NOISE_KEY_SIZE];
    const uint8_t psk[NOISE_KEY_SIZE] = {7};
    struct rng_root root;
    struct rng rng;

    rng_root_init(&root, 1, 0);
    rng_init(&rng, &root, "sides", pattern);
    for (int i = 0; i < 2; i++) {
        identity_init(&ids[i], &rng);
        rng_bytes(&rng, e[i], sizeof e[i]);
    }
    for (int i = 0; i < 2; i++) {
        const struct noise_config config = {
            .pattern = noise_pattern_find(pattern),
            .hash = NOISE_BLAKE2B,
            .role = (enum noise_role)i,
            .prologue = bytes_of_text("demarche"),
            .s = ids[i].agree_secret,
            .e = e[i],
            .rs = ids[!i].pub.agree,
            .psk = psk,
        };
        assert_int_equal(noise_init(&sides[i], &config), ERR_OK);
    }
}

static struct bytes write_next(struct noise *from, uint8_t memory[ROOM])
{
    struct writer w;

    writer_init(&w, memory, ROOM);
    assert_int_equal(noise_write(from, bytes_of_text("hello"), &w), ERR_OK);
    return writer_bytes(&w);
}

static void read_next(struct noise *to, struct bytes message)
{
    uint8_t memory[ROOM];
    struct writer w;

    writer_init(&w, memory, sizeof memory);
    assert_int_equal(noise_read(to, message, &w), ERR_OK);
}

/* Changed in any byte the message is no longer one's own, but for a payload in
 * the clear; and then nothing has changed. */
static void reread_changed(struct noise *again, uint8_t *memory, size_t size)
{
    const struct noise before = *again;
    uint8_t room[ROOM];
    struct writer w;

    for (size_t k = 0; k < size; k++) {
        writer_init(&w, room, sizeof room);
        memory[k] ^= 1;
        if (!noise_reread(again, bytes_of(memory, size), &w)) {
            assert_true(k >= noise_overhead(&before));
            assert_false(again->cipher.has_key);
            *again = before;
        }
        assert_memory_equal(again, &before, sizeof before);
        memory[k] ^= 1;
    }
}

static void test_reread(void **state)
{
    (void)state;
    for (size_t i = 0; i < NOISE_NAMES; i++) {
        struct noise sides[2];
        begin(sides, noise_names[i]);
        while (!noise_finished(&sides[0])) {
            const bool second = noise_my_turn(&sides[1]);
            struct noise again = sides[second];
            uint8_t memory[ROOM], room[ROOM];
            struct writer w;
            const struct bytes message = write_next(&sides[second], memory);
            writer_init(&w, room, sizeof room);
            assert_int_equal(noise_reread(&sides[!second], message, &w),
                             ERR_STATE);
            assert_int_equal(
                noise_reread(&again, bytes_of(message.data, 8), &w),
                ERR_FORMAT);
            reread_changed(&again, memory, message.size);
            assert_int_equal(noise_reread(&again, message, &w), ERR_OK);
            assert_memory_equal(&again, &sides[second], sizeof again);
            assert_true(bytes_equal(writer_bytes(&w), bytes_of_text("hello")));
            read_next(&sides[!second], message);
        }
    }
}

/* The size of each message, and what its payload is worth. */
static void test_messages(void **state)
{
    (void)state;
    for (size_t i = 0; i < NOISE_NAMES; i++) {
        const struct noise_pattern *row = noise_pattern_find(noise_names[i]);
        const struct noise_grade_pattern *grades =
            noise_grade_find(noise_names[i]);
        struct noise sides[2];
        if (noise_pattern_needs(row, true).psk) continue;
        begin(sides, noise_names[i]);
        for (unsigned k = 0; k < noise_message_count(row); k++) {
            const bool second = k % 2 == 1;
            uint8_t memory[ROOM];
            assert_int_equal(noise_pattern_overhead(row, k),
                             noise_overhead(&sides[second]));
            read_next(&sides[!second], write_next(&sides[second], memory));
            assert_int_equal(noise_pattern_encrypts(row, k),
                             sides[0].cipher.has_key);
            if (!grades || grades->count == 0) continue;
            assert_int_equal(noise_pattern_authenticates(row, k),
                             grades->rows[k].source > 0);
            assert_int_equal(noise_pattern_encrypts(row, k),
                             grades->rows[k].destination > 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reread),
        cmocka_unit_test(test_messages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
