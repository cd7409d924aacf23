/* The script that teaches Wireshark to read our frames: demarche.lua,
 * under the names of all codes, so that it knows what this program knows. */
#ifndef EXPORT_DISSECTOR_H
#define EXPORT_DISSECTOR_H

#include <stdio.h>

/* Errors of writing stay with the stream. */
void dissector_write(FILE *out);

#endif
