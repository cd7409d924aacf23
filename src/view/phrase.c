#include "view/phrase.h"

#include <assert.h>
#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "scenario/scenario_query.h"

/* A record is told by the sentence of its kind, a row of PHRASE_MAP. expand
 * walks it: what stands outside of names is copied, a bracket is told or left
 * out, and each name is looked up in `names`, which gives a text of the record
 * or a function that words one of its codes. A verb's phrase has names of its
 * own, so it is expanded, too. */

/* The sentence of each kind. A name in braces is one of `names` below; what
 * stands in brackets is left out, or replaced by what stands behind its bar,
 * where its first name has no value. */
#define PHRASE_MAP(X)                                                          \
    X(DRAFTED, "{party} drafts {document}")                                    \
    X(REVIEW_OPENED, "{party} asks {peer} to review {document}")               \
    X(COMMENTED, "{party} comments on {document}[: {words}]")                  \
    X(APPROVED, "{party} approves {document}")                                 \
    X(OBJECTED, "{party} objects to {document}[: {words}]")                    \
    X(TAKEN_IN, "{party} takes in what {peer} says of {document}")             \
    X(ADOPTED, "{party} adopts {document}[: {reason}]")                        \
    X(NOT_ADOPTED, "{party} does not adopt {document}[: {peer} objects]")      \
    X(SIGNED, "{party} signs {document}")                                      \
    X(COSIGNED, "{party} co-signs {document}")                                 \
    X(SENT, "{party} sends {document} to {peer}")                              \
    X(FORWARDED, "{party} forwards {document} to {peer}")                      \
    X(REPLIED, "{party} replies to {peer} with {document}")                    \
    X(PUBLISHED, "{party} publishes {document}")                               \
    X(BRIEFED, "{party} briefs {peer} on {document}")                          \
    X(ANNOUNCED, "{party} announces {document}")                               \
    X(WITHHELD, "{party} withholds {document} from {peer}")                    \
    X(ACKNOWLEDGED, "{party} acknowledges {document}")                         \
    X(ARRIVED, "{document} reaches {party}'s inbox")                           \
    X(RECEIVED, "{party} receives {document} from {peer}")                     \
    X(ORIGIN_CHECKED, "{party} checks the sender's signature on {document}")   \
    X(CHECKED, "{party} checks the author's signature on {document}")          \
    X(TOLD, "{party} is briefed on {document} by {peer}")                      \
    X(HEARD, "{party} hears of {document} from {peer}")                        \
    X(RECEIPT_HELD, "{party} holds {peer}'s receipt for {document}[, "         \
                    "{reason}]")                                               \
    X(COSIGNATURE_HELD, "{party} holds {peer}'s co-signature on {document}[, " \
                        "{reason}]")                                           \
    X(VIOLATED, "{party} violates {reason}: {document}[ to {peer}]")           \
    X(REFUSED, "{party} cannot {verb} {document}: {reason}")                   \
    X(REJECTED, "{party} rejects what came: {reason}")                         \
    X(UNDELIVERED, "{party} gives up reaching {peer} over {channel}")          \
    X(SESSION_OPENED,                                                          \
      "{party} has a session with {peer} over {channel}[: {protocol}][, hash " \
      "{hash}...][, one-time prekey {serial}]")                                \
    X(FRAME_SENT, "{party} puts a frame on {channel}")                         \
    X(FRAME_ARRIVED, "{party} takes a frame off {channel}")                    \
    X(FRAME_LOST, "a frame to {peer} is lost on {channel}")                    \
    X(FRAME_DOUBLED, "a frame to {peer} is duplicated on {channel}")           \
    X(OUTAGE, "{channel} goes out")                                            \
    X(RESTORED, "{channel} is restored")                                       \
    X(BY_CHANCE_NOT, "did not happen (chance)[: {entry}]")                     \
    X(STOPPED, "the run is stopped before its end")                            \
    X(FRAME_DROPPED, "{party} ignores [{reason}|a frame] from {peer}")         \
    X(AUTHENTICATED, "{party} checks that {document} comes from its author")   \
    X(CAPTURED, "{party} captures a frame from {peer} on {channel}")           \
    X(STOLEN, "{party} steals the {stolen} of {peer}")                         \
    X(INTERFERED, "{party} {act} from {peer} on {channel}")                    \
    X(SIGHTED, "{party} sees that {peer} writes about {document}")             \
    X(OVERHEARD, "{party} listens as {peer} briefs on {document}")             \
    X(INTERCEPTED, "{party} reads {document} on its way from {peer}")          \
    X(DECRYPTED, "{party} opens {document} from {peer} with what it stole")    \
    X(PROOF_CAPTURED, "{party} finds the author's signature on {document}")    \
    X(LEAKED, "{party} leaks {document} to {peer}")                            \
    X(MARKED, "{party} marks {peer}'s copy of {document}[: {bits}]")           \
    X(KEY_DECLARED, "{party} states its key[: {key}]")                         \
    X(KEY_ROTATED, "{party} takes a new key[: {key}]")                         \
    X(KEY_REVOKED, "{party} revokes its key[: {key}]")                         \
    X(KEY_REFUSED, "{party} cannot {verb}: {reason}")                          \
    X(KEY_TAKEN, "{party} learns {peer}'s key[: {key}]")                       \
    X(KEY_REPLACED, "{party} learns {peer}'s new key[: {key}]")                \
    X(KEY_VOID, "{party} learns that {peer}'s key is revoked[: {key}]")        \
    X(KEY_NOT_TAKEN, "{party} rejects a key of {peer}: {reason}")              \
    X(NUMBER_READ, "{party} reads a safety number to {peer}[: {number}]")      \
    X(NUMBERS_MATCH, "{party} has the same safety number as {peer}")           \
    X(NUMBERS_DIFFER,                                                          \
      "{party} has another safety number than {peer}: a key is false")         \
    X(SESSION_LEFT, "{party} leaves a session with {peer}[: {reason}]")        \
    X(BUNDLE_GIVEN, "{party} gives {peer} a prekey bundle of {owner}[, "       \
                    "without a one-time prekey: {reason}]")                    \
    X(PREKEYS_SPENT, "{party} gives {peer} a prekey bundle of {owner}, whose " \
                     "one-time prekeys are spent")                             \
    X(PREKEYS_RENEWED, "{party} replaces its signed prekey[, by number "       \
                       "{serial}]")                                            \
    X(PREKEYS_WIPED, "{party} wipes a signed prekey that was replaced[, "      \
                     "number {serial}]")                                       \
    X(PREKEYS_LEFT, "{party} leaves {count} prekeys with {peer}")              \
    X(SESSION_LOST,                                                            \
      "{party} learns that {peer} has lost a session over {channel}")          \
    X(GROUP_FOUNDED, "{party} founds the group {group}[ of {members}]")        \
    X(GROUP_ADDED, "{party} adds {peer} to the group {group}")                 \
    X(GROUP_REMOVED, "{party} removes {peer} from the group {group}")          \
    X(GROUP_JOINED, "{party} is in the group {group}")                         \
    X(GROUP_CHANGED, "{party} learns who is in the group {group}")             \
    X(GROUP_LEFT, "{party} learns that it is out of the group {group}")        \
    X(GROUP_KEY_DRAWN, "{party} draws a new sender key for the group "         \
                       "{group}[, number {serial}]")                           \
    X(GROUP_KEY_GIVEN, "{party} gives {peer} its sender key for the group "    \
                       "{group}[, number {serial} from message {count}]")      \
    X(GROUP_KEY_TAKEN, "{party} has {peer}'s sender key for the group "        \
                       "{group}[, number {serial} from message {count}]")      \
    X(GROUP_REFUSED, "{party} cannot {verb}: {reason}")                        \
    X(PROOF_SET_ASIDE, "{party} no longer relies on {peer}'s signature about " \
                       "{document}[: {reason}]")                               \
    X(KEY_ASKED, "{party} asks {peer} for {owner}'s key")                      \
    X(KEY_GIVEN, "{party} gives {peer} {owner}'s key")                         \
    X(MENTIONED, "{party} reads that {peer} answers {document}")               \
    X(TEXT_REPLACED, "{party} sets aside the text that it had as {document}")  \
    X(MARKS_ASKED, "{party} asks {peer} to choose marks of {document}[: "      \
                   "{bits}]")                                                  \
    X(MARKS_CHOSEN, "{party} chooses marks of {document} and commits to "      \
                    "them[: {bits}]")                                          \
    X(MARKS_COMMITTED, "{party} has {peer}'s commitment to marks of "          \
                       "{document}[: {bits}]")

enum {
#define PHRASE(kind, text) PHRASE_##kind,
    PHRASE_MAP(PHRASE)
#undef PHRASE
        PHRASE_COUNT
};

_Static_assert((int)PHRASE_COUNT == (int)RECORD_KIND_COUNT,
               "each kind of record has its sentence");

const char *phrase_sentence(enum record_kind kind)
{
    static const char *const sentences[RECORD_KIND_COUNT] = {
/* NOLINTBEGIN(bugprone-suspicious-missing-comma): long ones take two lines. */
#define PHRASE(kind, text) [RECORD_##kind] = (text),
        PHRASE_MAP(PHRASE)
#undef PHRASE
        /* NOLINTEND(bugprone-suspicious-missing-comma) */
    };

    assert(kind < RECORD_KIND_COUNT);
    return sentences[kind];
}

bool phrase_tells_channel(enum record_kind kind)
{
    return strstr(phrase_sentence(kind), "{channel}") != NULL;
}

const char *phrase_document(struct arena *a, const struct scenario *sc,
                            const struct record *r)
{
    if (!r->document) return "a document";

    const uint32_t d = scenario_find_document(sc, r->document);
    const size_t all =
        d == SCENARIO_NONE ? SIZE_MAX : sc->documents[d].portion_count;

    if (r->portion_count == 0 || r->portion_count >= all) return r->document;
    return arena_format(a, "%s [%s]", r->document,
                        arena_join(a, r->portions, r->portion_count, ", "));
}

const char *phrase_key(struct arena *a, uint32_t serial,
                       struct bytes fingerprint, enum record_trust trust)
{
    static const char *const trusts[RECORD_TRUST_COUNT] = {
        [RECORD_TRUST_PINNED] = "known from the start",
        [RECORD_TRUST_FIRST_USE] = "taken on first use",
        [RECORD_TRUST_DIRECTORY] = "from the directory",
        [RECORD_TRUST_SUCCESSION] = "signed by the key before",
    };
    enum { SHOWN = 8 }; /* bytes of the fingerprint */
    const char *key = arena_format(a, "key %" PRIu32, serial);

    for (size_t i = 0; i < fingerprint.size && i < SHOWN; i++)
        key = arena_format(a, "%s%s%02x", key,
                           i == 0       ? ", "
                           : i % 2 == 0 ? " "
                                        : "",
                           fingerprint.data[i]);
    return trust == RECORD_TRUST_NONE
               ? key
               : arena_format(a, "%s, %s", key, trusts[trust]);
}

/* ---- What a name stands for ---- */

/* A record being told. */
struct phrase_telling {
    struct arena *arena;
    const struct scenario *scenario;
    const struct record *r;
};

static const char *expand(const struct phrase_telling *t, const char *sentence);

static const char *number(const struct phrase_telling *t, uint32_t n)
{
    return n > 0 ? arena_format(t->arena, "%" PRIu32, n) : NULL;
}

static const char *list(const struct phrase_telling *t,
                        const char *const *names, size_t count)
{
    return count > 0 ? arena_join(t->arena, names, count, ", ") : NULL;
}

static const char *tell_document(const struct phrase_telling *t)
{
    return phrase_document(t->arena, t->scenario, t->r);
}

static const char *tell_reason(const struct phrase_telling *t)
{
    return t->r->reason ? record_reason_text(t->r->reason) : NULL;
}

static const char *tell_members(const struct phrase_telling *t)
{
    return list(t, t->r->members, t->r->member_count);
}

static const char *tell_serial(const struct phrase_telling *t)
{
    return number(t, t->r->serial);
}

static const char *tell_count(const struct phrase_telling *t)
{
    return number(t, t->r->count);
}

static const char *tell_bits(const struct phrase_telling *t)
{
    if (t->r->count == 0) return NULL;
    return arena_format(t->arena, "%" PRIu32 " bit%s", t->r->count,
                        t->r->count == 1 ? "" : "s");
}

/* The first bytes of a handshake's hash. */
static const char *tell_hash(const struct phrase_telling *t)
{
    enum { SHOWN = 8 };
    const struct bytes hash = t->r->fingerprint;

    return hash.size < SHOWN ? NULL
                             : arena_hex(t->arena, bytes_of(hash.data, SHOWN));
}

static const char *tell_key(const struct phrase_telling *t)
{
    return t->r->serial > 0 ? phrase_key(t->arena, t->r->serial,
                                         t->r->fingerprint, t->r->trust)
                            : NULL;
}

static const char *tell_entry(const struct phrase_telling *t)
{
    const uint32_t entry = t->r->entry - 1;

    return entry < t->scenario->entry_count ? t->scenario->entries[entry].key
                                            : NULL;
}

static const char *tell_stolen(const struct phrase_telling *t)
{
    static const char *const loot[RECORD_STOLEN_COUNT] = {
        [RECORD_STOLEN_IDENTITY] = "identity key",
        [RECORD_STOLEN_STATE] = "memory and keys",
        [RECORD_STOLEN_PREKEY] = "signed prekey",
    };

    return loot[t->r->stolen];
}

static const char *tell_act(const struct phrase_telling *t)
{
    static const char *const acts[RECORD_ACT_COUNT] = {
        [RECORD_ACT_DROP] = "drops a frame",
        [RECORD_ACT_DELAY] = "delays a frame",
        [RECORD_ACT_REORDER] = "holds back a frame",
        [RECORD_ACT_REPLAY] = "replays a frame",
        [RECORD_ACT_MODIFY] = "tampers with a frame",
        [RECORD_ACT_INJECT] = "forges a frame",
        [RECORD_ACT_SPLICE] = "splices a frame",
        [RECORD_ACT_STRIP] = "strips the signatures off a frame",
        [RECORD_ACT_ANSWER] = "answers a frame",
        [RECORD_ACT_RELAY] = "relays a frame",
        [RECORD_ACT_ACCEPT] = "accepts a frame in the recipient's place",
        [RECORD_ACT_IMPERSONATE] = "impersonates the sender of a frame",
        [RECORD_ACT_READDRESS] = "re-addresses a frame",
        [RECORD_ACT_CLAIM] = "claims a frame as another's",
        [RECORD_ACT_RESEAL] = "re-seals a frame",
        [RECORD_ACT_FORGE_RECEIPT] = "forges a receipt for a frame",
        [RECORD_ACT_REPLACE_PREKEYS] = "replaces the prekeys in a frame",
        [RECORD_ACT_VOUCH] = "vouches for a false key after a frame",
        [RECORD_ACT_FLOOD] = "floods the recipient of a frame",
        [RECORD_ACT_PROBE] = "probes for keys with a frame",
        [RECORD_ACT_IDENTIFY] = "finds out a key from a frame",
        [RECORD_ACT_MISBIND] = "states another's key with a frame",
        [RECORD_ACT_HAND_ON] = "hands on the receipt in a frame",
        [RECORD_ACT_REFLECT] = "reflects a frame",
    };

    return acts[t->r->act];
}

/* A refused verb with its object; one without words of its own as it is. */
static const char *tell_verb(const struct phrase_telling *t)
{
    static const char *const verbs[RECORD_VERB_COUNT] = {
        [RECORD_VERB_REVIEW] = "have others review",
        [RECORD_VERB_COMMENT] = "comment on",
        [RECORD_VERB_OBJECT] = "object to",
        [RECORD_VERB_REPLY] = "reply with",
        [RECORD_VERB_BRIEF] = "brief on",
        [RECORD_VERB_DECLARE] = "declare its key",
        [RECORD_VERB_ROTATE] = "take a new key",
        [RECORD_VERB_REVOKE] = "revoke [key {serial}|its key]",
        [RECORD_VERB_COMPARE] = "compare safety numbers with {peer}",
        [RECORD_VERB_FOUND] = "found the group {group}",
        [RECORD_VERB_ADD] = "add {peer} to the group {group}",
        [RECORD_VERB_REMOVE] = "remove {peer} from the group {group}",
        [RECORD_VERB_CONNECT] = "open a session with {peer}",
    };
    const enum record_verb verb = t->r->verb;

    if (verb == RECORD_VERB_NONE) return NULL;
    return verbs[verb] ? expand(t, verbs[verb]) : record_verb_word(verb);
}

/* Names of a record's own texts, and names that take some telling. */
static const struct {
    const char *name;
    size_t at; /* of a text in the record, where `tell` is NULL */
    const char *(*tell)(const struct phrase_telling *t);
    const char *otherwise; /* outside of brackets */
} names[] = {
    {"party", offsetof(struct record, party), NULL, "somebody"},
    {"peer", offsetof(struct record, peer), NULL, "somebody"},
    {"channel", offsetof(struct record, channel), NULL, "the open press"},
    {"words", offsetof(struct record, words), NULL, ""},
    {"group", offsetof(struct record, group), NULL, ""},
    {"owner", offsetof(struct record, owner), NULL, "somebody"},
    {"protocol", offsetof(struct record, protocol), NULL, ""},
    {"number", offsetof(struct record, number), NULL, ""},
    {"document", 0, tell_document, ""},
    {"reason", 0, tell_reason, "no reason"},
    {"members", 0, tell_members, ""},
    {"serial", 0, tell_serial, "0"},
    {"count", 0, tell_count, "0"},
    {"bits", 0, tell_bits, ""},
    {"hash", 0, tell_hash, ""},
    {"key", 0, tell_key, ""},
    {"entry", 0, tell_entry, ""},
    {"stolen", 0, tell_stolen, "keys"},
    {"act", 0, tell_act, "interferes with a frame"},
    {"verb", 0, tell_verb, "do that with"},
};

/* The value of a name; NULL, and what to say instead, where it has none. */
static const char *value(const struct phrase_telling *t, const char *name,
                         size_t size, const char **otherwise)
{
    size_t i = 0;

    while (strncmp(names[i].name, name, size) != 0 ||
           names[i].name[size] != '\0') {
        i++;
        assert(i < sizeof names / sizeof names[0]);
    }
    *otherwise = names[i].otherwise;
    if (names[i].tell) return names[i].tell(t);
    const char *text;
    memcpy(&text, (const char *)t->r + names[i].at, sizeof text);
    return text && *text ? text : NULL;
}

/* ---- Sentences ---- */

/* Expands what has no brackets; whether its first name has a value. */
static bool expand_plain(const struct phrase_telling *t, const char *from,
                         const char *end, const char **told)
{
    bool first = true, whole = true;

    *told = "";
    while (from < end) {
        const char *open = memchr(from, '{', (size_t)(end - from));
        const char *stop = open ? open : end;
        *told =
            arena_format(t->arena, "%s%.*s", *told, (int)(stop - from), from);
        if (!open) break;
        const char *close = strchr(open, '}');
        const char *otherwise;
        const char *is =
            value(t, open + 1, (size_t)(close - open - 1), &otherwise);
        if (first) whole = is != NULL;
        first = false;
        *told = arena_format(t->arena, "%s%s", *told, is ? is : otherwise);
        from = close + 1;
    }
    return whole;
}

/* From a bracket to behind the one that closes it. */
static const char *expand_bracket(const struct phrase_telling *t,
                                  const char *from, const char **told)
{
    const char *close = strchr(from, ']');
    const char *bar = memchr(from, '|', (size_t)(close - from));

    if (!expand_plain(t, from + 1, bar ? bar : close, told)) {
        *told = "";
        if (bar) expand_plain(t, bar + 1, close, told);
    }
    return close + 1;
}

static const char *expand(const struct phrase_telling *t, const char *sentence)
{
    const char *told = "", *piece;

    while (*sentence) {
        const char *end = sentence + strcspn(sentence, "[");
        expand_plain(t, sentence, end, &piece);
        told = arena_format(t->arena, "%s%s", told, piece);
        sentence = end;
        if (!*sentence) break;
        sentence = expand_bracket(t, sentence, &piece);
        told = arena_format(t->arena, "%s%s", told, piece);
    }
    return told;
}

struct phrase phrase_of(struct arena *a, const struct scenario *sc,
                        const struct record *r)
{
    static const char party[] = "{party} ";
    const size_t head = sizeof party - 1;
    const struct phrase_telling t = {a, sc, r};
    const char *sentence = phrase_sentence(r->kind);
    const bool by_party = strncmp(sentence, party, head) == 0;

    return (struct phrase){by_party ? expand(&t, "{party}") : "",
                           expand(&t, by_party ? sentence + head : sentence)};
}

const char *phrase_whole(struct arena *a, const struct scenario *sc,
                         const struct record *r)
{
    const struct phrase p = phrase_of(a, sc, r);

    return arena_format(a, "%s%s%s", p.subject, p.subject[0] ? " " : "",
                        p.predicate);
}

const char *phrase_frame(struct arena *a, const struct scenario *sc,
                         const struct reader_frame *f)
{
    static const char *const kinds[] = {
        [JOURNAL_HEADER] = "the header",
        [JOURNAL_SEAL] = "a seal",
        [JOURNAL_CLOSE] = "the close",
        [JOURNAL_FAULT] = "a fault",
    };
    struct record r;

    if (f->kind != JOURNAL_EVENT) return kinds[f->kind];
    if (record_decode(a, f->body, &r)) return "an event that cannot be read";
    return phrase_whole(a, sc, &r);
}
