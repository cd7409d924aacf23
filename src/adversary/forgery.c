#include "adversary/forgery.h"

#include <assert.h>
#include <string.h>

#include "base/writer.h"
#include "document/document.h"
#include "document/sealing.h"
#include "session/session_request.h"

/* A text is made up leaf by leaf (`make_leaf`), stated in the sender's name and
 * signed (`forgery_copy`), and put into an envelope (`forgery_seal`), which
 * also takes a genuine copy; the message then goes into a frame
 * (`forgery_frame`). Requests for prekeys and frames of random bytes are made
 * apart. */

/* The forger acts as a party of the sender's name, with the keys at hand. */
static struct party pose_as_sender(const struct forgery *f)
{
    struct party p = {
        .world = f->world,
        .self = f->from,
        .name = f->world->peers[f->from].name,
        .root = *f->root,
    };

    if (f->key) p.identity = *f->key;
    return p;
}

static void wipe_pose(struct party *p)
{
    identity_fini(&p->identity);
    rng_root_fini(&p->root);
}

enum err forgery_seal(struct arena *a, const struct forgery *f,
                      struct bytes copy, struct bytes *message)
{
    struct message m = {
        .kind = MESSAGE_COPY,
        .exchange = f->exchange,
        .precedence = 0,
        .document = f->document,
        .seal = f->seal,
        .credential = f->credential,
    };
    struct party p = pose_as_sender(f);

    const struct sealing_lot lot = {
        .seal = f->seal, .to = &f->to, .count = 1, .exchange = f->exchange};
    enum err rc = sealing_close(&p, a, &lot, copy, &m.copy);
    wipe_pose(&p);
    return rc ? rc : message_encode(a, &m, message);
}

static enum err make_leaf(struct arena *a, const struct forgery *f,
                          struct message_leaf *leaf)
{
    struct message_portion portion = {
        .name = "forged",
        .text = "This was never written by whom it names.",
    };
    struct rng rng;

    rng_init(&rng, f->root, f->document, "forged salt");
    rng_bytes(&rng, portion.salt, sizeof portion.salt);
    rng_fini(&rng);
    return message_encode_portion(a, &portion, &leaf->portion);
}

enum err forgery_copy(struct arena *a, const struct forgery *f,
                      struct bytes *message)
{
    const char *sender = f->world->peers[f->from].name;
    const char *recipient = f->world->peers[f->to].name;
    struct message_leaf leaf = {0};
    struct message_copy copy = {.leaves = &leaf, .leaf_count = 1};
    struct bytes encoded;

    enum err rc = make_leaf(a, f, &leaf);
    if (rc) return rc;
    const struct merkle_hash root = document_root(&leaf, 1);
    struct message_statement s = {
        .purpose = PURPOSE_ORIGIN,
        .signer = sender,
        .recipients = &recipient,
        .recipient_count = 1,
        .document = f->document,
        .author = sender,
        .title = f->document,
        .form = "letter",
        .classification = "unclassified",
        .time = f->time,
        .exchange = f->exchange,
        .leaf_count = 1,
    };
    memcpy(s.root, root.bytes, sizeof s.root);
    rc = message_encode_statement(a, &s, &copy.transfer.statement);
    if (rc) return rc;
    if (f->sign && f->key) {
        uint8_t *signature = arena_alloc(a, MESSAGE_SIGNATURE_SIZE);
        identity_sign(f->key, copy.transfer.statement, signature);
        copy.transfer.signature = bytes_of(signature, MESSAGE_SIGNATURE_SIZE);
    }
    rc = message_encode_copy(a, &copy, &encoded);
    return rc ? rc : forgery_seal(a, f, encoded, message);
}

enum err forgery_request(struct arena *a, const struct forgery *f,
                         uint32_t keeper, uint64_t number,
                         struct bytes *message)
{
    struct message m = {
        .kind = MESSAGE_BUNDLE_REQUEST,
        .owner = f->world->peers[f->to].name,
        .counter = number,
        .credential = f->credential,
    };
    struct party p = pose_as_sender(f);

    if (f->sign && f->key) session_request_sign(&p, a, keeper, &m);
    wipe_pose(&p);
    return message_encode(a, &m, message);
}

static struct bytes encode_frame(struct arena *a, const struct frame *f)
{
    const size_t size = FRAME_HEAD_SIZE + f->payload.size;
    struct writer w;

    writer_init(&w, arena_alloc(a, size), size);
    enum err rc = frame_encode(f, &w);
    assert(rc == ERR_OK);
    return writer_bytes(&w);
}

struct bytes forgery_frame(struct arena *a, struct bytes message)
{
    const struct frame frame = {.type = FRAME_PLAIN, .payload = message};

    return encode_frame(a, &frame);
}

struct bytes forgery_noise(struct arena *a, const struct frame *like,
                           struct rng *rng)
{
    uint8_t *payload = arena_alloc(a, like->payload.size);
    struct frame frame = *like;

    rng_bytes(rng, payload, like->payload.size);
    frame.payload.data = payload;
    if (like->type == FRAME_HANDSHAKE) {
        frame.session = rng_u64(rng);
        frame.counter = 0;
    } else if (like->type == FRAME_TRANSPORT) {
        frame.counter += 2;
    }
    return encode_frame(a, &frame);
}
