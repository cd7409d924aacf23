#include "wire/message_padding.h"

#include <assert.h>

#include "base/writer.h"
#include "wire/message.h"

/* The bytes before a piece's length: field 21, wire type 2. */
static const uint8_t tag[] = {0xaa, 0x01};

static size_t varint_size(size_t n)
{
    size_t size = 1;

    while (n >>= 7)
        size++;
    return size;
}

static size_t piece_size(size_t zeros)
{
    return sizeof tag + varint_size(zeros) + zeros;
}

/* Writes a piece of so many bytes, head included; false when there is none, for
 * a longer length can take a longer head. */
static bool put_piece(struct writer *w, size_t size)
{
    static const uint8_t zero_bytes[1024];
    size_t zeros = size - MESSAGE_PADDING_MIN;

    while (piece_size(zeros) > size)
        zeros--;
    if (piece_size(zeros) != size) return false;
    writer_put(w, tag, sizeof tag);
    size_t rest = zeros;
    for (; rest >= 128; rest >>= 7)
        writer_put(w, &(uint8_t){(uint8_t)(rest | 128)}, 1);
    writer_put(w, &(uint8_t){(uint8_t)rest}, 1);
    while (zeros > 0) {
        const size_t some =
            zeros < sizeof zero_bytes ? zeros : sizeof zero_bytes;
        writer_put(w, zero_bytes, some);
        zeros -= some;
    }
    return true;
}

struct bytes message_padding_add(struct arena *a, struct bytes message,
                                 size_t unit)
{
    size_t size = message.size;
    struct writer w;

    assert(unit > 0);
    if (size % unit == 0) return message;
    while (size % unit != 0 || size - message.size < MESSAGE_PADDING_MIN)
        size += unit - size % unit;
    if (size > MESSAGE_SIZE_MAX) size = MESSAGE_SIZE_MAX;
    if (size < message.size + MESSAGE_PADDING_MIN) return message;
    writer_init(&w, arena_alloc(a, size), size);
    writer_put(&w, message.data, message.size);
    const size_t gap = size - message.size;
    if (!put_piece(&w, gap)) {
        /* An empty piece before it leaves a gap that one does fill. */
        const bool both = put_piece(&w, MESSAGE_PADDING_MIN) &&
                          put_piece(&w, gap - MESSAGE_PADDING_MIN);
        assert(both);
    }
    assert(w.size == size && !w.overflow);
    return writer_bytes(&w);
}
