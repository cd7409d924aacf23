#include "wire/credential.h"

#include <string.h>

#include "message.pb-c.h"
#include "wire/pbarena.h"

enum err credential_encode(struct arena *a, const struct credential *c,
                           struct bytes *out)
{
    Demarche__Message__Credential pb = DEMARCHE__MESSAGE__CREDENTIAL__INIT;

    pb.statement = pbarena_field(c->statement.data, c->statement.size);
    pb.signature = pbarena_field(c->signature.data, c->signature.size);
    pb.has_previous = c->previous.size > 0;
    pb.previous = pbarena_field(c->previous.data, c->previous.size);
    pb.has_voucher = c->voucher.size > 0;
    pb.voucher = pbarena_field(c->voucher.data, c->voucher.size);
    pb.has_possession = c->possession.size > 0;
    pb.possession = pbarena_field(c->possession.data, c->possession.size);
    return pbarena_pack(a, &pb.base, CREDENTIAL_SIZE_MAX, out);
}

/* A signature that may be absent is whole where it is there. */
static bool signature_holds(protobuf_c_boolean present,
                            const ProtobufCBinaryData *b)
{
    return !present || b->len == CREDENTIAL_SIGNATURE_SIZE;
}

enum err credential_decode(struct arena *a, struct bytes in,
                           struct credential *c)
{
    ProtobufCMessage *base;

    if (in.size > CREDENTIAL_SIZE_MAX) return ERR_LIMIT;
    enum err rc = pbarena_unpack(a, &demarche__message__credential__descriptor,
                                 in, &base);
    if (rc) return rc;
    const Demarche__Message__Credential *pb =
        (Demarche__Message__Credential *)base;
    if (pb->statement.len == 0 || !signature_holds(true, &pb->signature) ||
        !signature_holds(pb->has_previous, &pb->previous) ||
        !signature_holds(pb->has_voucher, &pb->voucher) ||
        !signature_holds(pb->has_possession, &pb->possession))
        return ERR_FORMAT;
    *c = (struct credential){
        pbarena_bytes(pb->statement), pbarena_bytes(pb->signature),
        pbarena_bytes(pb->previous), pbarena_bytes(pb->voucher),
        pbarena_bytes(pb->possession)};
    return ERR_OK;
}

enum err credential_encode_statement(struct arena *a,
                                     const struct credential_statement *s,
                                     struct bytes *out)
{
    Demarche__Message__KeyStatement pb = DEMARCHE__MESSAGE__KEY_STATEMENT__INIT;

    pb.context = (char *)CREDENTIAL_CONTEXT;
    pb.party = (char *)s->party;
    pb.serial = s->serial;
    pb.sign = pbarena_field(s->sign, sizeof s->sign);
    pb.agree = pbarena_field(s->agree, sizeof s->agree);
    pb.from_ns = (uint64_t)s->from;
    pb.has_replaces = s->replacing;
    pb.replaces = pbarena_field(s->replaces, sizeof s->replaces);
    pb.has_void_ns = s->revoked;
    pb.void_ns = (uint64_t)s->since;
    return pbarena_pack(a, &pb.base, CREDENTIAL_SIZE_MAX, out);
}

enum err credential_decode_statement(struct arena *a, struct bytes in,
                                     struct credential_statement *s)
{
    ProtobufCMessage *base;

    if (in.size > CREDENTIAL_SIZE_MAX) return ERR_LIMIT;
    enum err rc = pbarena_unpack(
        a, &demarche__message__key_statement__descriptor, in, &base);
    if (rc) return rc;
    const Demarche__Message__KeyStatement *pb =
        (Demarche__Message__KeyStatement *)base;
    /* A first key replaces none, and every later one does. */
    if (strcmp(pb->context, CREDENTIAL_CONTEXT) != 0 || pb->serial == 0 ||
        pb->serial > CREDENTIAL_SERIAL_MAX ||
        pb->sign.len != CREDENTIAL_KEY_SIZE ||
        pb->agree.len != CREDENTIAL_KEY_SIZE ||
        pb->has_replaces != (pb->serial > 1) ||
        (pb->has_replaces && pb->replaces.len != CREDENTIAL_FINGERPRINT_SIZE))
        return ERR_FORMAT;
    *s = (struct credential_statement){
        .party = pb->party,
        .serial = pb->serial,
        .from = (instant)pb->from_ns,
        .replacing = pb->has_replaces,
        .revoked = pb->has_void_ns,
        .since = (instant)pb->void_ns,
    };
    memcpy(s->sign, pb->sign.data, sizeof s->sign);
    memcpy(s->agree, pb->agree.data, sizeof s->agree);
    if (s->replacing)
        memcpy(s->replaces, pb->replaces.data, sizeof s->replaces);
    return ERR_OK;
}
