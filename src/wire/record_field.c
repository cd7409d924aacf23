#include "wire/record_field.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

/* A row a field: its name, the form in which it lies in struct record, and
 * where. record_field_at, the ordinary way in, reads a field by its row's form
 * into one plain struct, so that all who print, export or compare records need
 * not know them. Finding the word of a code goes by the same rows. */

#define WORD(name, word) word,
static const char *const reasons[] = {RECORD_REASON_MAP(WORD)};
static const char *const trusts[] = {RECORD_TRUST_MAP(WORD)};
static const char *const acts[] = {RECORD_ACT_MAP(WORD)};
static const char *const stolen[] = {RECORD_STOLEN_MAP(WORD)};
#undef WORD
#define WORD(name, word, object) word,
static const char *const verbs[] = {RECORD_VERB_MAP(WORD)};
#undef WORD
#define WORD(name, exported, level, shown) exported,
static const char *const kinds[] = {RECORD_MAP(WORD)};
#undef WORD

/* The forms in which a field lies in struct record. */
enum record_field_form {
    TEXT,
    LIST,
    CODE,
    NUMBER,
    SERIAL,
    CAUSES,
    FLAG,
    BYTES,
    PAYLOAD
};

struct record_field_row {
    const char *name;
    enum record_field_form form;
    size_t at;    /* in struct record */
    size_t count; /* LIST: where their number lies; CODE: of words */
    const char *const *words;
};

#define AT(member) offsetof(struct record, member)
#define CODES(name, words)                                              \
    {                                                                   \
#name, CODE, AT(name), sizeof(words) / sizeof *(words), (words) \
    }

static const struct record_field_row rows[] = {
    CODES(kind, kinds),
    {"party", TEXT, AT(party), 0, NULL},
    {"peer", TEXT, AT(peer), 0, NULL},
    {"exchange", NUMBER, AT(exchange), 0, NULL},
    {"causes", CAUSES, AT(causes), AT(cause_count), NULL},
    {"document", TEXT, AT(document), 0, NULL},
    {"portions", LIST, AT(portions), AT(portion_count), NULL},
    {"channel", TEXT, AT(channel), 0, NULL},
    CODES(reason, reasons),
    {"words", TEXT, AT(words), 0, NULL},
    {"group", TEXT, AT(group), 0, NULL},
    {"members", LIST, AT(members), AT(member_count), NULL},
    {"owner", TEXT, AT(owner), 0, NULL},
    {"serial", SERIAL, AT(serial), 0, NULL},
    {"fingerprint", BYTES, AT(fingerprint), 0, NULL},
    CODES(trust, trusts),
    CODES(verb, verbs),
    CODES(act, acts),
    {"forged", FLAG, AT(forged), 0, NULL},
    CODES(stolen, stolen),
    {"entry", SERIAL, AT(entry), 0, NULL},
    {"protocol", TEXT, AT(protocol), 0, NULL},
    {"count", SERIAL, AT(count), 0, NULL},
    {"number", TEXT, AT(number), 0, NULL},
    {"data", PAYLOAD, AT(data), 0, NULL},
};

_Static_assert(sizeof rows / sizeof rows[0] == RECORD_FIELD_COUNT,
               "each field has its row");

/* Codes are enums: they are read as what they are kept in. */
_Static_assert(sizeof(enum record_kind) == sizeof(unsigned) &&
                   sizeof(enum record_reason) == sizeof(unsigned) &&
                   sizeof(uint32_t) == sizeof(unsigned),
               "codes and small numbers are of one size");

static void read_number(struct record_field *f,
                        const struct record_field_row *row, const void *at)
{
    unsigned value;

    memcpy(&value, at, sizeof value);
    f->number = value;
    f->there = value > 0;
    if (row->form != CODE) return;
    assert(value < row->count);
    f->text = row->words[value];
    /* The first kind is a kind; every other first code stands for none. */
    f->there = f->there || row->words == kinds;
}

static void read_list(struct record_field *f, const struct record *r,
                      const struct record_field_row *row)
{
    memcpy(&f->count, (const char *)r + row->count, sizeof f->count);
    f->there = f->count > 0;
}

struct record_field record_field_at(const struct record *r, size_t i)
{
    static const enum record_field_type types[] = {
        [TEXT] = RECORD_FIELD_TEXT,       [LIST] = RECORD_FIELD_TEXTS,
        [CODE] = RECORD_FIELD_TEXT,       [NUMBER] = RECORD_FIELD_NUMBER,
        [SERIAL] = RECORD_FIELD_NUMBER,   [CAUSES] = RECORD_FIELD_NUMBERS,
        [FLAG] = RECORD_FIELD_FLAG,       [BYTES] = RECORD_FIELD_BYTES,
        [PAYLOAD] = RECORD_FIELD_PAYLOAD,
    };
    assert(i < RECORD_FIELD_COUNT);
    const struct record_field_row *row = &rows[i];
    const void *at = (const char *)r + row->at;
    struct record_field f = {.name = row->name, .type = types[row->form]};

    switch (row->form) {
    case TEXT:
        memcpy(&f.text, at, sizeof f.text);
        f.there = f.text != NULL;
        break;
    case LIST:
        memcpy(&f.texts, at, sizeof f.texts);
        read_list(&f, r, row);
        break;
    case CODE:
    case SERIAL:
        read_number(&f, row, at);
        break;
    case NUMBER:
        memcpy(&f.number, at, sizeof f.number);
        f.there = f.number > 0;
        break;
    case CAUSES:
        f.numbers = at;
        read_list(&f, r, row);
        break;
    case FLAG:
        memcpy(&f.there, at, sizeof f.there);
        break;
    case BYTES:
    case PAYLOAD:
        memcpy(&f.bytes, at, sizeof f.bytes);
        f.there = f.bytes.size > 0;
        break;
    }
    return f;
}

bool record_field_is_same(const struct record_field *a,
                          const struct record_field *b)
{
    if (a->there != b->there || a->number != b->number ||
        a->count != b->count || !bytes_equal(a->bytes, b->bytes) ||
        !a->text != !b->text || (a->text && strcmp(a->text, b->text) != 0))
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->texts ? strcmp(a->texts[i], b->texts[i]) != 0
                     : a->numbers[i] != b->numbers[i])
            return false;
    return true;
}

bool record_field_same(const struct record *a, const struct record *b)
{
    for (size_t i = 0; i < RECORD_FIELD_COUNT; i++) {
        const struct record_field x = record_field_at(a, i);
        const struct record_field y = record_field_at(b, i);
        if (!record_field_is_same(&x, &y)) return false;
    }
    return true;
}

static const struct record_field_row *find_codes(const char *name)
{
    for (size_t i = 0; i < RECORD_FIELD_COUNT; i++)
        if (rows[i].form == CODE && strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}

bool record_field_is_code(const char *name)
{
    return find_codes(name) != NULL;
}

const char *record_field_word(const char *name, uint64_t code)
{
    const struct record_field_row *row = find_codes(name);

    return row && code < row->count ? row->words[code] : NULL;
}
