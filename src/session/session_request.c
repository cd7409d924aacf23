#include "session/session_request.h"

#include <assert.h>
#include <string.h>

#include "base/writer.h"
#include "party/renewal.h"
#include "session/outgoing_plain.h"

/* The signed words: a label, the sender's name, the recipient's and the
 * owner's, each with its zero byte, so that they can be read in one way; then
 * the number of the session, or of the last prekey given. */
static struct bytes signed_words(struct arena *a, const struct message *m,
                                 const char *from, const char *to)
{
    const char *const texts[] = {
        m->kind == MESSAGE_PREKEYS_LOW ? "demarche/x3dh/low/1"
                                       : "demarche/x3dh/request/1",
        from,
        to,
        m->owner ? m->owner : "",
    };
    uint8_t number[8];
    size_t size = sizeof number;
    struct writer w;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        size += strlen(texts[i]) + 1;
    writer_init(&w, arena_alloc(a, size), size);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        writer_put(&w, texts[i], strlen(texts[i]) + 1);
    bytes_put_be64(number, m->counter);
    writer_put(&w, number, sizeof number);
    return writer_bytes(&w);
}

void session_request_sign(const struct party *p, struct arena *a, uint32_t to,
                          struct message *m)
{
    uint8_t *signature = arena_alloc(a, IDENTITY_SIGNATURE_SIZE);

    identity_sign(&p->identity,
                  signed_words(a, m, p->name, party_peer_name(p, to)),
                  signature);
    m->request_signature = bytes_of(signature, IDENTITY_SIGNATURE_SIZE);
}

/* The keeper of the peer's bundles: the directory, or the peer itself. The two
 * are asked in turn, for the directory may have none. On first use only the
 * peer itself can show its key. */
static struct party_route keeper_of(const struct party *p,
                                    const struct session *s)
{
    const bool apart = p->directory_channel != PARTY_NONE &&
                       s->attempts % 2 == 0 &&
                       !keyring_admits_stranger(p, s->peer);

    if (apart)
        return (struct party_route){p->world->directory, p->directory_channel};
    return (struct party_route){s->peer, s->channel};
}

void session_request_send(struct party *p, const struct party_step *step,
                          struct session *s)
{
    const struct party_route route = keeper_of(p, s);
    struct message m = {
        .kind = MESSAGE_BUNDLE_REQUEST,
        .exchange = s->exchange,
        .owner = session_peer(p, s),
        .counter = s->number,
        .credential = renewal_introduction(p),
    };
    struct bytes encoded;

    session_request_sign(p, step->out->arena, route.party, &m);
    enum err rc = message_encode(step->out->arena, &m, &encoded);
    assert(rc == ERR_OK);
    s->asked = route.channel;
    outgoing_plain_send(p, step, route.party, route.channel, s->exchange,
                        encoded);
}

void session_request_begin(struct party *p, const struct party_step *step,
                           struct session *s)
{
    session_move(s, SESSION_HANDSHAKING);
    session_request_send(p, step, s);
    session_set_timer(p, step, s);
}

void session_request_repeat(struct party *p, const struct party_step *step,
                            struct session *s)
{
    if (s->asked_again == s->attempts + 1) return;
    s->asked_again = s->attempts + 1;
    session_request_send(p, step, s);
}

enum record_reason session_request_reason(const struct party *p,
                                          const struct party_step *step,
                                          const struct arrival *arrival)
{
    const struct message *m = &arrival->message;
    const struct identity_public *pub;

    if (m->request_signature.size == 0) return REASON_UNSHOWN;
    const struct bytes words = signed_words(
        step->out->arena, m, party_peer_name(p, arrival->peer), p->name);
    /* A key before the one in force will do: a request may be long under way.
     */
    for (size_t n = 0; (pub = keyring_good(p, arrival->peer, n)); n++)
        if (!identity_verify(pub, words, m->request_signature.data))
            return REASON_NONE;
    const enum record_reason missing = keyring_missing(p, arrival->peer);
    return missing ? missing : REASON_BAD_SIGNATURE;
}
