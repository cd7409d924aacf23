/* A network that does anything at all to a session: what does not open leaves
 * the receiver as it was, and what opens is what was sent, once. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/crc32c.h"
#include "base/writer.h"
#include "crypto/ratchet.h"

enum { SENT_MAX = 64, TEXT_SIZE = 4, MESSAGE_SIZE = TEXT_SIZE + 56 };

_Static_assert(RATCHET_OVERHEAD == 56, "room for a message");

struct side {
    struct ratchet ratchet;
    struct rng rng;
};

/* Both sides, and all that is under way. The text is the message's number. */
struct session {
    struct side sides[2], before;
    struct {
        uint8_t data[MESSAGE_SIZE];
        int to;
        bool read;
    } sent[SENT_MAX];
    uint32_t count;
};

/* Keys that the input determines, for a finding must replay; not the same for
 * all, for a fuzzer learns what is compared and would forge with them. */
static void session_init(struct session *s, struct bytes input)
{
    uint8_t sk[RATCHET_KEY_SIZE], secret[RATCHET_KEY_SIZE];
    struct rng_root root;

    rng_root_init(&root, crc32c(0, input), 0);
    rng_init(&s->sides[0].rng, &root, "alice", "ratchet");
    rng_init(&s->sides[1].rng, &root, "bob", "ratchet");
    rng_bytes(&s->sides[1].rng, sk, sizeof sk);
    rng_bytes(&s->sides[1].rng, secret, sizeof secret);
    ratchet_init_responder(&s->sides[1].ratchet, sk, secret);
    enum err rc = ratchet_init_initiator(&s->sides[0].ratchet, sk,
                                         s->sides[1].ratchet.keys.dhs_public,
                                         &s->sides[0].rng);
    assert(rc == ERR_OK);
    s->count = 0;
}

static void send(struct session *s, int from)
{
    uint8_t text[TEXT_SIZE];
    struct writer w;

    if (s->count == SENT_MAX) return;
    bytes_put_be32(text, s->count);
    writer_init(&w, s->sent[s->count].data, MESSAGE_SIZE);
    enum err rc = ratchet_encrypt(&s->sides[from].ratchet, bytes_of(NULL, 0),
                                  bytes_of(text, sizeof text), &w);
    if (rc == ERR_STATE) return;
    assert(rc == ERR_OK && w.size == MESSAGE_SIZE);
    s->sent[s->count].to = 1 - from;
    s->sent[s->count++].read = false;
}

/* intact: the number of a message that nobody touched, or SENT_MAX. */
static void receive(struct session *s, int to, struct bytes message,
                    uint32_t intact)
{
    struct side *side = &s->sides[to];
    uint8_t memory[256];
    struct writer out;

    memcpy(&s->before, side, sizeof *side);
    writer_init(&out, memory, sizeof memory);
    enum err rc = ratchet_decrypt(&side->ratchet, bytes_of(NULL, 0), message,
                                  &side->rng, &out);
    assert(side->ratchet.kept <= RATCHET_KEPT_MAX);
    if (rc) {
        assert(memcmp(side, &s->before, sizeof *side) == 0);
        assert(out.size == 0 && !out.overflow);
        /* SENT_MAX is far from any limit: all that is new opens. */
        assert(intact == SENT_MAX || s->sent[intact].read ||
               s->sent[intact].to != to);
        return;
    }
    assert(intact < SENT_MAX && s->sent[intact].to == to);
    assert(!s->sent[intact].read);
    assert(out.size == TEXT_SIZE && bytes_get_be32(memory) == intact);
    s->sent[intact].read = true;
}

/* The next n bytes of the input, or what is left. */
static struct bytes take(struct bytes *input, size_t n)
{
    const size_t size = n < input->size ? n : input->size;
    const struct bytes taken = bytes_of(input->data, size);

    *input = bytes_from(*input, size);
    return taken;
}

/* Spoils one byte of a message that was sent; a header of the input's own
 * making before its ciphertext; or a message all of the input's making. */
static void forge(struct session *s, int to, uint8_t how, struct bytes *input)
{
    uint8_t forged[MESSAGE_SIZE];
    struct bytes part;

    if (s->count == 0 || how % 3 == 0) {
        part = take(input, MESSAGE_SIZE);
        receive(s, to, part, SENT_MAX);
        return;
    }
    part = take(input, how % 3 == 1 ? 3 : 1 + RATCHET_HEADER_SIZE);
    if (part.size < 3) return;
    const uint8_t *original = s->sent[part.data[0] % s->count].data;
    memcpy(forged, original, sizeof forged);
    if (how % 3 == 1)
        forged[part.data[1] % MESSAGE_SIZE] ^= part.data[2];
    else
        memcpy(forged, part.data + 1, part.size - 1);
    if (memcmp(forged, original, sizeof forged) != 0)
        receive(s, to, bytes_of(forged, sizeof forged), SENT_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct session *s = malloc(sizeof *s);
    struct bytes input = bytes_of(data, size);

    if (!s) abort();
    session_init(s, input);
    while (input.size > 0) {
        const uint8_t command = take(&input, 1).data[0];
        const uint8_t rest = command / 8;
        if (command % 8 < 3)
            send(s, rest % 2);
        else if (command % 8 < 6 && s->count > 0)
            receive(s, s->sent[rest % s->count].to,
                    bytes_of(s->sent[rest % s->count].data, MESSAGE_SIZE),
                    rest % s->count);
        else
            forge(s, rest % 2, rest / 2, &input);
    }
    free(s);
    return 0;
}
