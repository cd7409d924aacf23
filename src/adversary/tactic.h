/* Tactics: what an adversary tries against one paper on its way, a row each,
 * with what he is after and which claims it puts to the test. */
#ifndef ADVERSARY_TACTIC_H
#define ADVERSARY_TACTIC_H

#include "adversary/claim.h"
#include "adversary/intervention.h"
#include "adversary/mitm_session.h"

/* What he is after. */
enum tactic_aim {
    TACTIC_READ,     /* to have the text himself */
    TACTIC_POOL,     /* to have more of it than its recipient was given */
    TACTIC_SUPPRESS, /* that it does not get there as it was sent */
    TACTIC_LATE,     /* that it gets there later */
    TACTIC_DISORDER, /* that papers get there in another order */
    TACTIC_REPEAT,   /* that it is taken in twice */
    TACTIC_FORGE,    /* that something else is taken in */
    TACTIC_CONFUSE   /* that it is taken in from, or by, somebody else */
};

/* Whose secrets he has from the start: insiders act with him. */
enum tactic_insiders {
    TACTIC_ALONE,
    TACTIC_RECIPIENT,
    TACTIC_SENDER,
    TACTIC_OTHERS,   /* all but the author and the sender */
    TACTIC_DIRECTORY /* where the sender has the keys of others from */
};

/* What is stolen, and when. */
enum tactic_theft {
    TACTIC_STEALS_NOTHING,
    TACTIC_STEALS_RECIPIENT_LATER, /* his identity key, at the end */
    TACTIC_STEALS_RECIPIENT_NOW,   /* his identity key, from the start */
    TACTIC_STEALS_STATE,           /* the sender's, just before */
    TACTIC_STEALS_STATE_EARLY      /* the sender's, two turns before */
};

/* The paper that a tactic is aimed at. */
struct tactic_target {
    uint64_t exchange;
    uint32_t from, to, channel;
    uint32_t third;             /* somebody else; OPENER_NONE: nobody */
    uint32_t third_sender;      /* the channel that joins him with the sender */
    uint32_t third_recipient;   /* and with the recipient; NONE: no channel */
    uint32_t directory;         /* that the sender goes by; OPENER_NONE */
    uint32_t directory_channel; /* over which he hears from it */
    const char *document;
    struct claim_profile profile;
    uint64_t session; /* the number of the one it goes in; 0: none */
    bool earlier;     /* the sender wrote to the recipient this way before */
    bool outgrown;    /* the session can have outgrown a theft since `turned` */
    instant turned;
    instant time; /* at which it is sent */
};

struct tactic;

/* A tactic at work. All is borrowed but what the arena keeps. */
struct tactic_play {
    const struct tactic *tactic;
    struct tactic_target target;
    struct mitm_session_self self;
    const struct keys *keys;
    bool done; /* what is tried once was tried */
    struct mitm_session *legs;
    struct bytes kept; /* an earlier paper's frame, to cut from */
};

struct tactic {
    const char *name;
    const char *goal; /* in a few words: to ... */
    enum tactic_aim aim;
    unsigned tests;           /* claims, a bit each, that success breaks */
    enum record_level breaks; /* from this level on */
    enum tactic_insiders insiders;
    enum tactic_theft theft;
    /* Whether it has any meaning against that target. */
    bool (*applies)(const struct tactic_target *t);
    /* Lays hands on a frame; what he does, or NONE. NULL itself: he only
     * looks on. */
    enum record_act (*play)(struct tactic_play *p, struct intervention *h);
};

extern const struct tactic tactic_rows[];
extern const size_t tactic_count;

/* NULL when there is none of that name. */
const struct tactic *tactic_find(const char *name);

/* Whether a paper may be in the frame: seen where it is plain; of a session,
 * Noise or the ratchet, the even counters are the messages. */
bool tactic_may_carry(const struct opener_layers *l);

/* Whether the frame carries the paper itself: by its exchange, which the
 * strongest adversary knows. */
bool tactic_aims_at(const struct tactic_play *p, const struct opener_layers *l);

#endif
