/* All that can happen to a party. */
#ifndef PARTY_EVENT_H
#define PARTY_EVENT_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/instant.h"
#include "party/padding.h"
#include "wire/message.h"
#include "wire/record.h"

struct noise_pattern;

/* The carriage of a message over a channel: the channel's own way, which is a
 * Noise session on a network and a plain frame elsewhere, or another. */
enum event_carriage_kind {
    CARRIAGE_OF_CHANNEL,
    CARRIAGE_PLAIN,
    CARRIAGE_NOISE,
    CARRIAGE_RATCHET,
    CARRIAGE_GROUP, /* under a sender key; answered in the ratchet */
    CARRIAGE_KIND_COUNT
};

struct event_carriage {
    enum event_carriage_kind kind;
    const struct noise_pattern *pattern; /* NOISE; NULL: the channel's own */
    bool early; /* NOISE: it may ride in the handshake */
    bool bare;  /* RATCHET: names and keys to sign are not bound */
};

/* A document as its author conceives it; borrowed for the party's life. */
struct event_draft {
    const char *document;
    const char *title;
    const char *form;
    const char *classification;
    const char *const *releasable_to; /* none: unmarked */
    size_t releasable_count;
    const char *const *names; /* of the portions */
    const char *const *texts; /* with the choices of words that they leave */
    size_t portion_count;
};

/* Parties and channels are indices into the party's world. */
struct event_command {
    enum record_verb kind;
    uint64_t exchange;               /* the number of what it sets going */
    const char *document;            /* NULL where keys are concerned */
    const struct event_draft *draft; /* DRAFT */
    const uint32_t *to;
    const uint32_t *over; /* a channel for each of `to` */
    size_t to_count;
    bool sign, receipt;
    bool sealed_first; /* the signature is over the envelope, not the text */
    enum message_seal seal;
    bool mark;      /* each recipient's copy, where the text leaves a choice */
    bool shared;    /* and half of its choices are the recipient's, */
    bool committed; /* who has committed to them */
    uint32_t colluders;   /* that the marks are to withstand; 0: none */
    enum padding padding; /* of a copy, before it is sealed */
    struct event_carriage carriage;
    uint32_t precedence;         /* 0 flash to MESSAGE_ROUTINE */
    const char *const *portions; /* none: all that is held */
    size_t portion_count;
    const char *text;
    duration deadline;   /* REVIEW */
    instant until;       /* WITHHOLD */
    const char *answers; /* REPLY */
    bool with_proof;     /* LEAK: unsigned, and yet with earlier proofs */
    uint32_t serial;     /* REVOKE: of the own key; 0: the one in force */
    instant since;       /* REVOKE: INSTANT_MIN: now */
    const char *group;   /* said there, to its members as they are; or NULL */
};

/* The purpose of a timer. */
enum event_timer_kind {
    TIMER_SESSION,
    TIMER_REVIEW,
    TIMER_INBOX,
    TIMER_GROUP,
    TIMER_GROUP_KEYS, /* keys of a group that are kept no longer */
    TIMER_OUTGOING,
    TIMER_COVER,
    TIMER_INQUIRY,
    TIMER_PREKEYS,
    TIMER_KIND_COUNT
};

/* A timer lives in the object it was set for. The world keeps its own mark in
 * it, and gives the timer back when it fires. A timer that is set again
 * replaces itself. */
struct event_timer {
    enum event_timer_kind kind;
    void *owner;    /* what it was set for, the party's own; NULL: inbox */
    uint64_t world; /* the world's own; 0 when not set */
};

enum event_kind {
    EVENT_COMMAND,
    EVENT_FRAME,
    EVENT_TIMER,
    EVENT_START /* of a party that leaves prekeys or sends dummies */
};

struct event {
    enum event_kind kind;
    instant now;
    uint64_t cause; /* the record that led here; 0 for none */
    const struct event_command *command; /* COMMAND */
    uint32_t peer, channel; /* FRAME: from where it seems to come */
    struct bytes frame;
    struct event_timer *timer; /* TIMER */
};

#endif
