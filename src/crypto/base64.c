#include "crypto/base64.h"

#include <sodium.h>

enum { GROUP = 3, GROUP_TEXT = 4, VARIANT = sodium_base64_VARIANT_ORIGINAL };

size_t base64_size(size_t size)
{
    return (size + GROUP - 1) / GROUP * GROUP_TEXT;
}

/* Group by group, for the library ends whatever it writes with a NUL. */
void base64_encode(struct writer *out, struct bytes in)
{
    char text[GROUP_TEXT + 1];

    for (size_t i = 0; i < in.size; i += GROUP) {
        const size_t rest = in.size - i;
        sodium_bin2base64(text, sizeof text, in.data + i,
                          rest < GROUP ? rest : GROUP, VARIANT);
        writer_put(out, text, GROUP_TEXT);
    }
}

enum err base64_decode(struct writer *out, struct bytes text)
{
    const size_t most = text.size / GROUP_TEXT * GROUP;
    size_t size;

    if (text.size % GROUP_TEXT != 0) return ERR_FORMAT;
    if (!writer_fits(out, most)) return ERR_LIMIT;
    if (text.size == 0) return ERR_OK;
    if (sodium_base642bin(writer_end(out), most, (const char *)text.data,
                          text.size, NULL, &size, NULL, VARIANT))
        return ERR_FORMAT;
    out->size += size;
    return ERR_OK;
}
