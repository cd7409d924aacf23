/* The text of an age v1 header (C2SP age.md), line by line; no keys, no MAC
 * computed here. */
#ifndef CRYPTO_AGE_HEADER_H
#define CRYPTO_AGE_HEADER_H

#include "base/bytes.h"
#include "base/writer.h"

enum {
    AGE_HEADER_VALUE_SIZE = 32,   /* a share, a body and a MAC alike */
    AGE_HEADER_VERSION_SIZE = 22, /* as written, with the line feeds */
    AGE_HEADER_STANZA_SIZE = 98,
    AGE_HEADER_MARK_SIZE = 3,
    AGE_HEADER_MAC_SIZE = 45
};

/* The types of stanza that the holder of an X25519 key tells apart: X25519, and
 * scrypt, which must be the only stanza. */
enum age_header_type { AGE_HEADER_OTHER, AGE_HEADER_X25519, AGE_HEADER_SCRYPT };

/* A stanza; share and body are those of an X25519 stanza, else zeros. */
struct age_header_stanza {
    enum age_header_type type;
    uint8_t share[AGE_HEADER_VALUE_SIZE];
    uint8_t body[AGE_HEADER_VALUE_SIZE];
};

/* The parts of a header, to be written in this order; a stanza is written as
 * X25519 whatever its type. The MAC covers all up to and including the mark. */
void age_header_write_version(struct writer *out);
void age_header_write_stanza(struct writer *out,
                             const struct age_header_stanza *stanza);
void age_header_write_mark(struct writer *out);
void age_header_write_mac(struct writer *out,
                          const uint8_t mac[AGE_HEADER_VALUE_SIZE]);

/* Each takes its text off the front of rest, or gives ERR_FORMAT and takes
 * nothing. Only the one canonical spelling of a value is read. */
MUST_CHECK enum err age_header_read_version(struct bytes *rest);
MUST_CHECK enum err age_header_read_stanza(struct bytes *rest,
                                           struct age_header_stanza *stanza);
MUST_CHECK enum err age_header_read_mark(struct bytes *rest);
MUST_CHECK enum err age_header_read_mac(struct bytes *rest,
                                        uint8_t mac[AGE_HEADER_VALUE_SIZE]);

#endif
