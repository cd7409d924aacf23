#include "journal/tokens.h"

#include <assert.h>
#include <string.h>

#include "base/writer.h"
#include "crypto/base64.h"

bool tokens_skip(struct bytes *rest, const char *token)
{
    const size_t size = strlen(token);

    if (rest->size < size || memcmp(rest->data, token, size) != 0) return false;
    *rest = bytes_from(*rest, size);
    return true;
}

struct bytes tokens_word(struct bytes *rest)
{
    size_t size = 0;

    while (size < rest->size && rest->data[size] != ' ' &&
           rest->data[size] != '\n')
        size++;
    const struct bytes word = bytes_of(rest->data, size);
    *rest = bytes_from(*rest, size);
    return word;
}

bool tokens_number(struct bytes *rest, uint64_t *out)
{
    const struct bytes digits = tokens_word(rest);

    *out = 0;
    for (size_t i = 0; i < digits.size; i++) {
        const unsigned digit = digits.data[i] - (unsigned)'0';
        if (digit > 9 || *out > (UINT64_MAX - digit) / 10) return false;
        *out = 10 * *out + digit;
    }
    return digits.size > 0;
}

bool tokens_base64(struct bytes *rest, void *out, size_t size)
{
    const struct bytes word = tokens_word(rest);
    uint8_t memory[TOKENS_BYTES_MAX];
    struct writer w;

    assert(size <= sizeof memory);

    if (word.size != base64_size(size)) return false;
    writer_init(&w, memory, sizeof memory);
    if (base64_decode(&w, BASE64_PADDED, word) || w.size != size) return false;
    memcpy(out, memory, size);
    return true;
}

bool tokens_base64_any(struct bytes *rest, struct arena *a, struct bytes *out)
{
    const struct bytes word = tokens_word(rest);
    struct writer w;

    writer_init(&w, arena_alloc(a, word.size), word.size);
    if (base64_decode(&w, BASE64_PADDED, word)) return false;
    *out = writer_bytes(&w);
    return true;
}
