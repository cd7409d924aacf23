/* A stand-in for the curve: the interface of its operations, with hashes in
 * their place. It protects nothing, for all that it gives follows from public
 * keys; but whoever comes by a result through a call that takes a secret can
 * do, and can not do, what the curve lets them do. */
#ifndef CRYPTO_CURVE_STANDIN_H
#define CRYPTO_CURVE_STANDIN_H

#include "crypto/curve_question.h"

/* Answers as a row does that has nothing of its own, with H for SHA-256 over a
 * label, a zero byte and what follows:
 *   public key   H("stand-in x25519", the clamped secret) without its last bit,
 *                so that it is reduced as a real one is
 *   agreement    H("stand-in dh", both public keys, the smaller first), the
 *                peer's as X25519 reads it: without its last bit, and reduced;
 *                refused for the keys of low order
 *   sign keys    public key H("stand-in ed25519", seed)
 *   signature    H("stand-in sign", public key, message) and the hash of that;
 *                a prehash under "stand-in sign ph", a proof of a key to agree
 *                with under "stand-in prove" */
bool curve_standin_answer(void *own, const struct curve_question *q);

#endif
