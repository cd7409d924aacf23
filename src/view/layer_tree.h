/* The layers of a frame as a tree: which bytes each of them is, in which other
 * one these lie, and each in words. */
#ifndef VIEW_LAYER_TREE_H
#define VIEW_LAYER_TREE_H

#include "base/arena.h"
#include "opener/field_map.h"
#include "scenario/scenario.h"

#define LAYER_TREE_NONE UINT32_MAX

/* A layer. Its bytes lie in those of the layer `within`, from `at` on, where
 * that is known; or they are what was decrypted out of the layer `of`. */
struct layer_tree_layer {
    const char *name; /* "frame" */
    enum field_map_form form;
    const char *words; /* the first words on it */
    struct bytes bytes;
    uint32_t within, of; /* the number of another, earlier one; or NONE */
    size_t at;
    bool malformed; /* the bytes are not what stands there */
    bool mapped;    /* the fields of the layer around it are its own, too */
    /* What it is, where it is one of these; else NULL. */
    const struct message *message;
    const struct opener_statement *statement, *signature;
    const struct message_copy *copy;
    const struct message_leaf *leaf;
    const struct message_portion *portion; /* of a leaf; no name: hidden */
    const struct message_copy *padded;     /* the copy that is padded */
};

struct layer_tree {
    struct arena *arena;
    const struct scenario *scenario;
    const struct opener_layers *opened;
    struct layer_tree_layer *layers; /* from the outside in; the first is the
                                        frame */
    size_t count, room;
    size_t outer; /* the first ones: the frame and those of its session */
};

/* Takes apart what was opened; all of it is borrowed. */
void layer_tree_of(struct layer_tree *out, struct arena *a,
                   const struct scenario *sc, const struct opener_layers *l);

#endif
