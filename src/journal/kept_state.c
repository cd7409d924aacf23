#include "journal/kept_state.h"

#include <inttypes.h>
#include <string.h>

/* Walks to the seal that has the state's number, with the key that signed it.
 */
static enum err find_seal(struct reader *r, const struct checkpoint *state,
                          uint8_t key[RECORD_KEY_SIZE], struct reader_frame *f,
                          struct record_seal *seal)
{
    struct arena a;
    enum err rc;

    arena_init(&a);
    memcpy(key, r->header.first_key, RECORD_KEY_SIZE);
    reader_rewind(r);
    while (!(rc = reader_next(r, f)) && f->seq <= state->seal.tree_size) {
        if (f->kind != JOURNAL_SEAL && f->kind != JOURNAL_CLOSE) continue;
        rc = record_decode_seal(&a, f->body, seal);
        if (rc || f->seq == state->seal.tree_size) break;
        memcpy(key, seal->next_key, RECORD_KEY_SIZE);
        arena_reset(&a);
    }
    arena_fini(&a);
    if (rc) return rc;
    return f->seq == state->seal.tree_size ? ERR_OK : ERR_MISSING;
}

enum err kept_state_check(struct reader *r, const struct checkpoint *state,
                          uint8_t key[RECORD_KEY_SIZE], struct errmsg *e)
{
    struct reader_frame f;
    struct checkpoint here = *state;

    if (memcmp(state->journal_id, r->header.journal_id, RECORD_ID_SIZE) != 0)
        return err_set(e, ERR_AUTH, "the older state is of another journal");
    enum err rc = find_seal(r, state, key, &f, &here.seal);
    if (rc == ERR_IO) return err_set(e, rc, "the journal cannot be read on");
    if (rc)
        return err_set(e, ERR_AUTH,
                       "the older state has %" PRIu64
                       " records, and no seal here has as many",
                       state->seal.tree_size);
    if (memcmp(state->seal.root, here.seal.root, sizeof here.seal.root) != 0)
        return err_set(e, ERR_AUTH,
                       "the journal has not grown out of the older state: its "
                       "first %" PRIu64 " records are others",
                       state->seal.tree_size);
    here.kind = f.kind;
    here.time = f.time;
    if (!checkpoint_is_same(state, &here) || checkpoint_verify(state, key))
        return err_set(e, ERR_AUTH,
                       "the older state is not as the journal sealed it: its "
                       "signature does not hold");
    return ERR_OK;
}
