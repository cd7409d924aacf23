/* A scenario: what a YAML file says, checked and resolved to indices. */
#ifndef SCENARIO_SCENARIO_H
#define SCENARIO_SCENARIO_H

#include "base/arena.h"
#include "base/instant.h"
#include "scenario/name.h"
#include "scenario/scenario_errors.h"
#include "scenario/sentence.h"

enum {
    SCENARIO_PARTIES_MAX = 10000,
    SCENARIO_CHANNELS_MAX = 10000,
    SCENARIO_DOCUMENTS_MAX = 10000,
    SCENARIO_PORTIONS_MAX = 256,
    SCENARIO_PROTECTIONS_MAX = 256,
    SCENARIO_ENTRIES_MAX = 100000,
    SCENARIO_EXPECTS_MAX = 100000,
    SCENARIO_NETWORK_MESSAGES_MAX = 1000000, /* of a generated network */
    SCENARIO_NETWORK_DOCUMENTS_MAX = 10000,  /* one more for each party */
    SCENARIO_NETWORK_CONTACTS_MAX = 16,
    SCENARIO_NETWORK_DAYS_MIN = 7, /* any of them hold working hours */
    SCENARIO_GROUPS_MAX = 64,
    SCENARIO_GROUP_MEMBERS_MAX = 256, /* in the course of a run */
    SCENARIO_PREKEYS = 20,            /* of a party, unless it says how many */
    SCENARIO_PREKEYS_MAX = 1000,
    SCENARIO_RULES_MAX = 64,             /* of what a party accepts */
    SCENARIO_COLLUDERS_MAX = 32,         /* that marks are to withstand */
    SCENARIO_PREKEYS_RETIRED_MAX = 1000, /* signed ones kept at once */
    SCENARIO_NAME_MAX = 64,              /* bytes of a name: a-z 0-9 and - */
    SCENARIO_UNIT_DEFAULT = 4096,        /* bytes; of a channel with cover */
    SCENARIO_UNIT_MIN = 64,
    SCENARIO_UNIT_MAX = 64 * 1024,
    SCENARIO_TEXT_MAX = 64 * 1024,     /* bytes of one text */
    SCENARIO_DOCUMENT_MAX = 512 * 1024 /* bytes of all its portions */
};

#define SCENARIO_COVER_MIN SECOND /* on average between dummies */

#define SCENARIO_NONE NAMES_NONE /* an index that names nothing */
/* The channel where no channel is named: the open press. */
#define SCENARIO_PUBLIC "public"

/* A span that may be drawn: parameters in nanoseconds but for shapes. */
enum scenario_distribution_kind {
    DISTRIBUTION_CONSTANT,    /* a */
    DISTRIBUTION_UNIFORM,     /* from a to b */
    DISTRIBUTION_EXPONENTIAL, /* mean a */
    DISTRIBUTION_LOGNORMAL,   /* median a, sigma b (of the logarithm) */
    DISTRIBUTION_WEIBULL,     /* scale a, shape b */
    DISTRIBUTION_GAMMA,       /* scale a, shape b */
    DISTRIBUTION_TRIANGULAR,  /* from a over mode b to c */
    DISTRIBUTION_EMPIRICAL    /* any of values, equally likely */
};

struct scenario_distribution {
    enum scenario_distribution_kind kind;
    double a, b, c;
    const duration *values;
    size_t value_count;
};

enum scenario_party_kind {
    PARTY_STATE,
    PARTY_ALLIANCE,
    PARTY_LEGISLATURE,
    PARTY_AGENCY,
    PARTY_PERSON,
    PARTY_PUBLIC,   /* what it holds, the public holds */
    PARTY_DIRECTORY /* keeps and hands out the public keys of the others */
};

/* Where a party takes the public keys of others from. */
enum scenario_party_trust {
    TRUST_PINNED,    /* it knows them from the start */
    TRUST_FIRST_USE, /* the first key that a party shows is kept */
    TRUST_DIRECTORY  /* what the directory hands out */
};

/* A party's prekeys: one-time ones in stock; a signed one is replaced, and then
 * kept, for so long. */
struct scenario_prekeys {
    uint32_t one_time;
    duration renew, keep;
};

enum scenario_rule_session { RULE_SESSION_ANY, RULE_SESSION_AUTHENTICATED };

/* What a party asks of a message in the name of these: the first rule whose
 * `from` fits decides. */
struct scenario_rule {
    const uint32_t *from; /* parties */
    size_t from_count;    /* 0: anybody */
    bool sign;            /* a text must be signed by author and sender */
    enum scenario_rule_session session;
    struct scenario_position position;
};

struct scenario_party {
    const char *name;
    const char *title;
    enum scenario_party_kind kind;
    uint32_t readers;
    duration processing_delay; /* of one document in its inbox */
    enum scenario_party_trust trust;
    struct scenario_prekeys prekeys;   /* for sessions of the ratchet */
    const struct scenario_rule *rules; /* none: it takes everything */
    size_t rule_count;
    struct scenario_position position;
};

enum scenario_medium {
    MEDIUM_HAND,
    MEDIUM_COURIER,
    MEDIUM_NETWORK,
    MEDIUM_PRESS
};

struct scenario_channel {
    const char *name;
    const uint32_t *members; /* parties, 2 or more */
    size_t member_count;
    enum scenario_medium medium;
    const char *handshake; /* network: the Noise pattern's name */
    struct scenario_distribution delay;
    double loss, duplicate, reorder; /* probabilities of a frame */
    bool held;                       /* `hold` was given */
    struct scenario_distribution
        hold;       /* how long a message waits before it leaves */
    duration cover; /* on average between a member's dummies; 0: none */
    uint32_t unit;  /* with cover: messages are filled up to multiples */
    struct scenario_position position;
};

/* Parties that talk as one conversation, from when the run begins. */
struct scenario_group {
    const char *name;
    const uint32_t *members; /* parties, 2 or more, the founder among them */
    size_t member_count;
    uint32_t founder;
    uint32_t channel; /* joins them all */
    struct scenario_position position;
};

struct scenario_portion {
    const char *name;
    const char *text; /* with the choices of words that it leaves */
};

struct scenario_document {
    const char *name;
    const char *title;
    const char *form;
    uint32_t author;
    const char *classification;
    const uint32_t *releasable_to; /* parties */
    size_t releasable_count;
    bool limited; /* has a releasable_to at all */
    const struct scenario_portion *portions;
    size_t portion_count;
    struct scenario_position position;
};

enum scenario_sign { SIGN_NONE, SIGN_ED25519 };
enum scenario_seal { SEAL_NONE, SEAL_AGE, SEAL_HPKE_BASE, SEAL_HPKE_AUTH };

enum scenario_mark {
    MARK_NONE,
    MARK_PER_COPY,
    MARK_SHARED /* the recipient sets half of the marks of its copy */
};
enum scenario_order { ORDER_SIGN_THEN_SEAL, ORDER_SEAL_THEN_SIGN };
enum scenario_padding {
    PADDING_KIND_NONE,
    PADDING_KIND_PADME,
    PADDING_KIND_BLOCKS
};

enum scenario_bind {
    BIND_NAMES, /* names and keys to sign */
    BIND_KEYS   /* the keys to agree with alone */
};

enum scenario_session {
    SESSION_NONE,
    SESSION_NOISE,
    SESSION_RATCHET,
    SESSION_OF_CHANNEL /* left out: Noise on a network, none elsewhere */
};

enum scenario_payload {
    PAYLOAD_SESSION, /* messages wait for the session to open */
    PAYLOAD_EARLY    /* the first ones ride in its handshake */
};

struct scenario_protection {
    const char *name;
    enum scenario_sign sign;
    enum scenario_seal seal;
    bool receipt;
    enum scenario_mark mark;
    uint32_t colluders; /* that the marks are to withstand; 0: not said */
    enum scenario_order order;
    enum scenario_padding padding;
    enum scenario_session session;
    const char *pattern; /* session noise: NULL for the channel's own */
    enum scenario_payload payload; /* session noise */
    enum scenario_bind bind; /* session ratchet: into its associated data */
    struct scenario_position position;
};

enum scenario_precedence {
    PRECEDENCE_FLASH,
    PRECEDENCE_IMMEDIATE,
    PRECEDENCE_PRIORITY,
    PRECEDENCE_ROUTINE
};

/* The rate of a leak: readers x per_reader x motive. */
struct scenario_hazard {
    double per_reader; /* a day; 0: no hazard was given */
    double motive;     /* 1 unless given */
};

/* The target of a theft. */
enum scenario_theft { THEFT_NONE, THEFT_IDENTITY, THEFT_STATE };

/* One line of the script. */
struct scenario_entry {
    enum record_verb verb;
    struct scenario_position position;
    const char *key;  /* names its random stream: no other entry's place in
                         the file changes it */
    bool conditional; /* `when` rather than `at` */
    bool delayed;     /* `after` or a hazard was given */
    bool with_proof;  /* leak: the earlier proofs travel along */
    instant at;
    struct sentence when;
    struct scenario_distribution after;
    double chance;     /* 1 unless given */
    uint32_t document; /* or NONE: outage and restore, and of keys */
    uint32_t from;
    const uint32_t *to; /* parties; resolved: the public when left out
                           where the verb allows it */
    size_t to_count;
    uint32_t group;   /* said there, `to` being all who may be in it; or NONE */
    uint32_t subject; /* add, remove: the party; else NONE */
    const uint32_t *over; /* a channel for each of `to`; NONE stands for
                             the open press, without delay or loss */
    uint32_t channel;     /* outage, restore */
    uint32_t protection;  /* NONE: neither signed nor sealed */
    enum scenario_precedence precedence;
    const uint32_t *portions; /* of the document; none: all of them */
    size_t portion_count;
    const char *text;              /* of a comment, objection, announcement */
    duration deadline;             /* review: silence until then is consent */
    instant until;                 /* withhold: INSTANT_MAX when left open */
    uint32_t answers;              /* reply: the document replied to */
    struct scenario_hazard hazard; /* leak: the span is drawn by it */
    uint32_t serial;               /* revoke: of the key; 0: the one in force */
    instant since; /* revoke: INSTANT_MIN: from the entry itself on */
    uint32_t by;   /* compromise: the adversary who takes */
    enum scenario_theft takes; /* what */
};

/* The acts of an adversary on a frame. */
enum scenario_act {
    ADVERSARY_OBSERVE,
    ADVERSARY_DROP,
    ADVERSARY_DELAY,
    ADVERSARY_REORDER,
    ADVERSARY_REPLAY,
    ADVERSARY_MODIFY,
    ADVERSARY_INJECT,
    ADVERSARY_ACT_COUNT
};

/* An adversary is no party: it sits on channels, steals keys, or both. */
struct scenario_adversary {
    const char *name;
    const uint32_t *on; /* channels */
    size_t on_count;
    double acts[ADVERSARY_ACT_COUNT]; /* how likely, of each frame */
    enum scenario_theft theft;
    uint32_t victim; /* of the theft: a party */
    instant at;
    bool poses;  /* writes in its victim's name from then on */
    bool unread; /* and leaves closed what the keys would open */
    struct scenario_position position;
};

/* A message of a generated network: its author drafts a document or sends it.
 */
struct scenario_letter {
    instant at;
    uint32_t document;
    uint32_t to; /* a party; NONE: the document is drafted */
    uint32_t over;
};

/* A generated network: the numbers that its section gives, from which
 * sim/network draws the rest. Its parties, channels and documents stand behind
 * the scenario's own. */
struct scenario_network {
    uint32_t parties; /* 0: there is no network */
    uint32_t days;
    uint32_t messages;
    uint32_t contacts; /* of each party, when it joins */
    uint32_t copies;   /* messages in a row with one document */
    uint32_t protection;
    struct scenario_position position;
    uint32_t first_party;
    /* As drawn: */
    uint32_t first_channel, first_document;
    const uint8_t *precedences;            /* of each of its documents */
    const struct scenario_letter *letters; /* by time */
    size_t letter_count;                   /* 0: it is not drawn yet */
};

struct scenario {
    struct arena arena; /* holds all below */
    const char *name;   /* the file's, without folder and ending */
    struct bytes source;
    const char *title;
    const char *story;
    struct scenario_position story_position; /* meaningless without one */
    instant start, end;
    const struct scenario_party *parties; /* then a name each adversary */
    size_t party_count;
    size_t actor_count; /* parties and adversaries */
    const struct scenario_adversary *adversaries;
    size_t adversary_count;
    uint32_t directory; /* the party of that kind; or NONE */
    const struct scenario_channel *channels;
    size_t channel_count;
    const struct scenario_group *groups;
    size_t group_count;
    const struct scenario_document *documents;
    size_t document_count;
    const struct scenario_protection *protections;
    size_t protection_count;
    const struct scenario_entry *entries;
    size_t entry_count;
    struct scenario_network network;
    const struct sentence *expects;
    size_t expect_count;
    struct names party_names, channel_names, document_names, adversary_names;
    const struct lesson *lesson; /* what is taught with it; NULL: nothing */
};

/* Reads a scenario out of its text, which is copied; a network that it has
 * generated is yet to be drawn (sim/network). On failure (ERR_FORMAT,
 * ERR_LIMIT) errors says all that is wrong and s needs no fini. */
MUST_CHECK enum err scenario_parse(struct scenario *s, const char *name,
                                   struct bytes source,
                                   struct scenario_errors *errors);
void scenario_fini(struct scenario *s);

/* The keys of the whole, as field.h describes them. */
struct field_section;
extern const struct field_section scenario_section;

/* Words of the language, for views and messages. */
const char *scenario_precedence_name(enum scenario_precedence precedence);
const char *scenario_party_kind_name(enum scenario_party_kind kind);
const char *scenario_medium_name(enum scenario_medium medium);

#endif
