/* The messages of parties to each other, as plain structs. */
#ifndef WIRE_MESSAGE_H
#define WIRE_MESSAGE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/instant.h"

enum {
    MESSAGE_SIZE_MAX =
        1024 * 1024 - 1024, /* encoded; leaves room to frame it */
    MESSAGE_SALT_SIZE = 16,
    MESSAGE_ROOT_SIZE = 32,
    MESSAGE_SIGNATURE_SIZE = 64,
    MESSAGE_SIGNED_MAX = 64,      /* earlier statements a copy may carry */
    MESSAGE_COPY_PADDING_MIN = 2, /* bytes: the head of a piece without zeros */
    MESSAGE_ROUTINE = 3           /* the last precedence; 0 is flash */
};

#define MESSAGE_CONTEXT "demarche/statement/1"

/* The kinds of message: name, what it is in a sentence, and whether it concerns
 * a document. Codes are positions, from 0: append, never reorder. */
#define MESSAGE_MAP(X)                                         \
    X(COPY, "a copy of a document", true)                      \
    X(REVIEW, "a draft to review", true)                       \
    X(COMMENT, "a comment on a draft", true)                   \
    X(APPROVAL, "an approval of a draft", true)                \
    X(OBJECTION, "an objection to a draft", true)              \
    X(RECEIPT, "a signed receipt", true)                       \
    X(COSIGNATURE, "a co-signature", true)                     \
    X(BRIEFING, "a briefing, without a copy", true)            \
    X(ANNOUNCEMENT, "an announcement, without the text", true) \
    X(ACK, "an acknowledgement of a frame", false)             \
    X(KEY, "a statement of keys", false)                       \
    X(COMPARISON, "a safety number read out", false)           \
    X(BUNDLE_REQUEST, "a request for a prekey bundle", false)  \
    X(BUNDLE, "a prekey bundle", false)                        \
    X(PREKEYS, "prekey bundles to be handed out", false)       \
    X(LOST, "word of a session that is lost", false)           \
    X(GROUP, "a group's membership", false)                    \
    X(SENDER_KEY, "a sender key for a group", false)           \
    X(GROUP_LACK, "word of what is lacking in a group", false) \
    X(COVER, "a dummy, sent as cover", false)                  \
    X(KEY_REQUEST, "a request for a party's key", false)       \
    X(PREKEYS_LOW, "word that prekeys run out", false)         \
    X(MARKS_ASKED, "a request to choose marks", true)          \
    X(MARKS_COMMITTED, "a commitment to marks", true)

enum message_kind {
#define MESSAGE_CODE(name, text, document) MESSAGE_##name,
    MESSAGE_MAP(MESSAGE_CODE)
#undef MESSAGE_CODE
        MESSAGE_KIND_COUNT
};

/* The purpose of a statement: its name, and what a signed one is: ISO/IEC
 * 13888's non-repudiation of origin and of receipt, a signature under the
 * document itself or around an envelope, and what an author and a recipient say
 * of the latter's marks. */
#define MESSAGE_PURPOSE_MAP(X)                                 \
    X(ORIGIN, "origin", "proof of origin (NRO)")               \
    X(RECEIPT, "receipt", "proof of receipt (NRR)")            \
    X(SIGNATURE, "document", "a signature under the document") \
    X(ENVELOPE, "envelope", "a signature around an envelope")  \
    X(MARKS, "marks", "a word on marks")

enum message_purpose {
#define MESSAGE_PURPOSE(name, word, text) PURPOSE_##name,
    MESSAGE_PURPOSE_MAP(MESSAGE_PURPOSE)
#undef MESSAGE_PURPOSE
        PURPOSE_COUNT
};

/* The seal of a copy: its name, and a text for it. HPKE's bytes are enc ||
 * ciphertext, for one recipient. */
#define MESSAGE_SEAL_MAP(X)           \
    X(NONE, "not sealed")             \
    X(AGE, "an age file")             \
    X(HPKE_BASE, "HPKE in base mode") \
    X(HPKE_AUTH, "HPKE in auth mode")

enum message_seal {
#define MESSAGE_SEAL(name, text) MESSAGE_SEAL_##name,
    MESSAGE_SEAL_MAP(MESSAGE_SEAL)
#undef MESSAGE_SEAL
        MESSAGE_SEAL_COUNT
};

struct message_portion {
    uint8_t salt[MESSAGE_SALT_SIZE];
    const char *name;
    const char *text;
};

struct message_statement {
    enum message_purpose purpose;
    const char *signer;
    const char *const *recipients;
    size_t recipient_count;
    const char *document;
    const char *author;
    const char *title;
    const char *form;
    const char *classification;
    const char *const *releasable_to;
    size_t releasable_count;
    size_t leaf_count; /* that the root is over */
    bool marked;       /* the root is that of one marked copy among several */
    uint32_t left;     /* choices that a marked copy leaves to its recipient */
    uint8_t root[MESSAGE_ROOT_SIZE];
    instant time;
    uint64_t exchange;
    const char *answers;    /* NULL: replies to nothing */
    const uint32_t *covers; /* of a receipt or a co-signature: the leaves that
                               its signer has, each below leaf_count, rising */
    size_t cover_count;     /* 0: it names none */
};

/* A statement's own bytes and the signature over them; size 0: unsigned. */
struct message_signed {
    struct bytes statement;
    struct bytes signature;
};

/* Either the portion's bytes or, when it is hidden, its leaf hash. */
struct message_leaf {
    struct bytes portion; /* size 0: hidden */
    uint8_t hash[MESSAGE_ROOT_SIZE];
};

struct message_copy {
    struct message_signed transfer;
    const struct message_signed *earlier;
    size_t earlier_count;
    const struct message_leaf *leaves;
    size_t leaf_count;
    size_t padding; /* bytes by which it is longer than it need be; 0: none */
};

struct message {
    enum message_kind kind;
    uint64_t exchange;
    uint32_t precedence; /* 0 flash to MESSAGE_ROUTINE */
    const char *document;
    enum message_seal seal;
    struct bytes copy;
    struct message_signed signature; /* statement size 0: none */
    const char *const *portions;
    size_t portion_count;
    const char *text;
    bool receipt;
    instant deadline;
    uint64_t counter;
    const char *author;
    struct bytes credential; /* wire/credential.h; size 0: none */
    const char *owner;       /* whose prekey bundle */
    struct bytes bundle;     /* one, or several in a row */
    uint64_t group;          /* 0: none */
    const char *group_name;
    const char *const *members; /* the founder first */
    size_t member_count;
    struct bytes sender_key;
    struct bytes request_signature; /* for prekeys; size 0: none */
    uint32_t ended;            /* messages under the sender key before it */
    struct bytes message_keys; /* of single messages (group/group_keys.h) */
};

const char *message_kind_text(enum message_kind kind);

/* True if it names a document: all do except those about frames, sessions, keys
 * and groups, and dummies. */
bool message_concerns_document(enum message_kind kind);
const char *message_purpose_name(enum message_purpose purpose);
const char *message_purpose_text(enum message_purpose purpose);
const char *message_seal_text(enum message_seal seal);

/* Encoding into the arena; ERR_LIMIT past MESSAGE_SIZE_MAX. A copy's padding
 * is 0 or at least MESSAGE_COPY_PADDING_MIN. */
MUST_CHECK enum err message_encode(struct arena *a, const struct message *m,
                                   struct bytes *out);
MUST_CHECK enum err message_encode_copy(struct arena *a,
                                        const struct message_copy *c,
                                        struct bytes *out);
MUST_CHECK enum err message_encode_statement(struct arena *a,
                                             const struct message_statement *s,
                                             struct bytes *out);
MUST_CHECK enum err message_encode_portion(struct arena *a,
                                           const struct message_portion *p,
                                           struct bytes *out);

/* Decoding: results point into the arena. ERR_FORMAT for anything but
 * exactly one message of known fields, each within its limits. */
MUST_CHECK enum err message_decode(struct arena *a, struct bytes in,
                                   struct message *m);
MUST_CHECK enum err message_decode_copy(struct arena *a, struct bytes in,
                                        struct message_copy *c);
MUST_CHECK enum err message_decode_statement(struct arena *a, struct bytes in,
                                             struct message_statement *s);
MUST_CHECK enum err message_decode_portion(struct arena *a, struct bytes in,
                                           struct message_portion *p);

#endif
