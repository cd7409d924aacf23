/* Any bytes as a journal. Checksums are made to hold first, for chance alone
 * would hardly ever get behind them; no input can hold a signature, so no
 * verdict but for the seeds themselves is OK. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/crc32c.h"
#include "journal/head.h"
#include "journal/verify.h"

enum { AT_CRC = 6 /* behind the length */ };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The size of the frame that rest begins with, its length of at most three
 * bytes included; 0 when it does not lie within rest. */
static size_t frame_size(struct bytes rest)
{
    size_t length = 0;

    for (size_t i = 0; i < 3 && i < rest.size; i++) {
        length |= (size_t)(rest.data[i] & 0x7f) << (7 * i);
        if (rest.data[i] & 0x80) continue;
        return length <= rest.size - i - 1 ? i + 1 + length : 0;
    }
    return 0;
}

static void repair(uint8_t *data, size_t size)
{
    struct bytes rest = bytes_of(data, size);

    for (size_t n; (n = frame_size(rest)) >= HEAD_FRAME_MIN;
         rest = bytes_from(rest, n)) {
        uint8_t *frame = data + (size - rest.size);
        size_t prefix = frame[0] < 0x80 ? 1 : frame[1] < 0x80 ? 2 : 3;
        size_t at = prefix + AT_CRC;
        uint32_t crc = crc32c(0, bytes_of(frame, at));
        crc = crc32c(crc, bytes_of(frame + at + 4, n - at - 4));
        bytes_put_le32(frame + at, crc);
    }
}

static void check(struct bytes file)
{
    struct verify_result r;

    verify_bytes(file, &r);
    assert(r.verdict < VERIFY_VERDICT_COUNT && r.bytes <= file.size);
    assert(r.verdict == VERIFY_OK || r.verdict == VERIFY_INCOMPLETE || r.why);
    assert((r.verdict == VERIFY_OK || r.verdict == VERIFY_INCOMPLETE) ==
           (r.bytes == file.size && r.frames > 0 && !r.why));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check(bytes_of(data, size));
    uint8_t *copy = malloc(size + 1);
    assert(copy);
    if (size > 0) memcpy(copy, data, size);
    repair(copy, size);
    check(bytes_of(copy, size));
    free(copy);
    return 0;
}
