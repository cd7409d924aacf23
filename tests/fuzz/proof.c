/* Any bytes as a proof and as a note: no proof is forged, and a note has one
 * spelling. */
#include <assert.h>
#include <string.h>

#include "journal/proof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes in = bytes_of(data, size);
    struct bytes rest = in;
    struct checkpoint c;
    struct proof proof;
    struct arena a;
    const char *why;

    arena_init(&a);
    if (proof_check_record(in, &a, &proof, &why)) assert(*why);
    if (!checkpoint_read(&c, &rest)) {
        assert(rest.size < in.size && c.time >= 0);
        if (proof_check_growth(rest, &c, &a, &proof, &why)) assert(*why);
    }
    arena_fini(&a);
    return 0;
}
