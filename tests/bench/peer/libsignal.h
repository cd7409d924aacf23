/* The work of bench_ratchet done by libsignal-protocol-c, over stores in
 * memory, with libsodium's hashes and OpenSSL's AES. */
#ifndef BENCH_PEER_LIBSIGNAL_H
#define BENCH_PEER_LIBSIGNAL_H

#include <stddef.h>

struct libsignal;

struct libsignal *libsignal_create(size_t plaintext);
void libsignal_destroy(struct libsignal *l);

/* From the bundle to the first message, read, both sides. */
void libsignal_begin(struct libsignal *l);

/* The other side answers, which takes a DH step; or the same one goes on. */
void libsignal_turn(struct libsignal *l);
void libsignal_pass(struct libsignal *l);

#endif
