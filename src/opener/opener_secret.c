#include "opener/opener_secret.h"

#include <assert.h>
#include <string.h>

#include "base/writer.h"
#include "crypto/sha256.h"

void opener_secret(struct opener *o, const char *name, const uint8_t *key,
                   size_t size)
{
    static const char label[] = "demarche/fingerprint/1";
    struct opener_secret *s = &o->found.secrets[o->found.count];
    uint8_t text[sizeof label + NOISE_HASH_MAX], hash[SHA256_SIZE];
    struct writer w;

    assert(size <= NOISE_HASH_MAX);
    if (o->found.count == OPENER_SECRETS_MAX) return;
    writer_init(&w, text, sizeof text);
    writer_put_text(&w, label);
    writer_put(&w, key, size);
    sha256(hash, writer_bytes(&w));
    s->name = name;
    s->key = arena_copy(&o->last, bytes_of(key, size));
    bytes_to_hex(s->fingerprint, bytes_of(hash, 4));
    o->found.count++;
    explicit_bzero(text, sizeof text);
}
