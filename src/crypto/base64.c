#include "crypto/base64.h"

#include <sodium.h>

enum { GROUP = 3, GROUP_TEXT = 4 };

static const int variants[] = {
    [BASE64_PADDED] = sodium_base64_VARIANT_ORIGINAL,
    [BASE64_BARE] = sodium_base64_VARIANT_ORIGINAL_NO_PADDING,
};

size_t base64_size(size_t size)
{
    return (size + GROUP - 1) / GROUP * GROUP_TEXT;
}

/* Encodes group by group, for the library ends all that it writes with a NUL.
 */
void base64_encode(struct writer *out, enum base64_form form, struct bytes in)
{
    char text[GROUP_TEXT + 1];

    for (size_t i = 0; i < in.size; i += GROUP) {
        const size_t rest = in.size - i;
        sodium_bin2base64(text, sizeof text, in.data + i,
                          rest < GROUP ? rest : GROUP, variants[form]);
        writer_put_text(out, text);
    }
}

/* libsodium refuses wrong padding, stray characters and, of the spellings that
 * differ in unused bits, all but the canonical one; but it takes a byte past
 * ASCII for a '/' where char is signed. */
enum err base64_decode(struct writer *out, enum base64_form form,
                       struct bytes text)
{
    const size_t most = text.size * GROUP / GROUP_TEXT;
    size_t size;

    if (!writer_fits(out, most)) return ERR_LIMIT;
    if (text.size == 0) return ERR_OK;
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] > '~') return ERR_FORMAT;
    if (sodium_base642bin(writer_end(out), most, (const char *)text.data,
                          text.size, NULL, &size, NULL, variants[form]))
        return ERR_FORMAT;
    out->size += size;
    return ERR_OK;
}
