#include "adversary/flood.h"

#include <string.h>

#include "adversary/false_key.h"
#include "adversary/forgery.h"
#include "adversary/tactic_aim.h"

/* A party answers any pattern on a channel with sessions, so the first messages
 * are those of NN, which anybody can write. Whatever the recipient answers is
 * known by its number and dropped: the sender never hears of the flood. */

/* Draws the made-up numbers into the play's memory. */
static const uint64_t *draw_numbers(struct tactic_play *p)
{
    uint64_t *numbers =
        arena_array(p->self.arena, FLOOD_FRAMES, sizeof *numbers);
    struct rng rng;

    rng_init(&rng, p->self.root, "flood", "numbers");
    for (size_t i = 0; i < FLOOD_FRAMES; i++)
        numbers[i] = rng_u64(&rng);
    rng_fini(&rng);
    p->kept = bytes_of(numbers, FLOOD_FRAMES * sizeof *numbers);
    return numbers;
}

static bool is_made_up(const struct tactic_play *p, uint64_t number)
{
    for (size_t i = 0; i + sizeof number <= p->kept.size; i += sizeof number)
        if (memcmp(p->kept.data + i, &number, sizeof number) == 0) return true;
    return false;
}

/* A session under NN in the sender's name; NULL where the channel has none. */
static struct mitm_session *begin_session(const struct tactic_play *p,
                                          uint64_t number)
{
    const struct tactic_target *t = &p->target;
    const struct noise_pattern *own =
        p->self.world->channels[t->channel].pattern;
    const struct noise_pattern *nn = noise_pattern_find("NN");

    return own ? mitm_session_begin(&p->self, t->from, t->to, t->channel, nn,
                                    NOISE_INITIATOR, number)
               : NULL;
}

static void add_first_message(const struct tactic_play *p,
                              struct intervention *h, uint64_t number)
{
    struct mitm_session *s = begin_session(p, number);

    if (s) mitm_session_write(s, h);
}

/* Asks whoever keeps prekeys of the recipient's, so long after now. The request
 * is signed with a key of the adversary's own; on first use it shows that key
 * as the sender's. */
static void add_request(const struct tactic_play *p, struct intervention *h,
                        uint64_t number, struct party_route keeper,
                        duration after)
{
    const struct tactic_target *t = &p->target;
    struct forgery f = tactic_forgery(p, t->to);
    struct bytes encoded;

    if (keeper.channel == OPENER_NONE) return;
    f.key = p->self.identity;
    f.sign = true;
    if ((p->self.world->introduces &&
         false_key_state(h->arena, f.key, p->self.world->peers[t->from].name,
                         NULL, &f.credential)) ||
        forgery_request(h->arena, &f, keeper.party, number, &encoded))
        return;
    intervention_add(h, t->from, keeper.party, after,
                     forgery_frame(h->arena, encoded))
        ->channel = keeper.channel;
}

static bool is_answer(const struct tactic_play *p,
                      const struct opener_layers *l)
{
    if (l->from != p->target.to || l->to != p->target.from) return false;
    if (l->frame.type == FRAME_HANDSHAKE)
        return is_made_up(p, l->frame.session);
    return l->frame.type == FRAME_PLAIN && l->message.kind == MESSAGE_BUNDLE &&
           is_made_up(p, l->message.counter);
}

enum record_act flood_play(struct tactic_play *p, struct intervention *h)
{
    const struct tactic_target *t = &p->target;

    if (is_answer(p, h->seen)) {
        h->dropped = true;
        return RECORD_ACT_DROP;
    }
    if (p->done || h->seen->from != t->from || h->seen->to != t->to)
        return RECORD_ACT_NONE;
    p->done = true;
    const struct party_route own = {t->to, t->channel};
    const struct party_route directory = {p->self.world->directory,
                                          t->keeper_channel};
    /* The directory is near, and may not have the prekeys long before. */
    const duration left = t->time - 1 * HOUR - h->seen->time;
    const duration wait = h->seen->time != 0 && left > 0 ? left : 0;
    const uint64_t *numbers = draw_numbers(p);
    for (size_t i = 0; i < FLOOD_FRAMES; i++) {
        add_first_message(p, h, numbers[i]);
        if (t->profile.session != CLAIM_SESSION_RATCHET) continue;
        add_request(p, h, numbers[i], own, 0);
        add_request(p, h, numbers[i], directory, wait);
    }
    return RECORD_ACT_FLOOD;
}

enum record_act flood_crowd(struct tactic_play *p, struct intervention *h)
{
    const struct opener_layers *seen = h->seen;
    const struct message cover = {.kind = MESSAGE_COVER,
                                  .precedence = MESSAGE_ROUTINE};
    struct mitm_session_message dummy = {0};
    struct mitm_session *s =
        mitm_session_find(p->sessions, seen->from, seen->frame.session);

    if (s) {
        (void)mitm_session_handle(s, h, &seen->frame);
        h->dropped = true;
        return RECORD_ACT_ANSWER;
    }
    if (p->done || seen->from != p->target.from || seen->to != p->target.to ||
        message_encode(h->arena, &cover, &dummy.bytes))
        return RECORD_ACT_NONE;
    p->done = true;
    const uint64_t *numbers = draw_numbers(p);
    for (size_t i = 0; i < FLOOD_FRAMES; i++) {
        s = begin_session(p, numbers[i]);
        if (!s) return RECORD_ACT_NONE;
        s->next = p->sessions;
        p->sessions = s;
        mitm_session_send(&p->self, s, h, &dummy);
        mitm_session_write(s, h);
    }
    return RECORD_ACT_FLOOD;
}
