#include "journal/proof.h"

#include <string.h>

#include "journal/head.h"
#include "journal/tokens.h"

/* A proof is text that is taken apart from the front (tokens.h), and each part
 * is checked as it comes.
 *
 * A proof of a record bears the record's frame, its path in the tree and the
 * seal over the tree; then the header's frame and path; then all seals before.
 * The paths must lead to the sealed root, and the chain of keys from the
 * header's first key, handed on by one seal after the other, to the seal's
 * signature.
 *
 * A proof of growth bears the key that signed the older state, the path from
 * the older tree to the newer one, and all seals from the older state to the
 * newer, each signed by the key that the one before hands on. */

/* A proof being checked. */
struct proof_check {
    struct bytes rest;
    struct arena *a;
    struct proof *out;
    const char **why;
};

static enum err proof_wrong(struct proof_check *c, enum err rc, const char *why)
{
    *c->why = why;
    return rc;
}

struct proof_hashes {
    struct merkle_hash items[MERKLE_DEPTH_MAX];
    size_t count;
};

/* Takes one hash a line, up to the empty line. */
static bool take_hashes(struct bytes *rest, struct proof_hashes *h)
{
    h->count = 0;
    while (rest->size > 0 && rest->data[0] != '\n') {
        if (h->count == MERKLE_DEPTH_MAX ||
            !tokens_base64(rest, h->items[h->count].bytes,
                           sizeof h->items[0].bytes) ||
            !tokens_skip(rest, "\n"))
            return false;
        h->count++;
    }
    return true;
}

static enum err must_include(struct proof_check *c, struct bytes frame,
                             uint64_t index, const struct proof_hashes *h,
                             const char *why)
{
    const struct merkle_hash leaf = merkle_leaf(frame);
    struct merkle_hash root;

    memcpy(root.bytes, c->out->state.seal.root, sizeof root.bytes);
    if (merkle_verify_inclusion(&leaf, index, c->out->state.seal.tree_size,
                                h->items, h->count, &root))
        return proof_wrong(c, ERR_AUTH, why);
    return ERR_OK;
}

/* Reads bytes that are exactly one frame of this journal. */
static bool read_frame(const struct proof_check *c, struct bytes whole,
                       struct reader_frame *f)
{
    const char *why;

    return !head_read(whole, bytes_get_le32(c->out->state.journal_id), f,
                      &why) &&
           f->whole.size == whole.size;
}

/* The header names the first key and each seal the next, up to the state. */
static enum err check_seals(struct proof_check *c, const uint8_t *key)
{
    const struct checkpoint *state = &c->out->state;
    struct checkpoint seal = {0};
    uint64_t epoch = 0;

    for (; tokens_skip(&c->rest, "\n"); epoch++) {
        uint8_t next[RECORD_KEY_SIZE];
        memcpy(next, epoch == 0 ? key : seal.seal.next_key, sizeof next);
        if (checkpoint_read(&seal, &c->rest))
            return proof_wrong(c, ERR_FORMAT, "it is not a whole proof");
        if (seal.seal.epoch != epoch || checkpoint_verify(&seal, next) ||
            memcmp(seal.journal_id, state->journal_id, RECORD_ID_SIZE) != 0)
            return proof_wrong(c, ERR_AUTH,
                               "an earlier seal's signature does not "
                               "hold");
    }
    if (c->rest.size > 0)
        return proof_wrong(c, ERR_FORMAT, "something follows the proof");
    if (state->seal.epoch != epoch ||
        checkpoint_verify(state, epoch == 0 ? key : seal.seal.next_key))
        return proof_wrong(c, ERR_AUTH, "the seal's signature does not hold");
    return ERR_OK;
}

static enum err check_header(struct proof_check *c)
{
    struct reader_frame f;
    struct proof_hashes hashes;
    struct bytes frame;
    const char *why;

    if (!tokens_skip(&c->rest, "\n" PROOF_KEYS_TITLE "header ") ||
        !tokens_base64_any(&c->rest, c->a, &frame) ||
        !tokens_skip(&c->rest, "\n") || !take_hashes(&c->rest, &hashes))
        return proof_wrong(c, ERR_FORMAT, "it is not a whole proof");
    if (!read_frame(c, frame, &f) || f.kind != JOURNAL_HEADER ||
        head_read_header(c->a, &f, &c->out->header, &why) ||
        memcmp(c->out->header.journal_id, c->out->state.journal_id,
               RECORD_ID_SIZE) != 0)
        return proof_wrong(c, ERR_AUTH,
                           "its header is not one of this journal");
    enum err rc = must_include(c, frame, 0, &hashes,
                               "its header is not in the sealed tree");
    return rc ? rc : check_seals(c, c->out->header.first_key);
}

enum err proof_check_record(struct bytes text, struct arena *a,
                            struct proof *out, const char **why)
{
    struct proof_check c = {.rest = text, .a = a, .out = out, .why = why};
    struct proof_hashes hashes;
    struct bytes frame;
    uint64_t index;

    *out = (struct proof){0};
    if (!tokens_skip(&c.rest, PROOF_RECORD_TITLE "extra ") ||
        !tokens_base64_any(&c.rest, a, &frame) ||
        !tokens_skip(&c.rest, "\nindex ") || !tokens_number(&c.rest, &index) ||
        !tokens_skip(&c.rest, "\n") || !take_hashes(&c.rest, &hashes) ||
        !tokens_skip(&c.rest, "\n") || checkpoint_read(&out->state, &c.rest))
        return proof_wrong(&c, ERR_FORMAT, "it is not a whole proof");
    if (!read_frame(&c, frame, &out->frame) || out->frame.seq != index)
        return proof_wrong(&c, ERR_AUTH,
                           "its record is not one of this journal");
    enum err rc = must_include(&c, frame, index, &hashes,
                               "its record is not in the sealed tree");
    return rc ? rc : check_header(&c);
}

/* The older state is signed by its key, and every later seal by the one that
 * the seal before handed on. Where nothing was sealed since, the older seal
 * stands there itself, and alone. */
static enum err check_later_seals(struct proof_check *c,
                                  const struct checkpoint *old,
                                  const uint8_t old_key[RECORD_KEY_SIZE])
{
    struct checkpoint *state = &c->out->state;
    bool any = false, same = false;

    if (checkpoint_verify(old, old_key))
        return proof_wrong(c, ERR_AUTH,
                           "the older state's own signature does not hold");
    *state = *old;
    while (!same && tokens_skip(&c->rest, "\n")) {
        uint8_t key[RECORD_KEY_SIZE];
        const uint64_t epoch = state->seal.epoch;
        struct checkpoint seal;
        memcpy(key, state->seal.next_key, sizeof key);
        if (checkpoint_read(&seal, &c->rest))
            return proof_wrong(c, ERR_FORMAT, "it is not a whole proof");
        same = !any && checkpoint_is_same(&seal, old);
        any = true;
        if ((!same && seal.seal.epoch != epoch + 1) ||
            checkpoint_verify(&seal, same ? old_key : key) ||
            memcmp(seal.journal_id, old->journal_id, RECORD_ID_SIZE) != 0)
            return proof_wrong(c, ERR_AUTH, "a seal's signature does not hold");
        *state = seal;
    }
    if (!any) return proof_wrong(c, ERR_FORMAT, "it is not a whole proof");
    if (c->rest.size > 0)
        return proof_wrong(c, ERR_FORMAT, "something follows the proof");
    return ERR_OK;
}

enum err proof_check_growth(struct bytes text, const struct checkpoint *old,
                            struct arena *a, struct proof *out,
                            const char **why)
{
    struct proof_check c = {.rest = text, .a = a, .out = out, .why = why};
    struct merkle_hash before, now;
    struct proof_hashes hashes;
    uint8_t key[RECORD_KEY_SIZE];

    *out = (struct proof){0};
    if (!tokens_skip(&c.rest, PROOF_GROWTH_TITLE "from ") ||
        !tokens_number(&c.rest, &out->old_size) ||
        !tokens_skip(&c.rest, "\nkey ") ||
        !tokens_base64(&c.rest, key, sizeof key) ||
        !tokens_skip(&c.rest, "\n") || !take_hashes(&c.rest, &hashes))
        return proof_wrong(&c, ERR_FORMAT, "it is not a whole proof");
    if (out->old_size != old->seal.tree_size)
        return proof_wrong(&c, ERR_AUTH, "it starts from another state");
    enum err rc = check_later_seals(&c, old, key);
    if (rc) return rc;
    memcpy(before.bytes, old->seal.root, sizeof before.bytes);
    memcpy(now.bytes, out->state.seal.root, sizeof now.bytes);
    if (merkle_verify_consistency(out->old_size, &before,
                                  out->state.seal.tree_size, &now, hashes.items,
                                  hashes.count))
        return proof_wrong(&c, ERR_AUTH, "the trees are not one and the same");
    return ERR_OK;
}
