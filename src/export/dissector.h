/* The script that teaches Wireshark to read our frames: demarche.lua, after
 * tables with the names of all codes, taken from this program's own. */
#ifndef EXPORT_DISSECTOR_H
#define EXPORT_DISSECTOR_H

#include <stdio.h>

/* Errors of writing stay with the stream. */
void dissector_write(FILE *out);

#endif
