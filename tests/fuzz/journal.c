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

static void repair(uint8_t *data, size_t size)
{
    struct bytes rest = bytes_of(data, size);

    for (size_t n; (n = head_frame_size(rest)) >= HEAD_FRAME_MIN;
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
