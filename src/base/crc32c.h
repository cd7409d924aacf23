/* CRC-32C (Castagnoli; RFC 3720 12.1): finds accidents, never intent. */
#ifndef BASE_CRC32C_H
#define BASE_CRC32C_H

#include "base/bytes.h"

/* The checksum of what came before (0: nothing) continued over b. */
uint32_t crc32c(uint32_t before, struct bytes b);

/* The same by table alone, as on a processor without SSE 4.2. */
uint32_t crc32c_portable(uint32_t before, struct bytes b);

#endif
