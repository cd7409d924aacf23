#include "journal/prove.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/writer.h"
#include "crypto/base64.h"
#include "journal/head.h"
#include "journal/kept_state.h"
#include "journal/proof.h"
#include "journal/verify.h"

/* Each proof begins with must_hold, for a journal that does not verify proves
 * nothing. The first pass (find_seals) collects the seals up to the one that
 * covers the record, and copies the header and the record. That seal fixes the
 * size of the tree, and with it the runs of leaves that the proof's hashes
 * stand for; the second pass (push_leaves) shows every leaf to the provers of
 * crypto/merkle.h. Then the text is put together: hashes, frames and notes.
 * prove_growth first looks for the older state among the seals
 * (kept_state_check), to name a journal that is another one before it writes a
 * proof that could not hold. */

/* A seal met on the way, with the key that signed it. */
struct prove_seal {
    struct prove_seal *next;
    struct checkpoint checkpoint;
    uint8_t key[RECORD_KEY_SIZE];
};

/* The seals of a journal in order, up to the wanted one. */
struct prove_seals {
    struct prove_seal *first, *last;
    size_t count;
};

/* The first frame and another one, kept. */
struct prove_kept {
    struct bytes header, record;
};

static enum err must_hold(struct reader *r, struct errmsg *e)
{
    struct verify_result result;

    enum err rc = verify_reader(r, &result, e);
    if (rc) return rc;
    if (result.verdict != VERIFY_FAIL) return ERR_OK;
    return err_set(e, ERR_FORMAT,
                   "the journal does not hold, and so proves nothing: record "
                   "%" PRIu64 ": %s",
                   result.bad_seq, result.why);
}

static void meet_seal(struct prove_seals *s, struct arena *a,
                      const struct reader *r, const struct reader_frame *f)
{
    struct prove_seal *met = arena_alloc(a, sizeof *met);
    const uint8_t *key =
        s->last ? s->last->checkpoint.seal.next_key : r->header.first_key;

    met->checkpoint.kind = f->kind;
    met->checkpoint.time = f->time;
    memcpy(met->checkpoint.journal_id, r->header.journal_id, RECORD_ID_SIZE);
    memcpy(met->key, key, sizeof met->key);
    /* It decoded when the journal was verified. */
    enum err rc = record_decode_seal(a, f->body, &met->checkpoint.seal);
    assert(rc == ERR_OK);
    if (s->last)
        s->last->next = met;
    else
        s->first = met;
    s->last = met;
    s->count++;
}

/* The seals up to the first one over more than `size` frames, or to the last;
 * and the frame of number `size` with the header. */
static enum err find_seals(struct reader *r, struct arena *a, uint64_t size,
                           struct prove_seals *s, struct prove_kept *kept)
{
    struct reader_frame f;
    enum err rc;

    *s = (struct prove_seals){0};
    *kept = (struct prove_kept){0};
    reader_rewind(r);
    while ((rc = reader_next(r, &f)) == ERR_OK) {
        if (f.seq == 0) kept->header = arena_copy(a, f.whole);
        if (f.seq == size) kept->record = arena_copy(a, f.whole);
        if (f.kind != JOURNAL_SEAL && f.kind != JOURNAL_CLOSE) continue;
        meet_seal(s, a, r, &f);
        if (s->last->checkpoint.seal.tree_size > size) return ERR_OK;
    }
    /* A torn tail ends the provable part, like the file's end. */
    return rc == ERR_MISSING || rc == ERR_FORMAT ? ERR_OK : rc;
}

/* Shows the provers the tree's leaves. */
static enum err push_leaves(struct reader *r, uint64_t size,
                            struct merkle_prover *const provers[], size_t count)
{
    struct reader_frame f;

    reader_rewind(r);
    for (uint64_t i = 0; i < size; i++) {
        enum err rc = reader_next(r, &f);
        if (rc) return rc;
        const struct merkle_hash leaf = merkle_leaf(f.whole);
        for (size_t j = 0; j < count; j++)
            merkle_prover_push(provers[j], i, &leaf);
    }
    return ERR_OK;
}

static void put_hashes(struct writer *w, const struct merkle_prover *p)
{
    struct merkle_hash proof[MERKLE_DEPTH_MAX];
    const size_t count = merkle_prover_finish(p, proof);

    for (size_t i = 0; i < count; i++) {
        base64_encode(w, BASE64_PADDED,
                      bytes_of(proof[i].bytes, sizeof proof[i].bytes));
        writer_put_text(w, "\n");
    }
}

static void put_seal(struct writer *w, const struct prove_seal *s)
{
    writer_put_text(w, "\n");
    checkpoint_write(&s->checkpoint, s->key, w);
}

static void writer_in(struct writer *w, struct arena *a, size_t seals,
                      size_t frames)
{
    const size_t lines = 2 * (MERKLE_DEPTH_MAX + 8) * 64;
    const size_t size =
        lines + base64_size(frames) + 8 + seals * (CHECKPOINT_TEXT_MAX + 1);

    writer_init(w, arena_alloc(a, size), size);
}

static enum err unread(struct errmsg *e, enum err rc)
{
    return err_set(e, rc, "the journal cannot be read on");
}

enum err prove_state(struct reader *r, struct arena *a, struct bytes *text,
                     struct errmsg *e)
{
    struct prove_seals seals;
    struct prove_kept kept;
    struct writer w;

    enum err rc = must_hold(r, e);
    if (rc) return rc;
    rc = find_seals(r, a, UINT64_MAX, &seals, &kept);
    if (rc) return unread(e, rc);
    if (!seals.last)
        return err_set(e, ERR_MISSING, "nothing in the journal is sealed yet");
    writer_in(&w, a, 1, 0);
    checkpoint_write(&seals.last->checkpoint, seals.last->key, &w);
    assert(!w.overflow);
    *text = writer_bytes(&w);
    return ERR_OK;
}

static void put_record_proof(struct writer *w, uint64_t seq,
                             const struct prove_seals *seals,
                             const struct prove_kept *kept,
                             const struct merkle_prover *record,
                             const struct merkle_prover *header)
{
    char line[64];

    writer_put_text(w, PROOF_RECORD_TITLE "extra ");
    base64_encode(w, BASE64_PADDED, kept->record);
    snprintf(line, sizeof line, "\nindex %" PRIu64 "\n", seq);
    writer_put_text(w, line);
    put_hashes(w, record);
    put_seal(w, seals->last);
    writer_put_text(w, "\n" PROOF_KEYS_TITLE "header ");
    base64_encode(w, BASE64_PADDED, kept->header);
    writer_put_text(w, "\n");
    put_hashes(w, header);
    for (const struct prove_seal *s = seals->first; s != seals->last;
         s = s->next)
        put_seal(w, s);
    assert(!w->overflow);
}

enum err prove_record(struct reader *r, uint64_t seq, struct arena *a,
                      struct bytes *text, struct errmsg *e)
{
    struct merkle_prover *record = arena_alloc(a, sizeof *record);
    struct merkle_prover *header = arena_alloc(a, sizeof *header);
    struct merkle_prover *const both[] = {record, header};
    struct prove_seals seals;
    struct prove_kept kept;
    struct writer w;

    enum err rc = must_hold(r, e);
    if (rc) return rc;
    rc = find_seals(r, a, seq, &seals, &kept);
    if (rc) return unread(e, rc);
    if (kept.record.size == 0)
        return err_set(e, ERR_MISSING, "there is no record %" PRIu64, seq);
    if (!seals.last || seals.last->checkpoint.seal.tree_size <= seq)
        return err_set(e, ERR_MISSING, "no seal covers record %" PRIu64, seq);
    const uint64_t size = seals.last->checkpoint.seal.tree_size;
    merkle_prover_inclusion(record, size, seq);
    merkle_prover_inclusion(header, size, 0);
    rc = push_leaves(r, size, both, 2);
    if (rc) return unread(e, rc);
    writer_in(&w, a, seals.count, kept.record.size + kept.header.size);
    put_record_proof(&w, seq, &seals, &kept, record, header);
    *text = writer_bytes(&w);
    return ERR_OK;
}

enum err prove_growth(struct reader *r, const struct checkpoint *old,
                      struct arena *a, struct bytes *text, struct errmsg *e)
{
    struct merkle_prover *p = arena_alloc(a, sizeof *p);
    struct merkle_prover *const one[] = {p};
    struct prove_seals seals;
    struct prove_kept kept;
    uint8_t key[RECORD_KEY_SIZE];
    struct writer w;
    char line[64];

    enum err rc = must_hold(r, e);
    if (rc) return rc;
    rc = find_seals(r, a, UINT64_MAX, &seals, &kept);
    if (rc) return unread(e, rc);
    if (!seals.last)
        return err_set(e, ERR_MISSING, "nothing in the journal is sealed yet");
    const uint64_t size = seals.last->checkpoint.seal.tree_size;
    rc = kept_state_check(r, old, key, e);
    if (rc) return rc;
    merkle_prover_consistency(p, size, old->seal.tree_size);
    rc = push_leaves(r, size, one, 1);
    if (rc) return unread(e, rc);
    writer_in(&w, a, seals.count, 0);
    snprintf(line, sizeof line, PROOF_GROWTH_TITLE "from %" PRIu64 "\nkey ",
             old->seal.tree_size);
    writer_put_text(&w, line);
    base64_encode(&w, BASE64_PADDED, bytes_of(key, sizeof key));
    writer_put_text(&w, "\n");
    put_hashes(&w, p);
    for (const struct prove_seal *s = seals.first; s; s = s->next)
        if (s->checkpoint.seal.epoch > old->seal.epoch || !s->next)
            put_seal(&w, s);
    assert(!w.overflow);
    *text = writer_bytes(&w);
    return ERR_OK;
}
