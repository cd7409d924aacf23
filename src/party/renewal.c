#include "party/renewal.h"

#include <assert.h>
#include <string.h>

void renewal_tell_key(struct arena *a, uint32_t serial,
                      const struct identity_public *pub, struct record *r)
{
    uint8_t *fingerprint = arena_alloc(a, IDENTITY_FINGERPRINT_SIZE);

    identity_fingerprint(pub, fingerprint);
    r->serial = serial;
    r->fingerprint = bytes_of(fingerprint, IDENTITY_FINGERPRINT_SIZE);
}

static const struct renewal_retired *retired_at(const struct party *p, size_t n)
{
    const struct renewal_retired *r = p->retired;

    while (r && --n > 0)
        r = r->older;
    return r;
}

const struct identity *renewal_identity(const struct party *p, size_t n)
{
    if (n == 0) return &p->identity;
    const struct renewal_retired *r = retired_at(p, n);
    return r ? &r->identity : NULL;
}

uint32_t renewal_serial(const struct party *p, size_t n)
{
    if (n == 0) return p->term.serial;
    const struct renewal_retired *r = retired_at(p, n);
    assert(r);
    return r->term.serial;
}

static struct bytes sign_statement(struct arena *a, const struct identity *id,
                                   struct bytes statement)
{
    uint8_t *signature = arena_alloc(a, IDENTITY_SIGNATURE_SIZE);

    identity_sign(id, statement, signature);
    return bytes_of(signature, IDENTITY_SIGNATURE_SIZE);
}

struct credential_statement renewal_state(const struct party *p,
                                          const struct identity_public *pub,
                                          const struct party_term *term)
{
    struct credential_statement s = {
        .party = p->name,
        .serial = term->serial,
        .from = term->from,
        .replacing = term->serial > 1,
    };

    memcpy(s.sign, pub->sign, sizeof s.sign);
    memcpy(s.agree, pub->agree, sizeof s.agree);
    memcpy(s.replaces, term->replaces, sizeof s.replaces);
    return s;
}

struct bytes renewal_sign(struct arena *a, const struct credential_statement *s,
                          const struct identity *id,
                          const struct identity *previous)
{
    struct credential c = {0};
    struct bytes encoded;

    enum err rc = credential_encode_statement(a, s, &c.statement);
    assert(rc == ERR_OK);
    c.signature = sign_statement(a, id, c.statement);
    if (previous) c.previous = sign_statement(a, previous, c.statement);
    uint8_t *possession = arena_alloc(a, IDENTITY_SIGNATURE_SIZE);
    identity_prove(id, c.statement, possession);
    c.possession = bytes_of(possession, IDENTITY_SIGNATURE_SIZE);
    rc = credential_encode(a, &c, &encoded);
    assert(rc == ERR_OK);
    return encoded;
}

struct bytes renewal_credential(struct party *p)
{
    struct party_term *term = &p->term;

    if (term->credential.size == 0) {
        const struct credential_statement s =
            renewal_state(p, &p->identity.pub, term);
        term->credential = renewal_sign(p->arena, &s, &p->identity, NULL);
    }
    return term->credential;
}

struct bytes renewal_introduction(struct party *p)
{
    return p->world->introduces ? renewal_credential(p) : (struct bytes){0};
}

void renewal_fini(struct party *p)
{
    for (struct renewal_retired *r = p->retired; r; r = r->older)
        identity_fini(&r->identity);
}
