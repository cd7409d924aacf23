/* What each byte of a layer is: stretches one after the other, each with the
 * field that owns it, to the last byte. */
#ifndef STUDY_ANATOMY_H
#define STUDY_ANATOMY_H

#include "adversary/opener.h"
#include "base/arena.h"

/* Layers by their form. */
enum anatomy_form {
    ANATOMY_FRAME,     /* its head */
    ANATOMY_HANDSHAKE, /* a Noise handshake message, token by token */
    ANATOMY_TRANSPORT, /* Noise transport messages, one after the other */
    ANATOMY_INITIAL,   /* X3DH's initial message */
    ANATOMY_RATCHET,   /* a message of the Double Ratchet */
    ANATOMY_GROUP,     /* a message to a group, under a sender key */
    ANATOMY_AGE,
    ANATOMY_HPKE,
    ANATOMY_MESSAGE, /* this and the following by their fields in proto/ */
    ANATOMY_COPY,
    ANATOMY_RECORD, /* a journal's frame with its length, and its body */
    ANATOMY_OPAQUE, /* anything else: in one piece */
    ANATOMY_FORM_COUNT
};

/* A stretch. Names and values live in the arena or for ever; values may hold
 * whatever the bytes hold. */
struct anatomy_part {
    size_t at, size;
    unsigned depth;
    const char *name;
    const char *value; /* "": it is not told in words */
};

struct anatomy {
    struct arena *arena;
    struct bytes whole;
    struct anatomy_part *parts;
    size_t count, room;
};

/* Takes the bytes apart; l: the frame that they are out of, for those forms
 * that need to know its handshake (NULL for the others). Bytes that are not of
 * their form end in a part that says so: all are covered, each once. */
void anatomy_of(struct anatomy *out, struct arena *a, enum anatomy_form form,
                const struct opener_layers *l, struct bytes whole);

#endif
