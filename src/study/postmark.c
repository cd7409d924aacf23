#include "study/postmark.h"

#include <string.h>

static bool contains(struct bytes b, struct bytes sought)
{
    for (size_t i = 0; i + sought.size <= b.size; i++)
        if (memcmp(b.data + i, sought.data, sought.size) == 0) return true;
    return false;
}

/* His name is sought with its length before it, as messages have it. */
const char *postmark_sender(struct arena *a, const struct capture *c,
                            const struct capture_copy *copy)
{
    const struct party_peer *sender = &c->peers[copy->from];
    uint8_t print[IDENTITY_FINGERPRINT_SIZE];

    identity_fingerprint(&sender->pub, print);
    const struct {
        const char *what;
        struct bytes bytes;
    } sought[] = {
        {"name", bytes_of_text(arena_format(
                     a, "%c%s", (char)strlen(sender->name), sender->name))},
        {"key to sign", bytes_of(sender->pub.sign, IDENTITY_KEY_SIZE)},
        {"key to agree", bytes_of(sender->pub.agree, IDENTITY_KEY_SIZE)},
        {"fingerprint", bytes_of(print, sizeof print)},
    };

    for (size_t i = 0; i < c->frame_count; i++) {
        const struct opener_layers *l = &c->frames[i].seen;
        if (l->exchange != copy->exchange || l->from != copy->from) continue;
        for (size_t k = 0; k < sizeof sought / sizeof *sought; k++)
            if (contains(l->whole, sought[k].bytes))
                return arena_format(a, "the %s of %s stands in a frame (%s)",
                                    sought[k].what, sender->name,
                                    frame_type_text(l->frame.type));
    }
    return NULL;
}

uint64_t postmark_trips(const struct capture *c, uint32_t copy)
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

static const char *join(struct arena *a, const char *list, const char *word)
{
    if (strstr(list, word)) return list;
    return arena_format(a, "%s%s%s", list, *list ? ", " : "", word);
}

const char *postmark_primitives(struct arena *a, const struct capture *c,
                                uint32_t protection)
{
    static const struct {
        const char *way;
        const char *primitives[4];
    } ways[] = {
        {"age", {"X25519", "ChaChaPoly", "HKDF-SHA256"}},
        {"HPKE", {"X25519", "ChaChaPoly", "HKDF-SHA256"}},
        {"Noise", {"X25519", "ChaChaPoly", "BLAKE2b"}},
        {"ratchet", {"X25519", "ChaChaPoly", "HKDF-SHA256", "Ed25519"}},
    };
    const struct scenario_protection *p = &c->scenario->protections[protection];
    const char *list = p->sign != SIGN_NONE || p->receipt ? "Ed25519" : "";

    for (size_t i = 0; i < c->copy_count; i++)
        for (size_t k = 0; k < sizeof ways / sizeof *ways; k++)
            for (size_t n = 0; strstr(c->copies[i].way, ways[k].way) && n < 4 &&
                               ways[k].primitives[n];
                 n++)
                list = join(a, list, ways[k].primitives[n]);
    return *list ? list : "none";
}
