/* The bodies of a journal's frames as plain structs, and the table of all that
 * can be recorded. */
#ifndef WIRE_RECORD_H
#define WIRE_RECORD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "wire/record_verb.h"

enum {
    RECORD_ID_SIZE = 16,
    RECORD_HASH_SIZE = 32,
    RECORD_KEY_SIZE = 32,
    RECORD_SIGNATURE_SIZE = 64,
    /* Of a header's body, past the texts of the scenario and its name. */
    RECORD_HEADER_REST_MAX = 512,
    RECORD_CAUSES_MAX = 4,
    RECORD_BODY_MAX = 1024 * 1024 - 128 /* a frame's 1 MiB less its head */
};

/* The levels of knowledge of a document; each level includes those below. */
#define RECORD_LEVEL_MAP(X) \
    X(UNAWARE, "unaware")   \
    X(AWARE, "aware")       \
    X(TOLD, "told")         \
    X(HOLDS, "holds")       \
    X(VERIFIED, "verified") \
    X(PROVABLE, "provable")

enum record_level {
#define RECORD_LEVEL(name, text) LEVEL_##name,
    RECORD_LEVEL_MAP(RECORD_LEVEL)
#undef RECORD_LEVEL
        LEVEL_COUNT
};

/* All that can be recorded: name, the name that journals are exported with,
 * the level it gives its party on the record's document and portions, whether
 * the timeline shows it. Codes are positions: append, never reorder. */
#define RECORD_MAP(X)                                      \
    X(DRAFTED, "DRAFTED", VERIFIED, true)                  \
    X(REVIEW_OPENED, "REVIEW_OPENED", UNAWARE, true)       \
    X(COMMENTED, "COMMENTED", UNAWARE, true)               \
    X(APPROVED, "APPROVED", UNAWARE, true)                 \
    X(OBJECTED, "OBJECTED", UNAWARE, true)                 \
    X(TAKEN_IN, "TAKEN_IN", UNAWARE, false)                \
    X(ADOPTED, "ADOPTED", UNAWARE, true)                   \
    X(NOT_ADOPTED, "NOT_ADOPTED", UNAWARE, true)           \
    X(SIGNED, "SIGNED", PROVABLE, true)                    \
    X(COSIGNED, "COSIGNED", UNAWARE, true)                 \
    X(SENT, "SENT", UNAWARE, true)                         \
    X(FORWARDED, "FORWARDED", UNAWARE, true)               \
    X(REPLIED, "REPLIED", UNAWARE, true)                   \
    X(PUBLISHED, "PUBLISHED", UNAWARE, true)               \
    X(BRIEFED, "BRIEFED", UNAWARE, true)                   \
    X(ANNOUNCED, "ANNOUNCED", UNAWARE, true)               \
    X(WITHHELD, "WITHHELD", UNAWARE, true)                 \
    X(ACKNOWLEDGED, "ACKNOWLEDGED", UNAWARE, true)         \
    X(ARRIVED, "ARRIVED", UNAWARE, false)                  \
    X(RECEIVED, "RECEIVED", HOLDS, true)                   \
    X(ORIGIN_CHECKED, "ORIGIN_CHECKED", UNAWARE, false)    \
    X(CHECKED, "CHECKED", PROVABLE, true)                  \
    X(TOLD, "TOLD", TOLD, true)                            \
    X(HEARD, "HEARD", AWARE, true)                         \
    X(RECEIPT_HELD, "RECEIPT_HELD", UNAWARE, true)         \
    X(COSIGNATURE_HELD, "COSIGNATURE_HELD", UNAWARE, true) \
    X(VIOLATED, "VIOLATED", UNAWARE, true)                 \
    X(REFUSED, "REFUSED", UNAWARE, true)                   \
    X(REJECTED, "REJECTED", UNAWARE, true)                 \
    X(UNDELIVERED, "UNDELIVERED", UNAWARE, true)           \
    X(SESSION_OPENED, "SESSION_OPENED", UNAWARE, false)    \
    X(FRAME_SENT, "FRAME_SENT", UNAWARE, false)            \
    X(FRAME_ARRIVED, "FRAME_ARRIVED", UNAWARE, false)      \
    X(FRAME_LOST, "FRAME_LOST", UNAWARE, false)            \
    X(FRAME_DOUBLED, "FRAME_DOUBLED", UNAWARE, false)      \
    X(OUTAGE, "OUTAGE", UNAWARE, true)                     \
    X(RESTORED, "RESTORED", UNAWARE, true)                 \
    X(BY_CHANCE_NOT, "BY_CHANCE_NOT", UNAWARE, true)       \
    X(STOPPED, "STOPPED", UNAWARE, true)                   \
    X(FRAME_DROPPED, "FRAME_DROPPED", UNAWARE, false)      \
    X(AUTHENTICATED, "AUTHENTICATED", VERIFIED, true)      \
    X(CAPTURED, "CAPTURED", UNAWARE, false)                \
    X(STOLEN, "STOLEN", UNAWARE, true)                     \
    X(INTERFERED, "MEDDLED", UNAWARE, true)                \
    X(SIGHTED, "SIGHTED", AWARE, true)                     \
    X(OVERHEARD, "OVERHEARD", TOLD, true)                  \
    X(INTERCEPTED, "INTERCEPTED", HOLDS, true)             \
    X(DECRYPTED, "DECRYPTED", HOLDS, true)                 \
    X(PROOF_CAPTURED, "PROOF_CAPTURED", PROVABLE, true)    \
    X(LEAKED, "LEAKED", UNAWARE, true)                     \
    X(MARKED, "MARKED", UNAWARE, true)                     \
    X(KEY_DECLARED, "KEY_DECLARED", UNAWARE, false)        \
    X(KEY_ROTATED, "KEY_ROTATED", UNAWARE, true)           \
    X(KEY_REVOKED, "KEY_REVOKED", UNAWARE, true)           \
    X(KEY_REFUSED, "KEY_REFUSED", UNAWARE, true)           \
    X(KEY_TAKEN, "KEY_TAKEN", UNAWARE, true)               \
    X(KEY_REPLACED, "KEY_REPLACED", UNAWARE, true)         \
    X(KEY_VOID, "KEY_VOID", UNAWARE, true)                 \
    X(KEY_NOT_TAKEN, "KEY_NOT_TAKEN", UNAWARE, true)       \
    X(NUMBER_READ, "NUMBER_READ", UNAWARE, false)          \
    X(NUMBERS_MATCH, "NUMBERS_MATCH", UNAWARE, true)       \
    X(NUMBERS_DIFFER, "NUMBERS_DIFFER", UNAWARE, true)     \
    X(SESSION_LEFT, "SESSION_LEFT", UNAWARE, false)        \
    X(BUNDLE_GIVEN, "BUNDLE_GIVEN", UNAWARE, false)        \
    X(PREKEYS_SPENT, "PREKEYS_SPENT", UNAWARE, true)       \
    X(PREKEYS_LEFT, "PREKEYS_LEFT", UNAWARE, false)        \
    X(SESSION_LOST, "SESSION_LOST", UNAWARE, true)         \
    X(GROUP_FOUNDED, "GROUP_FOUNDED", UNAWARE, true)       \
    X(GROUP_ADDED, "GROUP_ADDED", UNAWARE, true)           \
    X(GROUP_REMOVED, "GROUP_REMOVED", UNAWARE, true)       \
    X(GROUP_JOINED, "GROUP_JOINED", UNAWARE, false)        \
    X(GROUP_CHANGED, "GROUP_CHANGED", UNAWARE, false)      \
    X(GROUP_LEFT, "GROUP_LEFT", UNAWARE, true)             \
    X(GROUP_KEY_DRAWN, "GROUP_KEY_DRAWN", UNAWARE, true)   \
    X(GROUP_KEY_GIVEN, "GROUP_KEY_GIVEN", UNAWARE, false)  \
    X(GROUP_KEY_TAKEN, "GROUP_KEY_TAKEN", UNAWARE, false)  \
    X(GROUP_REFUSED, "GROUP_REFUSED", UNAWARE, true)       \
    X(PROOF_SET_ASIDE, "PROOF_SET_ASIDE", UNAWARE, true)   \
    X(KEY_ASKED, "KEY_ASKED", UNAWARE, false)              \
    X(KEY_GIVEN, "KEY_GIVEN", UNAWARE, false)              \
    X(MENTIONED, "MENTIONED", AWARE, true)                 \
    X(TEXT_REPLACED, "TEXT_REPLACED", UNAWARE, true)       \
    X(PREKEYS_RENEWED, "PREKEYS_RENEWED", UNAWARE, false)  \
    X(PREKEYS_WIPED, "PREKEYS_WIPED", UNAWARE, false)      \
    X(MARKS_ASKED, "MARKS_ASKED", UNAWARE, true)           \
    X(MARKS_CHOSEN, "MARKS_CHOSEN", AWARE, true)           \
    X(MARKS_COMMITTED, "MARKS_COMMITTED", UNAWARE, true)

enum record_kind {
#define RECORD_CODE(name, exported, level, shown) RECORD_##name,
    RECORD_MAP(RECORD_CODE)
#undef RECORD_CODE
        RECORD_KIND_COUNT
};

struct record_kind_row {
    const char *name; /* as exported */
    const char *also; /* the same, or a better name for those who type one */
    enum record_level level;
    bool shown;
};

/* Why something was violated, refused, rejected, ignored, left or decided; of
 * what was received, told or heard, that it may come from anybody. Here as in
 * the lists below codes are positions, and exported as their words. */
#define RECORD_REASON_MAP(X)                                          \
    X(NONE, "no reason")                                              \
    X(RELEASABLE_TO, "the releasability marking")                     \
    X(WITHHOLDING, "its own decision to withhold")                    \
    X(NOT_HELD, "it does not hold the document")                      \
    X(NOT_AUTHOR, "only the author may do this")                      \
    X(NOTHING_RECEIVED, "it has received nothing to acknowledge")     \
    X(MALFORMED, "the bytes are malformed")                           \
    X(NOT_FOR_US, "it is not addressed to this party")                \
    X(CANNOT_OPEN, "no key opens the envelope")                       \
    X(BAD_SIGNATURE, "a signature does not hold")                     \
    X(WRONG_SENDER, "the sender is not who the statement names")      \
    X(WRONG_ROOT, "the text does not match the signed root")          \
    X(NO_SESSION, "the frame belongs to no session")                  \
    X(NOT_AUTHENTIC, "the frame is not authentic")                    \
    X(OUT_OF_TURN, "the message comes out of turn")                   \
    X(UNKNOWN_PEER, "the peer's key is not the one on record")        \
    X(TOO_LARGE, "it is larger than the limit")                       \
    X(TOO_MANY, "there are too many of its kind")                     \
    X(OTHER_TEXT, "another text is held under that name")             \
    X(REVOKED, "the key is revoked")                                  \
    X(NO_KEY, "no key of the peer is known")                          \
    X(NOT_IN_FORCE, "the key was not in force on that date")          \
    X(DISPUTED, "the key failed when numbers were compared")          \
    X(NO_SUCH_KEY, "it has no such key")                              \
    X(NO_PREKEYS, "there are no such prekeys, or no longer")          \
    X(NO_GROUP, "it is in no such group")                             \
    X(NOT_MEMBER, "the sender is not in the group")                   \
    X(NOT_FOUNDER, "only its founder changes a group")                \
    X(OLD_EPOCH, "it was said in a group that has changed since")     \
    X(IS_MEMBER, "the group has that member already")                 \
    X(NO_MEMBER, "the group has no such member")                      \
    X(NOT_SHARED, "a group takes no copies for each alone")           \
    X(UNSHOWN, "nothing shows who sent it")                           \
    X(DUPLICATE_FRAME, "a duplicate frame")                           \
    X(DUPLICATE_HANDSHAKE, "a duplicate handshake message")           \
    X(DUPLICATE_ACK, "a duplicate acknowledgement")                   \
    X(DUPLICATE_KEY, "a duplicate sender key")                        \
    X(DUPLICATE_ROLL, "a duplicate membership")                       \
    X(STILL_WAITING, "a frame that waits already")                    \
    X(NO_ROOM, "the oldest waiting frame, to make room")              \
    X(NOT_OPEN, "a frame of a session that is not open")              \
    X(UNASKED_BUNDLE, "a prekey bundle that no session waits for")    \
    X(UNKNOWN_SESSION, "the loss of a session that it does not have") \
    X(COVER, "cover traffic")                                         \
    X(STALE_KEYS, "its keys are no longer in force")                  \
    X(DATED_TOO_LATE, "its date is not before the loss of the key")   \
    X(ALL_APPROVE, "all reviewers approve")                           \
    X(SILENCE, "nobody objected before the deadline")                 \
    X(OBJECTION, "a reviewer objects")                                \
    X(ANSWERED_NOT_HELD, "it does not hold the document it answers")  \
    X(UNNAMED, "it names no portion")                                 \
    X(POLICY, "its policy")                                           \
    X(SHARED_KEY, "another party has that key to agree with")         \
    X(NO_POSSESSION, "nothing proves possession of the key to agree with")

enum record_reason {
#define RECORD_REASON(name, text) REASON_##name,
    RECORD_REASON_MAP(RECORD_REASON)
#undef RECORD_REASON
        REASON_COUNT
};

/* The ways by which a key came to be relied on. */
#define RECORD_TRUST_MAP(X)   \
    X(NONE, "")               \
    X(PINNED, "pinned")       \
    X(FIRST_USE, "first use") \
    X(DIRECTORY, "directory") \
    X(SUCCESSION, "succession")

enum record_trust {
#define RECORD_TRUST(name, word) RECORD_TRUST_##name,
    RECORD_TRUST_MAP(RECORD_TRUST)
#undef RECORD_TRUST
        RECORD_TRUST_COUNT
};

/* The acts of an adversary on a frame, or by adding one. */
#define RECORD_ACT_MAP(X)                 \
    X(NONE, "")                           \
    X(DROP, "drop")                       \
    X(DELAY, "delay")                     \
    X(REORDER, "reorder")                 \
    X(REPLAY, "replay")                   \
    X(MODIFY, "modify")                   \
    X(INJECT, "inject")                   \
    X(SPLICE, "splice")                   \
    X(STRIP, "strip")                     \
    X(ANSWER, "answer")                   \
    X(RELAY, "relay")                     \
    X(ACCEPT, "accept")                   \
    X(IMPERSONATE, "impersonate")         \
    X(READDRESS, "re-address")            \
    X(CLAIM, "claim")                     \
    X(RESEAL, "re-seal")                  \
    X(FORGE_RECEIPT, "forge receipt")     \
    X(REPLACE_PREKEYS, "replace prekeys") \
    X(VOUCH, "vouch falsely")             \
    X(FLOOD, "flood")                     \
    X(PROBE, "probe")                     \
    X(IDENTIFY, "identify")               \
    X(MISBIND, "state another's key")     \
    X(HAND_ON, "hand on a receipt")       \
    X(REFLECT, "reflect")

enum record_act {
#define RECORD_ACT(name, word) RECORD_ACT_##name,
    RECORD_ACT_MAP(RECORD_ACT)
#undef RECORD_ACT
        RECORD_ACT_COUNT
};

/* The loot of a theft. */
#define RECORD_STOLEN_MAP(X)      \
    X(NOTHING, "")                \
    X(IDENTITY, "identity key")   \
    X(STATE, "sessions and keys") \
    X(PREKEY, "signed prekey")

enum record_stolen {
#define RECORD_STOLEN_CODE(name, word) RECORD_STOLEN_##name,
    RECORD_STOLEN_MAP(RECORD_STOLEN_CODE)
#undef RECORD_STOLEN_CODE
        RECORD_STOLEN_COUNT
};

/* One thing that happened. What does not apply is NULL, empty or 0; texts and
 * bytes are borrowed. Nothing but `words` is said by anybody, and what a record
 * means never hangs on them; record_field.h lists all fields for those who
 * print, export or compare whole records. */
struct record {
    enum record_kind kind;
    enum record_reason reason;
    const char *party;
    const char *peer;
    uint64_t exchange; /* 0: belongs to none */
    uint64_t causes[RECORD_CAUSES_MAX];
    size_t cause_count;
    const char *document;
    const char *const *portions; /* none: the document as a whole */
    size_t portion_count;
    const char *channel;
    const char *words; /* of the party itself: a comment, an announcement */
    const char *group;
    const char *const *members; /* of a group that is founded, founder first */
    size_t member_count;
    const char *owner;        /* whose key or prekeys, where not the peer's */
    struct bytes fingerprint; /* of a key; SESSION_OPENED: handshake hash;
                                 MARKS_CHOSEN, _COMMITTED: the commitment */
    uint32_t serial;          /* of a key, sender key or one-time prekey */
    enum record_trust trust;
    enum record_verb verb;
    enum record_act act;
    enum record_stolen stolen;
    uint32_t entry; /* of the scenario's script, from 1 */
    uint32_t count; /* prekeys, bits of a mark, or messages that a sender key
                       had sealed before it was given */
    bool forged;    /* what travels on bears a document's text that its author
                       never wrote */
    const char *protocol; /* SESSION_OPENED: its name in its standard */
    const char *number;   /* a safety number */
    struct bytes data;
};

/* The first frame's body. */
struct record_header {
    uint32_t version;
    uint8_t journal_id[RECORD_ID_SIZE];
    const char *tool_version;
    uint8_t scenario_hash[RECORD_HASH_SIZE];
    const char *scenario_name;
    struct bytes scenario;
    uint64_t seed;
    uint64_t run;
    bool unkeyed;
    uint8_t first_key[RECORD_KEY_SIZE];
    uint64_t features;
    uint32_t semantics; /* of the program: of what a scenario is made to do */
};

/* The body of a SEAL or a CLOSE. */
struct record_seal {
    uint64_t epoch;
    uint64_t tree_size;
    uint8_t root[RECORD_HASH_SIZE];
    uint8_t next_key[RECORD_KEY_SIZE];
    uint8_t signature[RECORD_SIGNATURE_SIZE];
};

const struct record_kind_row *record_kind_row(enum record_kind kind);
const char *record_level_text(enum record_level level);
const char *record_reason_text(enum record_reason reason);

/* Encoding: the bytes live in the arena. ERR_LIMIT past RECORD_BODY_MAX. */
MUST_CHECK enum err record_encode(struct arena *a, const struct record *r,
                                  struct bytes *out);
MUST_CHECK enum err record_encode_header(struct arena *a,
                                         const struct record_header *h,
                                         struct bytes *out);
MUST_CHECK enum err record_encode_seal(struct arena *a,
                                       const struct record_seal *s,
                                       struct bytes *out);
MUST_CHECK enum err record_encode_fault(struct arena *a, const char *what,
                                        struct bytes *out);

/* Decoding: texts and bytes live in the arena. ERR_FORMAT for anything that
 * is not exactly one message of known fields, within its limits. */
MUST_CHECK enum err record_decode(struct arena *a, struct bytes body,
                                  struct record *r);

/* The version that a header's body begins with; 0 when it begins otherwise.
 * Of an unknown version nothing else can be read. */
uint64_t record_header_version(struct bytes body);

MUST_CHECK enum err record_decode_header(struct arena *a, struct bytes body,
                                         struct record_header *h);
MUST_CHECK enum err record_decode_seal(struct arena *a, struct bytes body,
                                       struct record_seal *s);
MUST_CHECK enum err record_decode_fault(struct arena *a, struct bytes body,
                                        const char **what);

/* True when a name in a record, which may be NULL, is this one. */
bool record_names(const char *recorded, const char *name);

#endif
