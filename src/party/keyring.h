/* A keyring: one party's beliefs about the keys of all. It says how the party
 * came by each key, when the key is in force, and whether the party relies on
 * it. */
#ifndef PARTY_KEYRING_H
#define PARTY_KEYRING_H

#include "base/table.h"
#include "crypto/identity.h"
#include "wire/credential.h"
#include "wire/record.h"

struct party;
struct party_step;

/* The way by which a party came by a key. The first three are also policies:
 * the source from which a party takes the keys of others. */
enum keyring_trust {
    KEYRING_PINNED,    /* known from the start */
    KEYRING_FIRST_USE, /* the first that the peer itself showed */
    KEYRING_DIRECTORY, /* the directory vouches for it */
    KEYRING_SUCCESSION /* signed by the key before it */
};

/* The standing of a key: the party relies on it, or why not. */
enum keyring_standing {
    KEYRING_GOOD,
    KEYRING_VOID,    /* its owner has revoked it */
    KEYRING_DISPUTED /* the numbers compared were not the same */
};

struct keyring_key {
    struct keyring_key *older; /* the one before it; NULL: none is known */
    struct identity_public pub;
    uint32_t serial;
    enum keyring_trust trust;
    enum keyring_standing standing;
    bool compared; /* the safety number was the same on both sides */
    instant from;  /* INSTANT_MIN: always */
    instant until; /* replaced then; INSTANT_MAX: it is the one in force */
};

/* Entries exist only for peers whose keys differ from the world's table. A
 * pinned peer that never changes its key has none. */
struct keyring {
    enum keyring_trust policy; /* PINNED, FIRST_USE or DIRECTORY */
    struct table entries;      /* by peer */
    struct table agreed;       /* keys to agree with in them: by key */
};

/* The outcome of taking a credential. */
enum keyring_verdict {
    KEYRING_KNOWN,    /* nothing new */
    KEYRING_TAKEN,    /* the first key of this peer */
    KEYRING_REPLACED, /* it follows the key in force */
    KEYRING_REVOKED,  /* a key that was relied on is void */
    KEYRING_REFUSED   /* not relied on; see the reason */
};

/* A credential that was read, with its owner and the party it came from. */
struct keyring_offer {
    struct credential credential;
    struct credential_statement statement;
    uint32_t peer; /* whose keys are stated */
    uint32_t from; /* who handed it over */
};

/* The keys that a credential states. */
struct identity_public keyring_stated(const struct credential_statement *s);

/* The peer's key in force, in this party's belief; NULL when it has none that
 * it relies on. keyring_missing then says why. */
const struct identity_public *keyring_current(const struct party *p,
                                              uint32_t peer);
enum record_reason keyring_missing(const struct party *p, uint32_t peer);

/* Records what the party cannot do with a peer, whose key it lacks or no longer
 * relies on. */
void keyring_cannot(const struct party *p, const struct party_step *step,
                    uint64_t exchange, enum record_verb verb, uint32_t peer);

/* The n-th newest of the peer's keys that the party relies on; NULL past the
 * last. */
const struct identity_public *keyring_good(const struct party *p, uint32_t peer,
                                           size_t n);

/* The way by which the peer's newest key came; the party has one. */
enum keyring_trust keyring_newest_trust(const struct party *p, uint32_t peer);

/* Tells whether an unknown peer may show a static key and be believed: on first
 * use, and once. */
bool keyring_admits_stranger(const struct party *p, uint32_t peer);

/* The worth of a static key that is shown as the peer's: REASON_NONE where the
 * party relies on it, UNKNOWN_PEER for one that it does not have, NO_KEY where
 * it has none of the peer's. */
enum record_reason keyring_reason(const struct party *p, uint32_t peer,
                                  const uint8_t agree[IDENTITY_KEY_SIZE]);

/* The peer's keys among which that static key is; NULL: the party has none
 * such. */
const struct identity_public *
keyring_find(const struct party *p, uint32_t peer,
             const uint8_t agree[IDENTITY_KEY_SIZE]);

/* Tells whether a static key that took part in a handshake is one of the peer's
 * that the party relies on. */
bool keyring_knows(const struct party *p, uint32_t peer,
                   const uint8_t agree[IDENTITY_KEY_SIZE]);

/* Verifies a signature. REASON_NONE: a key of the signer, relied on and in
 * force on that date, made it. Any other reason says what is wrong. */
enum record_reason
keyring_verify(const struct party *p, uint32_t signer, struct bytes message,
               const uint8_t signature[IDENTITY_SIGNATURE_SIZE], instant dated);

/* Reads a credential. ERR_FORMAT for one that is malformed or names nobody;
 * ERR_AUTH when it is not signed by the key that it states. */
MUST_CHECK enum err keyring_read(const struct party *p, struct arena *a,
                                 struct bytes encoded, uint32_t from,
                                 struct keyring_offer *out);

/* Takes the key that a credential states, or refuses it with a reason and
 * changes nothing. A key to agree with is refused where its own signature is
 * not there, or another party has it: messages for one would reach the other.
 */
enum keyring_verdict keyring_take(struct party *p,
                                  const struct keyring_offer *offer,
                                  enum record_reason *reason);

/* Adds the party's own new key, which needs no backing. */
void keyring_renew(struct party *p, const struct keyring_offer *own);

/* Settles a comparison of safety numbers. The peer's key in force is then known
 * to be true, or no longer relied on. */
void keyring_settle(struct party *p, uint32_t peer, bool same);

#endif
