#include "wire/record.h"

#include <assert.h>
#include <string.h>

#include "record.pb-c.h"
#include "wire/pbarena.h"
#include "wire/record_field.h"
#include "wire/scan.h"

/* First the words of kinds, levels and reasons; then each body that a frame can
 * have, an event, a header, a seal or a fault, to bytes and back. Both ways go
 * by the same lists of fields. Decoding checks all that the types cannot say:
 * codes within their limits, sizes, counts, and texts where they must be. */

const struct record_kind_row *record_kind_row(enum record_kind kind)
{
    static const struct record_kind_row rows[] = {
#define RECORD_ROW(name, exported, level, shown) \
    {exported, #name, LEVEL_##level, shown},
        RECORD_MAP(RECORD_ROW)
#undef RECORD_ROW
    };

    assert(kind < RECORD_KIND_COUNT);
    return &rows[kind];
}

const char *record_level_text(enum record_level level)
{
    static const char *const texts[] = {
#define RECORD_LEVEL_TEXT(name, text) text,
        RECORD_LEVEL_MAP(RECORD_LEVEL_TEXT)
#undef RECORD_LEVEL_TEXT
    };

    assert(level < LEVEL_COUNT);
    return texts[level];
}

const char *record_reason_text(enum record_reason reason)
{
    const char *text = record_field_word("reason", reason);

    assert(text);
    return text;
}

/* A field of one fixed size. */
static bool take_fixed(void *out, size_t size, const ProtobufCBinaryData *b)
{
    if (b->len != size) return false;
    memcpy(out, b->data, size);
    return true;
}

static enum err decode(struct arena *a, const ProtobufCMessageDescriptor *d,
                       struct bytes body, ProtobufCMessage **m)
{
    if (body.size > RECORD_BODY_MAX) return ERR_FORMAT;
    return pbarena_unpack(a, d, body, m);
}

/* The fields that both directions treat alike: texts, where NULL is none;
 * numbers and codes, where 0 is none. */
#define RECORD_TEXTS(X) \
    X(party)            \
    X(peer)             \
    X(document) X(channel) X(words) X(group) X(owner) X(protocol) X(number)
#define RECORD_NUMBERS(X) X(exchange) X(serial) X(entry) X(count) X(forged)
#define RECORD_CODES(X)          \
    X(reason, REASON_COUNT)      \
    X(trust, RECORD_TRUST_COUNT) \
    X(verb, RECORD_VERB_COUNT)   \
    X(act, RECORD_ACT_COUNT)     \
    X(stolen, RECORD_STOLEN_COUNT)

static bool is_within_limits(const struct record *r)
{
#define RECORD_CODE(name, limit) &&r->name < (limit)
    return r->kind < RECORD_KIND_COUNT &&
           r->cause_count <= RECORD_CAUSES_MAX RECORD_CODES(RECORD_CODE);
#undef RECORD_CODE
}

enum err record_encode(struct arena *a, const struct record *r,
                       struct bytes *out)
{
    Demarche__Record__Event m = DEMARCHE__RECORD__EVENT__INIT;

    assert(is_within_limits(r));
    m.kind = r->kind;
    m.n_causes = r->cause_count;
    m.causes = (uint64_t *)r->causes;
    m.n_portions = r->portion_count;
    m.portions = (char **)r->portions;
    m.n_members = r->member_count;
    m.members = (char **)r->members;
    m.has_fingerprint = r->fingerprint.size > 0;
    m.fingerprint = pbarena_field(r->fingerprint.data, r->fingerprint.size);
    m.has_data = r->data.size > 0;
    m.data = pbarena_field(r->data.data, r->data.size);
#define RECORD_TEXT(name) m.name = (char *)r->name;
#define RECORD_NUMBER(name)      \
    m.has_##name = r->name != 0; \
    m.name = r->name;
#define RECORD_CODE(name, limit) RECORD_NUMBER(name)
    RECORD_TEXTS(RECORD_TEXT)
    RECORD_NUMBERS(RECORD_NUMBER)
    RECORD_CODES(RECORD_CODE)
#undef RECORD_TEXT
#undef RECORD_NUMBER
#undef RECORD_CODE
    return pbarena_pack(a, &m.base, RECORD_BODY_MAX, out);
}

enum err record_decode(struct arena *a, struct bytes body, struct record *r)
{
    ProtobufCMessage *base;
    enum err rc = decode(a, &demarche__record__event__descriptor, body, &base);
    if (rc) return rc;

    const Demarche__Record__Event *m = (const Demarche__Record__Event *)base;
    struct record record = {
        .portions = (const char *const *)m->portions,
        .portion_count = m->n_portions,
        .members = (const char *const *)m->members,
        .member_count = m->n_members,
        .fingerprint = pbarena_bytes(m->fingerprint),
        .data = pbarena_bytes(m->data),
    };
    if (m->kind >= RECORD_KIND_COUNT || m->n_causes > RECORD_CAUSES_MAX)
        return ERR_FORMAT;
    record.kind = m->kind;
    for (size_t i = 0; i < m->n_causes; i++)
        record.causes[record.cause_count++] = m->causes[i];
#define RECORD_COPY(name) record.name = m->name;
#define RECORD_CODE(name, limit)               \
    if (m->name >= (limit)) return ERR_FORMAT; \
    record.name = m->name;
    RECORD_TEXTS(RECORD_COPY)
    RECORD_NUMBERS(RECORD_COPY)
    RECORD_CODES(RECORD_CODE)
#undef RECORD_COPY
#undef RECORD_CODE
    *r = record;
    return ERR_OK;
}

enum err record_encode_header(struct arena *a, const struct record_header *h,
                              struct bytes *out)
{
    Demarche__Record__Header m = DEMARCHE__RECORD__HEADER__INIT;

    m.version = h->version;
    m.journal_id = pbarena_field(h->journal_id, sizeof h->journal_id);
    m.tool_version = (char *)h->tool_version;
    m.scenario_hash = pbarena_field(h->scenario_hash, sizeof h->scenario_hash);
    m.scenario_name = (char *)h->scenario_name;
    m.scenario = pbarena_field(h->scenario.data, h->scenario.size);
    m.seed = h->seed;
    m.run = h->run;
    m.unkeyed = h->unkeyed;
    m.first_key = pbarena_field(h->first_key, sizeof h->first_key);
    m.features = h->features;
    m.semantics = h->semantics;
    return pbarena_pack(a, &m.base, RECORD_BODY_MAX, out);
}

uint64_t record_header_version(struct bytes body)
{
    enum { TAG = 0x08 }; /* of field 1, a varint */
    struct bytes rest = bytes_from(body, body.size > 0);
    uint64_t version;

    return body.size > 0 && body.data[0] == TAG && scan_varint(&rest, &version)
               ? version
               : 0;
}

enum err record_decode_header(struct arena *a, struct bytes body,
                              struct record_header *h)
{
    ProtobufCMessage *base;
    enum err rc = decode(a, &demarche__record__header__descriptor, body, &base);
    if (rc) return rc;

    const Demarche__Record__Header *m = (const Demarche__Record__Header *)base;
    struct record_header header = {
        .version = m->version,
        .tool_version = m->tool_version,
        .scenario_name = m->scenario_name,
        .scenario = pbarena_bytes(m->scenario),
        .seed = m->seed,
        .run = m->run,
        .unkeyed = m->unkeyed,
        .features = m->features,
        .semantics = m->semantics,
    };
    if (!take_fixed(header.journal_id, sizeof header.journal_id,
                    &m->journal_id) ||
        !take_fixed(header.scenario_hash, sizeof header.scenario_hash,
                    &m->scenario_hash) ||
        !take_fixed(header.first_key, sizeof header.first_key, &m->first_key))
        return ERR_FORMAT;
    *h = header;
    return ERR_OK;
}

enum err record_encode_seal(struct arena *a, const struct record_seal *s,
                            struct bytes *out)
{
    Demarche__Record__Seal m = DEMARCHE__RECORD__SEAL__INIT;

    m.epoch = s->epoch;
    m.tree_size = s->tree_size;
    m.root = pbarena_field(s->root, sizeof s->root);
    m.next_key = pbarena_field(s->next_key, sizeof s->next_key);
    m.signature = pbarena_field(s->signature, sizeof s->signature);
    return pbarena_pack(a, &m.base, RECORD_BODY_MAX, out);
}

enum err record_decode_seal(struct arena *a, struct bytes body,
                            struct record_seal *s)
{
    ProtobufCMessage *base;
    enum err rc = decode(a, &demarche__record__seal__descriptor, body, &base);
    if (rc) return rc;

    const Demarche__Record__Seal *m = (const Demarche__Record__Seal *)base;
    struct record_seal seal = {.epoch = m->epoch, .tree_size = m->tree_size};
    if (!take_fixed(seal.root, sizeof seal.root, &m->root) ||
        !take_fixed(seal.next_key, sizeof seal.next_key, &m->next_key) ||
        !take_fixed(seal.signature, sizeof seal.signature, &m->signature))
        return ERR_FORMAT;
    *s = seal;
    return ERR_OK;
}

enum err record_encode_fault(struct arena *a, const char *what,
                             struct bytes *out)
{
    Demarche__Record__Fault m = DEMARCHE__RECORD__FAULT__INIT;

    m.what = (char *)what;
    return pbarena_pack(a, &m.base, RECORD_BODY_MAX, out);
}

enum err record_decode_fault(struct arena *a, struct bytes body,
                             const char **what)
{
    ProtobufCMessage *base;
    enum err rc = decode(a, &demarche__record__fault__descriptor, body, &base);
    if (rc) return rc;

    *what = ((const Demarche__Record__Fault *)base)->what;
    return ERR_OK;
}

bool record_names(const char *recorded, const char *name)
{
    return recorded && strcmp(recorded, name) == 0;
}
