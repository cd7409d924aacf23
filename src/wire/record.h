/* What a journal's frames hold, as plain structs, and the table of all that
 * can be recorded. */
#ifndef WIRE_RECORD_H
#define WIRE_RECORD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/bytes.h"

enum {
    RECORD_ID_SIZE = 16,
    RECORD_HASH_SIZE = 32,
    RECORD_KEY_SIZE = 32,
    RECORD_SIGNATURE_SIZE = 64,
    RECORD_CAUSES_MAX = 4,
    RECORD_BODY_MAX = 1024 * 1024 - 128 /* a frame's 1 MiB less its head */
};

/* How much of a document somebody has; each level includes those below. */
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

/* All that can be recorded: name, the level it gives its party on the
 * record's document and portions, whether the timeline shows it, and the
 * sentence that tells it ({party}, {peer}, {document}, {channel}, {text},
 * {portions}, {reason}). Codes are positions: append, never reorder. */
#define RECORD_MAP(X)                                                          \
    X(DRAFTED, VERIFIED, true, "{party} drafts {document}")                    \
    X(REVIEW_OPENED, UNAWARE, true,                                            \
      "{party} asks {peer} to review {document}")                              \
    X(COMMENTED, UNAWARE, true, "{party} comments on {document}: {text}")      \
    X(APPROVED, UNAWARE, true, "{party} approves {document}")                  \
    X(OBJECTED, UNAWARE, true, "{party} objects to {document}: {text}")        \
    X(TAKEN_IN, UNAWARE, false,                                                \
      "{party} takes in what {peer} says of {document}")                       \
    X(ADOPTED, UNAWARE, true, "{party} adopts {document}: {text}")             \
    X(NOT_ADOPTED, UNAWARE, true, "{party} does not adopt {document}: {text}") \
    X(SIGNED, PROVABLE, true, "{party} signs {document}")                      \
    X(COSIGNED, UNAWARE, true, "{party} co-signs {document}")                  \
    X(SENT, UNAWARE, true, "{party} sends {document} to {peer}")               \
    X(FORWARDED, UNAWARE, true, "{party} forwards {document} to {peer}")       \
    X(REPLIED, UNAWARE, true, "{party} replies to {peer} with {document}")     \
    X(PUBLISHED, UNAWARE, true, "{party} publishes {document}")                \
    X(BRIEFED, UNAWARE, true, "{party} briefs {peer} on {document}")           \
    X(ANNOUNCED, UNAWARE, true, "{party} announces {document}")                \
    X(WITHHELD, UNAWARE, true, "{party} withholds {document} from {peer}")     \
    X(ACKNOWLEDGED, UNAWARE, true, "{party} acknowledges {document}")          \
    X(ARRIVED, UNAWARE, false, "{document} reaches {party}'s desk")            \
    X(RECEIVED, HOLDS, true, "{party} receives {document} from {peer}")        \
    X(ORIGIN_CHECKED, UNAWARE, false,                                          \
      "{party} checks the sender's signature on {document}")                   \
    X(CHECKED, PROVABLE, true,                                                 \
      "{party} checks the author's signature on {document}")                   \
    X(TOLD, TOLD, true, "{party} is briefed on {document} by {peer}")          \
    X(HEARD, AWARE, true, "{party} hears of {document} from {peer}")           \
    X(RECEIPT_HELD, UNAWARE, true,                                             \
      "{party} holds {peer}'s receipt for {document}")                         \
    X(COSIGNATURE_HELD, UNAWARE, true,                                         \
      "{party} holds {peer}'s co-signature on {document}")                     \
    X(VIOLATED, UNAWARE, true, "{party} violates {reason} {document}")         \
    X(REFUSED, UNAWARE, true, "{party} cannot {text} {document}: {reason}")    \
    X(REJECTED, UNAWARE, true, "{party} rejects what came: {reason}")          \
    X(UNDELIVERED, UNAWARE, true,                                              \
      "{party} gives up reaching {peer} over {channel}")                       \
    X(SESSION_OPENED, UNAWARE, false,                                          \
      "{party} has a session with {peer} over {channel}: {text}")              \
    X(FRAME_SENT, UNAWARE, false, "{party} puts a frame on {channel}")         \
    X(FRAME_ARRIVED, UNAWARE, false, "{party} takes a frame off {channel}")    \
    X(FRAME_LOST, UNAWARE, false, "a frame to {peer} is lost on {channel}")    \
    X(FRAME_DOUBLED, UNAWARE, false,                                           \
      "a frame to {peer} is duplicated on {channel}")                          \
    X(OUTAGE, UNAWARE, true, "{channel} goes out")                             \
    X(RESTORED, UNAWARE, true, "{channel} is restored")                        \
    X(BY_CHANCE_NOT, UNAWARE, true, "by chance it does not happen: {text}")    \
    X(STOPPED, UNAWARE, true, "the run is stopped before its end")             \
    X(FRAME_DROPPED, UNAWARE, false,                                           \
      "{party} sets a frame from {peer} aside: {text}")                        \
    X(AUTHENTICATED, VERIFIED, true,                                           \
      "{party} checks that {document} comes from {peer}")                      \
    X(CAPTURED, UNAWARE, false,                                                \
      "{party} captures a frame from {peer} on {channel}")                     \
    X(STOLEN, UNAWARE, true, "{party} steals the {text} of {peer}")            \
    X(MEDDLED, UNAWARE, true, "{party} {text} from {peer} on {channel}")       \
    X(SIGHTED, AWARE, true,                                                    \
      "{party} sees that {peer} writes about {document}")                      \
    X(OVERHEARD, TOLD, true, "{party} listens as {peer} briefs on {document}") \
    X(INTERCEPTED, HOLDS, true,                                                \
      "{party} reads {document} on its way from {peer}")                       \
    X(DECRYPTED, HOLDS, true,                                                  \
      "{party} opens {document} from {peer} with what it stole")               \
    X(PROOF_CAPTURED, PROVABLE, true,                                          \
      "{party} finds the author's signature on {document}")                    \
    X(LEAKED, UNAWARE, true, "{party} leaks {document} to {peer}")             \
    X(MARKED, UNAWARE, true,                                                   \
      "{party} marks {peer}'s copy of {document}: {text}")                     \
    X(KEY_DECLARED, UNAWARE, false, "{party} states its key: {text}")          \
    X(KEY_ROTATED, UNAWARE, true, "{party} takes a new key: {text}")           \
    X(KEY_REVOKED, UNAWARE, true, "{party} declares its key void: {text}")     \
    X(KEY_REFUSED, UNAWARE, true, "{party} cannot {text}: {reason}")           \
    X(KEY_TAKEN, UNAWARE, true, "{party} learns {peer}'s key: {text}")         \
    X(KEY_REPLACED, UNAWARE, true, "{party} learns {peer}'s new key: {text}")  \
    X(KEY_VOID, UNAWARE, true,                                                 \
      "{party} learns that {peer}'s key is void: {text}")                      \
    X(KEY_NOT_TAKEN, UNAWARE, true,                                            \
      "{party} does not take a key of {peer}'s: {reason}")                     \
    X(NUMBER_READ, UNAWARE, false,                                             \
      "{party} reads a safety number to {peer}: {text}")                       \
    X(NUMBERS_MATCH, UNAWARE, true,                                            \
      "{party} has the same safety number as {peer}")                          \
    X(NUMBERS_DIFFER, UNAWARE, true,                                           \
      "{party} has another safety number than {peer}: a key is false")         \
    X(SESSION_LEFT, UNAWARE, false,                                            \
      "{party} leaves a session with {peer}: {text}")                          \
    X(BUNDLE_GIVEN, UNAWARE, false,                                            \
      "{party} gives {peer} a prekey bundle of {text}")                        \
    X(PREKEYS_SPENT, UNAWARE, true,                                            \
      "{party} gives {peer} a prekey bundle of {text}, whose one-time "        \
      "prekeys are spent")                                                     \
    X(PREKEYS_LEFT, UNAWARE, false,                                            \
      "{party} leaves {text} prekeys with {peer}")                             \
    X(SESSION_LOST, UNAWARE, true,                                             \
      "{party} learns that {peer} has lost a session over {channel}")          \
    X(GROUP_FOUNDED, UNAWARE, true, "{party} founds the group {text}")         \
    X(GROUP_ADDED, UNAWARE, true, "{party} adds {peer} to the group {text}")   \
    X(GROUP_REMOVED, UNAWARE, true,                                            \
      "{party} removes {peer} from the group {text}")                          \
    X(GROUP_JOINED, UNAWARE, false, "{party} is in the group {text}")          \
    X(GROUP_CHANGED, UNAWARE, false,                                           \
      "{party} learns who is in the group {text}")                             \
    X(GROUP_LEFT, UNAWARE, true,                                               \
      "{party} learns that it is out of the group {text}")                     \
    X(GROUP_KEY_DRAWN, UNAWARE, true,                                          \
      "{party} draws a new sender key for the group {text}")                   \
    X(GROUP_KEY_GIVEN, UNAWARE, false,                                         \
      "{party} gives {peer} its sender key for the group {text}")              \
    X(GROUP_KEY_TAKEN, UNAWARE, false,                                         \
      "{party} has {peer}'s sender key for the group {text}")                  \
    X(GROUP_REFUSED, UNAWARE, true, "{party} cannot {text}: {reason}")         \
    X(PROOF_SET_ASIDE, UNAWARE, true,                                          \
      "{party} sets {peer}'s signature about {document} aside: {text}")        \
    X(KEY_ASKED, UNAWARE, false, "{party} asks {peer} for {text}'s key")       \
    X(KEY_GIVEN, UNAWARE, false, "{party} gives {peer} {text}'s key")

enum record_kind {
#define RECORD_CODE(name, level, shown, sentence) RECORD_##name,
    RECORD_MAP(RECORD_CODE)
#undef RECORD_CODE
        RECORD_KIND_COUNT
};

struct record_kind_row {
    const char *name;
    enum record_level level;
    bool shown;
    const char *sentence;
};

/* Why something was violated, refused or rejected; of what was received, told
 * or heard, that it may come from anybody. */
#define RECORD_REASON_MAP(X)                                      \
    X(NONE, "no reason")                                          \
    X(RELEASABLE_TO, "the marking (releasable to) of")            \
    X(WITHHOLDING, "its own decision to withhold")                \
    X(NOT_HELD, "it does not hold the document")                  \
    X(NOT_AUTHOR, "only the author may do this")                  \
    X(NOTHING_RECEIVED, "it has received nothing to acknowledge") \
    X(MALFORMED, "the bytes are malformed")                       \
    X(NOT_FOR_US, "it is not addressed to this party")            \
    X(CANNOT_OPEN, "no key opens the envelope")                   \
    X(BAD_SIGNATURE, "a signature does not hold")                 \
    X(WRONG_SENDER, "the sender is not who the statement names")  \
    X(WRONG_ROOT, "the text does not match the signed root")      \
    X(NO_SESSION, "the frame belongs to no session")              \
    X(NOT_AUTHENTIC, "the frame is not authentic")                \
    X(OUT_OF_TURN, "the message comes out of turn")               \
    X(UNKNOWN_PEER, "the peer's key is not the one on record")    \
    X(TOO_LARGE, "it is larger than the limit")                   \
    X(TOO_MANY, "there are too many of its kind")                 \
    X(OTHER_TEXT, "another text is held under that name")         \
    X(REVOKED, "the key is revoked")                              \
    X(NO_KEY, "no key of the peer is known")                      \
    X(NOT_IN_FORCE, "the key was not in force on that date")      \
    X(DISPUTED, "the key failed when numbers were compared")      \
    X(NO_SUCH_KEY, "it has no such key")                          \
    X(NO_PREKEYS, "there are no such prekeys, or no longer")      \
    X(NO_GROUP, "it is in no such group")                         \
    X(NOT_MEMBER, "the sender is not in the group")               \
    X(NOT_FOUNDER, "only its founder changes a group")            \
    X(OLD_EPOCH, "it was said in a group that has changed since") \
    X(IS_MEMBER, "the group has that member already")             \
    X(NO_MEMBER, "the group has no such member")                  \
    X(NOT_SHARED, "a group takes no copies for each alone")       \
    X(UNSHOWN, "nothing shows who sent it")

enum record_reason {
#define RECORD_REASON(name, text) REASON_##name,
    RECORD_REASON_MAP(RECORD_REASON)
#undef RECORD_REASON
        REASON_COUNT
};

/* One thing that happened. Texts are NULL and bytes empty where they do not
 * apply; all are borrowed. */
struct record {
    enum record_kind kind;
    const char *party;
    const char *peer;
    uint64_t exchange; /* 0: belongs to none */
    uint64_t causes[RECORD_CAUSES_MAX];
    size_t cause_count;
    const char *document;
    const char *const *portions; /* none: the document as a whole */
    size_t portion_count;
    const char *channel;
    enum record_reason reason;
    const char *text;
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
MUST_CHECK enum err record_decode_header(struct arena *a, struct bytes body,
                                         struct record_header *h);
MUST_CHECK enum err record_decode_seal(struct arena *a, struct bytes body,
                                       struct record_seal *s);
MUST_CHECK enum err record_decode_fault(struct arena *a, struct bytes body,
                                        const char **what);

/* Whether a text of a record, which may be NULL, is this one. */
bool record_names(const char *recorded, const char *text);

#endif
