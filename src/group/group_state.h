/* The state of a group, and the row of functions that protects its messages:
 * another kind of group is another row. */
#ifndef GROUP_GROUP_STATE_H
#define GROUP_GROUP_STATE_H

#include "group/group_keys.h"
#include "party/party.h"
#include "session/transport.h"

enum {
    GROUP_MAX = 64,          /* that one party is in, or was */
    GROUP_MEMBERS_MAX = 256, /* at a time */
    GROUP_NAME_MAX = 64      /* bytes */
};

enum group_state {
    GROUP_NEW,
    GROUP_JOINED,
    GROUP_LEFT, /* the party has been removed; it may be added again */
    GROUP_STATE_COUNT
};

/* Somebody who is or was in the group, the party itself aside. */
struct group_member {
    struct group_member *next;
    uint32_t peer;
    bool present;
    uint32_t told; /* the founder: the epoch of which it has told the member */
    unsigned waiting;               /* its frames in the line */
    struct transport_window window; /* numbers of its messages that were read */
    struct group_keys_peer keys;
};

/* A message that the party has said, kept until every member has confirmed
 * it. */
struct group_said {
    struct group_said *next;
    uint32_t number;
    uint64_t exchange;
    struct bytes frame;
    bool sent;
    uint32_t *lacking; /* members who have not confirmed it */
    size_t lacking_count;
    struct group_keys_said key; /* for a member that lacks it */
};

/* A frame that waits to be read: for its key, or for a newer roster. */
struct group_waiting {
    struct group_waiting *next;
    struct group_member *from;
    struct frame frame;
    uint64_t cause; /* the record of its arrival */
    instant since;
};

struct group {
    struct group *next;
    const char *name;
    uint64_t id;
    uint32_t founder, channel;
    const struct group_protocol *protocol;
    enum group_state state;
    uint32_t epoch; /* of the membership, from 1 */
    struct group_member *members;
    struct group_keys keys;
    uint32_t number; /* messages said so far */
    struct group_said *said;
    unsigned attempts;
    struct event_timer timer;
    struct event_timer expiry; /* of the keys that are kept: group_keys.h */
    struct group_waiting *line;
    bool ready;  /* something may have become readable */
    bool untold; /* the founder has no key yet of one of the members */
};

/* The protocol that protects a group's messages: a row for each kind of
 * group. */
struct group_protocol {
    /* Draws a new key, after somebody left: they shall read nothing more. */
    void (*renew_key)(struct party *, const struct party_step *,
                      struct group *);
    /* Gives every member the key that it needs to read the next message. */
    void (*give_keys)(struct party *, const struct party_step *, struct group *,
                      uint64_t exchange);
    /* Gives a member that says that it lacks keys the one of now, and those of
     * the single messages that it has not confirmed. */
    void (*give_keys_again)(struct party *, const struct party_step *,
                            struct group *, struct group_member *);
    /* The frame of a message, one for all, and its key; any message that could
     * be encoded fits. */
    struct bytes (*encrypt)(const struct party *, const struct party_step *,
                            struct group *, uint64_t counter,
                            struct bytes message, struct group_keys_said *key);
    /* Takes a key that a member gave over a session that only the two share. */
    enum record_reason (*take_key)(struct party *, const struct party_step *,
                                   struct group *, struct group_member *,
                                   const struct arrival *);
    /* REASON_NO_KEY: not yet. Any reason but REASON_NONE leaves everything as
     * it was. */
    enum record_reason (*decrypt)(const struct party *,
                                  const struct party_step *, struct group *,
                                  struct group_member *, const struct frame *,
                                  struct bytes *message);
    /* Tells whether only the member can have said the frame, which opened: its
     * key came under one that the party still relies on. */
    bool (*is_authentic)(const struct party *, const struct group_member *,
                         const struct frame *);
    /* Wipe the keys shared with a member, and all that are the party's own. */
    void (*forget)(struct group_member *);
    void (*fini)(struct group *);
};

/* Moves to a state that the table allows from the one it is in. */
void group_state_move(struct group *g, enum group_state to);

/* The group of that id; NULL when the party was never in it. */
struct group *group_state_find(const struct party *p, uint64_t id);

/* The group of that name that the party is in; NULL for none. */
struct group *group_state_named(const struct party *p, const char *name);

/* The present or former member; NULL for a stranger, and for the party
 * itself. */
struct group_member *group_state_member(const struct group *g, uint32_t peer);

/* Records about a group, and about somebody in it; of a frame that is ignored,
 * and of one that is rejected. */
struct record *group_state_record(const struct party *p,
                                  const struct party_step *step,
                                  const struct group *g, enum record_kind kind,
                                  uint64_t exchange);
struct record *group_state_record_of(const struct party *p,
                                     const struct party_step *step,
                                     const struct group *g, uint32_t peer,
                                     enum record_kind kind, uint64_t exchange);
void group_state_drop(const struct party *p, const struct party_step *step,
                      enum record_reason reason);
void group_state_reject(const struct party *p, const struct party_step *step,
                        enum record_reason reason);

/* Sends a peer a message that only it may read, over a session of the
 * ratchet. */
void group_state_tell(struct party *p, const struct party_step *step,
                      const struct group *g, uint32_t peer,
                      const struct message *m);

#endif
