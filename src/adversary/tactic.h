/* Tactics: attacks against one document on its way, a row each, with the aim
 * and the claims that it tests. */
#ifndef ADVERSARY_TACTIC_H
#define ADVERSARY_TACTIC_H

#include "adversary/claim.h"
#include "adversary/intervention.h"
#include "adversary/mitm_session.h"
#include "crypto/x3dh.h"

/* An adversary's aim. */
enum tactic_aim {
    TACTIC_READ,     /* to have the text */
    TACTIC_POOL,     /* to have more of the text than its recipient was given */
    TACTIC_SUPPRESS, /* that it does not arrive as it was sent */
    TACTIC_LATE,     /* that it arrives later */
    TACTIC_DISORDER, /* that documents arrive in another order */
    TACTIC_REPEAT,   /* that it is accepted twice */
    TACTIC_FORGE,    /* that something else is accepted */
    TACTIC_CONFUSE,  /* that it is accepted from, or by, somebody else */
    TACTIC_WEAKEN,   /* that it is accepted with less proof than it had */
    TACTIC_EXHAUST,  /* that it arrives later, or without one-time prekey */
    TACTIC_NAME,     /* to find out whose key answers a handshake */
    TACTIC_SHARE     /* that the recipient takes a session for another's */
};

/* The parties that act with the adversary, with their secrets from the
 * start. */
enum tactic_insiders {
    TACTIC_ALONE,
    TACTIC_RECIPIENT,
    TACTIC_SENDER,
    TACTIC_OTHERS,    /* all but the author and the sender */
    TACTIC_DIRECTORY, /* from which the sender has the keys of others */
    TACTIC_THIRD,     /* the target's third party */
    TACTIC_BYSTANDERS /* all but sender and recipient */
};

/* The victim and the loot of a theft, and its time. */
enum tactic_theft {
    TACTIC_STEALS_NOTHING,
    TACTIC_STEALS_RECIPIENT_LATER, /* its identity key, at the end */
    TACTIC_STEALS_RECIPIENT_NOW,   /* its identity key, from the start */
    TACTIC_STEALS_STATE,           /* the sender's memory, just before */
    TACTIC_STEALS_STATE_EARLY, /* the same, before both sides' newest ratchet
                                  steps */
    TACTIC_STEALS_SENDER_NOW,  /* its identity key, from the start */
    TACTIC_STEALS_PREKEY       /* the recipient's signed prekey, whenever it
                                  has one */
};

/* The document's copy that a tactic is aimed at. */
struct tactic_target {
    uint64_t exchange;
    uint32_t from, to, channel;
    uint32_t third;             /* a third party; OPENER_NONE: nobody */
    uint32_t third_sender;      /* the channel that joins it with the sender */
    uint32_t third_recipient;   /* and with the recipient; NONE: no channel */
    uint32_t keeper_channel;    /* over which the sender asks the directory for
                                   prekeys; OPENER_NONE */
    uint32_t directory;         /* that the sender relies on; OPENER_NONE */
    uint32_t directory_channel; /* over which the sender hears from it */
    const char *document;
    struct claim_profile profile;
    uint64_t session; /* its number; 0: in none */
    bool earlier;     /* the sender wrote to the recipient this way before */
    bool healed;      /* a theft at healed_since can be overcome */
    instant healed_since;
    instant time; /* of sending */
};

struct tactic;

/* A tactic at work. All is borrowed but what the arena keeps. */
struct tactic_play {
    const struct tactic *tactic;
    struct tactic_target target;
    struct mitm_session_self self;
    const struct keys *keys;
    bool done; /* a tactic that acts once has acted */
    struct mitm_session *sessions;
    struct bytes kept;            /* an earlier frame or a bundle */
    bool asked;                   /* for a bundle */
    struct bytes waiting;         /* a message, for the bundle */
    struct given_key *given_keys; /* adversary/given_key.h */
    struct ratchet_pair *pairs;   /* sessions that it stays in the middle of */
    struct x3dh_prekey prekey;    /* stolen; id 0: not yet */
};

struct tactic {
    const char *name;
    const char *attack; /* its name in the literature */
    enum tactic_aim aim;
    unsigned tests;           /* claims, a bit each, that success breaks */
    enum record_level breaks; /* from this level on */
    enum tactic_insiders insiders;
    enum tactic_theft theft;
    /* True for a target against which the tactic has any meaning. */
    bool (*applies)(const struct tactic_target *t);
    /* Acts on a frame and names the act; NULL: it lets the frame pass. A tactic
     * without this function only listens. */
    enum record_act (*play)(struct tactic_play *p, struct intervention *h);
    /* Where it succeeds, for a tactic that bites nowhere shows nothing: a story
     * of tests/tactics, and the protection of its documents, written out. NULL
     * where no protection lets it: unit/bites says why. */
    const char *story, *bites;
};

extern const struct tactic tactic_rows[];
extern const size_t tactic_count;

/* The literature's name of a tactic; its own where the two are one. */
const char *tactic_term(const struct tactic *t);

/* The tactic of that name, its own or the literature's; NULL: there is none. */
const struct tactic *tactic_find(const char *name);

#endif
