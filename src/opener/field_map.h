/* A layer's bytes by field: stretches that follow one another, each with the
 * field that owns it, to the last byte. */
#ifndef OPENER_FIELD_MAP_H
#define OPENER_FIELD_MAP_H

#include "base/arena.h"
#include "opener/opener.h"

/* Layers by their form. */
enum field_map_form {
    FIELD_MAP_FRAME,     /* its head, and the payload in one piece */
    FIELD_MAP_HANDSHAKE, /* a Noise handshake message, token by token */
    FIELD_MAP_TRANSPORT, /* Noise transport messages, one after the other */
    FIELD_MAP_INITIAL,   /* X3DH's initial message */
    FIELD_MAP_RATCHET,   /* a message of the Double Ratchet */
    FIELD_MAP_GROUP,     /* a message to a group, under a sender key */
    FIELD_MAP_AGE,
    FIELD_MAP_HPKE,
    FIELD_MAP_MESSAGE, /* this and the following: by their fields in proto/ */
    FIELD_MAP_COPY,
    FIELD_MAP_STATEMENT,
    FIELD_MAP_PORTION,
    FIELD_MAP_CREDENTIAL,
    FIELD_MAP_RECORD, /* a journal's frame with its length, and its body */
    FIELD_MAP_OPAQUE, /* anything else: in one piece */
    FIELD_MAP_FORM_COUNT
};

/* A stretch. Names and values live in the arena or for ever. Values may hold
 * any bytes. */
struct field_map_part {
    size_t at, size;
    unsigned depth;
    const char *name;
    const char *value; /* "": not shown in words */
};

struct field_map {
    struct arena *arena;
    struct bytes whole;
    struct field_map_part *parts;
    size_t count, room;
};

/* Takes the bytes apart. `l` is the frame that they came in, which
 * FIELD_MAP_HANDSHAKE needs for its pattern; NULL elsewhere. Bytes that are not
 * of their form end in a part that says so: every byte is covered once. */
void field_map_of(struct field_map *out, struct arena *a,
                  enum field_map_form form, const struct opener_layers *l,
                  struct bytes whole);

#endif
