#include "experiment/sender_linkage.h"

#include <string.h>

/* Three questions about one copy of a capture, each by its frames alone. The
 * traces of the sender are the name, each public key that the sender ever had
 * and its fingerprint; the evidence is the first of them that stands in a frame
 * on the copy's account, or in one that began its session. Round trips are the
 * frames to the sender in between. The primitives follow from the ways of
 * protection that the capture shows. */

static bool contains(struct bytes b, struct bytes sought)
{
    for (size_t i = 0; i + sought.size <= b.size; i++)
        if (memcmp(b.data + i, sought.data, sought.size) == 0) return true;
    return false;
}

/* A trace of the sender's that everybody knows. */
struct sender_linkage_trace {
    const char *what;
    struct bytes bytes;
};

enum { SENDER_LINKAGE_PER_KEY = 3 };

static struct sender_linkage_trace *add_key(struct arena *a,
                                            struct sender_linkage_trace *at,
                                            const struct identity_public *pub)
{
    uint8_t *print = arena_alloc(a, IDENTITY_FINGERPRINT_SIZE);

    identity_fingerprint(pub, print);
    *at++ = (struct sender_linkage_trace){
        "key to sign", arena_copy(a, bytes_of(pub->sign, IDENTITY_KEY_SIZE))};
    *at++ = (struct sender_linkage_trace){
        "key to agree", arena_copy(a, bytes_of(pub->agree, IDENTITY_KEY_SIZE))};
    *at++ = (struct sender_linkage_trace){
        "fingerprint", bytes_of(print, IDENTITY_FINGERPRINT_SIZE)};
    return at;
}

/* The sender's name, with its length before it as messages have it, and all
 * keys that the sender ever had. A key yet to come is known to its owner alone,
 * but stands in its frames as soon as it is in force. */
static struct sender_linkage_trace *list_traces(struct arena *a,
                                                const struct capture *c,
                                                uint32_t party, size_t *count)
{
    const struct party_peer *sender = &c->peers[party];
    size_t keys = 1;

    for (const struct capture_renewal *r = c->renewals; r; r = r->earlier)
        keys += r->party == party;
    struct sender_linkage_trace *all =
        arena_array(a, 1 + SENDER_LINKAGE_PER_KEY * keys, sizeof *all);
    all[0] = (struct sender_linkage_trace){
        "name", bytes_of_text(arena_format(
                    a, "%c%s", (char)strlen(sender->name), sender->name))};
    struct sender_linkage_trace *at = add_key(a, all + 1, &sender->pub);
    for (const struct capture_renewal *r = c->renewals; r; r = r->earlier) {
        struct identity identity;
        if (r->party != party) continue;
        party_identity(&identity, &c->root, sender->name, r->serial);
        at = add_key(a, at, &identity.pub);
        identity_fini(&identity);
    }
    *count = (size_t)(at - all);
    return all;
}

/* The bundle of prekeys with which the copy's session was agreed. */
static bool is_bundle_for(struct arena *a, const struct capture_copy *copy,
                          const struct opener_layers *l)
{
    struct message m;

    return copy->session != 0 && l->frame.type == FRAME_PLAIN &&
           !message_decode(a, l->frame.payload, &m) &&
           m.kind == MESSAGE_BUNDLE && m.counter == copy->session;
}

/* True if the sender sent the frame on the copy's account, or to begin the
 * copy's session, which the session's number tells. */
static bool is_on_account(struct arena *a, const struct capture_copy *copy,
                          const struct opener_layers *l)
{
    if (l->from != copy->from) return false;
    return l->exchange == copy->exchange ||
           (copy->session != 0 && l->frame.session == copy->session &&
            strcmp(l->channel, copy->channel) == 0) ||
           is_bundle_for(a, copy, l);
}

const char *sender_linkage_evidence(struct arena *a, const struct capture *c,
                                    const struct capture_copy *copy)
{
    const char *found = NULL;
    struct arena scratch;
    size_t count;

    arena_init(&scratch);
    const struct sender_linkage_trace *sought =
        list_traces(&scratch, c, copy->from, &count);
    for (size_t i = 0; i < c->frame_count && !found; i++) {
        const struct opener_layers *l = &c->frames[i].seen;
        if (!is_on_account(&scratch, copy, l)) continue;
        for (size_t k = 0; k < count && !found; k++)
            if (contains(l->whole, sought[k].bytes))
                found = arena_format(a, "the %s of %s stands in a frame (%s)",
                                     sought[k].what, c->peers[copy->from].name,
                                     frame_type_text(l->frame.type));
    }
    arena_fini(&scratch);
    return found;
}

uint64_t sender_linkage_round_trips(const struct capture *c, uint32_t copy)
{
    const struct capture_copy *sought = &c->copies[copy];
    bool begun = false;
    uint64_t trips = 0;

    for (size_t i = 0; i < c->frame_count && c->frames[i].copy != copy; i++) {
        const struct opener_layers *l = &c->frames[i].seen;
        begun = begun ||
                (l->from == sought->from && l->exchange == sought->exchange);
        trips += begun && l->to == sought->from;
    }
    return trips;
}

/* The primitives of a protection, in the order in which they are listed. */
enum sender_linkage_primitive {
    ED25519,
    X25519,
    CHACHAPOLY,
    HKDF,
    BLAKE2B,
    PRIMITIVE_COUNT
};

#define BIT(primitive) (1u << (primitive))

static unsigned primitives_of(const struct capture_way *way)
{
    static const unsigned sessions[CAPTURE_WAY_SESSION_COUNT] = {
        [CAPTURE_WAY_NOISE] = BIT(X25519) | BIT(CHACHAPOLY) | BIT(BLAKE2B),
        [CAPTURE_WAY_RATCHET] =
            BIT(ED25519) | BIT(X25519) | BIT(CHACHAPOLY) | BIT(HKDF),
    };
    const unsigned sealed = BIT(X25519) | BIT(CHACHAPOLY) | BIT(HKDF);

    return sessions[way->session] |
           (way->seal == MESSAGE_SEAL_NONE ? 0 : sealed);
}

const char *sender_linkage_primitives(struct arena *a, const struct capture *c,
                                      uint32_t protection)
{
    static const char *const names[PRIMITIVE_COUNT] = {
        [ED25519] = "Ed25519",       [X25519] = "X25519",
        [CHACHAPOLY] = "ChaChaPoly", [HKDF] = "HKDF-SHA256",
        [BLAKE2B] = "BLAKE2b",
    };
    const struct scenario_protection *p = &c->scenario->protections[protection];
    unsigned used = p->sign != SIGN_NONE || p->receipt ? BIT(ED25519) : 0;
    const char *list = NULL;

    for (size_t i = 0; i < c->copy_count; i++)
        used |= primitives_of(&c->copies[i].way);
    for (unsigned i = 0; i < PRIMITIVE_COUNT; i++)
        if (used & BIT(i))
            list = list ? arena_format(a, "%s, %s", list, names[i]) : names[i];
    return list ? list : "none";
}
