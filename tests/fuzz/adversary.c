/* An adversary on a channel, shown any frames, of any kinds of message: it
 * reads them, notes what is new, and acts on each in every way. */
#include <string.h>

#include "adversary/forgery.h"
#include "adversary/intervention.h"
#include "opener/finding.h"

enum { PARTIES = 2 };

/* What the adversary has between one frame and the next. */
struct onlooker {
    struct party_peer peers[PARTIES];
    struct party_channel channel;
    struct party_world world;
    struct arena arena;
    struct keys keys;
    struct opener opener;
    struct rng_root root;
    struct rng rng;
    struct finding_known known;
};

static void begin(struct onlooker *o)
{
    *o = (struct onlooker){.peers = {{.name = "us"}, {.name = "russia"}},
                           .channel = {.name = "road"}};
    o->world = (struct party_world){.peers = o->peers,
                                    .peer_count = PARTIES,
                                    .channels = &o->channel,
                                    .channel_count = 1,
                                    .directory = PARTY_NONE};
    arena_init(&o->arena);
    rng_root_init(&o->root, 1, 0);
    keys_init(&o->keys, PARTIES);
    for (uint32_t i = 0; i < PARTIES; i++) {
        struct identity identity;
        rng_init(&o->rng, &o->root, o->peers[i].name, "identity");
        identity_init(&identity, &o->rng);
        rng_fini(&o->rng);
        o->peers[i].pub = identity.pub;
        keys_add_identity(&o->keys, i, &identity);
        identity_fini(&identity);
    }
    rng_init(&o->rng, &o->root, "tap", "adversary");
    opener_init(&o->opener, o->peers, PARTIES, &o->keys);
}

static void finish(struct onlooker *o)
{
    opener_fini(&o->opener);
    keys_fini(&o->keys);
    rng_fini(&o->rng);
    rng_root_fini(&o->root);
    arena_fini(&o->arena);
}

static void meet(struct onlooker *o, struct bytes message)
{
    struct finding found[FINDING_MAX];
    struct opener_layers seen = {.from = 0,
                                 .to = 1,
                                 .channel = o->channel.name,
                                 .whole = forgery_frame(&o->arena, message)};

    if (frame_decode(seen.whole, &seen.frame)) return;
    opener_follow(&o->opener, &seen);
    opener_open(&o->opener, &o->arena, &seen);
    finding_of(&o->arena, &seen, &o->arena, &o->known, found);
    for (enum record_act act = RECORD_ACT_DROP; act <= RECORD_ACT_INJECT;
         act++) {
        struct intervention h = {.arena = &o->arena,
                                 .world = &o->world,
                                 .rng = &o->rng,
                                 .root = &o->root};
        intervention_init(&h, &seen, 0);
        intervention_do(&h, act);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Two bytes give the length of each message. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes rest = bytes_of(data, size);
    struct onlooker o;

    begin(&o);
    while (rest.size >= 2) {
        const size_t said = (size_t)rest.data[0] << 8 | rest.data[1];
        rest = bytes_from(rest, 2);
        const size_t taken = said < rest.size ? said : rest.size;
        meet(&o, bytes_of(rest.data, taken));
        rest = bytes_from(rest, taken);
    }
    finish(&o);
    return 0;
}
