/* Padded sizes: a text is made as long as its class before it is sealed, so
 * that all lengths of one class look the same from outside. */
#ifndef PARTY_PADDING_H
#define PARTY_PADDING_H

#include <stddef.h>

enum { PADDING_BLOCK = 4096 }; /* bytes; that blocks are multiples of */

enum padding {
    PADDING_NONE,
    PADDING_PADME, /* Nikitin and others, "Reducing Metadata Leakage from
                      Encrypted Files and Communication with PURBs", 2019 */
    PADDING_BLOCKS,
    PADDING_COUNT
};

/* The size of the class that `size` belongs to: the smallest one that is not
 * below it. A class of Padme is at most 12 % above the size, a class of blocks
 * less than one block. size: at most half of SIZE_MAX. */
size_t padding_size(enum padding padding, size_t size);

#endif
