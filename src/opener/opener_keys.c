#include "opener/opener_keys.h"

#include <string.h>

#include "party/keyring.h"
#include "wire/credential.h"

/* A public key that was stated in a message, signed by the key before it. */
struct opener_key {
    struct opener_key *next;
    uint32_t party;
    struct identity_public pub;
};

const struct identity_public *opener_keys_public(const struct opener *o,
                                                 uint32_t party, size_t age)
{
    const struct identity *id;
    size_t n = 0;

    for (; (id = keys_identity(o->keys, party, n)); n++)
        if (n == age) return &id->pub;
    for (const struct opener_key *k = o->learned; k; k = k->next)
        if (k->party == party && n++ == age) return &k->pub;
    return n == age ? &o->peers[party].pub : NULL;
}

static bool is_known_key(const struct opener *o, uint32_t party,
                         const struct identity_public *pub)
{
    const struct identity_public *known;

    for (size_t n = 0; (known = opener_keys_public(o, party, n)); n++)
        if (memcmp(known, pub, sizeof *pub) == 0) return true;
    return false;
}

/* Checks that the key that the statement replaces is known and signed it. */
static bool is_successor(const struct opener *o, uint32_t party,
                         const struct credential *c,
                         const struct credential_statement *s)
{
    const struct identity_public *known;
    uint8_t fingerprint[IDENTITY_FINGERPRINT_SIZE];

    if (!s->replacing || s->revoked || c->previous.size == 0) return false;
    for (size_t n = 0; (known = opener_keys_public(o, party, n)); n++) {
        identity_fingerprint(known, fingerprint);
        if (memcmp(fingerprint, s->replaces, sizeof fingerprint) == 0)
            return !identity_verify(known, c->statement, c->previous.data);
    }
    return false;
}

void opener_keys_note(struct opener *o, struct bytes message)
{
    struct credential_statement s;
    struct credential c;
    struct message m;

    if (o->learned_count == OPENER_KEYS_MAX ||
        message_decode(&o->last, message, &m) || m.credential.size == 0 ||
        credential_decode(&o->last, m.credential, &c) ||
        credential_decode_statement(&o->last, c.statement, &s))
        return;
    const uint32_t party = party_find_peer(&o->names, o->peers, s.party);
    if (party == OPENER_NONE) return;
    const struct identity_public pub = keyring_stated(&s);
    if (is_known_key(o, party, &pub) || !is_successor(o, party, &c, &s) ||
        identity_verify(&pub, c.statement, c.signature.data) ||
        c.possession.size == 0 ||
        identity_proven(&pub, c.statement, c.possession.data))
        return;
    struct opener_key *k = arena_alloc(&o->arena, sizeof *k);
    *k = (struct opener_key){o->learned, party, pub};
    o->learned = k;
    o->learned_count++;
}
