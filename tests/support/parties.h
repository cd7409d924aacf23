/* A small world in which a test plays the channels and the clock: three
 * parties, one channel by hand and one over the network. */
#ifndef TESTS_SUPPORT_PARTIES_H
#define TESTS_SUPPORT_PARTIES_H

#include "machine/machine.h"

enum parties_name { US, RUSSIA, NATO, PARTIES_COUNT };
enum parties_channel { BY_HAND, BY_WIRE, PARTIES_CHANNELS };

/* A frame that a party has put on a channel. */
struct parties_frame {
    uint32_t from, to, channel;
    bool gone; /* delivered or lost */
    struct bytes bytes;
};

/* The records of a party. */
struct parties_record {
    uint32_t party;
    struct record record;
};

struct parties_timer {
    uint32_t party;
    struct event_timer *timer;
    instant at;
};

struct parties {
    struct arena arena; /* holds all that the parties keep and say */
    struct rng_root root;
    struct party_peer peers[PARTIES_COUNT];
    struct party_channel channels[PARTIES_CHANNELS];
    struct party_world world;
    struct identity_numbers numbers;
    struct party party[PARTIES_COUNT];
    instant now;
    uint64_t exchanges;
    struct parties_frame *frames;
    size_t frame_count, frame_room;
    struct parties_record *records;
    size_t record_count, record_room;
    struct parties_timer *timers; /* that are set */
    size_t timer_count, timer_room;
    bool renewing; /* the timers of prekeys, which never end, are set, too */
};

/* The network channel has sessions of that pattern. */
void parties_init(struct parties *w, const char *pattern);

/* The same, with all keys from this seed. */
void parties_init_seed(struct parties *w, const char *pattern, uint64_t seed);
void parties_fini(struct parties *w);

/* The party leaves its prekeys with the directory. */
void parties_start(struct parties *w, uint32_t party);

/* Carries out a command as a new exchange. */
void parties_do(struct parties *w, uint32_t party,
                const struct event_command *c);

/* `party` drafts a document of so many portions, named "a", "b", ...; the
 * text of each is the document's name, and as long as asked. */
void parties_draft(struct parties *w, uint32_t party, const char *document,
                   size_t portions, size_t size);

/* A copy to one other party: signed and sealed as asked. */
void parties_send(struct parties *w, uint32_t from, uint32_t to,
                  uint32_t channel, const char *document, bool sign,
                  enum message_seal seal);

/* The same, unsealed, with a receipt asked for, in a session of choice. */
void parties_send_in(struct parties *w, uint32_t from, uint32_t to,
                     uint32_t channel, const char *document, bool sign,
                     struct event_carriage carriage);

/* Hands bytes to a party as a frame that came from another. */
void parties_give(struct parties *w, uint32_t from, uint32_t to,
                  uint32_t channel, struct bytes bytes);

/* Hands over the frame of that index, whether or not it is gone. */
void parties_deliver(struct parties *w, size_t frame);

/* The oldest frame that is not gone; frame_count when there is none. */
size_t parties_pending(const struct parties *w);

/* Delivers in order whatever is on its way, and all that comes of it. */
void parties_settle(struct parties *w);

/* Fires the timer that is due first; false when none is set. */
bool parties_tick(struct parties *w);

/* Ticks and settles until no timer is set, or so many have fired. */
void parties_run(struct parties *w, unsigned ticks);

/* The number of a party's records of a kind, and the last one (NULL). */
size_t parties_records(const struct parties *w, uint32_t party,
                       enum record_kind kind);
const struct record *parties_last(const struct parties *w, uint32_t party,
                                  enum record_kind kind);

/* Fails the test unless the last REJECTED of the party has this reason. */
void parties_assert_rejected(const struct parties *w, uint32_t party,
                             enum record_reason reason);
void parties_assert_refused(const struct parties *w, uint32_t party,
                            enum record_reason reason);

/* Forgets the records made so far. */
void parties_forget(struct parties *w);

#endif
