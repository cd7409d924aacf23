/* What each byte of a layer is: stretches one after the other, each with the
 * field that owns it, to the last byte. */
#ifndef OPENER_FIELD_MAP_H
#define OPENER_FIELD_MAP_H

#include "opener/opener.h"
#include "base/arena.h"

/* Layers by their form. */
enum field_map_form {
    FIELD_MAP_FRAME,     /* its head */
    FIELD_MAP_HANDSHAKE, /* a Noise handshake message, token by token */
    FIELD_MAP_TRANSPORT, /* Noise transport messages, one after the other */
    FIELD_MAP_INITIAL,   /* X3DH's initial message */
    FIELD_MAP_RATCHET,   /* a message of the Double Ratchet */
    FIELD_MAP_GROUP,     /* a message to a group, under a sender key */
    FIELD_MAP_AGE,
    FIELD_MAP_HPKE,
    FIELD_MAP_MESSAGE, /* this and the following by their fields in proto/ */
    FIELD_MAP_COPY,
    FIELD_MAP_RECORD, /* a journal's frame with its length, and its body */
    FIELD_MAP_OPAQUE, /* anything else: in one piece */
    FIELD_MAP_FORM_COUNT
};

/* A stretch. Names and values live in the arena or for ever; values may hold
 * whatever the bytes hold. */
struct field_map_part {
    size_t at, size;
    unsigned depth;
    const char *name;
    const char *value; /* "": it is not told in words */
};

struct field_map {
    struct arena *arena;
    struct bytes whole;
    struct field_map_part *parts;
    size_t count, room;
};

/* Takes the bytes apart; l: the frame that they are out of, for those forms
 * that need to know its handshake (NULL for the others). Bytes that are not of
 * their form end in a part that says so: all are covered, each once. */
void field_map_of(struct field_map *out, struct arena *a,
                  enum field_map_form form, const struct opener_layers *l,
                  struct bytes whole);

#endif
