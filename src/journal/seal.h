/* The seals of a journal: when they are due, and the evolving keys that sign
 * them, so that a key stolen today seals nothing of yesterday. */
#ifndef JOURNAL_SEAL_H
#define JOURNAL_SEAL_H

#include "journal/journal.h"

/* The keys of the present epoch; those before are wiped. */
struct sealer {
    uint8_t seed[JOURNAL_SEED_SIZE];
    struct identity identity;
};

/* The keys of an epoch, from its seed. */
void sealer_init(struct sealer *s, const uint8_t seed[JOURNAL_SEED_SIZE]);

/* The keys of the first epoch under a private key, which signs for it; the
 * later ones follow from the key and the journal's id. */
void sealer_init_keyed(struct sealer *s,
                       const uint8_t sign_key[JOURNAL_SEED_SIZE],
                       const uint8_t journal_id[RECORD_ID_SIZE]);
void sealer_fini(struct sealer *s);

/* True if a frame of this sequence number has to be a SEAL or the CLOSE. */
bool seal_due(uint64_t seq);

/* Fills next_key and signature of a SEAL or CLOSE of that time and moves the
 * keys on. */
void sealer_sign(struct sealer *s, enum journal_kind kind, instant time,
                 const uint8_t journal_id[RECORD_ID_SIZE],
                 struct record_seal *seal);

/* ERR_AUTH when the epoch's key did not sign it. */
MUST_CHECK enum err seal_verify(const uint8_t key[RECORD_KEY_SIZE],
                                enum journal_kind kind, instant time,
                                const uint8_t journal_id[RECORD_ID_SIZE],
                                const struct record_seal *seal);

#endif
