#include "libsignal.h"

#include <openssl/evp.h>
#include <signal/curve.h>
#include <signal/key_helper.h>
#include <signal/protocol.h>
#include <signal/ratchet.h>
#include <signal/session_builder.h>
#include <signal/session_cipher.h>
#include <signal/session_pre_key.h>
#include <signal/signal_protocol.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { PREKEY = 2, SIGNED_PREKEY = 1, REGISTRATION = 7 };

static void must(int rc)
{
    if (rc < 0) abort();
}

/* What one side keeps between messages: serialized, as the library asks. */
struct side {
    signal_protocol_store_context *store;
    ratchet_identity_key_pair *identity;
    signal_buffer *session, *prekey, *signed_prekey;
    signal_protocol_address peer;
};

struct libsignal {
    signal_context *context;
    struct side sides[2];
    session_signed_pre_key *signed_prekey;
    session_pre_key *prekey;
    int sender;
    uint8_t *plaintext;
    size_t size;
};

/* ---- Primitives ---- */

static int fill_random(uint8_t *data, size_t size, void *user)
{
    (void)user;
    randombytes_buf(data, size);
    return 0;
}

static int hmac_init(void **context, const uint8_t *key, size_t size,
                     void *user)
{
    crypto_auth_hmacsha256_state *state = malloc(sizeof *state);

    (void)user;
    if (!state) abort();
    crypto_auth_hmacsha256_init(state, key, size);
    *context = state;
    return 0;
}

static int hmac_update(void *context, const uint8_t *data, size_t size,
                       void *user)
{
    (void)user;
    return crypto_auth_hmacsha256_update(context, data, size);
}

static int hmac_final(void *context, signal_buffer **out, void *user)
{
    uint8_t mac[crypto_auth_hmacsha256_BYTES];

    (void)user;
    crypto_auth_hmacsha256_final(context, mac);
    *out = signal_buffer_create(mac, sizeof mac);
    return 0;
}

static void release(void *context, void *user)
{
    (void)user;
    free(context);
}

static int sha512_init(void **context, void *user)
{
    crypto_hash_sha512_state *state = malloc(sizeof *state);

    (void)user;
    if (!state) abort();
    crypto_hash_sha512_init(state);
    *context = state;
    return 0;
}

static int sha512_update(void *context, const uint8_t *data, size_t size,
                         void *user)
{
    (void)user;
    return crypto_hash_sha512_update(context, data, size);
}

static int sha512_final(void *context, signal_buffer **out, void *user)
{
    uint8_t hash[crypto_hash_sha512_BYTES];

    (void)user;
    crypto_hash_sha512_final(context, hash);
    crypto_hash_sha512_init(context);
    *out = signal_buffer_create(hash, sizeof hash);
    return 0;
}

static int aes(signal_buffer **out, int cipher, const uint8_t *key,
               const uint8_t *iv, const uint8_t *in, size_t size, int encrypt)
{
    const EVP_CIPHER *kind = cipher == SG_CIPHER_AES_CBC_PKCS5
                                 ? EVP_aes_256_cbc()
                                 : EVP_aes_256_ctr();
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    uint8_t *memory = malloc(size + EVP_MAX_BLOCK_LENGTH);
    int first = 0, last = 0;

    if (!context || !memory ||
        !EVP_CipherInit_ex(context, kind, NULL, key, iv, encrypt) ||
        !EVP_CipherUpdate(context, memory, &first, in, (int)size) ||
        !EVP_CipherFinal_ex(context, memory + first, &last))
        abort();
    *out = signal_buffer_create(memory, (size_t)first + (size_t)last);
    EVP_CIPHER_CTX_free(context);
    free(memory);
    return 0;
}

static int aes_encrypt(signal_buffer **out, int cipher, const uint8_t *key,
                       size_t key_size, const uint8_t *iv, size_t iv_size,
                       const uint8_t *in, size_t size, void *user)
{
    (void)key_size, (void)iv_size, (void)user;
    return aes(out, cipher, key, iv, in, size, 1);
}

static int aes_decrypt(signal_buffer **out, int cipher, const uint8_t *key,
                       size_t key_size, const uint8_t *iv, size_t iv_size,
                       const uint8_t *in, size_t size, void *user)
{
    (void)key_size, (void)iv_size, (void)user;
    return aes(out, cipher, key, iv, in, size, 0);
}

/* ---- Stores ---- */

static int load(signal_buffer **out, const signal_buffer *kept, int found)
{
    if (!kept) return found ? SG_ERR_INVALID_KEY_ID : 0;
    *out = signal_buffer_copy(kept);
    return 1;
}

static void put(signal_buffer **kept, const uint8_t *data, size_t size)
{
    signal_buffer_free(*kept);
    *kept = signal_buffer_create(data, size);
}

static int load_session(signal_buffer **record, signal_buffer **more,
                        const signal_protocol_address *address, void *user)
{
    (void)more, (void)address;
    return load(record, ((struct side *)user)->session, 0);
}

static int store_session(const signal_protocol_address *address, uint8_t *data,
                         size_t size, uint8_t *more, size_t more_size,
                         void *user)
{
    (void)address, (void)more, (void)more_size;
    put(&((struct side *)user)->session, data, size);
    return 0;
}

static int contains_session(const signal_protocol_address *address, void *user)
{
    (void)address;
    return ((struct side *)user)->session != NULL;
}

static int load_prekey(signal_buffer **record, uint32_t id, void *user)
{
    (void)id;
    return load(record, ((struct side *)user)->prekey, 1);
}

static int load_signed_prekey(signal_buffer **record, uint32_t id, void *user)
{
    (void)id;
    return load(record, ((struct side *)user)->signed_prekey, 1);
}

static int contains_prekey(uint32_t id, void *user)
{
    (void)id, (void)user;
    return 1;
}

static int remove_prekey(uint32_t id, void *user)
{
    (void)id, (void)user;
    return 0;
}

static int identity_pair(signal_buffer **public, signal_buffer **private,
                         void *user)
{
    const struct side *s = user;

    must(ec_public_key_serialize(
        public, ratchet_identity_key_pair_get_public(s->identity)));
    must(ec_private_key_serialize(
        private, ratchet_identity_key_pair_get_private(s->identity)));
    return 0;
}

static int registration(void *user, uint32_t *id)
{
    (void)user;
    *id = REGISTRATION;
    return 0;
}

static int save_identity(const signal_protocol_address *address, uint8_t *data,
                         size_t size, void *user)
{
    (void)address, (void)data, (void)size, (void)user;
    return 0;
}

static int is_trusted(const signal_protocol_address *address, uint8_t *data,
                      size_t size, void *user)
{
    (void)address, (void)data, (void)size, (void)user;
    return 1;
}

static void side_init(struct libsignal *l, struct side *s, const char *peer)
{
    const signal_protocol_session_store sessions = {
        .load_session_func = load_session,
        .store_session_func = store_session,
        .contains_session_func = contains_session,
        .user_data = s,
    };
    const signal_protocol_pre_key_store prekeys = {
        .load_pre_key = load_prekey,
        .contains_pre_key = contains_prekey,
        .remove_pre_key = remove_prekey,
        .user_data = s,
    };
    const signal_protocol_signed_pre_key_store signed_prekeys = {
        .load_signed_pre_key = load_signed_prekey,
        .contains_signed_pre_key = contains_prekey,
        .user_data = s,
    };
    const signal_protocol_identity_key_store identities = {
        .get_identity_key_pair = identity_pair,
        .get_local_registration_id = registration,
        .save_identity = save_identity,
        .is_trusted_identity = is_trusted,
        .user_data = s,
    };

    s->peer = (signal_protocol_address){peer, strlen(peer), 1};
    must(signal_protocol_key_helper_generate_identity_key_pair(&s->identity,
                                                               l->context));
    must(signal_protocol_store_context_create(&s->store, l->context));
    must(signal_protocol_store_context_set_session_store(s->store, &sessions));
    must(signal_protocol_store_context_set_pre_key_store(s->store, &prekeys));
    must(signal_protocol_store_context_set_signed_pre_key_store(
        s->store, &signed_prekeys));
    must(signal_protocol_store_context_set_identity_key_store(s->store,
                                                              &identities));
}

static void prekeys_init(struct libsignal *l)
{
    struct side *bob = &l->sides[1];
    ec_key_pair *pair;

    must(signal_protocol_key_helper_generate_signed_pre_key(
        &l->signed_prekey, bob->identity, SIGNED_PREKEY, 0, l->context));
    must(session_signed_pre_key_serialize(&bob->signed_prekey,
                                          l->signed_prekey));
    must(curve_generate_key_pair(l->context, &pair));
    must(session_pre_key_create(&l->prekey, PREKEY, pair));
    must(session_pre_key_serialize(&bob->prekey, l->prekey));
    SIGNAL_UNREF(pair);
}

struct libsignal *libsignal_create(size_t plaintext)
{
    const signal_crypto_provider provider = {
        .random_func = fill_random,
        .hmac_sha256_init_func = hmac_init,
        .hmac_sha256_update_func = hmac_update,
        .hmac_sha256_final_func = hmac_final,
        .hmac_sha256_cleanup_func = release,
        .sha512_digest_init_func = sha512_init,
        .sha512_digest_update_func = sha512_update,
        .sha512_digest_final_func = sha512_final,
        .sha512_digest_cleanup_func = release,
        .encrypt_func = aes_encrypt,
        .decrypt_func = aes_decrypt,
    };
    struct libsignal *l = calloc(1, sizeof *l);

    if (!l || !(l->plaintext = calloc(1, plaintext))) abort();
    l->size = plaintext;
    must(signal_context_create(&l->context, NULL));
    must(signal_context_set_crypto_provider(l->context, &provider));
    side_init(l, &l->sides[0], "bob");
    side_init(l, &l->sides[1], "alice");
    prekeys_init(l);
    return l;
}

void libsignal_destroy(struct libsignal *l)
{
    for (int i = 0; i < 2; i++) {
        struct side *s = &l->sides[i];
        signal_protocol_store_context_destroy(s->store);
        SIGNAL_UNREF(s->identity);
        signal_buffer_free(s->session);
        signal_buffer_free(s->prekey);
        signal_buffer_free(s->signed_prekey);
    }
    SIGNAL_UNREF(l->prekey);
    SIGNAL_UNREF(l->signed_prekey);
    signal_context_destroy(l->context);
    free(l->plaintext);
    free(l);
}

static void decrypt(struct libsignal *l, session_cipher *cipher,
                    const signal_buffer *bytes, int type)
{
    const uint8_t *data = signal_buffer_const_data(bytes);
    const size_t size = signal_buffer_len(bytes);
    signal_buffer *out = NULL;

    if (type == CIPHERTEXT_PREKEY_TYPE) {
        pre_key_signal_message *message;
        must(pre_key_signal_message_deserialize(&message, data, size,
                                                l->context));
        must(session_cipher_decrypt_pre_key_signal_message(cipher, message,
                                                           NULL, &out));
        SIGNAL_UNREF(message);
    } else {
        signal_message *message;
        must(signal_message_deserialize(&message, data, size, l->context));
        must(
            session_cipher_decrypt_signal_message(cipher, message, NULL, &out));
        SIGNAL_UNREF(message);
    }
    if (signal_buffer_len(out) != l->size) abort();
    signal_buffer_free(out);
}

void libsignal_pass(struct libsignal *l)
{
    struct side *from = &l->sides[l->sender], *to = &l->sides[1 - l->sender];
    session_cipher *writer, *reader;
    ciphertext_message *message;

    must(session_cipher_create(&writer, from->store, &from->peer, l->context));
    must(session_cipher_create(&reader, to->store, &to->peer, l->context));
    must(session_cipher_encrypt(writer, l->plaintext, l->size, &message));
    decrypt(l, reader, ciphertext_message_get_serialized(message),
            ciphertext_message_get_type(message));
    SIGNAL_UNREF(message);
    session_cipher_free(reader);
    session_cipher_free(writer);
}

void libsignal_begin(struct libsignal *l)
{
    struct side *alice = &l->sides[0], *bob = &l->sides[1];
    session_pre_key_bundle *bundle;
    session_builder *builder;

    for (int i = 0; i < 2; i++) {
        signal_buffer_free(l->sides[i].session);
        l->sides[i].session = NULL;
    }
    must(session_pre_key_bundle_create(
        &bundle, REGISTRATION, 1, PREKEY,
        ec_key_pair_get_public(session_pre_key_get_key_pair(l->prekey)),
        SIGNED_PREKEY,
        ec_key_pair_get_public(
            session_signed_pre_key_get_key_pair(l->signed_prekey)),
        session_signed_pre_key_get_signature(l->signed_prekey),
        session_signed_pre_key_get_signature_len(l->signed_prekey),
        ratchet_identity_key_pair_get_public(bob->identity)));
    must(session_builder_create(&builder, alice->store, &alice->peer,
                                l->context));
    must(session_builder_process_pre_key_bundle(builder, bundle));
    session_builder_free(builder);
    SIGNAL_UNREF(bundle);
    l->sender = 0;
    libsignal_pass(l);
}

void libsignal_turn(struct libsignal *l)
{
    l->sender = 1 - l->sender;
    libsignal_pass(l);
}
