/* Frames: the units that a channel carries, each with its length before it, so
 * that they can also follow one another on a byte stream. */
#ifndef WIRE_FRAME_H
#define WIRE_FRAME_H

#include "base/bytes.h"
#include "base/writer.h"

enum {
    FRAME_SIZE_MAX = 1024 * 1024,
    FRAME_HEAD_SIZE = 21, /* length 4, type 1, session 8, counter 8 */
    FRAME_PAYLOAD_MAX = FRAME_SIZE_MAX - FRAME_HEAD_SIZE
};

enum frame_type {
    FRAME_PLAIN = 1,     /* a message as it is, in no session */
    FRAME_HANDSHAKE = 2, /* a Noise handshake message; counter: its index */
    FRAME_TRANSPORT = 3, /* Noise transport messages; counter: the frame's */
    FRAME_INITIAL = 4,   /* X3DH's initial message, and one of the ratchet */
    FRAME_RATCHET = 5,   /* a message of the Double Ratchet */
    FRAME_GROUP = 6      /* a message to a group, under a sender key */
};

enum { FRAME_TYPE_COUNT = FRAME_GROUP + 1 }; /* no type is 0 */

/* The layout, integers big-endian:
 *   0  length of what follows
 *   4  type
 *   5  session: chosen by its initiator, or a group; 0 for none
 *  13  counter
 *  21  payload */
struct frame {
    enum frame_type type;
    uint64_t session;
    uint64_t counter;
    struct bytes payload;
};

/* The head alone, which a frame in a session authenticates with its payload. */
void frame_head(const struct frame *f, uint8_t out[FRAME_HEAD_SIZE]);

/* ERR_LIMIT when the frame would pass FRAME_SIZE_MAX or out's room. The type is
 * one of the above. */
MUST_CHECK enum err frame_encode(const struct frame *f, struct writer *out);

/* Reads one whole frame out of exactly its bytes; the payload is borrowed.
 * ERR_FORMAT, or ERR_LIMIT past FRAME_SIZE_MAX. */
MUST_CHECK enum err frame_decode(struct bytes in, struct frame *f);

const char *frame_type_text(enum frame_type type);

#endif
